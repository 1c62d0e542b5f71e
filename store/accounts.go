package store

import (
	"context"
	"strings"

	"gatehouse/account"
)

const accountColumns = "id, site, email, typed, name, status, created_at, revoked_at, last_sign_in_at, reason, granted_at"

func (s *Store) scanAccount(c *conn, r row) (account.Account, error) {
	a := account.Account{
		ID: r.id(0, account.CustomerKind), Email: account.Email{Typed: r.text(3), Canonical: r.text(2)},
		DisplayName: r.text(4), Status: account.Status(r.number(5)), CreatedAt: r.time(6),
		RevokedAt: r.time(7), LastSignInAt: r.time(8), AccessReason: r.text(9), GrantedAt: r.time(10),
	}
	if r.null(3) {
		a.Email.Typed = a.Email.Canonical
	}
	var err error
	a.Site, err = s.sites.id(c, r.number(1))
	return a, err
}

const deletionColumns = "id, site, deleted_at, purge_at, actor"

// registerColumns are for those who read the register: a label needs no receipt.
const registerColumns = deletionColumns + ", erased_at, receipt"

func (s *Store) scanDeletion(c *conn, r row) (account.Deletion, error) {
	d := account.Deletion{
		Customer: r.id(0, account.CustomerKind), DeletedAt: r.time(2), PurgeAt: r.time(3), Actor: r.text(4),
	}
	if len(r) > 5 {
		d.ErasedAt, d.Receipt = r.time(5), r.text(6)
	}
	var err error
	d.Site, err = s.sites.id(c, r.number(1))
	return d, err
}

// tombstone is a deleted account: ids, state and dates are all there is.
func tombstone(d account.Deletion) account.Account {
	return account.Account{ID: d.Customer, Site: d.Site, Status: account.Deleted, Deletion: &d}
}

// AccountsByID keeps the order of ids. Deleted accounts come as tombstones; ids
// never known or out of the caller's scope are nil.
func (s *Store) AccountsByID(ctx context.Context, ids []account.ID) ([]*account.Account, error) {
	caller := account.CallerFrom(ctx)
	accounts := make([]*account.Account, len(ids))
	if len(ids) == 0 || caller.Role == account.Nobody {
		return accounts, nil
	}
	others, m := ids, s.present()
	if len(ids) > maxRowsAsked {
		m = nil
	}
	if m != nil {
		if others = s.rows.get(m.state, caller, ids, accounts); len(others) == 0 {
			return accounts, nil
		}
	}
	found, err := read(ctx, s, func(c *conn) (map[account.ID]account.Account, error) {
		found, err := s.findByID(c, others)
		if err == nil && m != nil && s.readers.shows(c, m.state) {
			for _, a := range found {
				if a.Status != account.Deleted {
					s.rows.put(m.state, a)
				}
			}
		}
		return found, err
	})
	for i, id := range ids {
		if a, ok := found[id]; ok && caller.SeesCustomer(a.Site, a.ID) {
			accounts[i] = &a
		}
	}
	return accounts, err
}

// findByID gives the accounts and tombstones that there are, of whatever site.
func (s *Store) findByID(c *conn, ids []account.ID) (map[account.ID]account.Account, error) {
	found := make(map[account.ID]account.Account, len(ids))
	err := s.eachByID(c, "SELECT "+accountColumns+" FROM customer WHERE id IN ", ids, func(r row) error {
		a, err := s.scanAccount(c, r)
		found[a.ID] = a
		return err
	})
	if err != nil {
		return nil, err
	}
	missing := ids[:0:0]
	for _, id := range ids {
		if _, ok := found[id]; !ok {
			missing = append(missing, id)
		}
	}
	err = s.eachByID(c, "SELECT "+deletionColumns+" FROM deletion WHERE id IN ", missing, func(r row) error {
		d, err := s.scanDeletion(c, r)
		found[d.Customer] = tombstone(d)
		return err
	})
	return found, err
}

// inSizes are the lengths of IN lists that statements are prepared for.
var inSizes = []int{1, 4, 10, 25, 50, 100}

// eachByID asks for customers by id, in pieces of the next fitting length. An id
// repeated to fill a piece is found once: IN is a set.
func (s *Store) eachByID(c *conn, query string, ids []account.ID, scan func(row) error) error {
	args := make([]any, 0, min(len(ids)+50, inSizes[len(inSizes)-1]))
	for len(ids) > 0 {
		size := inSizes[len(inSizes)-1]
		for _, n := range inSizes {
			if n >= len(ids) {
				size = n
				break
			}
		}
		piece := ids[:min(size, len(ids))]
		ids = ids[len(piece):]
		args = args[:0]
		for i := range size {
			id := piece[min(i, len(piece)-1)]
			if id.Kind != account.CustomerKind {
				id = account.ID{} // Null, which is in no list.
			}
			args = append(args, id)
		}
		for r, err := range c.rows(query+placeholders[size], args...) {
			if err != nil {
				return err
			}
			if err := scan(r); err != nil {
				return err
			}
		}
	}
	return nil
}

var placeholders = func() map[int]string {
	all := map[int]string{}
	for _, n := range inSizes {
		all[n] = "(?" + strings.Repeat(", ?", n-1) + ")"
	}
	return all
}()

// AccountsAfter walks all accounts of the caller's scope that are not deleted, by
// id.
func (s *Store) AccountsAfter(ctx context.Context, after account.ID, limit int) ([]account.Account, error) {
	caller := account.CallerFrom(ctx)
	return read(ctx, s, func(c *conn) ([]account.Account, error) {
		q := list[account.Account]{from: "customer"}
		q.only("id > ?", after.UUID)
		if ok, err := s.within(c, &q, caller, account.ID{}); !ok || err != nil {
			return nil, err
		}
		accounts := make([]account.Account, 0, limit)
		for r, err := range c.rows(q.text(accountColumns, " ORDER BY id LIMIT ?"), append(q.args, limit)...) {
			if err != nil {
				return nil, err
			}
			a, err := s.scanAccount(c, r)
			if err != nil {
				return nil, err
			}
			accounts = append(accounts, a)
		}
		return accounts, nil
	})
}

// CountAccounts counts what AccountsAfter walks.
func (s *Store) CountAccounts(ctx context.Context) (int, error) {
	return s.CountCustomers(ctx, account.CustomerQuery{})
}

// account gives an account of the caller's scope to a change, deleted ones as
// tombstones, or NOT_FOUND at customerId.
func (t *tx) account(id account.ID) (account.Account, error) {
	a, err := t.find(id)
	if err == nil && (a.ID.IsZero() || !t.caller.SeesCustomer(a.Site, a.ID)) {
		err = notFound("customer", "customerId")
	}
	return a, err
}

// find gives the account of an id, wherever it is; the zero account where there
// is none.
func (t *tx) find(id account.ID) (a account.Account, err error) {
	if id.Kind != account.CustomerKind {
		return a, nil
	}
	r, err := t.first("SELECT "+accountColumns+" FROM customer WHERE id = ?", id)
	if err != nil {
		return a, err
	}
	if r != nil {
		return t.store.scanAccount(t.conn, r)
	}
	r, err = t.first("SELECT "+registerColumns+" FROM deletion WHERE id = ?", id)
	if r == nil || err != nil {
		return a, err
	}
	d, err := t.store.scanDeletion(t.conn, r)
	return tombstone(d), err
}
