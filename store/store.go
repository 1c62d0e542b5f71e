// Package store keeps the truth in SQLite: accounts, tombstones, holds, requests,
// tokens, the audit log and the change log.
//
// One connection writes, in one goroutine that commits waiting changes together;
// a few connections read. Every method acts for the caller in its context: a row
// outside that caller's scope is absent. Several processes may have the same
// store open: whatever another one may change is read afresh in every
// transaction.
package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"gatehouse/account"
)

// Options say where a store is and what it works with.
type Options struct {
	Dir      string           // Data directory; made with mode 0700 where missing.
	Now      func() time.Time // The clock.
	HoldKeys string           // File of the hold keys; "": hold-keys.json in Dir.
	Log      *slog.Logger     // For what no caller can be told; nil: nowhere.

	// DeletionsLog is the file that every deletion is written to before its answer;
	// "": none is kept, for those who delete nobody. AcceptMissingDeletions opens
	// a store whose log is lost.
	DeletionsLog           string
	AcceptMissingDeletions bool

	// Beside says that a server may be at work on the store: changes wait longer for
	// their turn. See turns.
	Beside bool

	// Committed hears of every commit: how many changes shared it, how long it took
	// and whether it failed; nil: nobody does. It must not wait.
	Committed func(changes int, took time.Duration, err error)
}

// Store is an open store.
type Store struct {
	dir     string
	keyFile string // Of the hold keys.
	now     func() time.Time
	log     *slog.Logger
	keys    *holdKeys // The writer's, as it last read them.
	meta    meta
	sites   siteNumbers
	used    lastUse

	deletions *deletionsLog // The writer's; nil: none is kept.
	chain     chainWatch

	readers readers
	memo    atomic.Pointer[memo]
	rows    rows

	gate   sync.RWMutex // Held for reading while a change enters the queue.
	closed bool
	queue  chan job
	done   chan struct{}
	failed error // Of closing the writer; valid once done is closed.

	beside    bool
	observe   func([]account.Commit)
	committed func(changes int, took time.Duration, err error)
	bell      bell
}

// Open opens the store of a directory and brings its schema up to date. It
// refuses a schema that it doesn't know and a store whose hold keys are missing.
func Open(ctx context.Context, o Options) (*Store, error) {
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data directory: %w", err)
	}
	path := filepath.Join(o.Dir, databaseFile)
	// SQLite would make the file readable by everybody; its WAL takes this mode. An
	// existing file is left alone: closing it would drop the locks of a store that
	// this process has open on it.
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err == nil {
		err = file.Close()
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("make the database: %w", err)
	}
	writer, err := dial(path, writing)
	if err != nil {
		return nil, explain(err)
	}
	if o.HoldKeys == "" {
		o.HoldKeys = filepath.Join(o.Dir, "hold-keys.json")
	}
	s := &Store{dir: o.Dir, keyFile: o.HoldKeys, now: o.Now, log: o.Log, beside: o.Beside, committed: o.Committed, queue: make(chan job, queueLength), done: make(chan struct{})}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if err := s.prepare(ctx, writer, path, o.DeletionsLog != ""); err != nil {
		return nil, explain(errors.Join(err, s.readers.close(), writer.close()))
	}
	go s.write(writer)
	if o.DeletionsLog != "" {
		if err := s.openDeletionsLog(ctx, o.DeletionsLog, o.AcceptMissingDeletions); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return s, nil
}

func (s *Store) prepare(ctx context.Context, writer *conn, path string, withLog bool) error {
	if err := trust(writer); err != nil {
		return err
	}
	found, err := migrate(ctx, writer, migrations)
	if err != nil {
		return err
	}
	if now, err := writer.number("PRAGMA user_version"); err == nil && 0 < found && found < now {
		s.log.Info("the database's schema was brought up to date", "from", found, "to", now)
	}
	if s.meta, err = readMeta(writer); err != nil {
		return err
	}
	_, restored, err := logState(writer)
	if err == nil && restored && !withLog {
		err = errRestored
	}
	if err != nil {
		return err
	}
	if s.keys, err = openHoldKeys(writer, s.keyFile, s.now()); err != nil {
		return err
	}
	// Two readers a core keep the cores busy while some wait for the disk.
	n := 2 * runtime.GOMAXPROCS(0)
	for range n {
		c, err := dial(path, reading)
		if err != nil {
			return err
		}
		s.readers.add(c)
	}
	s.readers.index = openWALIndex(path)
	return nil
}

// Close waits for the changes that were taken and closes the store. Later changes
// get TRY_AGAIN. It may be called again.
func (s *Store) Close() error {
	s.gate.Lock()
	first := !s.closed
	if first {
		s.closed = true
		close(s.queue)
	}
	s.gate.Unlock()
	<-s.done
	if !first {
		return nil
	}
	err := s.failed
	if s.deletions != nil {
		err = errors.Join(err, s.deletions.flush(), s.deletions.file.Close())
	}
	return errors.Join(err, s.readers.close())
}

// OnCommit names who is told of every change of a customer, after it is on disk
// and before its caller has the answer. It may block: then changes wait. An
// import tells nobody; the change log has it. Call it before the first change.
func (s *Store) OnCommit(observe func([]account.Commit)) { s.observe = observe }

// StoreID tells this store from others; a copy of it has the same.
func (s *Store) StoreID() [16]byte { return s.meta.storeID }

// CursorKey is a random key that belongs to this store, to sign cursors with.
func (s *Store) CursorKey() [32]byte { return s.meta.cursorKey }

// tryAgain is what a change gets that was not done.
func tryAgain() error {
	return &account.Error{Code: account.StoreIsBusy, RetryAfter: time.Second,
		Message: "The change could not be saved just now, and nothing was changed. Send it again in a moment."}
}
