package graph

import (
	"encoding/json"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// TestVariablesAreExact holds the values of variables to GraphQL's input coercion,
// where the parser is more lenient.
func TestVariablesAreExact(t *testing.T) {
	e := exactVariables{schema}
	for _, c := range []struct {
		given string
		value any
		takes bool
	}{
		{"CustomerStatus", "ACTIVE", true},
		{"CustomerStatus", "active", false},
		{"CustomerStatus", json.Number("1"), false},
		{"String", "5", true},
		{"String", json.Number("5"), false},
		{"Int", json.Number("5"), true},
		{"Int", int64(5), true},
		{"Int", "5", false},
		{"ID", "cus_1", true},
		{"ID", json.Number("7"), true},
		{"ID", json.Number("1.5"), false},
		{"ID", json.Number("1e3"), false},
		{"Boolean", true, true},
		{"DateTime", json.Number("5"), true}, // Its own reader refuses it, with INVALID_ARGUMENT.
		{"[ID!]", []any{"a", "b"}, true},
		{"[ID!]", "a", true},
		{"[CustomerStatus]", []any{"ACTIVE", nil}, true},
		{"[CustomerStatus]", []any{"ACTIVE", "Active"}, false},
		{"AuditLogFilter", map[string]any{"action": "GRANT_ACCESS"}, true},
		{"AuditLogFilter", map[string]any{"action": "grant_access"}, false},
		{"AuditLogFilter", map[string]any{"actorId": nil}, true},
		{"UpdateOrganizationInput", map[string]any{"reinviteHoldDays": "14"}, false},
	} {
		if got := e.takes(typeOf(c.given), c.value); got != c.takes {
			t.Errorf("%s takes %#v: got %v, want %v", c.given, c.value, got, c.takes)
		}
	}
}

func typeOf(text string) *ast.Type {
	if text[0] == '[' {
		return ast.ListType(typeOf(text[1:len(text)-1]), nil)
	}
	if last := len(text) - 1; text[last] == '!' {
		return ast.NonNullNamedType(text[:last], nil)
	}
	return ast.NamedType(text, nil)
}
