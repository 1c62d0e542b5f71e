package model

import "context"

// Connection is a page of a list. Edges, cursors and the total are made when they
// are asked for: many clients ask for nodes alone.
type Connection[N, E any] struct {
	Nodes            []*N
	HasNext, HasPrev bool

	Cursor func(i int) string
	Edge   func(cursor string, node *N) *E
	Count  func(context.Context) (int, error)
}

// PageInfo says where the page stands.
func (c *Connection[N, E]) PageInfo() *PageInfo {
	p := &PageInfo{HasNextPage: c.HasNext, HasPreviousPage: c.HasPrev}
	if n := len(c.Nodes); n > 0 {
		start, end := c.Cursor(0), c.Cursor(n-1)
		p.StartCursor, p.EndCursor = &start, &end
	}
	return p
}

// Edges gives the rows with their cursors.
func (c *Connection[N, E]) Edges() []*E {
	edges := make([]*E, len(c.Nodes))
	for i, n := range c.Nodes {
		edges[i] = c.Edge(c.Cursor(i), n)
	}
	return edges
}

// TotalCount counts what the connection pages through.
func (c *Connection[N, E]) TotalCount(ctx context.Context) (int, error) { return c.Count(ctx) }

// The connections of the schema.
type (
	// CustomerConnection is a page of customers.
	CustomerConnection struct {
		Connection[Customer, CustomerEdge]
	}
	// RequestConnection is a page of requests.
	RequestConnection struct {
		Connection[Request, RequestEdge]
	}
	// DeletionConnection is a page of the deletion register.
	DeletionConnection struct {
		Connection[Deletion, DeletionEdge]
	}
	// AuditEventConnection is a page of the audit log.
	AuditEventConnection struct {
		Connection[AuditEvent, AuditEventEdge]
	}
	// AccessTokenConnection is a page of access tokens.
	AccessTokenConnection struct {
		Connection[AccessToken, AccessTokenEdge]
	}
	// JobConnection is a page of bulk jobs.
	JobConnection struct {
		Connection[Job, JobEdge]
	}
	// JobOutcomeConnection is a page of a job's outcomes.
	JobOutcomeConnection struct {
		Connection[JobOutcome, JobOutcomeEdge]
	}
)
