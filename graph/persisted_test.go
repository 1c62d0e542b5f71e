package graph

import (
	"fmt"
	"strings"
	"testing"

	"gatehouse/account"
)

func persisted(hash, text string) map[string]any {
	request := map[string]any{"extensions": map[string]any{"persistedQuery": map[string]any{"version": 1, "sha256Hash": hash}}}
	if text != "" {
		request["query"] = text
	}
	return request
}

func (d *door) code(t *testing.T, request map[string]any) string {
	t.Helper()
	body, errors := d.ask(t, request)
	if strings.Contains(body, marker) {
		t.Errorf("the answer repeats the marker: %s", body)
	}
	if len(errors) == 0 {
		return ""
	}
	return fmt.Sprint(errors[0].Extensions["code"])
}

// TestPersistedQueries goes the way of a client: the hash, the hash with its
// document, the hash again.
func TestPersistedQueries(t *testing.T) {
	d := newDoor(Config{})
	text := "{__typename}"
	for i, want := range []string{persistedNotFound, "", ""} {
		request := persisted(hashOf(text), "")
		if i == 1 {
			request["query"] = text
		}
		if got := d.code(t, request); got != want {
			t.Errorf("step %d: got %q, want %q", i+1, got, want)
		}
	}
	body, errors := d.ask(t, persisted(hashOf("{b:__typename}"), ""))
	if len(errors) != 1 || errors[0].Message != persistedNotFoundMessage {
		t.Errorf("clients look for %q: got %s", persistedNotFoundMessage, body)
	}
}

// TestPersistedQueriesKeepNoText sends documents that may not be kept, with their
// hashes: they are answered, and found no more.
func TestPersistedQueriesKeepNoText(t *testing.T) {
	d := newDoor(Config{Introspection: true})
	for _, text := range []string{
		`{__type(name:"` + marker + `"){name}}`, "{__typename} #" + marker, "{nosuchfield}", "{__typename", "{__typename" + strings.Repeat(" ", maxCachedText) + "}",
	} {
		first := d.code(t, persisted(hashOf(text), text))
		if plain := d.code(t, document(text)); first != plain {
			t.Errorf("%.40s: got %q with a hash, %q without", text, first, plain)
		}
		if got := d.code(t, persisted(hashOf(text), "")); got != persistedNotFound {
			t.Errorf("%.40s was kept: got %q", text, got)
		}
	}
}

func TestPersistedQueriesAreHeldToTheirHash(t *testing.T) {
	d := newDoor(Config{})
	right := hashOf("{__typename}")
	for name, request := range map[string]map[string]any{
		"another document's hash": persisted(hashOf("{a:__typename}"), "{__typename}"),
		"a hash in capitals":      persisted(strings.ToUpper(right), "{__typename}"),
		"a short hash":            persisted(right[:10], "{__typename}"),
		"no hash":                 {"query": "{__typename}", "extensions": map[string]any{"persistedQuery": map[string]any{"version": 1}}},
		"another version":         {"query": "{__typename}", "extensions": map[string]any{"persistedQuery": map[string]any{"version": 2, "sha256Hash": right}}},
		"a text":                  {"query": "{__typename}", "extensions": map[string]any{"persistedQuery": marker}},
		"a list":                  {"extensions": map[string]any{"persistedQuery": []string{marker}}},
	} {
		if got := d.code(t, request); got != string(account.DocumentRefused) {
			t.Errorf("%s: got %q, want DOCUMENT_REFUSED", name, got)
		}
		if got := d.code(t, persisted(right, "")); got != persistedNotFound {
			t.Errorf("%s: the document was kept: got %q", name, got)
		}
	}
}

// TestPersistedQueriesAreBounded keeps more of them than there is room for: the
// oldest is gone.
func TestPersistedQueriesAreBounded(t *testing.T) {
	d := newDoor(Config{})
	text := func(i int) string { return fmt.Sprintf("{a%d:__typename}", i) }
	for i := range cachedDocuments + 1 {
		if got := d.code(t, persisted(hashOf(text(i)), text(i))); got != "" {
			t.Fatalf("got %q", got)
		}
	}
	if got := d.code(t, persisted(hashOf(text(0)), "")); got != persistedNotFound {
		t.Errorf("the oldest is still there: got %q", got)
	}
	if got := d.code(t, persisted(hashOf(text(cachedDocuments)), "")); got != "" {
		t.Errorf("the newest is not there: got %q", got)
	}
}
