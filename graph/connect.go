package graph

import (
	"context"
	"sync"

	"gatehouse/account"
	"gatehouse/graph/model"
)

// paging are the four arguments of every connection.
type paging struct {
	first  *int
	after  *string
	last   *int
	before *string
}

// page reads the arguments within the scope of their query.
func (p paging) page(scope func() cursorScope) (account.Page, error) {
	if p.after == nil && p.before == nil {
		return account.NewPage(p.first, p.last, nil, nil)
	}
	after, err := scope().read(p.after, "after")
	if err != nil {
		return account.Page{}, err
	}
	before, err := scope().read(p.before, "before")
	if err != nil {
		return account.Page{}, err
	}
	return account.NewPage(p.first, p.last, after, before)
}

// listing is a connection: where its rows come from and what they become.
type listing[R, N, E any] struct {
	scope func() cursorScope // Asked when a cursor is read or written.
	rows  func(context.Context, account.Page) (account.Rows[R], error)
	count func(context.Context) (int, error)
	nodes func(context.Context, []R) ([]*N, error)
	at    func(R) account.Position
	edge  func(cursor string, node *N) *E
}

// connect reads a page of a listing.
func connect[R, N, E any](ctx context.Context, l listing[R, N, E], p paging) (c model.Connection[N, E], err error) {
	scope := sync.OnceValue(l.scope)
	page, err := p.page(scope)
	if err != nil {
		return c, err
	}
	rows, err := l.rows(ctx, page)
	if err != nil {
		return c, err
	}
	nodes, err := l.nodes(ctx, rows.Items)
	if err != nil {
		return c, err
	}
	return model.Connection[N, E]{
		Nodes: nodes, HasNext: rows.HasNext, HasPrev: rows.HasPrev, Count: l.count, Edge: l.edge,
		Cursor: func(i int) string { return scope().write(l.at(rows.Items[i])) },
	}, nil
}

// each makes a node of each row.
func each[R, N any](convert func(context.Context, R) *N) func(context.Context, []R) ([]*N, error) {
	return func(ctx context.Context, rows []R) ([]*N, error) {
		nodes := make([]*N, len(rows))
		for i, row := range rows {
			nodes[i] = convert(ctx, row)
		}
		return nodes, nil
	}
}
