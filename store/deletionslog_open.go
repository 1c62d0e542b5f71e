package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/google/uuid"

	"gatehouse/account"
)

// The keys of meta that the deletions log has: the mark of it that the store last
// knew, and when the backup was made that this database was restored from, until a
// start has replayed the log.
const (
	metaLogMark  = "deletions_log"
	metaRestored = "restored"
)

// errRestored stops commands that would work on people whom the deletions log is
// about to wipe out.
var errRestored = errors.New("the database was restored from a backup, and the accounts that were deleted since are still in it: start the server once, which deletes them again. The command is: gatehouse serve")

// openDeletionsLog brings store and log together before the store is used: what
// the log has and the store hasn't is deleted (the store was restored from a
// backup), what the store has and the log hasn't is appended (a crash came between
// the commit and the line).
func (s *Store) openDeletionsLog(ctx context.Context, path string, accept bool) error {
	ctx = account.WithCaller(ctx, account.System())
	known, restored, err := s.logState(ctx)
	if err != nil {
		return err
	}
	found, err := s.readLog(ctx, path, known)
	if err != nil {
		return err
	}
	// A store that never had a log begins one. A restored one must have had it.
	first := found.missing && known == nil && !restored
	accepted := found.problem != "" && !first
	if accepted && (found.foreign || !accept) {
		return refuseLog(path, found)
	}
	replayed, err := s.replay(ctx, found.deletions)
	if err != nil {
		return fmt.Errorf("replay the deletions log: %w", err)
	}
	log, err := s.takeLog(ctx, path, found)
	if err != nil {
		return err
	}
	if err := s.settleLog(ctx, log.mark, restored, accepted, replayed); err != nil {
		return errors.Join(err, log.file.Close())
	}
	if replayed > 0 {
		s.log.Warn("deletions that the restored database did not know were done again", "accounts", replayed)
	}
	// From here on the writer has it.
	return s.alone(ctx, func(*conn) error {
		s.deletions = log
		return nil
	})
}

func refuseLog(path string, found *foundLog) error {
	if found.foreign {
		return fmt.Errorf("the deletions log %s belongs to another deployment: name this deployment's own with -deletions-log", path)
	}
	return fmt.Errorf("the deletions log %s can't be used: %s. Without it accounts that were deleted after a backup was made could come back. "+
		"Put it back, or name its place with -deletions-log. If it is lost for good, start once with -accept-missing-deletions, which is audited, and delete those accounts again", path, found.problem)
}

// logState gives the mark that the store last knew, nil for none, and whether the
// store was restored and not started since.
func (s *Store) logState(ctx context.Context) (known *logMark, restored bool, err error) {
	_, err = read(ctx, s, func(c *conn) (struct{}, error) {
		known, restored, err = logState(c)
		return struct{}{}, err
	})
	return known, restored, err
}

func logState(c *conn) (known *logMark, restored bool, err error) {
	for r, err := range c.rows("SELECT key, value FROM meta WHERE key IN (?, ?)", metaLogMark, metaRestored) {
		if err != nil {
			return nil, false, err
		}
		if r.text(0) == metaRestored {
			restored = true
			continue
		}
		mark, err := markFrom(r.bytes(1))
		if err != nil {
			return nil, false, err
		}
		known = &mark
	}
	return known, restored, nil
}

func (s *Store) readLog(ctx context.Context, path string, known *logMark) (*foundLog, error) {
	return read(ctx, s, func(c *conn) (*foundLog, error) { return readLog(c, path, s.meta.storeID, known) })
}

func readLog(c *conn, path string, storeID [16]byte, known *logMark) (*foundLog, error) {
	return readDeletionsLog(path, storeID, known, func(d account.Deletion) (bool, error) {
		n, err := c.number("SELECT EXISTS (SELECT 1 FROM deletion WHERE id = ?) OR NOT EXISTS (SELECT 1 FROM site WHERE id = ?)", d.Customer, d.Site)
		return n != 0, err
	})
}

// takeLog opens the log for writing and appends the deletions that it lacks. One
// that can't be used is set aside, and a new one is begun.
func (s *Store) takeLog(ctx context.Context, path string, found *foundLog) (*deletionsLog, error) {
	if found.problem != "" {
		if !found.missing {
			if err := os.Rename(path, path+".set-aside"); err != nil {
				return nil, fmt.Errorf("set the deletions log aside: %w", err)
			}
		}
		all, err := s.unlogged(ctx, nil)
		if err != nil {
			return nil, err
		}
		return makeDeletionsLog(path, s.meta.storeID, all)
	}
	lacking, err := s.unlogged(ctx, found.ids)
	if err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, fmt.Errorf("open the deletions log for writing: %w", err)
	}
	log := &deletionsLog{path: path, file: file, size: found.size, mark: found.mark}
	if err := file.Truncate(found.size); err != nil {
		return nil, errors.Join(fmt.Errorf("write to the deletions log: %w", err), file.Close())
	}
	if err := log.append(lacking); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return log, nil
}

// unlogged gives the tombstones that are not among the ids, oldest first.
func (s *Store) unlogged(ctx context.Context, ids map[uuid.UUID]struct{}) ([]account.Deletion, error) {
	return read(ctx, s, func(c *conn) ([]account.Deletion, error) { return s.unloggedOf(c, ids) })
}

func (s *Store) unloggedOf(c *conn, ids map[uuid.UUID]struct{}) ([]account.Deletion, error) {
	var all []account.Deletion
	for r, err := range c.rows("SELECT " + deletionColumns + " FROM deletion") {
		if err != nil {
			return nil, err
		}
		d, err := s.scanDeletion(c, r)
		if err != nil {
			return nil, err
		}
		if _, logged := ids[d.Customer.UUID]; !logged {
			all = append(all, d)
		}
	}
	slices.SortFunc(all, func(a, b account.Deletion) int { return a.DeletedAt.Compare(b.DeletedAt) })
	return all, nil
}
