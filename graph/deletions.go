package graph

import (
	"context"

	"gatehouse/account"
	"gatehouse/graph/model"
)

func deletion(_ context.Context, d account.Deletion) *model.Deletion {
	node := &model.Deletion{
		ID: d.Customer.As(account.DeletionKind).String(), CustomerID: d.Customer.String(),
		DeletedAt: d.DeletedAt, PurgeAt: d.PurgeAt, ActorID: d.Actor, ErasedAt: optional(d.ErasedAt),
	}
	if d.Receipt != "" {
		node.Receipt = &d.Receipt
	}
	return node
}

func (r siteResolver) Deletions(ctx context.Context, s *model.Site, first *int, after *string, last *int, before *string) (*model.DeletionConnection, error) {
	site := s.Row.ID
	c, err := connect(ctx, listing[account.Deletion, model.Deletion, model.DeletionEdge]{
		scope: func() cursorScope { return r.cursors.of("deletions", site.String()) },
		rows: func(ctx context.Context, page account.Page) (account.Rows[account.Deletion], error) {
			return r.Store.Deletions(ctx, site, page)
		},
		count: func(ctx context.Context) (int, error) { return r.Store.CountDeletions(ctx, site) },
		nodes: each(deletion),
		at: func(d account.Deletion) account.Position {
			return account.Position{At: d.DeletedAt, ID: d.Customer.As(account.DeletionKind)}
		},
		edge: func(cursor string, node *model.Deletion) *model.DeletionEdge {
			return &model.DeletionEdge{Cursor: cursor, Node: node}
		},
	}, paging{first, after, last, before})
	if err != nil {
		return nil, err
	}
	return &model.DeletionConnection{Connection: c}, nil
}

func (r mutationResolver) DeleteCustomer(ctx context.Context, in model.DeleteCustomerInput) (*model.DeleteCustomerPayload, error) {
	id, err := readID(in.CustomerID, "customerId")
	if err != nil {
		return nil, err
	}
	d, changed, err := r.Store.DeleteCustomer(ctx, id, in.ConfirmEmail)
	refused, err := r.userErrors(ctx, err)
	return &model.DeleteCustomerPayload{
		Deletion: unless(refused, err, deletion(ctx, d)), Changed: unless(refused, err, &changed), UserErrors: refused,
	}, err
}
