package store

import (
	"context"
	"crypto/rand"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"gatehouse/account"
)

// migrations are applied in the order of their names; the number of the last one
// is the version of the schema.
//
//go:embed migrations/*.sql
var migrations embed.FS

// meta is what a store keeps about itself for good.
type meta struct {
	storeID   [16]byte
	cursorKey [32]byte
}

// migrate brings the schema up to date in one transaction, and tells which version it
// found; 0 is a new database. It refuses a schema that is newer than this program.
func migrate(ctx context.Context, c *conn, from fs.FS) (version int64, err error) {
	files, err := fs.Glob(from, "migrations/*.sql")
	if err != nil {
		return 0, err
	}
	// Whether anything is to do is asked without the lock, so that a command can
	// start beside a server that writes.
	if version, err = c.number("PRAGMA user_version"); err != nil {
		return 0, fmt.Errorf("read the version of the schema: %w", err)
	}
	known := int64(len(files))
	if version > known {
		return version, fmt.Errorf("the database has schema version %d, and this gatehouse knows versions up to %d: start the gatehouse that wrote it, or a newer one", version, known)
	}
	if version == known {
		return version, nil
	}
	if err := ctx.Err(); err != nil {
		return version, err
	}
	if err := c.script("BEGIN IMMEDIATE"); err != nil {
		return version, fmt.Errorf("lock the database to bring its schema up to date: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.script("ROLLBACK"))
		}
	}()
	// Another process may have been faster.
	if version, err = c.number("PRAGMA user_version"); err != nil {
		return version, err
	}
	for i := version; i < known; i++ {
		text, err := fs.ReadFile(from, files[i])
		if err != nil {
			return version, err
		}
		if err := c.script(string(text)); err != nil {
			return version, fmt.Errorf("bring the database's schema up to date by %s (nothing was changed): %w", files[i], err)
		}
	}
	if version == 0 {
		if err := makeMeta(c); err != nil {
			return version, err
		}
	}
	if version < known {
		if err := c.script(fmt.Sprintf("PRAGMA user_version = %d", known)); err != nil {
			return version, err
		}
	}
	return version, c.script("COMMIT")
}

func makeMeta(c *conn) error {
	secrets := make([]byte, 48)
	rand.Read(secrets)
	for key, value := range map[string]any{
		"store_id": secrets[:16], "cursor_key": secrets[16:], "email_version": account.EmailVersion, "last_commit": 0,
	} {
		if _, err := c.exec("INSERT INTO meta VALUES (?, ?)", key, value); err != nil {
			return err
		}
	}
	return nil
}

func readMeta(c *conn) (m meta, err error) {
	version, err := c.number("SELECT value FROM meta WHERE key = 'email_version'")
	if err != nil {
		return m, err
	}
	if version != account.EmailVersion {
		return m, fmt.Errorf("the database has e-mail addresses of canonical form %d, and this gatehouse writes form %d: start the gatehouse that wrote it", version, account.EmailVersion)
	}
	for key, into := range map[string][]byte{"store_id": m.storeID[:], "cursor_key": m.cursorKey[:]} {
		r, err := c.first("SELECT value FROM meta WHERE key = ?", key)
		if err != nil {
			return m, err
		}
		if r == nil || copy(into, r.bytes(0)) != len(into) {
			return m, fmt.Errorf("the database has no %s: restore it from a backup", key)
		}
	}
	return m, nil
}
