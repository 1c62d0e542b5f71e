package graph

import (
	"context"
	"fmt"
	"testing"

	"github.com/vektah/gqlparser/v2"

	"gatehouse/graph/generated"
	"gatehouse/graph/plan"
)

// TestPlansGoWithTheirDocuments keeps the number of plans bounded whatever is sent,
// and typed texts out of them.
func TestPlansGoWithTheirDocuments(t *testing.T) {
	code := generated.NewExecutableSchema(generated.Config{})
	plans := plan.New(code, nil, nil)
	cache := newDocumentCache(plans)
	add := func(text string) {
		t.Helper()
		document, errs := gqlparser.LoadQueryWithRules(code.Schema(), text, nil)
		if errs != nil {
			t.Fatal(errs)
		}
		cache.Add(context.Background(), text, document)
	}
	add(`{ site(key: "typed") { id } }`)
	add("mutation($i: RevokeAccessInput!) { revokeAccess(input: $i) { changed } }")
	if got := plans.Plans(); got != 0 {
		t.Errorf("a document with a typed text and a mutation have %d plans, want 0", got)
	}
	for range 2 { // As when two requests bring one new document at the same time.
		add("{ viewer { role } }")
	}
	if got := plans.Plans(); got != 1 {
		t.Errorf("one document that was added twice has %d plans, want 1", got)
	}
	for i := range cachedDocuments + 100 {
		add(fmt.Sprintf("{ a%d: viewer { role } }", i))
	}
	if got := plans.Plans(); got != cachedDocuments {
		t.Errorf("%d plans after many documents, want %d", got, cachedDocuments)
	}
}
