package plan

import (
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"gatehouse/graph/model"
)

// given is an argument as the document gives it.
type given struct {
	variable string     // Set where it is a variable.
	literal  *ast.Value // Set where it is something else.
	standard *ast.Value // The schema's default.
}

func argumentOf(f *ast.Field, name string) given {
	var g given
	if definition := f.Definition.Arguments.ForName(name); definition != nil {
		g.standard = definition.DefaultValue
	}
	if a := f.Arguments.ForName(name); a != nil && a.Value.Kind == ast.Variable {
		g.variable = a.Value.Raw
	} else if a != nil {
		g.literal = a.Value
	}
	return g
}

// value gives the argument before coercion: an absent variable means the default,
// an explicit null does not.
func (g given) value(r *run) (any, error) {
	if g.variable != "" {
		if v, ok := r.variables[g.variable]; ok {
			return v, nil
		}
	}
	v := g.literal
	if v == nil {
		v = g.standard
	}
	if v == nil {
		return nil, nil
	}
	return v.Value(r.variables)
}

// read coerces an argument as the generated code does; nil is absent or null.
func read[T any](r *run, g given, coerce func(any) (T, error)) (*T, bool) {
	v, err := g.value(r)
	if err != nil {
		return nil, r.fail(argument)
	}
	if v == nil {
		return nil, true
	}
	coerced, err := coerce(v)
	if err != nil {
		return nil, r.fail(argument)
	}
	return &coerced, true
}

func (g given) text(r *run) (*string, bool) { return read(r, g, graphql.UnmarshalString) }
func (g given) number(r *run) (*int, bool)  { return read(r, g, graphql.UnmarshalInt) }

func (g given) status(r *run) (*model.CustomerStatus, bool) {
	return read(r, g, func(v any) (s model.CustomerStatus, err error) { return s, s.UnmarshalGQL(v) })
}

// required gives an argument that must be there.
func required[T any](r *run, g given, coerce func(any) (T, error)) (value T, ok bool) {
	v, ok := read(r, g, coerce)
	if !ok {
		return value, false
	}
	if v == nil {
		return value, r.fail(argument)
	}
	return *v, true
}

var errNull = errors.New("null in a list that has none")

// ids coerces a list of ids.
func ids(v any) ([]string, error) {
	list := graphql.CoerceList(v)
	all := make([]string, len(list))
	for i, item := range list {
		var err error
		if item == nil {
			return nil, errNull
		}
		if all[i], err = graphql.UnmarshalID(item); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// absent tells whether an argument has no value at all; others need the generated
// code.
func (g given) absent(r *run) bool {
	v, err := g.value(r)
	if err != nil || v != nil {
		return r.fail(argument)
	}
	return true
}

// paging are the arguments of a connection.
type paging struct{ first, after, last, before given }

func pagingOf(f *ast.Field) paging {
	return paging{argumentOf(f, "first"), argumentOf(f, "after"), argumentOf(f, "last"), argumentOf(f, "before")}
}

func (p paging) read(r *run) (first *int, after *string, last *int, before *string, ok bool) {
	if first, ok = p.first.number(r); !ok {
		return
	}
	if after, ok = p.after.text(r); !ok {
		return
	}
	if last, ok = p.last.number(r); !ok {
		return
	}
	before, ok = p.before.text(r)
	return
}
