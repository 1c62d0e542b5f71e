package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"gatehouse/account"
)

// Copy is what a copy of a database says of itself.
type Copy struct {
	StoreID   [16]byte
	Schema    int64
	CreatedAt time.Time // The commit time of the newest change in it.
	Accounts  int64
	Deletions int64
	LogLines  int64    // Of the deletions log, as the copy last knew it.
	LogHash   [32]byte // Zero where it knew of none.
	Head      AuditHead
}

// Backup copies the database to a new file while changes go on, and checks the
// copy. It waits for an erasure under way; erasures wait for the copy. VACUUM INTO
// reads one state of the database and leaves out free pages, so the copy has no
// byte of who was deleted before.
func (s *Store) Backup(ctx context.Context, to string, tell func(done, total int64)) (made Copy, err error) {
	lock, err := awaitFiles(ctx, s.dir)
	if err != nil {
		return made, fmt.Errorf("wait for an erasure: %w", err)
	}
	defer func() {
		if lock != nil {
			err = errors.Join(err, lock.release())
		}
	}()
	// Written before, so that the copy tells of itself.
	if _, err := change(ctx, s, func(t *tx) (struct{}, error) {
		return struct{}{}, t.audit(account.AuditEvent{Action: account.AuditBackup})
	}); err != nil {
		return made, err
	}
	if err := s.copyTo(ctx, to, tell); err != nil {
		return made, errors.Join(fmt.Errorf("copy the database: %w", err), os.Remove(to))
	}
	released := lock.release()
	if lock = nil; released != nil {
		return made, released
	}
	if made, err = CheckCopy(ctx, to); err != nil {
		return made, errors.Join(err, os.Remove(to))
	}
	return made, s.sameChain(ctx, made.Head)
}

func (s *Store) copyTo(ctx context.Context, to string, tell func(done, total int64)) (err error) {
	file, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	from, err := dial(filepath.Join(s.dir, databaseFile), everyConn)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.close()) }()
	total, err := from.number("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
	if err != nil {
		return err
	}
	copied := make(chan error, 1)
	go func() {
		_, err := from.raw.ExecContext(ctx, "VACUUM INTO ?", []driver.NamedValue{{Ordinal: 1, Value: to}})
		copied <- err
	}()
	again := time.NewTicker(tellEvery)
	defer again.Stop()
	for {
		select {
		case err := <-copied:
			return errors.Join(err, file.Sync())
		case <-again.C:
			if info, err := file.Stat(); err == nil {
				tell(info.Size(), max(total, info.Size()))
			}
		}
	}
}

// tellEvery is how often a copy tells how far it is.
const tellEvery = 100 * time.Millisecond

// sameChain checks that the audit log of a copy is the beginning of the store's.
func (s *Store) sameChain(ctx context.Context, head AuditHead) error {
	_, err := read(ctx, s, func(c *conn) (struct{}, error) {
		r, err := c.first("SELECT hash FROM audit WHERE sequence = ?", head.Sequence)
		if err == nil && (r == nil || [32]byte(r.bytes(0)) != head.Hash) {
			err = errors.New("the audit log of the copy does not end as the store's did: run gatehouse verify")
		}
		return struct{}{}, err
	})
	return err
}

// CheckCopy checks the structure of a copied database that nobody has open, and
// tells what is in it.
func CheckCopy(ctx context.Context, path string) (found Copy, err error) {
	c, err := connect(path, "?mode=ro&immutable=1&_mutex=no")
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, c.close()) }()
	for r, err := range c.rows("PRAGMA quick_check") {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return found, fmt.Errorf("the copy is damaged: %w", err)
		}
		if r.text(0) != "ok" {
			return found, fmt.Errorf("the copy is damaged: %s", r.text(0))
		}
	}
	m, err := readMeta(c)
	if err != nil {
		return found, err
	}
	mark, _, err := logState(c)
	if err != nil {
		return found, err
	}
	if found.StoreID = m.storeID; mark != nil {
		found.LogLines, found.LogHash = mark.Lines, mark.Hash
	}
	if found.Head, err = auditHead(c); err != nil {
		return found, err
	}
	r, err := c.first(`SELECT (SELECT user_version FROM pragma_user_version()), (SELECT value FROM meta WHERE key = 'last_commit'),
		(SELECT COUNT(*) FROM customer), (SELECT COUNT(*) FROM deletion)`)
	if err != nil {
		return found, err
	}
	found.Schema, found.CreatedAt, found.Accounts, found.Deletions = r.number(0), r.time(1), r.number(2), r.number(3)
	return found, nil
}
