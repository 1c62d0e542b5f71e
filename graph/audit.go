package graph

import (
	"context"

	"gatehouse/account"
	"gatehouse/graph/model"
)

func auditEvent(_ context.Context, e account.AuditEvent) *model.AuditEvent {
	event := &model.AuditEvent{
		ID: e.ID.String(), Sequence: int(e.Sequence), At: e.At, Action: model.AuditAction(e.Action), ActorID: e.Actor,
		Outcome: model.AuditOutcome(e.Outcome),
	}
	if e.Subject != "" {
		event.SubjectID = &e.Subject
	}
	if e.Request != "" {
		event.RequestID = &e.Request
	}
	if e.Count != 0 {
		count := int(e.Count)
		event.Count = &count
	}
	return event
}

func (r organizationResolver) AuditChain(ctx context.Context, _ *model.Organization) (*model.AuditChain, error) {
	c, err := r.Store.AuditChain(ctx)
	return &model.AuditChain{Intact: c.Intact, UpTo: int(c.UpTo), CheckedAt: c.CheckedAt}, err
}

func (r organizationResolver) AuditLog(ctx context.Context, _ *model.Organization, filter *model.AuditLogFilter, first *int, after *string, last *int, before *string) (*model.AuditEventConnection, error) {
	return r.auditLog(ctx, account.AuditQuery{}, filter, paging{first, after, last, before})
}

func (r siteResolver) AuditLog(ctx context.Context, s *model.Site, filter *model.AuditLogFilter, first *int, after *string, last *int, before *string) (*model.AuditEventConnection, error) {
	return r.auditLog(ctx, account.AuditQuery{Site: s.Row.ID}, filter, paging{first, after, last, before})
}

func (r *resolver) auditLog(ctx context.Context, q account.AuditQuery, filter *model.AuditLogFilter, p paging) (*model.AuditEventConnection, error) {
	if filter != nil {
		if err := narrowAudit(&q, *filter); err != nil {
			return nil, err
		}
	}
	c, err := connect(ctx, listing[account.AuditEvent, model.AuditEvent, model.AuditEventEdge]{
		scope: func() cursorScope {
			return r.cursors.of("auditLog", q.Site.String(), q.Actor, string(q.Action), q.Subject, string(q.Outcome))
		},
		rows: func(ctx context.Context, page account.Page) (account.Rows[account.AuditEvent], error) {
			return r.Store.AuditEvents(ctx, q, page)
		},
		count: func(ctx context.Context) (int, error) { return r.Store.CountAuditEvents(ctx, q) },
		nodes: each(auditEvent),
		at:    func(e account.AuditEvent) account.Position { return account.Position{At: e.At, ID: e.ID} },
		edge: func(cursor string, node *model.AuditEvent) *model.AuditEventEdge {
			return &model.AuditEventEdge{Cursor: cursor, Node: node}
		},
	}, p)
	if err != nil {
		return nil, err
	}
	return &model.AuditEventConnection{Connection: c}, nil
}

// narrowAudit reads a filter of the audit log. A malformed id is refused, the empty
// one too: it names nobody, so it may not mean everybody.
func narrowAudit(q *account.AuditQuery, filter model.AuditLogFilter) error {
	if filter.ActorID != nil && *filter.ActorID != account.SystemActor {
		if _, err := readID(*filter.ActorID, "filter", "actorId"); err != nil {
			return err
		}
	}
	if filter.SubjectID != nil {
		if _, err := readID(*filter.SubjectID, "filter", "subjectId"); err != nil {
			return err
		}
	}
	q.Actor, q.Subject = text(filter.ActorID), text(filter.SubjectID)
	if filter.Action != nil {
		q.Action = account.AuditAction(*filter.Action)
	}
	if filter.Outcome != nil {
		q.Outcome = account.Outcome(*filter.Outcome)
	}
	return nil
}
