package graph

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"gatehouse/account"
	"gatehouse/graph/generated"
)

var schema = generated.NewExecutableSchema(generated.Config{}).Schema()

// own lists the schema's own types by name.
func own() []*ast.Definition {
	var all []*ast.Definition
	for _, d := range schema.Types {
		if !d.BuiltIn {
			all = append(all, d)
		}
	}
	slices.SortFunc(all, func(a, b *ast.Definition) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// fieldsOf lists what clients may ask of a type.
func fieldsOf(d *ast.Definition) []*ast.FieldDefinition {
	var all []*ast.FieldDefinition
	for _, f := range d.Fields {
		if !strings.HasPrefix(f.Name, "__") {
			all = append(all, f)
		}
	}
	return all
}

// TestEveryFieldSaysWhoMay holds the doors: what hangs off the roots, the
// organization and a site is decided by a directive with a permission of the table.
func TestEveryFieldSaysWhoMay(t *testing.T) {
	for _, name := range []string{"Query", "Mutation", "Subscription", "Organization", "Site"} {
		for _, f := range fieldsOf(schema.Types[name]) {
			can := f.Directives.ForName("can")
			if can == nil {
				t.Errorf("%s.%s has no @can", name, f.Name)
				continue
			}
			permission := can.Arguments.ForName("permission").Value.Raw
			if _, ok := account.ParsePermission(permission); !ok {
				t.Errorf("%s.%s needs %q, which is no permission of the table", name, f.Name, permission)
			}
		}
	}
}

// TestRefusableFieldsAreNullable keeps a refused field from blanking its site or
// organization: only what every signed-in caller may read can be non-null.
func TestRefusableFieldsAreNullable(t *testing.T) {
	for _, name := range []string{"Query", "Organization", "Site"} {
		for _, f := range fieldsOf(schema.Types[name]) {
			permission := f.Directives.ForName("can").Arguments.ForName("permission").Value.Raw
			list := f.Name == "nodes" || f.Name == "userReferences"
			if f.Type.NonNull && permission != account.SignedIn.String() && !list {
				t.Errorf("%s.%s is non-null but needs %s", name, f.Name, permission)
			}
		}
	}
}

func TestEverythingIsDescribed(t *testing.T) {
	described := func(text, what string) {
		if strings.TrimSpace(text) == "" {
			t.Errorf("%s has no description", what)
		}
	}
	for _, d := range own() {
		described(d.Description, d.Name)
		for _, f := range fieldsOf(d) {
			described(f.Description, d.Name+"."+f.Name)
			for _, a := range f.Arguments {
				described(a.Description, d.Name+"."+f.Name+"("+a.Name+":)")
			}
		}
		for _, v := range d.EnumValues {
			described(v.Description, d.Name+"."+v.Name)
		}
	}
	for name, d := range schema.Directives {
		if !d.Position.Src.BuiltIn {
			described(d.Description, "@"+name)
			for _, a := range d.Arguments {
				described(a.Description, "@"+name+"("+a.Name+":)")
			}
		}
	}
}

var prefix = regexp.MustCompile("^The id: `([a-z]+)_`")

// TestEveryIDIsANode finds types whose id nobody could look up again: the
// description of an id names its prefix, and the prefix has a finder.
func TestEveryIDIsANode(t *testing.T) {
	var found []account.Kind
	for _, d := range own() {
		id := d.Fields.ForName("id")
		// An event's id is that of its audit event, which node finds.
		if d.Kind != ast.Object || id == nil || d.Name == "CustomerEvent" {
			continue
		}
		if !slices.Contains(d.Interfaces, "Node") {
			t.Errorf("%s has an id and is no Node", d.Name)
		}
		match := prefix.FindStringSubmatch(id.Description)
		if match == nil {
			t.Errorf("%s.id does not say its prefix: %q", d.Name, id.Description)
			continue
		}
		kind := account.Kind(match[1])
		if _, ok := finders[kind]; !ok {
			t.Errorf("%s: no finder for %s_", d.Name, kind)
		}
		found = append(found, kind)
	}
	if got, want := len(finders), len(found); got != want {
		t.Errorf("%d finders for %d types: %v", got, want, found)
	}
}

// TestEnumsAreTheDomains compares the words of the contract with those of the
// domain, in order.
func TestEnumsAreTheDomains(t *testing.T) {
	for name, want := range map[string][]string{
		"CustomerStatus":    words(account.Statuses, account.Status.String),
		"Role":              words(account.Roles, account.Role.String),
		"Permission":        words(account.Permissions, account.Permission.String),
		"CustomerAction":    words(account.Menu, account.Act.String),
		"UserErrorCode":     words(account.UserErrorCodes, asText[account.Code]),
		"AuditAction":       words(account.AuditActions, asText[account.AuditAction]),
		"AuditOutcome":      words([]account.Outcome{account.Done, account.Refused}, asText[account.Outcome]),
		"UserManagement":    words([]account.UserManagement{account.Centralized, account.Original}, asText[account.UserManagement]),
		"ActionRefusalCode": words([]account.Code{account.Forbidden, account.EmailManaged, account.AlreadyActive, account.AlreadyRevoked, account.CustomerRevoked}, asText[account.Code]),
	} {
		got := words(schema.Types[name].EnumValues, func(v *ast.EnumValueDefinition) string { return v.Name })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("enum %s (-domain +schema):\n%s", name, diff)
		}
	}
	for _, d := range own() {
		if d.Kind == ast.Enum && len(d.EnumValues) == 0 {
			t.Errorf("enum %s is empty", d.Name)
		}
	}
}

func words[T any](all []T, text func(T) string) []string {
	var list []string
	for _, v := range all {
		list = append(list, text(v))
	}
	return list
}

func asText[T ~string](v T) string { return string(v) }
