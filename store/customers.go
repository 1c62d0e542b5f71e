package store

import (
	"context"

	"gatehouse/account"
)

// within narrows a list to a site, or to all sites of the caller where the site is
// zero. It is false where the caller may see nothing of it.
func (s *Store) within(c *conn, l interface{ only(string, ...any) }, caller account.Caller, site account.ID) (bool, error) {
	if caller.Role == account.Nobody {
		return false, nil
	}
	if site.IsZero() && caller.Role.OfOneSite() {
		site = caller.Site
	}
	if site.IsZero() && !caller.Role.OfOneSite() {
		return true, nil
	}
	n, ok, err := s.sites.number(c, site)
	if !ok || err != nil || !caller.SeesRowsOf(site) {
		return false, err
	}
	l.only("site = ?", n)
	return true, nil
}

// customerList turns a question of the page into a list. Its index is named here,
// because SQLite keeps no statistics to choose by. Every filter has its rows in
// order in its index and reads no row that it does not give, but for these: a
// lastSignInBefore, and neverSignedIn false with a status, walk the entries of
// their index (never the table) until the page is full: about 0.1 µs an entry.
func (s *Store) customerList(ctx context.Context, c *conn, q account.CustomerQuery) (list[account.Account], bool, error) {
	l := byAge[account.Account]("", accountColumns, "created_at")
	l.scan = func(r row) (account.Account, error) { return s.scanAccount(c, r) }
	l.at = func(a account.Account) account.Position { return account.Position{At: a.CreatedAt, ID: a.ID} }
	ok, err := s.within(c, &l, account.CallerFrom(ctx), q.Site)
	if !ok || err != nil {
		return l, false, err
	}
	everywhere := l.where == ""
	signedIn := q.NeverSignedIn != nil && !*q.NeverSignedIn || q.NeverSignedIn == nil && !q.LastSignInBefore.IsZero()
	never := q.NeverSignedIn != nil && *q.NeverSignedIn
	switch {
	case q.Email != "":
		l.from, l.most = "customer", 1 // The unique address leaves one row a site.
	case everywhere:
		l.from = "customer INDEXED BY customer_everywhere"
	case q.Status != 0:
		l.from = "customer INDEXED BY customer_by_status"
	case signedIn:
		l.from = "customer INDEXED BY customer_signed_in"
	case never && q.LastSignInBefore.IsZero():
		l.from = "customer INDEXED BY customer_never_signed_in"
	default:
		l.from = "customer INDEXED BY customer_by_site"
	}
	if q.Email != "" {
		l.only("email = ?", q.Email)
	}
	if q.Status != 0 {
		l.only("status = ?", q.Status)
	}
	l.picked(account.Selection{IdleSince: q.IdleSince})
	switch {
	case never && !q.LastSignInBefore.IsZero():
		l.only("(last_sign_in_at IS NULL OR last_sign_in_at < ?)", q.LastSignInBefore)
	case never:
		l.only("last_sign_in_at IS NULL")
	case signedIn:
		l.only("last_sign_in_at IS NOT NULL")
		if !q.LastSignInBefore.IsZero() {
			l.only("last_sign_in_at < ?", q.LastSignInBefore)
		}
	}
	return l, true, nil
}

// Customers gives a page of the Portal-only customers page, newest first.
func (s *Store) Customers(ctx context.Context, q account.CustomerQuery, page account.Page) (account.Rows[account.Account], error) {
	oneAddress := q.Email != "" && !q.Site.IsZero() && q == account.CustomerQuery{Site: q.Site, Email: q.Email}
	if oneAddress && page.Size > 0 && page.After == nil && page.Before == nil {
		return s.exact(ctx, q.Site, q.Email)
	}
	return read(ctx, s, func(c *conn) (account.Rows[account.Account], error) {
		l, ok, err := s.customerList(ctx, c, q)
		if !ok || err != nil {
			return account.Rows[account.Account]{}, err
		}
		return l.page(c, page)
	})
}

// exact is the page that a site's search box asks for: the one account of an
// address, if it is there. It saves putting a list together.
func (s *Store) exact(ctx context.Context, site account.ID, email string) (account.Rows[account.Account], error) {
	if !account.CallerFrom(ctx).SeesRowsOf(site) {
		return account.Rows[account.Account]{}, nil
	}
	m := s.present()
	if m != nil {
		if a, ok := s.rows.of(m.state, site, email); ok {
			return account.Rows[account.Account]{Items: []account.Account{a}}, nil
		}
	}
	return read(ctx, s, func(c *conn) (rows account.Rows[account.Account], err error) {
		n, ok, err := s.sites.number(c, site)
		if !ok || err != nil {
			return rows, err
		}
		r, err := c.first("SELECT "+accountColumns+" FROM customer WHERE email = ? AND site = ?", email, n)
		if r == nil || err != nil {
			return rows, err
		}
		a, err := s.scanAccount(c, r)
		if err == nil && m != nil && s.readers.shows(c, m.state) {
			s.rows.put(m.state, a)
		}
		rows.Items = []account.Account{a}
		return rows, err
	})
}

// CountCustomers counts what Customers pages through: it reads one index, about
// 40 ms a million accounts.
func (s *Store) CountCustomers(ctx context.Context, q account.CustomerQuery) (int, error) {
	return read(ctx, s, func(c *conn) (int, error) {
		l, ok, err := s.customerList(ctx, c, q)
		if !ok || err != nil {
			return 0, err
		}
		return l.count(c)
	})
}

// Counts gives the facets of a site.
func (s *Store) Counts(ctx context.Context, site account.ID) (counts account.Counts, err error) {
	if site.IsZero() {
		return counts, nil
	}
	never := true
	for _, f := range []struct {
		into *int
		q    account.CustomerQuery
	}{
		{&counts.Active, account.CustomerQuery{Site: site, Status: account.Active}},
		{&counts.Revoked, account.CustomerQuery{Site: site, Status: account.Revoked}},
		{&counts.NeverSignedIn, account.CustomerQuery{Site: site, NeverSignedIn: &never}},
	} {
		if *f.into, err = s.CountCustomers(ctx, f.q); err != nil {
			return counts, err
		}
	}
	return counts, nil
}

// DeletionImpact counts the requests that name a customer.
func (s *Store) DeletionImpact(ctx context.Context, customer account.ID) (reported, participated int, err error) {
	caller := account.CallerFrom(ctx)
	type impact struct{ reported, participated int }
	i, err := read(ctx, s, func(c *conn) (i impact, err error) {
		r, err := c.first("SELECT site FROM customer WHERE id = ?", customer)
		if r == nil || err != nil || customer.Kind != account.CustomerKind {
			return i, err
		}
		site, err := s.sites.id(c, r.number(0))
		if err != nil || !caller.SeesCustomer(site, customer) {
			return i, err
		}
		r, err = c.first("SELECT SUM(reporter), SUM(place > 0) FROM request_person WHERE customer = ?", customer)
		if err == nil {
			i = impact{int(r.number(0)), int(r.number(1))}
		}
		return i, err
	})
	return i.reported, i.participated, err
}
