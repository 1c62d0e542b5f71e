package store

import (
	"context"

	"gatehouse/account"
)

// selectStep is how many places of the table one read looks at: 20 ms.
const selectStep = 50_000

// SelectCustomers gives the accounts of a site that a selection is about, in a
// certain state or (0) in any, oldest first. It reads the table in short steps, so
// a change that happens meanwhile may or may not be in it.
func (s *Store) SelectCustomers(ctx context.Context, site account.ID, status account.Status, selection account.Selection) ([]account.ID, error) {
	var ids []account.ID
	if selection.IsZero() {
		return nil, nil
	}
	for after, last := int64(0), int64(1); after < last; after += selectStep {
		_, err := read(ctx, s, func(c *conn) (struct{}, error) {
			var none struct{}
			var err error
			if last, err = c.number("SELECT max(n) FROM customer"); err != nil {
				return none, err
			}
			l := list[account.ID]{from: "customer NOT INDEXED"}
			l.only("n > ? AND n <= ?", after, after+selectStep)
			if ok, err := s.within(c, &l, account.CallerFrom(ctx), site); !ok || err != nil {
				return none, err
			}
			if status != 0 {
				l.only("status = ?", status)
			}
			l.picked(selection)
			for r, err := range c.rows(l.text("id", " ORDER BY n"), l.args...) {
				if err != nil {
					return none, err
				}
				ids = append(ids, r.id(0, account.CustomerKind))
			}
			return none, nil
		})
		if err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// picked narrows a list of customers to a selection. account.Selection.Matches
// says the same of one account.
func (l *list[T]) picked(s account.Selection) {
	if !s.InactiveSince.IsZero() {
		l.only("last_sign_in_at < ?", s.InactiveSince)
	}
	if !s.NeverSignedInSince.IsZero() {
		l.only("last_sign_in_at IS NULL AND created_at < ?", s.NeverSignedInSince)
	}
	if !s.IdleSince.IsZero() {
		l.only("created_at < ? AND ifnull(last_sign_in_at, 0) < ? AND ifnull(granted_at, 0) < ?", s.IdleSince, s.IdleSince, s.IdleSince)
	}
	if s.Domain != "" {
		l.only("substr(email, instr(email, '@') + 1) = ?", s.Domain)
	}
}

// CustomersByEmail gives the accounts of a site that have these addresses, in
// their order; zero where nobody has one.
func (s *Store) CustomersByEmail(ctx context.Context, site account.ID, emails []account.Email) ([]account.ID, error) {
	caller := account.CallerFrom(ctx)
	ids := make([]account.ID, len(emails))
	if !caller.Sees(site) {
		return ids, nil
	}
	return read(ctx, s, func(c *conn) ([]account.ID, error) {
		n, ok, err := s.sites.number(c, site)
		if !ok || err != nil {
			return ids, err
		}
		for i, e := range emails {
			r, err := c.first("SELECT id FROM customer WHERE email = ? AND site = ?", e.Canonical, n)
			if err != nil {
				return ids, err
			}
			if r != nil {
				ids[i] = r.id(0, account.CustomerKind)
			}
		}
		return ids, nil
	})
}
