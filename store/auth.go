package store

import (
	"context"
	"crypto/subtle"
	"sync"
	"time"

	"gatehouse/account"
)

// authenticateBy are the questions that find a token by the hash of a secret: the
// token's own or that of a session of the console. The time twice: when neither
// may have passed.
var authenticateBy = map[string]string{
	"token": `SELECT token.id, name, role, token.site, token.created_at, token.expires_at, token.revoked_at, last_used_at,
		token.secret_hash, (SELECT agents_may_invite FROM site WHERE n = token.site)
		FROM token WHERE secret_hash = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)`,
	"session": `SELECT token.id, name, role, token.site, token.created_at, token.expires_at, token.revoked_at, last_used_at,
		session.secret_hash, (SELECT agents_may_invite FROM site WHERE n = token.site)
		FROM session JOIN token ON token.id = session.token
		WHERE session.secret_hash = ? AND revoked_at IS NULL AND (token.expires_at IS NULL OR token.expires_at > ?2)
		AND session.expires_at > ?2`,
}

// Authenticate tells who bears a token's secret. An unknown, expired or revoked
// one is UNAUTHENTICATED, all alike.
func (s *Store) Authenticate(ctx context.Context, secret string) (account.Caller, account.Token, error) {
	return s.authenticate(ctx, "token", secret)
}

// AuthenticateSession does the same for a session of the console. It ends after
// its time, and with its token.
func (s *Store) AuthenticateSession(ctx context.Context, secret string) (account.Caller, account.Token, error) {
	return s.authenticate(ctx, "session", secret)
}

func (s *Store) authenticate(ctx context.Context, by, secret string) (account.Caller, account.Token, error) {
	type bearer struct {
		caller account.Caller
		token  account.Token
	}
	hash, now := hashSecret(secret), s.now()
	b, err := read(ctx, s, func(c *conn) (b bearer, err error) {
		r, err := c.first(authenticateBy[by], hash, now)
		if err != nil {
			return b, err
		}
		if r == nil || subtle.ConstantTimeCompare(r.bytes(8), hash) != 1 {
			return b, account.Caller{}.May(account.SignedIn)
		}
		if b.token, err = s.scanToken(c, r); err != nil {
			return b, err
		}
		b.caller = account.Caller{
			Actor: b.token.ID.String(), Role: b.token.Role, Site: b.token.Site, SiteLetsAgentsInvite: r.truth(9),
		}
		return b, nil
	})
	if err != nil {
		return account.Caller{}, account.Token{}, err
	}
	s.noteUse(b.token, now.UTC().Truncate(time.Minute))
	return b.caller, b.token, nil
}

// lastUse remembers for which minute the use of a token was queued to be written.
type lastUse struct {
	mu      sync.Mutex
	minutes map[account.ID]time.Time
}

// first tells whether nobody asked for this token and minute before.
func (u *lastUse) first(token account.ID, minute time.Time) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if !u.minutes[token].Before(minute) {
		return false
	}
	if u.minutes == nil {
		u.minutes = map[account.ID]time.Time{}
	}
	u.minutes[token] = minute
	return true
}

// noteUse has the minute of a token's use written, once, without waiting for it.
// Where the queue is full it is lost until the next minute.
func (s *Store) noteUse(k account.Token, minute time.Time) {
	if !k.LastUsedAt.Before(minute) || !s.used.first(k.ID, minute) {
		return
	}
	s.gate.RLock()
	defer s.gate.RUnlock()
	if s.closed {
		return
	}
	use := job{ctx: background, answer: func(error) {}, act: func(t *tx) error {
		_, err := t.exec("UPDATE token SET last_used_at = ?1 WHERE id = ?2 AND (last_used_at IS NULL OR last_used_at < ?1)", minute, k.ID)
		return err
	}}
	select {
	case s.queue <- use:
	default:
	}
}

// sessionLength is how long a session of the console lasts.
const sessionLength = 12 * time.Hour

// CreateSession trades a token's secret for a session's. UNAUTHENTICATED where
// the token doesn't work.
func (s *Store) CreateSession(ctx context.Context, tokenSecret string) (string, time.Time, error) {
	_, k, err := s.Authenticate(ctx, tokenSecret)
	if err != nil {
		return "", time.Time{}, err
	}
	secret := newSecret("ghs_")
	expires, err := change(ctx, s, func(t *tx) (time.Time, error) {
		expires := t.now.Add(sessionLength)
		if _, err := t.exec("DELETE FROM session WHERE expires_at <= ?", t.now); err != nil {
			return expires, err
		}
		n, err := t.exec("INSERT INTO session (secret_hash, token, expires_at) SELECT ?, id, ? FROM token WHERE id = ? AND revoked_at IS NULL",
			hashSecret(secret), expires, k.ID)
		if err == nil && n == 0 {
			err = account.Caller{}.May(account.SignedIn)
		}
		t.wrote = true
		return expires, err
	})
	if err != nil {
		return "", time.Time{}, err
	}
	return secret, expires, nil
}

// EndSession ends a session. An unknown one has ended already.
func (s *Store) EndSession(ctx context.Context, secret string) error {
	_, err := change(ctx, s, func(t *tx) (int64, error) {
		t.wrote = true
		return t.exec("DELETE FROM session WHERE secret_hash = ?", hashSecret(secret))
	})
	return err
}
