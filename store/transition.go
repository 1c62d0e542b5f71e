package store

import (
	"context"
	"time"

	"gatehouse/account"
)

// effect is what a status-changing act does to the row, and how the audit log
// calls it. Whether it may be done is not decided here: account.Next says that.
type effect struct {
	audit account.AuditAction
	apply func(t *tx, a account.Account, to account.Status, reason string) (account.Account, error)
}

var effects = map[account.Act]effect{
	account.RevokeAccess:   {account.AuditRevoke, (*tx).closeAccess},
	account.GrantAccess:    {account.AuditGrant, (*tx).openAccess},
	account.DeleteCustomer: {account.AuditDelete, (*tx).wipe},
}

// transition is the only function that changes a status: row or tombstone with
// its hold, what opened the portal, audit event and change-log entry, in one
// transaction. A repeat changes and writes nothing.
func (t *tx) transition(a account.Account, act account.Act, reason string) (account.Account, bool, error) {
	move, err := account.Next(act, a.Status)
	if err != nil || !move.Changes {
		return a, false, account.At(err, "customerId")
	}
	e := effects[act]
	if !account.Admits(move.To) {
		if err = t.closePortal(a.ID); err != nil {
			return a, false, err
		}
	}
	if a, err = e.apply(t, a, move.To, reason); err != nil {
		return a, false, err
	}
	return a, true, t.record(a, e.audit)
}

func (t *tx) closeAccess(a account.Account, to account.Status, reason string) (account.Account, error) {
	a.Status, a.RevokedAt, a.AccessReason = to, t.now, reason
	return a, t.updateAccess(a)
}

func (t *tx) openAccess(a account.Account, to account.Status, reason string) (account.Account, error) {
	a.Status, a.RevokedAt, a.GrantedAt, a.AccessReason = to, time.Time{}, t.now, reason
	return a, t.updateAccess(a)
}

func (t *tx) updateAccess(a account.Account) error {
	_, err := t.exec("UPDATE customer SET status = ?, revoked_at = ?, granted_at = ?, reason = ? WHERE id = ?",
		a.Status, a.RevokedAt, a.GrantedAt, nullable(a.AccessReason), a.ID)
	return err
}

func nullable(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// wipe erases the row, and with it everything personal. What stays is the
// tombstone and, without any tie to it, the hold on the address.
func (t *tx) wipe(a account.Account, _ account.Status, _ string) (account.Account, error) {
	days, err := t.number("SELECT hold_days FROM organization")
	if err != nil {
		return a, err
	}
	d := account.Deletion{
		Customer: a.ID, Site: a.Site, DeletedAt: t.now, PurgeAt: t.now.Add(time.Duration(days) * 24 * time.Hour),
		Actor: t.caller.Actor,
	}
	site, err := t.siteNumber(a.Site)
	if err != nil {
		return a, err
	}
	if t.original != nil {
		d = *t.original
	}
	if _, err := t.exec("DELETE FROM portal_password WHERE customer = (SELECT n FROM customer WHERE id = ?)", a.ID); err != nil {
		return a, err
	}
	if _, err := t.exec("DELETE FROM customer WHERE id = ?", a.ID); err != nil {
		return a, err
	}
	_, err = t.exec("INSERT INTO deletion (id, site, deleted_at, purge_at, actor) VALUES (?, ?, ?, ?, ?)",
		d.Customer, site, d.DeletedAt, d.PurgeAt, d.Actor)
	if err != nil {
		return a, err
	}
	// A deletion that is done again may be over, or of an account without a row.
	if a.Email.Canonical != "" {
		if err := t.forgetInvitations(a.Site, a.Email); err != nil {
			return a, err
		}
		if d.PurgeAt.After(t.now) {
			err = t.hold(a.Site, a.Email, d.PurgeAt)
		}
	}
	return tombstone(d), err
}

// moved is the answer of a change of a customer.
type moved struct {
	account account.Account
	changed bool
}

// RevokeAccess ends a customer's access. Refusals: NOT_FOUND, CUSTOMER_DELETED,
// INVALID_INPUT for a reason over 500 characters.
func (s *Store) RevokeAccess(ctx context.Context, customer account.ID, reason string) (account.Account, bool, error) {
	return s.changeAccess(ctx, customer, account.RevokeAccess, reason)
}

// GrantAccess gives access back. Refusals as of RevokeAccess.
func (s *Store) GrantAccess(ctx context.Context, customer account.ID, reason string) (account.Account, bool, error) {
	return s.changeAccess(ctx, customer, account.GrantAccess, reason)
}

func (s *Store) changeAccess(ctx context.Context, customer account.ID, act account.Act, reason string) (account.Account, bool, error) {
	m, err := change(ctx, s, func(t *tx) (m moved, err error) {
		a, err := t.account(customer)
		if err != nil {
			return m, err
		}
		t.spares = true
		m.account, m.changed, err = t.changeAccess(a, act, reason)
		return m, err
	})
	return m.account, m.changed, err
}

func (t *tx) changeAccess(a account.Account, act account.Act, reason string) (account.Account, bool, error) {
	if _, err := account.Next(act, a.Status); err != nil {
		return a, false, account.At(err, "customerId")
	}
	if err := account.CheckReason(reason); err != nil {
		return a, false, err
	}
	return t.transition(a, act, reason)
}

// DeleteCustomer wipes an account out. Refusals: NOT_FOUND, and
// CONFIRMATION_MISMATCH where confirmEmail is not the account's address in
// canonical form. A repeat doesn't look at it and gives the dates of then.
func (s *Store) DeleteCustomer(ctx context.Context, customer account.ID, confirmEmail string) (account.Deletion, bool, error) {
	m, err := change(ctx, s, func(t *tx) (m moved, err error) {
		t.tellRefusal(account.AuditDelete, customer, account.ID{})
		a, err := t.account(customer)
		if err != nil {
			return m, err
		}
		t.tellRefusal(account.AuditDelete, customer, a.Site)
		move, err := account.Next(account.DeleteCustomer, a.Status)
		if err != nil {
			return m, account.At(err, "customerId")
		}
		if move.Changes {
			confirmed, err := account.ParseEmail(confirmEmail)
			if err != nil || confirmed.Canonical != a.Email.Canonical {
				return m, &account.Error{Code: account.ConfirmationMismatch, Field: []string{"confirmEmail"},
					Message: "The typed e-mail address is not the account's, so nothing was deleted. Type the address of the account you mean to delete."}
			}
		}
		if err := t.store.logReady(); err != nil {
			return m, err
		}
		t.tells = true
		m.account, m.changed, err = t.transition(a, account.DeleteCustomer, "")
		return m, err
	})
	if err != nil {
		return account.Deletion{}, false, err
	}
	return *m.account.Deletion, m.changed, nil
}

func badInput(message string, field ...string) error {
	return &account.Error{Code: account.InvalidInput, Message: message, Field: field}
}
