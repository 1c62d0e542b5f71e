package plan_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// deepest is how far the documents of the test are nested.
const deepest = 6

// author writes random valid queries of the whole schema.
type author struct {
	*rand.Rand
	schema    *ast.Schema
	variables []string // Definitions of the document being written.
	types     map[string]string
	fragments []string
	aliases   int
}

// question is a document with the types of its variables.
type question struct {
	text  string
	types map[string]string // By the variable's name; "argument Type".
}

func (a *author) question() question {
	a.variables, a.fragments, a.aliases, a.types = nil, nil, 0, map[string]string{}
	body := a.selection(a.schema.Query, 0)
	head := "query"
	if len(a.variables) > 0 {
		head += "(" + strings.Join(a.variables, ", ") + ")"
	}
	return question{head + " " + body + " " + strings.Join(a.fragments, " "), a.types}
}

func (a *author) chance(percent int) bool { return a.IntN(100) < percent }

// selection writes the selection set of an object or an interface.
func (a *author) selection(t *ast.Definition, depth int) string {
	var parts []string
	count := 1 + a.IntN(3)
	if depth == 0 {
		count = 1 + a.IntN(2)
	}
	for range count {
		parts = append(parts, a.field(t, depth))
	}
	if a.chance(10) {
		parts = append(parts, "__typename")
	}
	if a.chance(12) {
		parts = append(parts, "... on "+t.Name+" "+a.selection(t, depth+1))
	}
	if a.chance(6) {
		parts = append(parts, "... "+a.selection(t, depth+1))
	}
	if a.chance(6) {
		name := fmt.Sprintf("f%d", len(a.fragments))
		a.fragments = append(a.fragments, "")
		a.fragments[len(a.fragments)-1] = "fragment " + name + " on " + t.Name + " { __typename }"
		parts = append(parts, "..."+name)
	}
	if len(t.Interfaces) > 0 && a.chance(6) {
		parts = append(parts, "... on "+t.Interfaces[0]+" { id }")
	}
	return "{ " + strings.Join(parts, " ") + " }"
}

// favourites are chosen more often than the rest of their type: what has a plan.
var favourites = map[string][]string{
	"Query":         {"site", "site", "site", "customer", "userReferences", "viewer", "organization"},
	"Site":          {"portalCustomers", "userPicker", "customerFilter", "counts", "id", "name"},
	"Organization":  {"name", "portalCustomers"},
	"UserReference": {"customerId", "label", "email", "matches", "matches"},
	"Customer":      {"id", "email", "displayName", "label", "status", "createdAt", "revokedAt", "lastSignInAt"},
}

func (a *author) field(t *ast.Definition, depth int) string {
	f := a.pick(t, depth)
	a.aliases++
	text, below := f.Name, ""
	if len(f.Arguments) > 0 || a.chance(30) {
		text = fmt.Sprintf("a%d: %s", a.aliases, f.Name)
	}
	text += a.arguments(f)
	if a.chance(4) {
		text += a.directive()
	}
	if under := a.schema.Types[f.Type.Name()]; under.IsCompositeType() {
		below = " " + a.selection(under, depth+1)
		if a.chance(8) { // The same field again, to be merged.
			return text + below + " " + text + " " + a.selection(under, depth+1)
		}
	}
	return text + below
}

// pick chooses a field; deep down only those that end there.
func (a *author) pick(t *ast.Definition, depth int) *ast.FieldDefinition {
	if names := favourites[t.Name]; names != nil && a.chance(85) {
		f := t.Fields.ForName(names[a.IntN(len(names))])
		if depth < deepest || !a.schema.Types[f.Type.Name()].IsCompositeType() {
			return f
		}
	}
	var possible []*ast.FieldDefinition
	for _, f := range t.Fields {
		if strings.HasPrefix(f.Name, "__") || depth >= deepest && a.schema.Types[f.Type.Name()].IsCompositeType() {
			continue
		}
		possible = append(possible, f)
	}
	if len(possible) == 0 {
		return &ast.FieldDefinition{Name: "__typename", Type: ast.NonNullNamedType("String", nil)}
	}
	return possible[a.IntN(len(possible))]
}

func (a *author) directive() string {
	name := []string{"skip", "include"}[a.IntN(2)]
	if a.chance(50) {
		return fmt.Sprintf(" @%s(if: %t)", name, a.chance(50))
	}
	return fmt.Sprintf(" @%s(if: $%s)", name, a.variable("if", ast.NonNullNamedType("Boolean", nil), ""))
}

func (a *author) variable(argument string, t *ast.Type, standard string) string {
	name := fmt.Sprintf("v%d", len(a.variables))
	a.types[name] = argument + " " + t.String()
	definition := "$" + name + ": " + t.String()
	if standard != "" {
		definition += " = " + standard
	}
	a.variables = append(a.variables, definition)
	return name
}

func (a *author) arguments(f *ast.FieldDefinition) string {
	var all []string
	for _, d := range f.Arguments {
		if !d.Type.NonNull && a.chance(55) {
			continue
		}
		literal := map[string]string{
			"Int": fmt.Sprint(a.IntN(7)), "CustomerStatus": "REVOKED", "String": `"ma"`,
			"CustomerActivityFilter": "{neverSignedIn: true}", "ID": `"cus_0"`,
		}[d.Type.Name()]
		switch {
		case literal != "" && d.Type.Elem == nil && a.chance(map[bool]int{true: 25, false: 3}[d.Type.Name() == "Int"]):
			all = append(all, d.Name+": "+literal)
		case !d.Type.NonNull && a.chance(5):
			all = append(all, d.Name+": null")
		case d.Type.Name() == "Int" && a.chance(20):
			all = append(all, d.Name+": $"+a.variable(d.Name, d.Type, "3"))
		default:
			all = append(all, d.Name+": $"+a.variable(d.Name, d.Type, ""))
		}
	}
	if len(all) == 0 {
		return ""
	}
	return "(" + strings.Join(all, ", ") + ")"
}
