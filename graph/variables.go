package graph

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// exactVariables refuses values of variables that GraphQL does not take although
// the parser lets them pass: enum values in another case, numbers for texts, texts
// for numbers. Without it they would come to light as faults of ours.
type exactVariables struct{ schema *ast.Schema }

var _ interface {
	graphql.OperationContextMutator
	graphql.HandlerExtension
} = &exactVariables{}

func (*exactVariables) ExtensionName() string { return "ExactVariables" }

func (e *exactVariables) Validate(schema graphql.ExecutableSchema) error {
	e.schema = schema.Schema()
	return nil
}

func (e *exactVariables) MutateOperationContext(_ context.Context, o *graphql.OperationContext) *gqlerror.Error {
	return e.refused(o.Operation, o.Variables)
}

// refused tells which variable has a value that its type does not take.
func (e *exactVariables) refused(o *ast.OperationDefinition, variables map[string]any) *gqlerror.Error {
	for _, v := range o.VariableDefinitions {
		if value, given := variables[v.Variable]; given && !e.takes(v.Type, value) {
			path := ast.Path{ast.PathName("variable"), ast.PathName(v.Variable)}
			err := gqlerror.ErrorPathf(path, "a value that its type does not take")
			errcode.Set(err, validationFailed)
			return err
		}
	}
	return nil
}

// takes tells whether a type takes a value; null was looked at before.
func (e *exactVariables) takes(t *ast.Type, value any) bool {
	if value == nil {
		return true
	}
	if t.Elem != nil {
		list, isList := value.([]any)
		if !isList {
			return e.takes(t.Elem, value)
		}
		for _, item := range list {
			if !e.takes(t.Elem, item) {
				return false
			}
		}
		return true
	}
	definition := e.schema.Types[t.NamedType]
	switch definition.Kind {
	case ast.Enum:
		name, isText := value.(string)
		return isText && definition.EnumValues.ForName(name) != nil
	case ast.InputObject:
		members, _ := value.(map[string]any)
		for _, f := range definition.Fields {
			if !e.takes(f.Type, members[f.Name]) {
				return false
			}
		}
		return true
	}
	return takesScalar(t.NamedType, value)
}

func takesScalar(name string, value any) bool {
	number, isNumber := value.(json.Number)
	_, isText := value.(string)
	switch name {
	case "String":
		return isText && !isNumber
	case "Int":
		return !isText
	case "ID":
		return isText || !strings.ContainsAny(number.String(), ".eE")
	}
	return true
}
