package graph

import (
	"context"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"gatehouse/graph/plan"
)

// cachedDocuments bounds the cache of parsed documents: parsing and validating
// costs about twice what answering a small query does.
const cachedDocuments = 1000

// maxCachedText bounds the documents that are kept, in bytes: with their number it
// bounds the memory. The console's largest has 3 kB.
const maxCachedText = 16 << 10

// documentCache keeps parsed documents in memory. It takes none with a string
// literal or a comment in it: that could be somebody's name or address (RULES 7).
// Clients that use variables are served from it.
// The plans of a document come and go with it.
type documentCache struct {
	documents *lru.Cache[string, *ast.QueryDocument]
	plans     *plan.Schema // May be nil.
}

var _ graphql.Cache[*ast.QueryDocument] = documentCache{}

func newDocumentCache(plans *plan.Schema) documentCache {
	c := documentCache{plans: plans}
	var err error
	if c.documents, err = lru.NewWithEvict(cachedDocuments, func(_ string, d *ast.QueryDocument) { c.forget(d) }); err != nil {
		panic(err) // Only for a size below one.
	}
	return c
}

// Get gives the document of a text.
func (c documentCache) Get(_ context.Context, text string) (*ast.QueryDocument, bool) {
	return c.documents.Get(text)
}

// has tells whether a document is kept; asking doesn't count as using it.
func (c documentCache) has(text string) bool { return c.documents.Contains(text) }

// Add keeps a document, if it may be kept. Of two that were parsed from one text at
// the same time the first stays.
func (c documentCache) Add(_ context.Context, text string, document *ast.QueryDocument) {
	if len(text) > maxCachedText || strings.Contains(text, "#") || holdsText(document) {
		return
	}
	if c.plans != nil {
		c.plans.Admit(document)
	}
	if kept, _ := c.documents.ContainsOrAdd(text, document); kept {
		c.forget(document)
	}
}

func (c documentCache) forget(document *ast.QueryDocument) {
	if c.plans != nil {
		c.plans.Forget(document)
	}
}

// holdsText tells whether a document has a string literal anywhere.
func holdsText(document *ast.QueryDocument) bool {
	for _, o := range document.Operations {
		for _, v := range o.VariableDefinitions {
			if textInValue(v.DefaultValue) || textInDirectives(v.Directives) {
				return true
			}
		}
		if textInDirectives(o.Directives) || textInSelections(o.SelectionSet) {
			return true
		}
	}
	for _, f := range document.Fragments {
		if textInDirectives(f.Directives) || textInSelections(f.SelectionSet) {
			return true
		}
	}
	return false
}

func textInSelections(set ast.SelectionSet) bool {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			if textInArguments(s.Arguments) || textInDirectives(s.Directives) || textInSelections(s.SelectionSet) {
				return true
			}
		case *ast.InlineFragment:
			if textInDirectives(s.Directives) || textInSelections(s.SelectionSet) {
				return true
			}
		case *ast.FragmentSpread:
			if textInDirectives(s.Directives) {
				return true
			}
		}
	}
	return false
}

func textInDirectives(list ast.DirectiveList) bool {
	for _, d := range list {
		if textInArguments(d.Arguments) {
			return true
		}
	}
	return false
}

func textInArguments(list ast.ArgumentList) bool {
	for _, a := range list {
		if textInValue(a.Value) {
			return true
		}
	}
	return false
}

func textInValue(v *ast.Value) bool {
	if v == nil {
		return false
	}
	if v.Kind == ast.StringValue || v.Kind == ast.BlockValue {
		return true
	}
	for _, child := range v.Children {
		if textInValue(child.Value) {
			return true
		}
	}
	return false
}
