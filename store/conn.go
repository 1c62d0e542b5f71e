package store

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
	"time"

	"github.com/google/uuid"
	sqlite3 "github.com/mattn/go-sqlite3"

	"gatehouse/account"
)

// conn is one connection with its prepared statements, used by one goroutine at a
// time. It talks to the driver without database/sql: bench_test.go says what that
// saves.
type conn struct {
	raw        *sqlite3.SQLiteConn
	statements map[string]*statement
	args       []driver.NamedValue
	release    func() error // Of the index file; called when SQLite has closed.

	// Of those that read: whether a read transaction is open, whether it is known
	// to show the state it began at, which one that was, and when.
	reads, reading, leased bool
	since                  walState
	epoch                  uint32
}

type statement struct {
	raw *sqlite3.SQLiteStmt
	row row
}

// everyConn are the settings that each connection needs, in the DSN because a
// PRAGMA reaches one connection only. _sync=FULL: the driver's default in WAL mode
// loses acknowledged changes when the power fails. _secure_delete=ON: deleted
// bytes are overwritten. _mutex=no: one goroutine at a time.
const everyConn = "?_journal_mode=WAL&_sync=FULL&_secure_delete=ON&_txlock=immediate&_busy_timeout=5000&_foreign_keys=1&_mutex=no"

const (
	writing = everyConn + "&_cache_size=-32000"
	reading = everyConn + "&_cache_size=-2000&_query_only=1"
)

func dial(path, settings string) (*conn, error) {
	c, err := connect(path, settings)
	if err != nil {
		return nil, err
	}
	if _, err := c.exec("PRAGMA temp_store = MEMORY"); err != nil {
		return nil, errors.Join(err, c.close())
	}
	return c, nil
}

func connect(path, settings string) (*conn, error) {
	release := holdIndexFile(path)
	opened, err := new(sqlite3.SQLiteDriver).Open("file:" + (&url.URL{Path: path}).EscapedPath() + settings)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), release())
	}
	return &conn{raw: opened.(*sqlite3.SQLiteConn), statements: map[string]*statement{}, release: release, reads: settings == reading}, nil
}

func (c *conn) close() error {
	var all []error
	for _, s := range c.statements {
		all = append(all, s.raw.Close())
	}
	return errors.Join(append(all, c.raw.Close(), c.release())...)
}

func (c *conn) prepare(query string) (*statement, error) {
	if s := c.statements[query]; s != nil {
		return s, nil
	}
	prepared, err := c.raw.Prepare(query)
	if err != nil {
		return nil, fmt.Errorf("prepare %q: %w", query, err)
	}
	s := &statement{raw: prepared.(*sqlite3.SQLiteStmt)}
	c.statements[query] = s
	return s, nil
}

// script runs several statements once, without keeping them.
func (c *conn) script(text string) error {
	_, err := c.raw.Exec(text, nil)
	return err
}

// exec runs a statement and tells how many rows it changed.
func (c *conn) exec(query string, args ...any) (int64, error) {
	result, err := c.run(query, args)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// insert runs a statement and tells the rowid of the row it made.
func (c *conn) insert(query string, args ...any) (int64, error) {
	result, err := c.run(query, args)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

func (c *conn) run(query string, args []any) (driver.Result, error) {
	s, err := c.prepare(query)
	if err != nil {
		return nil, err
	}
	return s.raw.ExecContext(background, c.bind(args))
}

// rows runs a query. A row is valid until the next one; its values stay valid.
func (c *conn) rows(query string, args ...any) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		s, err := c.prepare(query)
		if err != nil {
			yield(nil, err)
			return
		}
		found, err := s.raw.QueryContext(background, c.bind(args))
		if err != nil {
			yield(nil, err)
			return
		}
		if s.row == nil {
			s.row = make(row, len(found.Columns()))
		}
		defer found.Close()
		for {
			err := found.Next(s.row)
			if err == io.EOF {
				return
			}
			if !yield(s.row, err) || err != nil {
				return
			}
		}
	}
}

// first gives the first row of a query, or nil where there is none.
func (c *conn) first(query string, args ...any) (row, error) {
	for r, err := range c.rows(query, args...) {
		return r, err
	}
	return nil, nil
}

// number gives the only value of a query that counts or looks for something.
func (c *conn) number(query string, args ...any) (int64, error) {
	r, err := c.first(query, args...)
	if r == nil || err != nil {
		return 0, err
	}
	return r.number(0), nil
}

// bind turns arguments into the driver's values. It reuses one slice: the driver
// copies what it needs before it returns.
func (c *conn) bind(args []any) []driver.NamedValue {
	c.args = c.args[:0]
	for i, arg := range args {
		c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: value(arg)})
	}
	return c.args
}

// value gives what SQLite stores: ids as their 16 bytes, times as milliseconds,
// and null for zero ids and zero times.
func value(arg any) driver.Value {
	switch v := arg.(type) {
	case int:
		return int64(v)
	case bool:
		if v {
			return int64(1)
		}
		return int64(0)
	case account.Status:
		return int64(v)
	case account.ID:
		if v.IsZero() {
			return nil
		}
		return v.UUID[:]
	case uuid.UUID:
		return v[:]
	case time.Time:
		if v.IsZero() {
			return nil
		}
		return v.UnixMilli()
	default:
		return v
	}
}
