package graph

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"gatehouse/account"
	"gatehouse/graph/generated"
)

// TestLimits hands over documents that are just small enough, and the next size.
// Each refusal has its code and names its limit.
func TestLimits(t *testing.T) {
	d := newDoor(Config{Introspection: true})
	aliases := func(n int) string { return "{" + repeat(n, "a%d:__typename ") + "}" }
	nested := func(n int) string {
		return "{__type" + `(name:"Site"){` + strings.Repeat("ofType{", n-2) + "name" + strings.Repeat("}", n)
	}
	page := func(size string) string {
		return `{site(key:"help"){portalCustomers(` + size + "){nodes{" + repeat(310, "a%d:id ") + "}}}}"
	}
	for _, c := range []struct {
		name, document, code, limit string
	}{
		{"10,000 aliases", aliases(10_000), "DOCUMENT_REFUSED", "4000 tokens"},
		{"1 MB of tokens", "{" + strings.Repeat("a ", 500_000) + "}", "DOCUMENT_REFUSED", "4000 tokens"},
		{"comments are tokens", "{__typename}" + strings.Repeat("#\n", 10_000), "DOCUMENT_REFUSED", "4000 tokens"},
		{"fields", aliases(maxFields), "", ""},
		{"a field too many", aliases(maxFields + 1), "DOCUMENT_REFUSED", "1000 fields"},
		{"a field too many, skipped", "query($s:Boolean!){" + repeat(maxFields, "a%d:__typename ") + "b:__typename @skip(if:$s)}", "DOCUMENT_REFUSED", "1000 fields"},
		{"levels", nested(maxDepth), "", ""},
		{"a level too many", nested(maxDepth + 1), "DOCUMENT_REFUSED", "18 levels"},
		{"introspection of lists", "{__schema{types{fields{type{fields{name}}}}}}", "", ""},
		{"introspection in circles", "{__schema{types{fields{type{fields{type{fields{name}}}}}}}}", "GRAPHQL_VALIDATION_FAILED", "2 lists"},
		{"fragments in a circle", "{...a} fragment a on Query{...b} fragment b on Query{...a}", "GRAPHQL_VALIDATION_FAILED", ""},
		{"fragments in a circle through fields", "{__schema{types{...a}}} fragment a on __Type{ofType{...b}} fragment b on __Type{ofType{...a}}", "DOCUMENT_REFUSED", "18 levels"},
		{"an unfolding page", page("first:100"), "COMPLEXITY_LIMIT_EXCEEDED", "30000"},
		{"the same by last", page("last:100"), "COMPLEXITY_LIMIT_EXCEEDED", "30000"},
		{"beyond the largest page", page("first:2000000000"), "COMPLEXITY_LIMIT_EXCEEDED", "30000"},
		{"ids", "{nodes(ids:[" + strings.Repeat(`"x",`, 100) + "]){" + repeat(301, "a%d:id ") + "}}", "COMPLEXITY_LIMIT_EXCEEDED", "30000"},
	} {
		// What is let pass stops at the missing store, or is introspection.
		_, errors := d.ask(t, map[string]any{"query": c.document, "variables": map[string]any{"s": true}})
		code, message := "", ""
		if len(errors) > 0 {
			code, message = fmt.Sprint(errors[0].Extensions["code"]), errors[0].Message
		}
		if code != c.code || !strings.Contains(message, c.limit) {
			t.Errorf("%s: got %q, %q; want %q naming %q", c.name, code, message, c.code, c.limit)
		}
	}
}

