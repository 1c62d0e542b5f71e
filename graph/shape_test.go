package graph

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"
)

// TestConnectionsAreRelays holds every connection to the same four arguments and
// four fields.
func TestConnectionsAreRelays(t *testing.T) {
	paging := map[string]string{"first": "Int", "after": "String", "last": "Int", "before": "String"}
	connections := 0
	for _, d := range own() {
		for _, f := range fieldsOf(d) {
			named, isConnection := strings.CutSuffix(f.Type.Name(), "Connection")
			if !isConnection {
				continue
			}
			connections++
			got := map[string]string{}
			for _, a := range f.Arguments {
				if _, ok := paging[a.Name]; ok {
					got[a.Name] = a.Type.String()
				}
			}
			if diff := cmp.Diff(paging, got); diff != "" {
				t.Errorf("%s.%s's arguments (-want +got):\n%s", d.Name, f.Name, diff)
			}
			checkFields(t, f.Type.Name(), map[string]string{
				"edges": "[" + named + "Edge!]!", "nodes": "[" + named + "!]!", "pageInfo": "PageInfo!", "totalCount": "Int!",
			})
			checkFields(t, named+"Edge", map[string]string{"cursor": "String!", "node": named + "!"})
		}
	}
	if connections == 0 {
		t.Error("no connection was found")
	}
	checkFields(t, "PageInfo", map[string]string{
		"hasNextPage": "Boolean!", "hasPreviousPage": "Boolean!", "startCursor": "String", "endCursor": "String",
	})
}

func checkFields(t *testing.T, name string, want map[string]string) {
	t.Helper()
	got := map[string]string{}
	for _, f := range schema.Types[name].Fields {
		got[f.Name] = f.Type.String()
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// TestMutationsAreAlike holds every mutation to verbNoun(input: VerbNounInput!):
// VerbNounPayload! with userErrors.
func TestMutationsAreAlike(t *testing.T) {
	for _, f := range fieldsOf(schema.Mutation) {
		name := strings.ToUpper(f.Name[:1]) + f.Name[1:]
		if len(f.Arguments) != 1 || f.Arguments[0].Name != "input" || f.Arguments[0].Type.String() != name+"Input!" {
			t.Errorf("%s does not take exactly input: %sInput!", f.Name, name)
		}
		if got, want := f.Type.String(), name+"Payload!"; got != want {
			t.Errorf("%s gives %s, want %s", f.Name, got, want)
		}
		errors := schema.Types[f.Type.Name()].Fields.ForName("userErrors")
		if errors == nil || errors.Type.String() != "[UserError!]!" {
			t.Errorf("%s's payload has no userErrors: [UserError!]!", f.Name)
		}
	}
}

// TestAddressesGoInAsStrings keeps EmailAddress an output type, so that an address
// is refused by its code and not as a malformed request.
func TestAddressesGoInAsStrings(t *testing.T) {
	check := func(where string, given *ast.Type) {
		if given.Name() == "EmailAddress" {
			t.Errorf("%s takes an EmailAddress", where)
		}
	}
	for _, d := range own() {
		for _, f := range fieldsOf(d) {
			if d.Kind == ast.InputObject {
				check(d.Name+"."+f.Name, f.Type)
			}
			for _, a := range f.Arguments {
				check(d.Name+"."+f.Name+"("+a.Name+":)", a.Type)
			}
		}
	}
	for _, name := range []string{"DateTime", "EmailAddress"} {
		if schema.Types[name].Directives.ForName("specifiedBy") == nil {
			t.Errorf("scalar %s has no @specifiedBy", name)
		}
	}
}
