package graph

import (
	"net/http"
	"strings"

	"github.com/vektah/gqlparser/v2/formatter"

	"gatehouse/graph/generated"
)

// Published gives the schema that clients work by, in the schema definition language
// with every description.
func Published() string {
	var text strings.Builder
	formatter.NewFormatter(&text, formatter.WithIndent("  ")).FormatSchema(generated.NewExecutableSchema(generated.Config{}).Schema())
	return text.String()
}

// PublishedHandler answers GET /schema.graphqls, for tools that make types from it:
// they need no token and no introspection query.
func PublishedHandler() http.Handler {
	text := Published()
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-cache")
		_, _ = w.Write([]byte(text))
	})
}
