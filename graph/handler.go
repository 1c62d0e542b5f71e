package graph

import (
	"log/slog"
	"maps"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/vektah/gqlparser/v2/ast"

	"gatehouse/graph/generated"
	"gatehouse/graph/plan"
)

// Handler answers GraphQL over HTTP. Who asks is in the context of the request, put
// there by the layer above.
type Handler struct {
	executor  *executor.Executor
	documents documentCache
	plans     *plan.Schema // Nil where they are switched off.
	express   *express     // Nil without plans.
	log       *slog.Logger
}

var _ http.Handler = (*Handler)(nil)

// New makes the GraphQL door.
func New(c Config) *Handler {
	r := &resolver{Config: c, cursors: cursors{c.CursorKey}}
	config := generated.Config{Schema: offered(), Resolvers: r, Complexity: pageCosts()}
	config.Directives.Can = r.can
	schema := generated.NewExecutableSchema(config)
	h := &Handler{log: c.Log}
	if c.Plans {
		h.plans = plan.New(schema, r, allows)
		schema = h.plans
	}
	h.executor = executor.New(schema)
	h.executor.SetErrorPresenter(h.present)
	h.executor.SetRecoverFunc(h.recovered)
	h.executor.SetParserTokenLimit(maxTokens)
	h.executor.SetDisableSuggestion(true)
	h.executor.SetDefaultRulesFn(validationRules)
	h.documents = newDocumentCache(h.plans)
	h.executor.SetQueryCache(h.documents)
	extensions := []graphql.HandlerExtension{
		newPersistedQueries(h.documents), guard{h.documents}, &exactVariables{},
		shapeLimit{introspection: c.Introspection}, extension.FixedComplexityLimit(maxComplexity),
	}
	if c.Observer != nil {
		extensions = append(extensions, observer{c.Observer})
	}
	if c.Introspection {
		extensions = append(extensions, extension.Introspection{})
	}
	for _, x := range extensions {
		h.executor.Use(x)
	}
	h.express = newExpress(h, schema, extensions)
	return h
}

// offered is the schema as clients are offered it: without @defer, which the parser
// brings along. An answer leaves in one piece here; what was deferred would be lost.
func offered() *ast.Schema {
	schema := *generated.NewExecutableSchema(generated.Config{}).Schema()
	schema.Directives = maps.Clone(schema.Directives)
	delete(schema.Directives, "defer")
	return &schema
}

// PlanStats tells how many operations a compiled plan answered ("hit"), and how
// many the generated code, by the reason why; nil where plans are switched off.
func (h *Handler) PlanStats() map[string]int64 {
	if h.plans == nil {
		return nil
	}
	return h.plans.Stats()
}
