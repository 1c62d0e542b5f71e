package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"gatehouse/account"
	"gatehouse/graph/generated"
	"gatehouse/graph/model"
)

// What a document may ask. GraphiQL's introspection query has 370 tokens, 13 levels
// and 90 fields; the console's largest query has 60 fields.
const (
	maxTokens     = 4000
	maxDepth      = 18
	maxFields     = 1000   // Fields written in the operation, fragments unfolded; aliases count.
	maxComplexity = 30_000 // Fields answered: those of a page times its size.
)

// countCost is what a totalCount counts for, searchCost what a search does: one by a
// person's text costs as much processor time as some hundred fields, most where it
// looks for typos.
const (
	countCost  = 20
	searchCost = 200
)

// pageCosts makes the cost of a page its size times the cost of a row.
func pageCosts() generated.ComplexityRoot {
	var c generated.ComplexityRoot
	page := func(child int, first, last *int) int {
		size := account.DefaultPageSize
		if first != nil {
			size = *first
		}
		if last != nil {
			size = *last
		}
		return 1 + child*min(max(size, 1), account.MaxPageSize)
	}
	c.Organization.PortalCustomers = func(child int, _ *string, first *int, _ *string, last *int, _ *string) int {
		return page(child, first, last)
	}
	c.Organization.AccessTokens = func(child int, first *int, _ *string, last *int, _ *string) int {
		return page(child, first, last)
	}
	c.Organization.AuditLog = func(child int, _ *model.AuditLogFilter, first *int, _ *string, last *int, _ *string) int {
		return page(child, first, last)
	}
	c.Site.PortalCustomers = func(child int, _ *string, _ *model.CustomerStatus, _ *model.CustomerActivityFilter, first *int, _ *string, last *int, _ *string) int {
		return page(child, first, last)
	}
	c.Site.UserPicker = func(child int, _ string, first *int) int { return searchCost + page(child, first, nil) }
	c.Site.CustomerFilter = func(child int, _ string, first *int, _ *string, last *int, _ *string) int {
		return searchCost + page(child, first, last)
	}
	c.Site.Requests = func(child int, _ *model.RequestFilter, first *int, _ *string, last *int, _ *string) int {
		return page(child, first, last)
	}
	c.Site.Deletions = func(child int, first *int, _ *string, last *int, _ *string) int { return page(child, first, last) }
	c.Site.AuditLog = func(child int, _ *model.AuditLogFilter, first *int, _ *string, last *int, _ *string) int {
		return page(child, first, last)
	}
	c.Site.Jobs = func(child int, first *int, _ *string, last *int, _ *string) int { return page(child, first, last) }
	c.Site.Webhooks = func(child int) int { return 1 + 10*child }
	c.Webhook.DeadLetters = func(child int, first *int) int { return page(child, first, nil) }
	c.Site.InactiveCustomers = func(child int, _ int, first *int, _ *string, last *int, _ *string) int {
		return page(child, first, last)
	}
	c.Job.Outcomes = func(child int, _ *model.JobOutcomeCode, first *int, _ *string, last *int, _ *string) int {
		return page(child, first, last)
	}
	// Lists without a page count as a few: people of a request, sites in scope.
	few := func(child int) int { return 1 + 5*child }
	c.Request.Participants, c.Organization.Sites, c.Viewer.Sites = few, few, few
	// A total looks at every row, however few are shown.
	count := func(int) int { return countCost }
	c.CustomerConnection.TotalCount, c.RequestConnection.TotalCount = count, count
	c.DeletionConnection.TotalCount, c.AuditEventConnection.TotalCount, c.AccessTokenConnection.TotalCount = count, count, count
	c.JobConnection.TotalCount, c.JobOutcomeConnection.TotalCount = count, count
	c.Query.Nodes = func(child int, ids []string) int { return 1 + child*max(len(ids), 1) }
	c.Query.UserReferences = func(child int, ids []string) int { return 1 + child*max(len(ids), 1) }
	return c
}

// shapeLimit refuses documents that are too deep or too wide before anything is
// computed of them: the complexity limit does not look into introspection.
// Where introspection is switched off, it says so.
type shapeLimit struct{ introspection bool }

var _ interface {
	graphql.OperationContextMutator
	graphql.HandlerExtension
} = shapeLimit{}

func (shapeLimit) ExtensionName() string                   { return "ShapeLimit" }
func (shapeLimit) Validate(graphql.ExecutableSchema) error { return nil }

func (l shapeLimit) MutateOperationContext(_ context.Context, o *graphql.OperationContext) *gqlerror.Error {
	m := measure{fields: 0}
	m.walk(o.Operation.SelectionSet, 1)
	switch {
	case m.depth > maxDepth:
		return refused("The document is nested deeper than %d levels. Ask in several queries.", maxDepth)
	case m.fields > maxFields:
		return refused("The document asks for more than %d fields. Ask in several queries.", maxFields)
	case m.introspects && !l.introspection:
		err := gqlerror.Errorf("Introspection is switched off here. Read the schema in the documentation, or ask the operator to switch it on.")
		errcode.Set(err, string(account.DocumentRefused))
		return err
	}
	return nil
}

// measure counts what an operation asks. It stops soon behind the limits, so its
// own cost is bounded whatever fragments unfold to.
type measure struct {
	fields, depth int
	introspects   bool
}

func (m *measure) walk(set ast.SelectionSet, depth int) {
	m.depth = max(m.depth, depth)
	for _, s := range set {
		if m.depth > maxDepth || m.fields > maxFields {
			return
		}
		m.fields++
		switch s := s.(type) {
		case *ast.Field:
			m.introspects = m.introspects || s.Name == "__schema" || s.Name == "__type"
			if len(s.SelectionSet) > 0 {
				m.walk(s.SelectionSet, depth+1)
			}
		case *ast.InlineFragment:
			m.walk(s.SelectionSet, depth)
		case *ast.FragmentSpread:
			if s.Definition != nil {
				m.walk(s.Definition.SelectionSet, depth)
			}
		}
	}
}
