package store

import (
	"context"
	"time"

	"gatehouse/account"
)

// hold keeps an address from being invited until a time. An older hold on it, of
// which none can still run, is replaced.
func (t *tx) hold(site account.ID, email account.Email, until time.Time) error {
	keys, err := t.holdKeys()
	if err != nil {
		return err
	}
	key := keys.current()
	_, err = t.exec("INSERT OR REPLACE INTO hold (mac, key_id, until) VALUES (?, ?, ?)", key.mac(site, email), key.ID, until)
	return err
}

// heldUntil tells when the hold on an address ends; zero: none runs. The clock
// decides, not whether a job removed the row: a hold ends at its last
// millisecond, exclusive.
func (t *tx) heldUntil(site account.ID, email account.Email) (time.Time, error) {
	var until time.Time
	keys, err := t.holdKeys()
	if err != nil {
		return until, err
	}
	for _, key := range keys.Keys {
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

// PurgeHolds removes the holds that have ended, and the keys that only they needed,
// and gives the number of holds. What they leave in free space and in the WAL is for
// Scrub, which is due then.
func (s *Store) PurgeHolds(ctx context.Context) (int, error) {
	removed, err := change(ctx, s, func(t *tx) (int, error) {
		n, err := t.exec("DELETE FROM hold WHERE until <= ?", t.now)
		if err != nil || n == 0 {
			return 0, err
		}
		t.wrote = true
		_, err = t.exec("INSERT INTO meta VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET value = value + 1", metaScrubDue)
		return int(n), err
	})
	if err != nil {
		return removed, err
	}
	// In a transaction of its own: a key must not go while its holds might come back.
	_, err = change(ctx, s, func(t *tx) (struct{}, error) { return struct{}{}, t.dropHoldKeys() })
	return removed, err
}

// metaScrubDue counts, under this key of meta, the removals that no Scrub followed
// yet. No row: none.
const metaScrubDue = "scrub_due"

// ScrubDue tells whether something was removed that is to be overwritten, also by a
// run that crashed before it was.
func (s *Store) ScrubDue(ctx context.Context) (bool, error) {
	due, err := s.scrubsDue(ctx)
	return due > 0, err
}

func (s *Store) scrubsDue(ctx context.Context) (int64, error) {
	return read(ctx, s, func(c *conn) (int64, error) {
		return c.number("SELECT value FROM meta WHERE key = ?", metaScrubDue)
	})
}

// scrubbed keeps in mind that everything removed before a Scrub is overwritten.
func (s *Store) scrubbed(ctx context.Context, due int64) error {
	if due == 0 {
		return nil
	}
	_, err := change(ctx, s, func(t *tx) (struct{}, error) {
		_, err := t.exec("DELETE FROM meta WHERE key = ? AND value = ?", metaScrubDue, due)
		return struct{}{}, err
	})
	return err
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
