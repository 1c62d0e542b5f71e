package graph

import (
	"context"

	"gatehouse/account"
	"gatehouse/graph/model"
)

// finder gives the node of an id, and the permission without which it is null.
type finder struct {
	needs account.Permission
	find  func(*resolver, context.Context, account.ID) (model.Node, error)
}

// finders are the types that have an id.
var finders = map[account.Kind]finder{
	account.CustomerKind: {account.ReadCustomer, func(r *resolver, ctx context.Context, id account.ID) (model.Node, error) {
		c, err := r.living(ctx, id)
		if c == nil {
			return nil, err
		}
		return c, err
	}},
	account.SiteKind: {account.SignedIn, func(r *resolver, ctx context.Context, id account.ID) (model.Node, error) {
		s, ok, err := r.Store.SiteByID(ctx, id)
		return found(ok, err, func() model.Node { return site(ctx, s) })
	}},
	account.RequestKind: {account.ReadRequests, func(r *resolver, ctx context.Context, id account.ID) (model.Node, error) {
		q, ok, err := r.Store.RequestByID(ctx, id)
		if !ok || err != nil {
			return nil, err
		}
		return r.request(ctx, q)
	}},
	account.DeletionKind: {account.ReadDeletions, func(r *resolver, ctx context.Context, id account.ID) (model.Node, error) {
		d, ok, err := r.Store.DeletionByID(ctx, id)
		return found(ok, err, func() model.Node { return deletion(ctx, d) })
	}},
	account.AuditKind: {account.ReadAuditLog, func(r *resolver, ctx context.Context, id account.ID) (model.Node, error) {
		e, ok, err := r.Store.AuditEventByID(ctx, id)
		return found(ok, err, func() model.Node { return auditEvent(ctx, e) })
	}},
	account.JobKind: {account.RunJobs, func(r *resolver, ctx context.Context, id account.ID) (model.Node, error) {
		j, ok, err := r.Store.JobByID(ctx, id)
		return found(ok, err, func() model.Node { return job(ctx, j) })
	}},
	account.WebhookKind: {account.Administer, func(r *resolver, ctx context.Context, id account.ID) (model.Node, error) {
		w, ok, err := r.Store.WebhookByID(ctx, id)
		return found(ok, err, func() model.Node { return webhook(ctx, w) })
	}},
	account.TokenKind: {account.Administer, func(r *resolver, ctx context.Context, id account.ID) (model.Node, error) {
		k, ok, err := r.Store.TokenByID(ctx, id)
		if !ok || err != nil {
			return nil, err
		}
		return r.token(ctx, k)
	}},
}

func found(ok bool, err error, node func() model.Node) (model.Node, error) {
	if !ok || err != nil {
		return nil, err
	}
	return node(), nil
}

// lookUp gives a node; nil for what is unknown, or not for this caller to read.
func (r *resolver) lookUp(ctx context.Context, id account.ID) (model.Node, error) {
	f, ok := finders[id.Kind]
	if !ok || !may(ctx, f.needs) {
		return nil, nil
	}
	return f.find(r, ctx, id)
}

func (r queryResolver) Node(ctx context.Context, text string) (model.Node, error) {
	id, err := readID(text, "id")
	if err != nil {
		return nil, err
	}
	return r.lookUp(ctx, id)
}

func (r queryResolver) Nodes(ctx context.Context, texts []string) ([]model.Node, error) {
	ids, err := askedIDs(texts)
	if err != nil {
		return nil, err
	}
	nodes := make([]model.Node, len(ids))
	for i, id := range ids {
		if nodes[i], err = r.lookUp(ctx, id); err != nil {
			return nil, err
		}
	}
	return nodes, nil
}
