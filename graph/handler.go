package graph

import (
	"log/slog"
	"net/http"

	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/99designs/gqlgen/graphql/handler/extension"

	"gatehouse/graph/generated"
)

// Handler answers GraphQL over HTTP. Who asks is in the context of the request, put
// there by the layer above.
type Handler struct {
	executor *executor.Executor
	log      *slog.Logger
}

var _ http.Handler = (*Handler)(nil)

// New makes the GraphQL door.
func New(c Config) *Handler {
	r := &resolver{Config: c, cursors: cursors{c.CursorKey}}
	config := generated.Config{Resolvers: r, Complexity: pageCosts()}
	config.Directives.Can = r.can
	h := &Handler{executor: executor.New(generated.NewExecutableSchema(config)), log: c.Log}
	h.executor.SetErrorPresenter(h.present)
	h.executor.SetRecoverFunc(h.recovered)
	h.executor.SetParserTokenLimit(maxTokens)
	h.executor.SetQueryCache(newDocumentCache())
	h.executor.Use(shapeLimit{})
	h.executor.Use(extension.FixedComplexityLimit(maxComplexity))
	if c.Introspection {
		h.executor.Use(extension.Introspection{})
	}
	return h
}
