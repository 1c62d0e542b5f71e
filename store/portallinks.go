package store

import (
	"context"
	"time"

	"gatehouse/account"
)

// How long links work. An invitation waits for a person's next visit to the mailbox.
// A reset that an admin hands over has to find its person; one that somebody asked
// for is waited for.
const (
	invitationLength = 7 * day
	givenResetLength = day
	askedResetLength = time.Hour
)

// portalLink is an account with a new link to it.
type portalLink struct {
	account account.Account
	secret  account.LinkSecret
}

func (t *tx) giveLink(a account.Account, kind account.LinkKind, lasts time.Duration) (portalLink, error) {
	secret, expires, err := t.giveSecret(a.ID, purpose(kind), lasts)
	return portalLink{a, account.LinkSecret{Kind: kind, Secret: secret, ExpiresAt: expires}}, err
}

// Invite makes an account as InviteCustomer does, and its invitation with it.
func (s *Store) Invite(ctx context.Context, site account.ID, email, displayName string) (account.Account, account.LinkSecret, error) {
	l, err := change(ctx, s, func(t *tx) (l portalLink, err error) {
		a, err := t.invite(site, email, displayName)
		if err != nil {
			return l, err
		}
		return t.giveLink(a, account.InvitationLink, invitationLength)
	})
	return l.account, l.secret, err
}

// ResendInvitation makes a new invitation; an earlier one ends. Refusals:
// NOT_FOUND, FORBIDDEN for an agent of a site that stopped letting agents invite,
// CUSTOMER_DELETED, CUSTOMER_REVOKED, and INVITATION_ACCEPTED for who has a
// password: an agent who may invite must not get into an account that is in use.
func (s *Store) ResendInvitation(ctx context.Context, customer account.ID) (account.Account, account.LinkSecret, error) {
	return s.newLink(ctx, customer, account.ResendInvitation, func(t *tx, a account.Account) (l portalLink, err error) {
		home, err := t.site(a.Site, "customerId")
		if err == nil {
			err = t.mayInvite(home)
		}
		if err != nil {
			return l, err
		}
		set, err := t.number("SELECT COUNT(*) FROM portal_password WHERE customer = (SELECT n FROM customer WHERE id = ?)", a.ID)
		if err == nil && set > 0 {
			err = &account.Error{Code: account.InvitationAccepted, Field: []string{"customerId"},
				Message: "The customer has a password already. Reset the password instead."}
		}
		if err != nil {
			return l, err
		}
		return t.giveLink(a, account.InvitationLink, invitationLength)
	})
}

// CreatePasswordReset makes a link by which a new password can be set; an earlier
// one ends. The old password works until then. Refusals: NOT_FOUND,
// CUSTOMER_DELETED, CUSTOMER_REVOKED.
func (s *Store) CreatePasswordReset(ctx context.Context, customer account.ID) (account.Account, account.LinkSecret, error) {
	return s.newLink(ctx, customer, account.SetPassword, func(t *tx, a account.Account) (portalLink, error) {
		return t.giveLink(a, account.ResetLink, givenResetLength)
	})
}

var linkAudit = map[account.Act]account.AuditAction{
	account.ResendInvitation: account.AuditResendInvitation,
	account.SetPassword:      account.AuditCreateReset,
}

func (s *Store) newLink(ctx context.Context, customer account.ID, act account.Act, give func(*tx, account.Account) (portalLink, error)) (account.Account, account.LinkSecret, error) {
	l, err := change(ctx, s, func(t *tx) (l portalLink, err error) {
		a, err := t.account(customer)
		if err != nil {
			return l, err
		}
		if _, err := account.Next(act, a.Status); err != nil {
			return l, account.HeldBy(account.At(err, "customerId"), a.ID)
		}
		if l, err = give(t, a); err != nil {
			return l, err
		}
		return l, t.audit(account.AuditEvent{Action: linkAudit[act], Subject: a.ID.String(), Site: a.Site})
	})
	return l.account, l.secret, err
}

// AskPasswordReset makes a reset for whom an address in canonical form belongs to;
// ok is false, and nothing is made, where it belongs to nobody whom the portal
// admits. Anybody may ask; the link is for that person's mailbox alone.
func (s *Store) AskPasswordReset(ctx context.Context, siteKey, email string) (a account.Account, secret account.LinkSecret, ok bool, err error) {
	l, err := change(ctx, s, func(t *tx) (l portalLink, err error) {
		r, err := t.first("SELECT customer.id FROM site JOIN customer ON customer.email = ?2 AND customer.site = site.n WHERE site.key = ?1", siteKey, email)
		if r == nil || err != nil {
			return l, err
		}
		a, err := t.find(r.id(0, account.CustomerKind))
		if err != nil || !account.Finds(account.PortalAccess, a.Status, account.ByExactEmail) {
			return l, err
		}
		return t.giveLink(a, account.ResetLink, askedResetLength)
	})
	return l.account, l.secret, err == nil && !l.account.ID.IsZero(), err
}

// linkHolder finds whose link a secret is. An unknown, used, ended, expired or
// foreign one, and one of a customer whom the portal doesn't admit: all
// LINK_NOT_VALID.
func (s *Store) linkHolder(c *conn, kind account.LinkKind, siteKey, secret string, now time.Time) (account.ID, error) {
	r, err := c.first(`SELECT customer.id, customer.status FROM portal_secret JOIN customer ON customer.n = portal_secret.customer
		JOIN site ON site.n = customer.site WHERE secret_hash = ? AND purpose = ? AND expires_at > ? AND site.key = ?`,
		hashSecret(secret), int64(kind), now, siteKey)
	if err != nil {
		return account.ID{}, err
	}
	if r == nil || !account.Admits(account.Status(r.number(1))) {
		return account.ID{}, account.LinkRefused()
	}
	return r.id(0, account.CustomerKind), nil
}

// CheckLink tells whether a link works now, so that nothing is computed for one
// that doesn't: LINK_NOT_VALID.
func (s *Store) CheckLink(ctx context.Context, kind account.LinkKind, siteKey, secret string) error {
	_, err := read(ctx, s, func(c *conn) (account.ID, error) { return s.linkHolder(c, kind, siteKey, secret, s.now()) })
	return err
}

var useAudit = map[account.LinkKind]account.AuditAction{
	account.InvitationLink: account.AuditAcceptInvitation,
	account.ResetLink:      account.AuditSetPassword,
}

// UseLink sets a password by a link, once, and begins a session. Every other
// session and link of the customer ends. LINK_NOT_VALID as of CheckLink.
func (s *Store) UseLink(ctx context.Context, kind account.LinkKind, siteKey, secret, hash string) (account.Account, account.PortalSession, error) {
	e, err := change(ctx, s, func(t *tx) (e portalEntry, err error) {
		customer, err := s.linkHolder(t.conn, kind, siteKey, secret, t.now)
		if err != nil {
			return e, err
		}
		a, err := t.find(customer)
		if err == nil {
			err = t.closePortal(customer)
		}
		if err != nil {
			return e, err
		}
		_, err = t.exec(`INSERT INTO portal_password (customer, hash, set_at) SELECT n, ?, ? FROM customer WHERE id = ?
			ON CONFLICT (customer) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at`, hash, t.now, customer)
		if err != nil {
			return e, err
		}
		t.caller = account.Caller{Actor: customer.String(), Role: account.Customer, Site: a.Site, Customer: customer}
		if err := t.audit(account.AuditEvent{Action: useAudit[kind], Subject: customer.String(), Site: a.Site}); err != nil {
			return e, err
		}
		return t.enter(a)
	})
	return e.account, e.session, err
}
