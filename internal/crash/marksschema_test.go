package crash

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"gatehouse/graph/generated"
)

var published = generated.NewExecutableSchema(generated.Config{}).Schema()

// schema asks for every field of the schema that stands on a root, on the
// organization or on the site, with a mark in each argument that takes a text: once
// with ids of things that are there, once with marks for ids.
func (m *marked) schema(token string) {
	m.t.Helper()
	asked := 0
	for _, place := range []struct{ on, operation, around string }{
		{"Query", "query", "{%s}"},
		{"Organization", "query", "{organization{%s}}"},
		{"Site", "query", `{site(key:"help"){%s}}`},
		{"Mutation", "mutation", "{%s}"},
	} {
		for _, f := range published.Types[place.on].Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			var declared, passed string
			for _, a := range f.Arguments {
				declared += fmt.Sprintf("$%s:%s ", a.Name, a.Type)
				passed += fmt.Sprintf("%s:$%s ", a.Name, a.Name)
			}
			if declared != "" {
				declared, passed = "("+declared+")", "("+passed+")"
			}
			where := place.on + "." + f.Name
			document := place.operation + " " + m.mark(where+" operation name") + declared + fmt.Sprintf(place.around, m.mark(where+" alias")+":"+f.Name+passed+everything(f.Type.Name(), 2))
			for _, known := range []bool{true, false} {
				variables := map[string]any{}
				for _, a := range f.Arguments {
					variables[a.Name] = m.value(where, a.Name, a.Name, a.Type, known)
				}
				m.as(token, document, variables)
				asked++
			}
		}
	}
	if asked < 50 {
		m.t.Errorf("only %d documents were sent, want two for each field", asked)
	}
}

// everything selects what a type has, but for what needs arguments.
func everything(name string, depth int) string {
	d := published.Types[name]
	if d.IsLeafType() {
		return ""
	}
	parts := []string{"__typename"}
	for _, f := range d.Fields {
		needs := slices.ContainsFunc(f.Arguments, func(a *ast.ArgumentDefinition) bool { return a.Type.NonNull && a.DefaultValue == nil })
		if needs || strings.HasPrefix(f.Name, "__") || depth <= 1 && !published.Types[f.Type.Name()].IsLeafType() {
			continue
		}
		parts = append(parts, f.Name+everything(f.Type.Name(), depth-1))
	}
	return "{" + strings.Join(parts, " ") + "}"
}

// value makes what an argument takes: a mark for every text. What is below an input
// object is told by its path.
func (m *marked) value(where, path, name string, given *ast.Type, known bool) any {
	if given.Elem != nil {
		return []any{m.value(where, path, name, given.Elem, known)}
	}
	d := published.Types[given.Name()]
	switch {
	case d.Kind == ast.InputObject:
		input := map[string]any{}
		for _, f := range d.Fields {
			input[f.Name] = m.value(where, path+"."+f.Name, f.Name, f.Type, known)
		}
		return input
	case d.Kind == ast.Enum:
		return d.EnumValues[0].Name
	case d.Name == "Int", d.Name == "Float":
		return 5
	case d.Name == "Boolean":
		return true
	case d.Name == "DateTime":
		return "2100-01-01T00:00:00Z"
	case d.Name == "ID" && known && name == "siteId":
		return m.client.site
	case d.Name == "ID" && known:
		return m.id
	case d.Name == "ID":
		return m.mark(where + " " + path + " (an id)")
	case markedKept[name] != "":
		return markedKept[name]
	case name == "url": // Of a webhook. It is sealed, so that its words are in no file; nothing listens there.
		return "https://localhost:1/" + m.mark(where+" "+path) + "?" + m.mark(where+" "+path+" query")
	case name == "email" || name == "confirmEmail":
		return m.mark(where+" "+path) + "@crash.example"
	}
	return m.mark(where + " " + path)
}
