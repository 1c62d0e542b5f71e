package store

import (
	"context"

	"gatehouse/account"
)

// Changes gives the entries of the change log after a position, oldest first.
func (s *Store) Changes(ctx context.Context, after int64, limit int) ([]account.Change, error) {
	return read(ctx, s, func(c *conn) ([]account.Change, error) {
		var all []account.Change
		for r, err := range c.rows("SELECT position, customer, nonce FROM change WHERE position > ? ORDER BY position LIMIT ?", after, limit) {
			if err != nil {
				return nil, err
			}
			all = append(all, scanChange(r))
		}
		return all, nil
	})
}

func scanChange(r row) account.Change {
	return account.Change{Position: r.number(0), Customer: r.id(1, account.CustomerKind), Nonce: uint64(r.number(2))}
}

// ChangeAt gives the entry at a position, where the log has it.
func (s *Store) ChangeAt(ctx context.Context, position int64) (account.Change, bool, error) {
	return lookUp(ctx, s, func(c *conn) (account.Change, bool, error) {
		r, err := c.first("SELECT position, customer, nonce FROM change WHERE position = ?", position)
		if r == nil || err != nil {
			return account.Change{}, false, err
		}
		return scanChange(r), true, nil
	})
}

// LastChange gives the newest entry, or the zero one for a store that never
// changed. Trimming spares it.
func (s *Store) LastChange(ctx context.Context) (account.Change, error) {
	return read(ctx, s, func(c *conn) (account.Change, error) {
		r, err := c.first("SELECT position, customer, nonce FROM change ORDER BY position DESC LIMIT 1")
		if r == nil || err != nil {
			return account.Change{}, err
		}
		return scanChange(r), nil
	})
}

// trimStep is how many entries go in one transaction, so that changes get in
// between: about 2 ms.
const trimStep = 5000

// TrimChanges forgets the entries before a position. The newest entry stays in
// any case, because LastChange tells of it.
func (s *Store) TrimChanges(ctx context.Context, before int64) error {
	for {
		removed, err := change(ctx, s, func(t *tx) (int64, error) {
			t.spares = true
			n, err := t.exec(`DELETE FROM change WHERE position IN (
				SELECT position FROM change WHERE position < min(?, (SELECT max(position) FROM change))
				ORDER BY position LIMIT ?)`, before, trimStep)
			return n, err
		})
		if err != nil || removed < trimStep {
			return err
		}
	}
}
