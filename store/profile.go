package store

import (
	"context"
	"slices"

	"gatehouse/account"
)

// claim checks an address for an account of a site, in the order of RULES 5:
// INVALID_EMAIL, EMAIL_TAKEN, CUSTOMER_REVOKED, EMAIL_ON_HOLD, DOMAIN_NOT_ALLOWED.
// An account's own address is not taken.
func (t *tx) claim(site account.Site, text string, own account.ID) (account.Email, error) {
	email, err := account.ParseEmail(text)
	if err != nil {
		return email, account.At(err, "email")
	}
	n, err := t.siteNumber(site.ID)
	if err != nil {
		return email, err
	}
	r, err := t.first("SELECT id, status FROM customer WHERE email = ? AND site = ?", email.Canonical, n)
	if err != nil {
		return email, err
	}
	if r != nil {
		holder := r.id(0, account.CustomerKind)
		if holder == own {
			return email, nil
		}
		return email, account.AddressTaken(holder, account.Status(r.number(1)))
	}
	until, err := t.heldUntil(site.ID, email)
	switch {
	case err != nil:
		return email, err
	case !until.IsZero():
		return email, account.AddressOnHold(until)
	case len(site.AllowedDomains) > 0 && !slices.Contains(site.AllowedDomains, email.Domain()):
		return email, account.DomainRefused()
	}
	return email, nil
}

// InviteCustomer makes an account, for those who send no link; Invite makes one, too.
// Refusals, in this order: NOT_FOUND for the
// site, FORBIDDEN for an agent of a site that stopped letting agents invite, those
// of an address (RULES 5), INVALID_DISPLAY_NAME.
func (s *Store) InviteCustomer(ctx context.Context, site account.ID, email, displayName string) (account.Account, error) {
	return change(ctx, s, func(t *tx) (account.Account, error) { return t.invite(site, email, displayName) })
}

func (t *tx) invite(site account.ID, email, displayName string) (a account.Account, err error) {
	home, err := t.site(site, "siteId")
	if err != nil {
		return a, err
	}
	if err := t.mayInvite(home); err != nil {
		return a, err
	}
	a = account.Account{ID: account.NewID(account.CustomerKind), Site: site, Status: account.Active, CreatedAt: t.now}
	if a.Email, err = t.claim(home, email, account.ID{}); err != nil {
		return a, err
	}
	if a.DisplayName, err = account.ParseDisplayName(displayName); err != nil {
		return a, account.At(err, "displayName")
	}
	if _, err := t.insertAccount(a); err != nil {
		return a, err
	}
	return a, t.record(a, account.AuditInvite)
}

// mayInvite asks for the right once more: the setting may have changed since the
// caller's token was read.
func (t *tx) mayInvite(home account.Site) error {
	caller := t.caller
	caller.SiteLetsAgentsInvite = home.AgentsMayInvite
	return caller.May(account.Invite)
}

// insertAccount adds a row, or tells false where its id or its address is in use.
func (t *tx) insertAccount(a account.Account) (bool, error) {
	site, err := t.siteNumber(a.Site)
	if err != nil {
		return false, err
	}
	n, err := t.exec(`INSERT INTO customer (id, site, email, typed, name, status, created_at, revoked_at, last_sign_in_at, reason)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`, a.ID, site, a.Email.Canonical, typed(a.Email),
		a.DisplayName, a.Status, a.CreatedAt, a.RevokedAt, a.LastSignInAt, nullable(a.AccessReason))
	return n == 1, err
}

// typed is null where it says the same as the canonical form: most addresses.
func typed(e account.Email) any {
	if e.Typed == e.Canonical {
		return nil
	}
	return e.Typed
}

// RenameCustomer changes a name. Refusals: NOT_FOUND, CUSTOMER_DELETED,
// INVALID_DISPLAY_NAME. The name that the account has already changes nothing.
func (s *Store) RenameCustomer(ctx context.Context, customer account.ID, displayName string) (account.Account, bool, error) {
	return s.changeProfile(ctx, customer, account.RenameCustomer, displayName)
}

// UpdateEmail changes an address; the freed one has no hold. Refusals: NOT_FOUND,
// CUSTOMER_DELETED, and those of an address (RULES 5). The own address, in any
// spelling, changes nothing.
func (s *Store) UpdateEmail(ctx context.Context, customer account.ID, email string) (account.Account, bool, error) {
	return s.changeProfile(ctx, customer, account.UpdateEmail, email)
}

func (s *Store) changeProfile(ctx context.Context, customer account.ID, act account.Act, text string) (account.Account, bool, error) {
	m, err := change(ctx, s, func(t *tx) (m moved, err error) {
		if m.account, err = t.account(customer); err != nil {
			return m, err
		}
		m.changed, err = t.profile(&m.account, act, text)
		return m, err
	})
	return m.account, m.changed, err
}

// profileActs are the changes of what a person typed: how each is done, and what
// the audit log calls it.
var profileActs = map[account.Act]struct {
	audit account.AuditAction
	apply func(*tx, *account.Account, string) (bool, error)
}{
	account.RenameCustomer: {account.AuditRename, (*tx).rename},
	account.UpdateEmail:    {account.AuditUpdateEmail, (*tx).move},
}

// profile changes a name or an address and records it.
func (t *tx) profile(a *account.Account, act account.Act, text string) (bool, error) {
	if _, err := account.Next(act, a.Status); err != nil {
		return false, account.At(err, "customerId")
	}
	changed, err := profileActs[act].apply(t, a, text)
	if !changed || err != nil {
		return false, err
	}
	return true, t.record(*a, profileActs[act].audit)
}

func (t *tx) rename(a *account.Account, displayName string) (bool, error) {
	name, err := account.ParseDisplayName(displayName)
	if err != nil || name == a.DisplayName {
		return false, account.At(err, "displayName")
	}
	a.DisplayName = name
	_, err = t.exec("UPDATE customer SET name = ? WHERE id = ?", name, a.ID)
	return true, err
}

func (t *tx) move(a *account.Account, email string) (bool, error) {
	home, err := t.site(a.Site, "customerId")
	if err != nil {
		return false, err
	}
	claimed, err := t.claim(home, email, a.ID)
	if err != nil || claimed.Canonical == a.Email.Canonical {
		return false, err
	}
	// Links went to an address that may be somebody else's now.
	if err := t.endLinks(a.ID); err != nil {
		return false, err
	}
	a.Email = claimed
	_, err = t.exec("UPDATE customer SET email = ?, typed = ? WHERE id = ?", claimed.Canonical, typed(claimed), a.ID)
	return true, err
}
