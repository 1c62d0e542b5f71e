package graph

import (
	"context"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"gatehouse/account"
	"gatehouse/graph/generated"
)

// Observed is what one request came to, for metrics and traces. All of it is names
// of the schema and of the code table; nothing is a client's own word.
type Observed struct {
	// Fields are the root fields asked for; in the place of site and organization
	// stand their fields, as site.userPicker. None where nothing was executed.
	Fields []string
	Codes  []string // Of the errors in the answer; userErrors are told apart.
	Took   time.Duration
}

// Observer hears what requests come to.
type Observer interface {
	Answered(context.Context, Observed)
	// Refused hears the code of each userError of a mutation.
	Refused(account.Code)
}

// FieldNames gives every name that Observed.Fields can have.
func FieldNames() []string {
	schema := generated.NewExecutableSchema(generated.Config{}).Schema()
	var names []string
	for _, root := range []*ast.Definition{schema.Query, schema.Mutation, schema.Subscription} {
		if root == nil {
			continue
		}
		for _, field := range root.Fields {
			names = append(names, field.Name)
			if !opened[field.Name] {
				continue
			}
			for _, inner := range schema.Types[field.Type.Name()].Fields {
				names = append(names, field.Name+"."+inner.Name)
			}
		}
	}
	return names
}

// opened are the root fields that say little by themselves: the surfaces hang off
// them.
var opened = map[string]bool{"site": true, "organization": true}

// observer tells of every answer, also of those to documents that were not executed.
type observer struct{ Observer }

var _ interface {
	graphql.HandlerExtension
	graphql.ResponseInterceptor
} = observer{}

func (observer) ExtensionName() string { return "Observer" }

func (observer) Validate(graphql.ExecutableSchema) error { return nil }

func (o observer) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	response := next(ctx)
	operation := graphql.GetOperationContext(ctx)
	if operation.Operation != nil && operation.Operation.Operation == ast.Subscription {
		return response // The answers of a stream have no beginning to take a time from.
	}
	var observed Observed
	if response != nil {
		for _, err := range response.Errors {
			if code, ok := err.Extensions["code"].(string); ok {
				observed.Codes = append(observed.Codes, code)
			}
		}
	}
	observed.Took = graphql.Now().Sub(operation.Stats.OperationStart)
	if operation.Operation != nil && (response == nil || response.Data != nil) {
		observed.Fields = askedFor(observed.Fields, operation.Operation.SelectionSet, "")
	}
	o.Answered(ctx, observed)
	return response
}

// maxAsked bounds what is told of one request: a document of a thousand aliases is
// no reason to count a thousand times.
const maxAsked = 16

func askedFor(names []string, set ast.SelectionSet, prefix string) []string {
	for _, s := range set {
		if len(names) >= maxAsked {
			return names
		}
		switch s := s.(type) {
		case *ast.Field:
			if prefix == "" && opened[s.Name] {
				names = askedFor(names, s.SelectionSet, s.Name+".")
			} else {
				names = append(names, prefix+s.Name)
			}
		case *ast.InlineFragment:
			names = askedFor(names, s.SelectionSet, prefix)
		case *ast.FragmentSpread:
			names = askedFor(names, s.Definition.SelectionSet, prefix)
		}
	}
	return names
}
