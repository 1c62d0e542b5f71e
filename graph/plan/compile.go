package plan

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"gatehouse/graph/generated"
	"gatehouse/graph/model"
)

// table says how the fields of a type are written.
type table[T any] struct {
	name       string
	implements string // Its interface, if it has one.
	fields     map[string]maker[T]
}

// maker compiles a selected field.
type maker[T any] func(*compiler, *ast.Field) writer[T]

// compiler compiles one operation.
type compiler struct {
	resolvers generated.ResolverRoot
	needs     []model.Permission
	unknown   bool // The operation has something that plans don't know.
	varies    bool // A variable may change the cost.
}

func (s *Schema) compile(o *ast.OperationDefinition) *plan {
	c := &compiler{resolvers: s.resolvers, unknown: len(o.Directives) > 0}
	query := compile(c, queries, o.SelectionSet)
	if c.unknown {
		return nil
	}
	return &plan{needs: c.needs, query: query, varies: c.varies}
}

func compile[T any](c *compiler, t table[T], set ast.SelectionSet) object[T] {
	var picked []*ast.Field
	c.collect(t.name, t.implements, set, &picked)
	o := make(object[T], 0, len(picked))
	for _, f := range picked {
		m := member[T]{key: string(appendText(nil, f.Alias)) + ":"}
		switch field := t.fields[f.Name]; {
		case f.Name == "__typename":
			m.write = constant[T](t.name)
		case field == nil:
			c.unknown = true
		default:
			c.authorize(f.Definition)
			c.varies = c.varies || varies(f)
			m.write = field(c, f)
		}
		o = append(o, m)
	}
	return o
}

// collect unfolds fragments and merges fields of one response key. Validation made
// sure that those ask for the same with the same arguments.
func (c *compiler) collect(name, implements string, set ast.SelectionSet, picked *[]*ast.Field) {
	fragment := func(condition string, directives ast.DirectiveList, set ast.SelectionSet) {
		if len(directives) > 0 || condition != "" && condition != name && condition != implements {
			c.unknown = true
			return
		}
		c.collect(name, implements, set, picked)
	}
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			if len(s.Directives) > 0 {
				c.unknown = true
			}
			i := slices.IndexFunc(*picked, func(f *ast.Field) bool { return f.Alias == s.Alias })
			if i < 0 {
				*picked = append(*picked, s)
				continue
			}
			merged := *(*picked)[i] // The document is shared: it stays as it is.
			merged.SelectionSet = slices.Concat(merged.SelectionSet, s.SelectionSet)
			(*picked)[i] = &merged
		case *ast.InlineFragment:
			fragment(s.TypeCondition, s.Directives, s.SelectionSet)
		case *ast.FragmentSpread:
			fragment(s.Definition.TypeCondition, slices.Concat(s.Directives, s.Definition.Directives), s.Definition.SelectionSet)
		}
	}
}

// authorize notes what the schema's directives ask of a field. A directive that is
// not known here could be a wall: the field is left to the generated code.
func (c *compiler) authorize(f *ast.FieldDefinition) {
	for _, d := range f.Directives {
		switch d.Name {
		case "can":
			permission := model.Permission(d.Arguments.ForName("permission").Value.Raw)
			if !slices.Contains(c.needs, permission) {
				c.needs = append(c.needs, permission)
			}
		case "deprecated":
		default:
			c.unknown = true
		}
	}
}

// varies tells whether a variable may change the cost of a field: it is one of a
// number or a list, as every size of a page and every list of ids is.
func varies(f *ast.Field) bool {
	for _, a := range f.Arguments {
		definition := f.Definition.Arguments.ForName(a.Name)
		counts := definition == nil || definition.Type.Elem != nil || definition.Type.NamedType == "Int"
		if counts && a.Value.Kind != ast.IntValue {
			return true
		}
	}
	return false
}
