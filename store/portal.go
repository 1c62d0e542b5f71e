package store

import (
	"context"
	"crypto/subtle"
	"time"

	"gatehouse/account"
)

// purpose is what a secret of a customer is good for.
type purpose int64

// The purposes, as the migrations say them. Links are numbered as account.LinkKind
// is.
const (
	sessionPurpose    purpose = 1
	invitationPurpose         = purpose(account.InvitationLink)
	resetPurpose              = purpose(account.ResetLink)
)

// How long a session of the portal lasts, and how many a customer can have: of
// more the oldest ends.
const (
	portalSessionLength = 7 * day
	maxPortalSessions   = 50
)

const portalSession = `SELECT customer.id, customer.site, customer.status, site.key, secret_hash
	FROM portal_secret JOIN customer ON customer.n = portal_secret.customer JOIN site ON site.n = customer.site
	WHERE secret_hash = ? AND purpose = 1 AND expires_at > ?`

// AuthenticatePortal tells whose session of the portal a secret is, and the key of
// the site it is for. The state of the account is looked at each time, so that a
// revoke ends it by the next request whoever made it. An unknown, expired or ended
// one is UNAUTHENTICATED, all alike.
func (s *Store) AuthenticatePortal(ctx context.Context, secret string) (account.Caller, string, error) {
	type bearer struct {
		caller account.Caller
		site   string
	}
	hash, now := hashSecret(secret), s.now()
	b, err := read(ctx, s, func(c *conn) (b bearer, err error) {
		r, err := c.first(portalSession, hash, now)
		if err != nil {
			return b, err
		}
		if r == nil || subtle.ConstantTimeCompare(r.bytes(4), hash) != 1 || !account.Admits(account.Status(r.number(2))) {
			return b, account.Caller{}.May(account.SignedIn)
		}
		id := r.id(0, account.CustomerKind)
		site, err := s.sites.id(c, r.number(1))
		return bearer{account.Caller{Actor: id.String(), Role: account.Customer, Site: site, Customer: id}, r.text(3)}, err
	})
	return b.caller, b.site, err
}

// PortalPassword gives the password's hash of the account that has an address in
// canonical form on a site. It is "" where there is no such account, where its
// state lets nobody in and where no password was ever set: one read, whichever of
// them it is.
func (s *Store) PortalPassword(ctx context.Context, siteKey, email string) (customer account.ID, hash string, err error) {
	type found struct {
		customer account.ID
		hash     string
	}
	f, err := read(ctx, s, func(c *conn) (f found, err error) {
		r, err := c.first(`SELECT customer.id, status, hash FROM site JOIN customer ON customer.email = ?2 AND customer.site = site.n
			LEFT JOIN portal_password ON portal_password.customer = customer.n WHERE site.key = ?1`, siteKey, email)
		if r == nil || err != nil || !account.Finds(account.PortalAccess, account.Status(r.number(1)), account.ByExactEmail) {
			return f, err
		}
		return found{r.id(0, account.CustomerKind), r.text(2)}, nil
	})
	return f.customer, f.hash, err
}

// StartPortalSession begins a session after the password was found right. Whoever
// was revoked or got another password meanwhile is refused: SIGN_IN_FAILED.
func (s *Store) StartPortalSession(ctx context.Context, customer account.ID, hash string) (account.Account, account.PortalSession, error) {
	e, err := change(ctx, s, func(t *tx) (e portalEntry, err error) {
		if e.account, err = t.find(customer); err != nil {
			return e, err
		}
		r, err := t.first("SELECT hash FROM portal_password WHERE customer = (SELECT n FROM customer WHERE id = ?)", customer)
		if err == nil && (r == nil || r.text(0) != hash || !account.Admits(e.account.Status)) {
			err = account.SignInRefused()
		}
		if err != nil {
			return e, err
		}
		return t.enter(e.account)
	})
	return e.account, e.session, err
}

// portalEntry is somebody who comes in.
type portalEntry struct {
	account account.Account
	session account.PortalSession
}

// enter begins a session, and notes when. That is no change which the search index
// or the audit log are told of: sign-ins are many, and the date is read from the row.
func (t *tx) enter(a account.Account) (e portalEntry, err error) {
	a.LastSignInAt = t.now
	if _, err := t.exec("UPDATE customer SET last_sign_in_at = ? WHERE id = ?", t.now, a.ID); err != nil {
		return e, err
	}
	secret, expires, err := t.giveSecret(a.ID, sessionPurpose, portalSessionLength)
	return portalEntry{a, account.PortalSession{Secret: secret, ExpiresAt: expires}}, err
}

// giveSecret makes a secret of a customer. Of sessions the newest stay; of links
// the new one alone works.
func (t *tx) giveSecret(customer account.ID, p purpose, lasts time.Duration) (secret string, expires time.Time, err error) {
	keep := 0
	if p == sessionPurpose {
		keep = maxPortalSessions - 1
	}
	if _, err := t.exec("DELETE FROM portal_secret WHERE expires_at <= ?", t.now); err != nil {
		return "", expires, err
	}
	_, err = t.exec(`DELETE FROM portal_secret WHERE secret_hash IN (
		SELECT secret_hash FROM portal_secret WHERE customer = (SELECT n FROM customer WHERE id = ?) AND purpose = ?
		ORDER BY expires_at DESC LIMIT -1 OFFSET ?)`, customer, int64(p), keep)
	if err != nil {
		return "", expires, err
	}
	secret, expires = newSecret("ghp_"), t.now.Add(lasts)
	_, err = t.exec("INSERT INTO portal_secret (secret_hash, customer, purpose, expires_at) SELECT ?, n, ?, ? FROM customer WHERE id = ?",
		hashSecret(secret), int64(p), expires, customer)
	t.wrote = true
	return secret, expires, err
}

// closePortal ends whatever opens the portal to a customer: sessions, invitations
// and password resets. It is part of every move into a state that the portal does
// not admit.
func (t *tx) closePortal(customer account.ID) error {
	_, err := t.exec("DELETE FROM portal_secret WHERE customer = (SELECT n FROM customer WHERE id = ?)", customer)
	return err
}

// endLinks ends invitations and password resets: those that went to an address
// that is the account's no more.
func (t *tx) endLinks(customer account.ID) error {
	_, err := t.exec("DELETE FROM portal_secret WHERE customer = (SELECT n FROM customer WHERE id = ?) AND purpose > 1", customer)
	return err
}

// EndPortalSession ends a session, or with everywhere all of its customer's. It
// tells whether there was one; an unknown one has ended already.
func (s *Store) EndPortalSession(ctx context.Context, secret string, everywhere bool) (bool, error) {
	return change(ctx, s, func(t *tx) (bool, error) {
		t.wrote = true
		query := "DELETE FROM portal_secret WHERE secret_hash = ? AND purpose = 1"
		if everywhere {
			query = `DELETE FROM portal_secret WHERE purpose = 1
				AND customer = (SELECT customer FROM portal_secret WHERE secret_hash = ? AND purpose = 1)`
		}
		n, err := t.exec(query, hashSecret(secret))
		return n > 0, err
	})
}
