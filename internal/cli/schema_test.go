package cli_test

import (
	"io"
	"net/http"
	"testing"

	"gatehouse/graph"
	"gatehouse/internal/cli"
	"gatehouse/internal/testkit"
)

// TestSchemaIsPublished gives the schema to whoever asks, unless introspection is off.
func TestSchemaIsPublished(t *testing.T) {
	for _, introspection := range []bool{true, false} {
		s := testkit.Start(t, func(c *cli.Config) { c.Introspection = introspection })
		response, err := http.Get(s.URL + "/schema.graphqls")
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		if told := response.StatusCode == http.StatusOK && string(text) == graph.Published(); told != introspection {
			t.Errorf("introspection %t: got status %d and %d bytes", introspection, response.StatusCode, len(text))
		}
	}
}
