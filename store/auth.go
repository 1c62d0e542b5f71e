package store

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"sync"
	"time"

	"gatehouse/account"
)

// authenticateBy are the questions that find a token by the hash of a secret: the
// token's own or that of a session of the console. The clock has its say later.
var authenticateBy = map[string]string{
	"token": `SELECT token.id, name, role, token.site, token.created_at, token.expires_at, token.revoked_at, last_used_at,
		token.secret_hash, (SELECT agents_may_invite FROM site WHERE n = token.site), NULL
		FROM token WHERE secret_hash = ? AND revoked_at IS NULL`,
	"session": `SELECT token.id, name, role, token.site, token.created_at, token.expires_at, token.revoked_at, last_used_at,
		session.secret_hash, (SELECT agents_may_invite FROM site WHERE n = token.site), session.expires_at
		FROM session JOIN token ON token.id = session.token
		WHERE session.secret_hash = ? AND revoked_at IS NULL`,
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

// bearer is who bears a secret, and until when the clock lets it.
type bearer struct {
	caller account.Caller
	token  account.Token
	ends   time.Time // Of a session; zero for a token's own secret.
}

type bearerKey struct {
	by   string
	hash [sha256.Size]byte
}

func (b bearer) works(now time.Time) bool {
	return (b.ends.IsZero() || b.ends.After(now)) && (b.token.ExpiresAt.IsZero() || b.token.ExpiresAt.After(now))
}

func (s *Store) authenticate(ctx context.Context, by, secret string) (account.Caller, account.Token, error) {
	key := bearerKey{by, sha256.Sum256([]byte(secret))}
	now := s.now()
	b, ok, err := recall(ctx, s, func(m *memo) *remembered[bearerKey, bearer] { return &m.bearers }, key, func(c *conn) (b bearer, ok bool, err error) {
		r, err := c.first(authenticateBy[by], key.hash[:])
		if r == nil || err != nil || subtle.ConstantTimeCompare(r.bytes(8), key.hash[:]) != 1 {
			return b, false, err
		}
		if b.token, err = s.scanToken(c, r); err != nil {
			return b, false, err
		}
		b.caller = account.Caller{
			Actor: b.token.ID.String(), Role: b.token.Role, Site: b.token.Site, SiteLetsAgentsInvite: r.truth(9),
		}
		b.ends = r.time(10)
		return b, true, nil
	})
	if err == nil && !(ok && b.works(now)) {
		err = account.Caller{}.May(account.SignedIn)
	}
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
		t.spares = true // Of a token in a memo nobody reads the last use but this function, once a minute.
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
