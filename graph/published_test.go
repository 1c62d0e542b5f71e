package graph

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

var publish = flag.Bool("publish", false, "write testdata/published.graphqls, which a release does")

const (
	publishedFile = "testdata/published.graphqls"
	changesPage   = "../docs/schema.md"
)

// TestChangesAreNoted compares the schema with the one that was published last: what
// breaks a client is a decision, and stands in docs/schema.md with its reason.
func TestChangesAreNoted(t *testing.T) {
	if *publish {
		if err := os.WriteFile(publishedFile, []byte(Published()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(publishedFile)
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(changesPage)
	if err != nil {
		t.Fatal(err)
	}
	_, unreleased, found := strings.Cut(string(page), "\n## Unreleased\n")
	if !found {
		t.Fatalf("%s has no part Unreleased", changesPage)
	}
	unreleased, _, _ = strings.Cut(unreleased, "\n## ")
	for _, change := range breaking(parsed(t, string(text)), parsed(t, Published())) {
		if !strings.Contains(unreleased, "`"+change+"`") {
			t.Errorf("this breaks clients: %s. Undo it, or write it into %s, in backquotes, with why and what clients do", change, changesPage)
		}
	}
}

func parsed(t *testing.T, text string) *ast.Schema {
	t.Helper()
	s, err := gqlparser.LoadSchema(&ast.Source{Input: text})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// breaking lists what a client of one schema misses in a later one, or must send to it
// and doesn't yet.
func breaking(before, after *ast.Schema) (all []string) {
	add := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	for name, b := range before.Types {
		a := after.Types[name]
		switch {
		case b.BuiltIn:
			continue
		case a == nil || a.Kind != b.Kind:
			add("%s is gone", name)
			continue
		}
		for _, v := range b.EnumValues {
			if a.EnumValues.ForName(v.Name) == nil {
				add("%s.%s is gone", name, v.Name)
			}
		}
		for _, one := range slices.Concat(b.Interfaces, b.Types) {
			if !slices.Contains(slices.Concat(a.Interfaces, a.Types), one) {
				add("%s is no %s any more", name, one)
			}
		}
		for _, f := range b.Fields {
			now := a.Fields.ForName(f.Name)
			switch {
			case now == nil:
				add("%s.%s is gone", name, f.Name)
			case b.Kind == ast.InputObject && !fits(f.Type, now.Type), b.Kind != ast.InputObject && !fits(now.Type, f.Type):
				add("%s.%s was %s and is %s", name, f.Name, f.Type, now.Type)
			default:
				arguments(add, name+"."+f.Name, f.Arguments, now.Arguments)
			}
		}
		for _, f := range a.Fields {
			if b.Kind == ast.InputObject && b.Fields.ForName(f.Name) == nil && f.Type.NonNull && f.DefaultValue == nil {
				add("%s.%s must be given", name, f.Name)
			}
		}
	}
	slices.Sort(all)
	return all
}

func arguments(add func(string, ...any), field string, before, after ast.ArgumentDefinitionList) {
	for _, b := range before {
		a := after.ForName(b.Name)
		switch {
		case a == nil:
			add("%s(%s) is gone", field, b.Name)
		case !fits(b.Type, a.Type):
			add("%s(%s) was %s and is %s", field, b.Name, b.Type, a.Type)
		}
	}
	for _, a := range after {
		if before.ForName(a.Name) == nil && a.Type.NonNull && a.DefaultValue == nil {
			add("%s(%s) must be given", field, a.Name)
		}
	}
}

// fits tells whether a value of a type can go where another type is wanted.
func fits(value, wanted *ast.Type) bool {
	switch {
	case wanted.NonNull && !value.NonNull:
		return false
	case wanted.Elem != nil && value.Elem != nil:
		return fits(value.Elem, wanted.Elem)
	}
	return wanted.Elem == nil && value.Elem == nil && wanted.NamedType == value.NamedType
}

// TestBreaking has every kind of change found, and what breaks nobody let by.
func TestBreaking(t *testing.T) {
	before := parsed(t, `
		type Query { kept(a: Int, b: Int!): String, gone: Int, looser: Int!, stricter: Int, list: [Int!]!, arg(a: Int, c: Int): Int, thing: Thing, pick: Pick, e: E }
		interface Named { id: ID } type Thing implements Named { id: ID } type Lost { id: ID } union Pick = Thing | Lost
		enum E { A B } input In { kept: Int!, narrowed: Int, gone: Int }`)
	after := parsed(t, `
		type Query { kept(a: Int, b: Int): String!, looser: Int, stricter: Int!, list: [Int]!, arg(a: Int!, d: Int!, e: Int, f: Int! = 1): Int, thing: Thing, pick: Pick, e: E, more: Int }
		interface Named { id: ID } type Thing { id: ID } union Pick = Thing
		enum E { A C } input In { kept: Int, narrowed: Int!, must: Int!, may: Int, has: Int! = 1 }`)
	want := []string{
		"E.B is gone", "In.gone is gone", "In.must must be given", "In.narrowed was Int and is Int!", "Lost is gone", "Pick is no Lost any more",
		"Query.arg(a) was Int and is Int!", "Query.arg(c) is gone", "Query.arg(d) must be given", "Query.gone is gone",
		"Query.list was [Int!]! and is [Int]!", "Query.looser was Int! and is Int", "Thing is no Named any more",
	}
	if diff := cmp.Diff(want, breaking(before, after)); diff != "" {
		t.Error(diff)
	}
}
