package store

import (
	"context"

	"gatehouse/account"
)

const auditColumns = "sequence, id, at, actor, action, subject, site, request, outcome, count"

func (s *Store) scanEvent(c *conn, r row) (account.AuditEvent, error) {
	e := account.AuditEvent{
		Sequence: r.number(0), ID: r.id(1, account.AuditKind), At: r.time(2), Actor: r.text(3),
		Action: account.AuditAction(r.text(4)), Subject: r.text(5), Request: r.text(7),
		Outcome: account.Outcome(r.text(8)), Count: r.number(9),
	}
	var err error
	if !r.null(6) {
		e.Site, err = s.sites.id(c, r.number(6))
	}
	return e, err
}

// auditList turns a question into a list. The index is chosen here, the most
// selective first, because SQLite keeps no statistics: they would hold values.
func (s *Store) auditList(ctx context.Context, c *conn, q account.AuditQuery) (list[account.AuditEvent], bool, error) {
	caller := account.CallerFrom(ctx)
	if q.Site.IsZero() {
		q.Site = caller.Site
	}
	l := list[account.AuditEvent]{
		from: "audit NOT INDEXED", columns: auditColumns, key: "sequence", bound: "(SELECT sequence FROM audit WHERE id = ?)",
		order: "sequence DESC", reverse: "sequence", most: account.MaxPageSize,
		bind: func(p account.Position) []any { return []any{p.ID} },
		scan: func(r row) (account.AuditEvent, error) { return s.scanEvent(c, r) },
		at: func(e account.AuditEvent) account.Position {
			return account.Position{At: e.At, ID: e.ID}
		},
	}
	if caller.Role == account.Nobody || caller.Role == account.Customer || !q.Site.IsZero() && !caller.SeesRowsOf(q.Site) {
		return l, false, nil
	}
	if !q.Site.IsZero() {
		n, ok, err := s.sites.number(c, q.Site)
		if !ok || err != nil {
			return l, false, err
		}
		l.only("site = ?", n)
		l.from = "audit INDEXED BY audit_by_site"
	}
	for _, f := range []struct{ value, condition, index string }{
		{q.Actor, "actor = ?", "audit_by_actor"},
		{string(q.Action), "action = ?", "audit_by_action"},
		{q.Subject, "subject = ? AND subject <> ''", "audit_by_subject"},
	} {
		if f.value != "" {
			l.only(f.condition, f.value)
			l.from = "audit INDEXED BY " + f.index
		}
	}
	if q.Outcome == account.Refused && q.Subject == "" {
		l.only("outcome = 'REFUSED'")
		l.from = "audit INDEXED BY audit_refused"
	} else if q.Outcome != "" {
		l.only("outcome = ?", string(q.Outcome))
	}
	return l, true, nil
}

// AuditEvents gives a page of the audit log, newest first. A caller of one site
// gets the events of that site alone.
func (s *Store) AuditEvents(ctx context.Context, q account.AuditQuery, page account.Page) (account.Rows[account.AuditEvent], error) {
	return read(ctx, s, func(c *conn) (account.Rows[account.AuditEvent], error) {
		l, ok, err := s.auditList(ctx, c, q)
		if !ok || err != nil {
			return account.Rows[account.AuditEvent]{}, err
		}
		return l.page(c, page)
	})
}

// CountAuditEvents counts what AuditEvents pages through.
func (s *Store) CountAuditEvents(ctx context.Context, q account.AuditQuery) (int, error) {
	return read(ctx, s, func(c *conn) (int, error) {
		l, ok, err := s.auditList(ctx, c, q)
		if !ok || err != nil {
			return 0, err
		}
		return l.count(c)
	})
}

// AuditEventByID gives an event of the caller's scope.
func (s *Store) AuditEventByID(ctx context.Context, id account.ID) (account.AuditEvent, bool, error) {
	caller := account.CallerFrom(ctx)
	return lookUp(ctx, s, func(c *conn) (account.AuditEvent, bool, error) {
		if id.Kind != account.AuditKind || caller.Role == account.Nobody {
			return account.AuditEvent{}, false, nil
		}
		r, err := c.first("SELECT "+auditColumns+" FROM audit WHERE id = ?", id)
		if r == nil || err != nil {
			return account.AuditEvent{}, false, err
		}
		e, err := s.scanEvent(c, r)
		if err != nil || !caller.SeesRowsOf(e.Site) {
			return account.AuditEvent{}, false, err
		}
		return e, true, nil
	})
}

// EventsAfter gives the audit events after a position, oldest first: those of a
// site of the caller's scope, or of everything where the site is zero and the
// caller reaches every site.
func (s *Store) EventsAfter(ctx context.Context, site account.ID, after int64, limit int) ([]account.AuditEvent, error) {
	caller := account.CallerFrom(ctx)
	if site.IsZero() {
		site = caller.Site
	}
	return read(ctx, s, func(c *conn) ([]account.AuditEvent, error) {
		query, args := "SELECT "+auditColumns+" FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?", []any{after, limit}
		if caller.Role == account.Nobody || !site.IsZero() && !caller.Sees(site) {
			return nil, nil
		}
		if !site.IsZero() {
			n, ok, err := s.sites.number(c, site)
			if !ok || err != nil {
				return nil, err
			}
			query = "SELECT " + auditColumns + " FROM audit INDEXED BY audit_by_site WHERE site = ? AND sequence > ? ORDER BY sequence LIMIT ?"
			args = []any{n, after, limit}
		}
		var all []account.AuditEvent
		for r, err := range c.rows(query, args...) {
			if err != nil {
				return nil, err
			}
			e, err := s.scanEvent(c, r)
			if err != nil {
				return nil, err
			}
			all = append(all, e)
		}
		return all, nil
	})
}
