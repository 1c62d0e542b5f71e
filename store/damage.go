package store

import (
	"errors"
	"fmt"

	sqlite3 "github.com/mattn/go-sqlite3"
)

// checkedAtOpen is the size up to which a database is checked page by page when it
// is opened, in bytes: about a tenth of a second. A larger one is checked by
// Verify; the start would become slow with it.
const checkedAtOpen = 32 << 20

// trust refuses a database whose pages do not hang together.
func trust(c *conn) error {
	size, err := c.number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
	if err != nil {
		return err
	}
	if size > checkedAtOpen {
		return nil
	}
	found, err := c.first("PRAGMA quick_check(1)")
	if err != nil {
		return err
	}
	if problem := found.text(0); problem != "ok" {
		return damaged(errors.New(problem))
	}
	return nil
}

// explain tells what to do about an error that means a damaged file.
func explain(err error) error {
	var engine sqlite3.Error
	if errors.As(err, &engine) && (engine.Code == sqlite3.ErrNotADB || engine.Code == sqlite3.ErrCorrupt) {
		return damaged(err)
	}
	return err
}

func damaged(why error) error {
	return fmt.Errorf("the database is damaged, and nothing was changed: keep a copy of gatehouse.db and gatehouse.db-wal, then put a backup in their place; the search index is built anew by itself: %w", why)
}
