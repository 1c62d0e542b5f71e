package graph

import (
	"context"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"
)

// cachedDocuments bounds the cache of parsed documents: parsing and validating
// costs about twice what answering a small query does.
const cachedDocuments = 1000

// documentCache keeps parsed documents in memory. It takes none with a string
// literal or a comment in it: that could be somebody's name or address (RULES 7).
// Clients that use variables are served from it.
type documentCache struct {
	graphql.Cache[*ast.QueryDocument]
}

func newDocumentCache() documentCache {
	return documentCache{lru.New[*ast.QueryDocument](cachedDocuments)}
}

func (c documentCache) Add(ctx context.Context, text string, document *ast.QueryDocument) {
	if !strings.Contains(text, "#") && !holdsText(document) {
		c.Cache.Add(ctx, text, document)
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
