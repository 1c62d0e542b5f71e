package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"gatehouse/account"
)

const tokenColumns = "id, name, role, site, created_at, expires_at, revoked_at, last_used_at"

func (s *Store) scanToken(c *conn, r row) (account.Token, error) {
	role, _ := account.ParseRole(r.text(2))
	k := account.Token{
		ID: r.id(0, account.TokenKind), Name: r.text(1), Role: role, CreatedAt: r.time(4),
		ExpiresAt: r.time(5), RevokedAt: r.time(6), LastUsedAt: r.time(7),
	}
	var err error
	if !r.null(3) {
		k.Site, err = s.sites.id(c, r.number(3))
	}
	return k, err
}

func (s *Store) tokenList(ctx context.Context, c *conn) (list[account.Token], bool) {
	l := byAge[account.Token]("token INDEXED BY token_by_age", tokenColumns, "created_at")
	l.scan = func(r row) (account.Token, error) { return s.scanToken(c, r) }
	l.at = func(k account.Token) account.Position { return account.Position{At: k.CreatedAt, ID: k.ID} }
	return l, seesTokens(ctx)
}

// seesTokens: tokens belong to the organization, so a caller of one site sees
// none.
func seesTokens(ctx context.Context) bool {
	role := account.CallerFrom(ctx).Role
	return role != account.Nobody && !role.OfOneSite()
}

// Tokens gives a page of the access tokens, newest first.
func (s *Store) Tokens(ctx context.Context, page account.Page) (account.Rows[account.Token], error) {
	return read(ctx, s, func(c *conn) (account.Rows[account.Token], error) {
		l, ok := s.tokenList(ctx, c)
		if !ok {
			return account.Rows[account.Token]{}, nil
		}
		return l.page(c, page)
	})
}

// CountTokens counts what Tokens pages through.
func (s *Store) CountTokens(ctx context.Context) (int, error) {
	return read(ctx, s, func(c *conn) (int, error) {
		l, ok := s.tokenList(ctx, c)
		if !ok {
			return 0, nil
		}
		return l.count(c)
	})
}

// TokenByID gives an access token.
func (s *Store) TokenByID(ctx context.Context, id account.ID) (account.Token, bool, error) {
	return lookUp(ctx, s, func(c *conn) (k account.Token, ok bool, err error) {
		if id.Kind != account.TokenKind || !seesTokens(ctx) {
			return k, false, nil
		}
		return s.token(c, id)
	})
}

func (s *Store) token(c *conn, id account.ID) (account.Token, bool, error) {
	r, err := c.first("SELECT "+tokenColumns+" FROM token WHERE id = ?", id)
	if r == nil || err != nil {
		return account.Token{}, false, err
	}
	k, err := s.scanToken(c, r)
	return k, err == nil, err
}

// CreateToken makes an access token and gives its secret, which is kept nowhere.
// Refusals: NOT_FOUND for the site; INVALID_INPUT for a site that the role can't
// have or lacks, a long name, an expiry that has passed.
func (s *Store) CreateToken(ctx context.Context, role account.Role, site account.ID, name string, expiresAt time.Time) (account.Token, string, error) {
	type made struct {
		token  account.Token
		secret string
	}
	m, err := change(ctx, s, func(t *tx) (m made, err error) {
		t.tellRefusal(account.AuditCreateToken, account.ID{}, account.ID{})
		m.token, m.secret, err = t.createToken(role, site, name, expiresAt)
		return m, err
	})
	return m.token, m.secret, err
}

func (t *tx) createToken(role account.Role, site account.ID, name string, expiresAt time.Time) (k account.Token, secret string, err error) {
	k = account.Token{ID: account.NewID(account.TokenKind), Role: role, Site: site, CreatedAt: t.now}
	if !site.IsZero() {
		if _, err := t.site(site, "siteId"); err != nil {
			return k, "", err
		}
	}
	_, known := account.ParseRole(role.String())
	switch {
	case !known:
		return k, "", badInput("There is no such role. Give ORGANIZATION_ADMIN, SITE_ADMIN, AGENT or IDENTITY_PROVIDER.", "role")
	case role.OfOneSite() && site.IsZero():
		return k, "", badInput("A token of this role is for one site. Say which.", "siteId")
	case !role.OfOneSite() && !site.IsZero():
		return k, "", badInput("A token of this role is for the whole organization. Leave the site out.", "siteId")
	}
	if k.Name, err = plainText(name, 0, 100, "name"); err != nil {
		return k, "", err
	}
	if !expiresAt.IsZero() {
		k.ExpiresAt = expiresAt.UTC().Truncate(time.Millisecond)
		if !k.ExpiresAt.After(t.now) {
			return k, "", badInput("The token would have expired already. Give a time to come, or none.", "expiresAt")
		}
	}
	n, err := t.siteNumber(site)
	if err != nil {
		return k, "", err
	}
	secret = newSecret("gh_")
	_, err = t.exec("INSERT INTO token (id, secret_hash, name, role, site, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
		k.ID, hashSecret(secret), k.Name, role.String(), n, k.CreatedAt, k.ExpiresAt)
	if err != nil {
		return k, "", err
	}
	return k, secret, t.audit(account.AuditEvent{Action: account.AuditCreateToken, Subject: k.ID.String()})
}

// RevokeToken ends a token and its sessions. Refusals: NOT_FOUND. A repeat changes
// nothing.
func (s *Store) RevokeToken(ctx context.Context, id account.ID) (account.Token, bool, error) {
	type revoked struct {
		token   account.Token
		changed bool
	}
	v, err := change(ctx, s, func(t *tx) (v revoked, err error) {
		t.tellRefusal(account.AuditRevokeToken, id, account.ID{})
		found := false
		if id.Kind == account.TokenKind && seesTokens(ctx) {
			if v.token, found, err = s.token(t.conn, id); err != nil {
				return v, err
			}
		}
		if !found {
			return v, notFound("access token", "accessTokenId")
		}
		if !v.token.RevokedAt.IsZero() {
			return v, nil
		}
		v.token.RevokedAt, v.changed = t.now, true
		if _, err := t.exec("UPDATE token SET revoked_at = ? WHERE id = ?", t.now, id); err != nil {
			return v, err
		}
		if _, err := t.exec("DELETE FROM session WHERE token = ?", id); err != nil {
			return v, err
		}
		return v, t.audit(account.AuditEvent{Action: account.AuditRevokeToken, Subject: id.String()})
	})
	return v.token, v.changed, err
}

// newSecret makes a secret of 256 random bits.
func newSecret(prefix string) string {
	secret := make([]byte, 32)
	rand.Read(secret)
	return prefix + base64.RawURLEncoding.EncodeToString(secret)
}

// hashSecret is what is kept of a secret. It is random and long, so a plain hash
// can't be guessed back.
func hashSecret(secret string) []byte {
	hash := sha256.Sum256([]byte(secret))
	return hash[:]
}
