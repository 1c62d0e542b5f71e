package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"

	"gatehouse/account"
)

const (
	// maxPairs bounds how often two selections of one name meet on one object, over
	// the whole document. Validation compares each such pair, up to 1 µs apiece: 3,900
	// times `__typename`, within the limit of tokens, took 3 s before there was this.
	maxPairs = 20_000
	// maxUnfolded bounds what the operations and fragments of a document unfold to
	// together, since validation looks at each.
	maxUnfolded = 2000
	// maxNested bounds fields and fragments within each other, also inline ones: 400
	// inline fragments kept validation busy for 2 s.
	maxNested = 40
)

// guard refuses documents that would cost more to validate than to answer. It looks
// before validation does, so nothing in a document is certain: names may be unknown
// and fragments may run in circles.
type guard struct{ documents documentCache }

var _ interface {
	graphql.OperationParameterMutator
	graphql.HandlerExtension
} = guard{}

func (guard) ExtensionName() string                   { return "Guard" }
func (guard) Validate(graphql.ExecutableSchema) error { return nil }

func (g guard) MutateOperationParameters(_ context.Context, request *graphql.RawParams) *gqlerror.Error {
	if g.documents.has(request.Query) {
		return nil
	}
	document, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: request.Query}, maxTokens)
	if err != nil {
		return nil // Whoever parses it next says what is wrong.
	}
	u := unfold(document)
	switch {
	case u.depth > maxDepth:
		return refused("The document is nested deeper than %d levels. Ask in several queries.", maxDepth)
	case u.nested > maxNested:
		return refused("The document nests fields and fragments more than %d levels deep. Ask in several queries.", maxNested)
	case u.seen > maxUnfolded:
		return refused("The document's operations and fragments unfold to more than %d fields. Ask in several queries.", maxUnfolded)
	case u.pairs > maxPairs:
		return refused("The document asks for the same fields of the same object again and again: more than %d pairs are alike. Ask for each field once.", maxPairs)
	}
	return nil
}

// unfold measures a document: each of its operations, and each of its fragments as
// validation looks at it.
func unfold(document *ast.QueryDocument) *unfolding {
	u := &unfolding{fragments: map[string]*ast.FragmentDefinition{}}
	for _, f := range document.Fragments {
		u.fragments[f.Name] = f
	}
	for _, o := range document.Operations {
		u.walk([]ast.SelectionSet{o.SelectionSet}, 1, 1)
	}
	for _, f := range document.Fragments {
		u.walk([]ast.SelectionSet{f.SelectionSet}, 1, 1)
	}
	return u
}

func refused(format string, limit int) *gqlerror.Error {
	err := gqlerror.Errorf(format, limit)
	errcode.Set(err, string(account.DocumentRefused))
	return err
}

// unfolding merges selections by name as an execution would, and counts. It stops
// soon behind a limit, so its own cost is bounded whatever it is given.
type unfolding struct {
	fragments map[string]*ast.FragmentDefinition

	depth, nested, seen, pairs int
}

func (u *unfolding) over() bool {
	return u.depth > maxDepth || u.nested > maxNested || u.seen > maxUnfolded || u.pairs > maxPairs
}

// walk looks at the selections of one object, wherever they were written.
func (u *unfolding) walk(sets []ast.SelectionSet, depth, nested int) {
	u.depth = max(u.depth, depth)
	alike, unfolded := map[string][]ast.SelectionSet{}, map[string]bool{}
	for _, set := range sets {
		nested = max(nested, u.gather(set, alike, unfolded, nested))
	}
	for _, children := range alike {
		u.pairs += len(children) * (len(children) - 1) / 2
		if u.over() {
			return
		}
		for _, child := range children {
			if len(child) > 0 {
				u.walk(children, depth+1, nested+1)
				break
			}
		}
	}
}

// gather collects selections by the name they have in the answer, and tells how
// deeply fragments nest them.
func (u *unfolding) gather(set ast.SelectionSet, alike map[string][]ast.SelectionSet, unfolded map[string]bool, nested int) int {
	u.nested = max(u.nested, nested)
	deepest := nested
	for _, s := range set {
		if u.seen++; u.over() {
			return deepest
		}
		switch s := s.(type) {
		case *ast.Field:
			alike[s.Alias] = append(alike[s.Alias], s.SelectionSet)
		case *ast.InlineFragment:
			deepest = max(deepest, u.gather(s.SelectionSet, alike, unfolded, nested+1))
		case *ast.FragmentSpread:
			if f := u.fragments[s.Name]; f != nil && !unfolded[s.Name] {
				unfolded[s.Name] = true
				deepest = max(deepest, u.gather(f.SelectionSet, alike, unfolded, nested+1))
			}
		}
	}
	return deepest
}
