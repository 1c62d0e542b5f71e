package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// databaseFile is the name of the database in its directory.
const databaseFile = "gatehouse.db"

// PutInPlace makes a checked copy, which lies in the directory under another name,
// its database. It marks it as restored: whatever opens it without the deletions
// log is refused until a start has replayed that log. A database that was there is
// gone. The caller holds the lock of the directory.
func PutInPlace(dir, staged string, made time.Time) error {
	c, err := dial(staged, everyConn)
	if err != nil {
		return err
	}
	_, err = c.exec("INSERT OR REPLACE INTO meta VALUES (?, ?)", metaRestored, made)
	if err == nil {
		err = endRestoredPortal(c)
	}
	if err = errors.Join(err, c.close()); err != nil {
		return fmt.Errorf("mark the database as restored: %w", err)
	}
	path := filepath.Join(dir, databaseFile)
	// The log of the database that goes must not be applied to the one that comes.
	for _, rest := range []string{path + "-wal", path + "-shm"} {
		if err := os.Remove(rest); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := os.Rename(staged, path); err != nil {
		return err
	}
	return syncDir(dir)
}

// endRestoredPortal ends the sessions and links of the portal that a copy holds:
// those that ended since it was made would work again. A copy of an older schema
// has none.
func endRestoredPortal(c *conn) error {
	has, err := c.number("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'portal_secret'")
	if err == nil && has > 0 {
		_, err = c.exec("DELETE FROM portal_secret")
	}
	return err
}