// TestHostileDocumentsCostLittle counts the memory that a refusal takes: what the
// validator did for seconds shows in it.
func TestHostileDocumentsCostLittle(t *testing.T) {
	d := newDoor(Config{Introspection: true})
	for name, text := range map[string]string{
		"nested inline fragments": "{__typename" + strings.Repeat("...{", 400) + "__typename" + strings.Repeat("}", 401),
		"one field repeated":      "{" + strings.Repeat("__typename ", 3900) + "}",
		"objects repeated":        "{" + strings.Repeat("viewer{role} ", 900) + "}",
		"fragments that double":   "{...f0}" + repeat(200, "fragment f%[1]d on Query{a:viewer{role}...f%[1]d b:viewer{role}...f%[1]d}"),
		"unknown fields":          "{" + repeat(3900, "viewr%d ") + "}",
		"a long type":             "{...f} fragment f on " + strings.Repeat("v", 900_000) + "{id}",
		"unknown long names":      "{" + strings.Repeat(strings.Repeat("v", 1000)+" ", 900) + "}",
		"long ids":                "{node(id:" + strings.Repeat("v", 900_000) + "){id}}",
	} {
		var size int
		allocations := testing.AllocsPerRun(1, func() {
			body, errors := d.ask(t, document(text))
			if size = len(body); len(errors) == 0 || len(errors) > maxErrors {
				t.Errorf("%s: %d errors", name, len(errors))
			}
		})
		if allocations > 60_000 {
			t.Errorf("%s: %.0f allocations", name, allocations)
		}
		if size > 10_000 {
			t.Errorf("%s: the refusal has %d bytes", name, size)
		}
	}
}

// TestEveryPageHasACost finds fields that give many rows for the price of one.
func TestEveryPageHasACost(t *testing.T) {
	executable := generated.NewExecutableSchema(generated.Config{Complexity: pageCosts()})
	for _, d := range own() {
		for _, f := range fieldsOf(d) {
			var args map[string]any
			switch {
			case f.Arguments.ForName("first") != nil:
				args = map[string]any{"first": int64(50), "query": "x"}
			case slices.ContainsFunc(f.Arguments, isIDs):
				args = map[string]any{"ids": slices.Repeat([]any{"x"}, 50)}
			default:
				continue
			}
			cost, known := executable.Complexity(t.Context(), d.Name, f.Name, 10, args)
			if !known || cost < 500 {
				t.Errorf("%s.%s: 50 rows of 10 fields cost %d", d.Name, f.Name, cost)
			}
		}
		if total := d.Fields.ForName("totalCount"); total != nil {
			if cost, known := executable.Complexity(t.Context(), d.Name, "totalCount", 0, nil); !known || cost != countCost {
				t.Errorf("%s.totalCount costs %d, want %d", d.Name, cost, countCost)
			}
		}
	}
}

func TestIntrospectionCanBeSwitchedOff(t *testing.T) {
	d := newDoor(Config{})
	for _, text := range []string{"{__schema{types{name}}}", `{__type(name:"Site"){name}}`, "{...f} fragment f on Query{a:__schema{types{name}}}"} {
		_, errors := d.ask(t, document(text))
		if len(errors) != 1 || errors[0].Extensions["code"] != string(account.DocumentRefused) {
			t.Errorf("%s: got %v, want DOCUMENT_REFUSED", text, errors)
		}
	}
	if body, errors := d.ask(t, document("{__typename}")); len(errors) > 0 {
		t.Errorf("__typename is no introspection: %s", body)
	}
}

func isIDs(a *ast.ArgumentDefinition) bool { return a.Name == "ids" }

// TestValidationSuggestsNothing holds the validator off looking for words like an
// unknown one, which costs in proportion to it.
func TestValidationSuggestsNothing(t *testing.T) {
	d := newDoor(Config{})
	for _, text := range []string{
		"{viewr{role}}", "{viewer}", `{site(kez:"x"){id}}`, `{node(id:"x"){...on Custmer{id}}}`, "{...f} fragment f on Custmer{id}",
		`{site(key:"x"){portalCustomers(status:ACTIV){totalCount}}}`, `{site(key:"x"){portalCustomers(activity:{neverSignedI:true}){totalCount}}}`,
	} {
		_, faults := d.executor.CreateOperationContext(graphql.StartOperationTrace(t.Context()), &graphql.RawParams{Query: text})
		if len(faults) == 0 {
			t.Errorf("%s is let pass", text)
		}
		for _, fault := range faults {
			if strings.Contains(fault.Message, "Did you mean") {
				t.Errorf("%s: %s", text, fault.Message)
			}
		}
	}
}
