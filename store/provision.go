package store

import (
	"context"
	"slices"

	"gatehouse/account"
)

// revised are the columns of an account with its last audit event. One statement
// reads both, so that they belong together.
const revised = accountColumns + `, (SELECT sequence ` + lastEvent + `), (SELECT at ` + lastEvent + `)`

const lastEvent = `FROM audit INDEXED BY audit_by_subject WHERE subject = 'cus_' || lower(hex(customer.id))
	AND subject <> '' AND outcome = 'DONE' ORDER BY sequence DESC LIMIT 1`

func (s *Store) scanRevised(c *conn, r row) (a account.Revised, err error) {
	if a.Account, err = s.scanAccount(c, r); err != nil {
		return a, err
	}
	at := len(r) - 2
	if a.Revision, a.RevisedAt = r.number(at), r.time(at+1); r.null(at) {
		a.RevisedAt = a.CreatedAt
	}
	return a, nil
}

func (s *Store) revised(c *conn, customer account.ID) (account.Revised, bool, error) {
	r, err := c.first("SELECT "+revised+" FROM customer WHERE id = ?", customer)
	if r == nil || err != nil || customer.Kind != account.CustomerKind {
		return account.Revised{}, false, err
	}
	a, err := s.scanRevised(c, r)
	return a, err == nil, err
}

// Provisioned gives an account of the caller's scope to the identity provider; a
// deleted one is not there.
func (s *Store) Provisioned(ctx context.Context, customer account.ID) (account.Revised, bool, error) {
	caller := account.CallerFrom(ctx)
	return lookUp(ctx, s, func(c *conn) (account.Revised, bool, error) {
		a, ok, err := s.revised(c, customer)
		if !ok || err != nil || !caller.Sees(a.Site) {
			return account.Revised{}, false, err
		}
		return a, true, nil
	})
}

// ProvisionedFrom gives at most size accounts of a site, oldest first, from the
// offset on, and how many there are in all. What is skipped is walked in the index,
// which at a million accounts costs about as much as counting them.
func (s *Store) ProvisionedFrom(ctx context.Context, q account.CustomerQuery, offset, size int) (found []account.Revised, total int, err error) {
	total, err = s.CountCustomers(ctx, q)
	if err != nil || size == 0 || offset >= total {
		return nil, total, err
	}
	found, err = read(ctx, s, func(c *conn) ([]account.Revised, error) {
		l, ok, err := s.customerList(ctx, c, q)
		if !ok || err != nil {
			return nil, err
		}
		var page []account.Revised
		text := "SELECT " + revised + " FROM customer WHERE n IN (" + l.text("n", " ORDER BY "+l.reverse+" LIMIT ? OFFSET ?") + ") ORDER BY " + l.reverse
		for r, err := range c.rows(text, append(l.args, size, offset)...) {
			if err != nil {
				return nil, err
			}
			a, err := s.scanRevised(c, r)
			if err != nil {
				return nil, err
			}
			page = append(page, a)
		}
		return page, nil
	})
	return found, total, err
}

// CreateCustomer is Invite for the identity provider, which may make an account
// without access: then it is revoked in the same transaction, by an event of its own.
// The link is made where somebody will send it, and only to who has access; else it is
// zero.
func (s *Store) CreateCustomer(ctx context.Context, site account.ID, email, displayName string, access account.Status, linked bool) (account.Revised, account.LinkSecret, error) {
	type outcome struct {
		made account.Revised
		link account.LinkSecret
	}
	o, err := change(ctx, s, func(t *tx) (o outcome, err error) {
		a, err := t.invite(site, email, displayName)
		if err != nil {
			return o, err
		}
		if _, _, err := t.access(a, access); err != nil {
			return o, err
		}
		if linked && access == account.Active {
			l, err := t.giveLink(a, account.InvitationLink, invitationLength)
			if err != nil {
				return o, err
			}
			o.link = l.secret
		}
		o.made, _, err = s.revised(t.conn, a.ID)
		return o, err
	})
	return o.made, o.link, err
}

// ChangeCustomer changes several things of a customer, all or none, with an audit
// event for each that changes. Refusals, in this order: NOT_FOUND,
// CUSTOMER_DELETED, REVISION_MISMATCH, those of an address (RULES 5),
// INVALID_DISPLAY_NAME.
func (s *Store) ChangeCustomer(ctx context.Context, customer account.ID, ch account.CustomerChange) (account.Revised, error) {
	return change(ctx, s, func(t *tx) (after account.Revised, err error) {
		a, err := t.account(customer)
		if err != nil {
			return after, err
		}
		if _, err := account.Next(account.RenameCustomer, a.Status); err != nil {
			return after, account.At(err, "customerId")
		}
		before, _, err := s.revised(t.conn, customer)
		if err != nil {
			return after, err
		}
		if ch.Revisions != nil && !slices.Contains(ch.Revisions, before.Revision) {
			return after, account.OtherRevision()
		}
		if ch.Email != nil {
			if _, err := t.profile(&a, account.UpdateEmail, *ch.Email); err != nil {
				return after, err
			}
		}
		if ch.DisplayName != nil {
			if _, err := t.profile(&a, account.RenameCustomer, *ch.DisplayName); err != nil {
				return after, err
			}
		}
		if ch.Access != nil {
			if _, _, err := t.access(a, *ch.Access); err != nil {
				return after, err
			}
		}
		after, _, err = s.revised(t.conn, customer)
		return after, err
	})
}

// access brings an account to the state asked for, without a reason.
func (t *tx) access(a account.Account, to account.Status) (account.Account, bool, error) {
	act, ok := account.AccessAct(to)
	if !ok {
		return a, false, badInput("Access is ACTIVE or REVOKED.", "access")
	}
	return t.transition(a, act, "")
}
