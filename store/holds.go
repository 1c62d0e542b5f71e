package store

import (
	"context"
	"time"

	"gatehouse/account"
)

// hold keeps an address from being invited until a time. An older hold on it, of
// which none can still run, is replaced.
func (t *tx) hold(site account.ID, email account.Email, until time.Time) error {
	key := t.store.keys.current()
	_, err := t.exec("INSERT OR REPLACE INTO hold (mac, key_id, until) VALUES (?, ?, ?)", key.mac(site, email), key.ID, until)
	return err
}

// heldUntil tells when the hold on an address ends; zero: none runs. The clock
// decides, not whether a job removed the row: a hold ends at its last
// millisecond, exclusive.
func (t *tx) heldUntil(site account.ID, email account.Email) (time.Time, error) {
	var until time.Time
	for _, key := range t.store.keys.Keys {
		r, err := t.first("SELECT until FROM hold WHERE mac = ? AND until > ?", key.mac(site, email), t.now)
		if err != nil {
			return until, err
		}
		if r != nil && r.time(0).After(until) {
			until = r.time(0)
		}
	}
	return until, nil
}

// PurgeHolds removes the holds that have ended and truncates the WAL, so that no
// file has them any longer. It gives their number; TRY_AGAIN means that they are
// gone from the tables while a reader keeps the WAL.
func (s *Store) PurgeHolds(ctx context.Context) (int, error) {
	removed, err := change(ctx, s, func(t *tx) (int, error) {
		n, err := t.exec("DELETE FROM hold WHERE until <= ?", t.now)
		t.wrote = t.wrote || n > 0
		return int(n), err
	})
	if err != nil || removed == 0 {
		return removed, err
	}
	return removed, s.truncateWAL(ctx)
}

// truncateWAL moves everything into the main file and empties the WAL. TRY_AGAIN
// at once while a backup is made, or after a while where something else reads.
func (s *Store) truncateWAL(ctx context.Context) error {
	return s.apartFromBackup(func() error { return s.emptyWAL(ctx) })
}

func (s *Store) emptyWAL(ctx context.Context) error {
	answered := make(chan error, 1)
	err := s.enqueue(ctx, job{ctx: ctx, answer: func(err error) { answered <- err }, alone: func(c *conn) error {
		defer s.readers.rest()()
		busy, err := c.number("PRAGMA wal_checkpoint(TRUNCATE)")
		if err == nil && busy != 0 {
			err = tryAgain()
		}
		return err
	}})
	if err != nil {
		return err
	}
	select {
	case err := <-answered:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}
