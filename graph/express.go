package graph

import (
	"context"
	"net/http"
	"sync"

	"github.com/99designs/gqlgen/complexity"
	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"

	"gatehouse/graph/plan"
)

// express answers requests whose document has a compiled plan without setting up
// an execution: that costs more than the plan. Each check of an execution is made,
// or was made when the document was executed before and can't come out otherwise
// (its shape). Whatever is unusual goes the whole way, which says what is wrong.
type express struct {
	documents documentCache
	plans     *plan.Schema
	variables *exactVariables
	observer  Observer // May be nil.
	schema    graphql.ExecutableSchema
}

// expressKnows are the extensions of the executor that express does justice to.
// With any other one in use there is no express.
var expressKnows = map[string]bool{
	persistedQueries{}.ExtensionName():  true, // Takes no request with extensions.
	guard{}.ExtensionName():             true, // Lets documents pass that are kept.
	(&exactVariables{}).ExtensionName(): true, // Asked.
	shapeLimit{}.ExtensionName():        true, // Decides by the document alone; no plan has introspection.
	"ComplexityLimit":                   true, // Asked, or remembered where no variable can change it.
	"Introspection":                     true,
	observer{}.ExtensionName():          true, // Told.
}

// newExpress gives nil where an extension is in use that it doesn't know.
func newExpress(h *Handler, schema graphql.ExecutableSchema, extensions []graphql.HandlerExtension) *express {
	e := &express{documents: h.documents, plans: h.plans, schema: schema}
	for _, x := range extensions {
		if !expressKnows[x.ExtensionName()] {
			return nil
		}
		switch x := x.(type) {
		case *exactVariables:
			e.variables = x
		case observer:
			e.observer = x.Observer
		}
	}
	if e.plans == nil || e.variables == nil {
		return nil
	}
	return e
}

// answers are buffers of whole answers.
var answers = sync.Pool{New: func() any { return new([]byte) }}

// maxKeptAnswer bounds the buffers that are used again.
const maxKeptAnswer = 64 << 10

// serve answers a request, or tells that it must go the whole way.
func (e *express) serve(ctx context.Context, w http.ResponseWriter, kind string, p *graphql.RawParams) (served bool) {
	if e == nil || len(p.Extensions) > 0 {
		return false
	}
	begun := graphql.Now()
	document, ok := e.documents.Get(ctx, p.Query)
	if !ok || len(document.Operations) != 1 {
		return false
	}
	o := document.Operations[0]
	ready := e.plans.Ready(o)
	if ready == nil || p.OperationName != "" && p.OperationName != o.Name {
		return false
	}
	variables, ok := e.coerced(o, p.Variables)
	if !ok || e.cost(ctx, o, ready, variables) > maxComplexity {
		return false
	}
	buffer := answers.Get().(*[]byte)
	out, ok := ready.Run(ctx, variables, append((*buffer)[:0], `{"data":`...))
	if ok {
		out = append(out, '}')
		if e.observer != nil {
			fields := ready.Names(func() []string { return askedFor(nil, o.SelectionSet, "") })
			e.observer.Answered(ctx, Observed{Fields: fields, Took: graphql.Now().Sub(begun)})
		}
		send(w, kind, http.StatusOK, out)
	}
	if cap(out) <= maxKeptAnswer {
		*buffer = out
		answers.Put(buffer)
	}
	return ok
}

// cost is what the complexity limit would say.
func (e *express) cost(ctx context.Context, o *ast.OperationDefinition, ready *plan.Ready, variables map[string]any) int {
	return ready.Cost(func() int { return complexity.Calculate(ctx, e.schema, o, variables) })
}

// coerced gives the variables as an execution would have them.
func (e *express) coerced(o *ast.OperationDefinition, sent map[string]any) (map[string]any, bool) {
	if plainTexts(o.VariableDefinitions, sent) {
		return sent, true
	}
	variables, err := validator.VariableValues(e.schema.Schema(), o, sent)
	return variables, err == nil && e.variables.refused(o, variables) == nil
}

// plainTexts tells whether variables are nothing but texts where texts are to be,
// as nearly always: then they are what coercion makes of them.
func plainTexts(definitions ast.VariableDefinitionList, sent map[string]any) bool {
	known := 0
	for _, d := range definitions {
		value, given := sent[d.Variable]
		_, isText := value.(string)
		switch {
		case !given && !d.Type.NonNull && d.DefaultValue == nil:
		case given && d.Type.NamedType == "String" && (isText || value == nil && !d.Type.NonNull):
			known++
		default:
			return false
		}
	}
	return known == len(sent)
}
