package store

import (
	"context"
	"time"

	"gatehouse/account"
)

// Bootstrap makes a new store usable: the site "help" and the first organization
// admin's token, whose secret it gives. Keep, unless nil, gets the secret before the
// commit, so that no crash leaves a token that nobody knows; when it fails, nothing is
// made. A store that has a site or a token is left as it is and is not fresh.
func (s *Store) Bootstrap(ctx context.Context, keep func(secret string) error) (secret string, fresh bool, err error) {
	secret, err = change(account.WithCaller(ctx, account.System()), s, func(t *tx) (string, error) {
		used, err := t.number("SELECT EXISTS (SELECT 1 FROM site) OR EXISTS (SELECT 1 FROM token)")
		if used != 0 || err != nil {
			return "", err
		}
		if _, err := t.createSite("help", "Help"); err != nil {
			return "", err
		}
		_, secret, err := t.createToken(account.OrganizationAdmin, account.ID{}, "first token", time.Time{})
		if err == nil && keep != nil {
			err = keep(secret)
		}
		return secret, err
	})
	return secret, secret != "", err
}
