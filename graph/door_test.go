package graph

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"gatehouse/account"
)

// marker stands for somebody's name or address wherever a client can write one.
const marker = "Qz7Marked"

const requestID = "7f1c1c56-2d53-4a0e-9a39-0f2f5f0a3b11"

// door is the handler with a log to look into. Unless a test gives it a store,
// whatever gets as far as a resolver panics.
type door struct {
	*Handler
	log bytes.Buffer
}

func newDoor(c Config) *door {
	d := &door{}
	c.Log = slog.New(slog.NewTextHandler(&d.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	d.Handler = New(c)
	return d
}

type refusal struct {
	Message    string
	Path       []any
	Locations  []any
	Extensions map[string]any
}

// ask posts a request as an organization admin, and gives the answer with its
// errors.
func (d *door) ask(t *testing.T, request map[string]any) (body string, errors []refusal) {
	t.Helper()
	sent, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(sent))
	r.Header.Set("Content-Type", "application/json")
	ctx := account.WithRequestID(account.WithCaller(r.Context(), account.System()), requestID)
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r.WithContext(ctx))
	var answer struct{ Errors []refusal }
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	return w.Body.String(), answer.Errors
}

// document is a request that is a document alone.
func document(text string) map[string]any { return map[string]any{"query": text} }
