package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// RemnantKind says in what kind of place something was found that no row needs.
type RemnantKind string

// The kinds of places.
const (
	// RemnantFile is a file beside the database that the engine left there: a
	// rollback journal, a temporary file, a copy.
	RemnantFile RemnantKind = "file beside the database"
	// RemnantLog is a write-ahead log that is not empty. Its frames are contents
	// of pages, earlier ones among them.
	RemnantLog RemnantKind = "write-ahead log not truncated"
	// RemnantFreePage is a free page that is not overwritten.
	RemnantFreePage RemnantKind = "free page"
	// RemnantGap is the free space between a page's pointers and its entries.
	RemnantGap RemnantKind = "free space of a page"
	// RemnantFreeBlock is a removed entry that is not overwritten.
	RemnantFreeBlock RemnantKind = "removed entry"
	// RemnantUnlisted is a run of bytes that the page counts neither as an entry
	// nor as free.
	RemnantUnlisted RemnantKind = "unlisted bytes"
	// RemnantTail is the rest of the last page of a long value.
	RemnantTail RemnantKind = "end of a long value"
	// RemnantLostPage is a page that no table, index or list holds.
	RemnantLostPage RemnantKind = "lost page"
	// RemnantBroken is a page that can't be read, so that nothing is proved of it.
	RemnantBroken RemnantKind = "unreadable page"
)

// Remnant is a place on disk that may still tell of erased people. It names the
// place and never what stands there.
type Remnant struct {
	Kind     RemnantKind
	File     string // Name without directory.
	Page     uint32 // 1 is the first; 0 where the whole file is meant.
	From, To int    // Bytes of the page, To exclusive.
	Frames   int    // Of a write-ahead log.
}

// String gives the place for people.
func (r Remnant) String() string {
	switch {
	case r.Kind == RemnantLog:
		return fmt.Sprintf("%s: %s: %d frames", r.File, r.Kind, r.Frames)
	case r.Page == 0:
		return fmt.Sprintf("%s: %s", r.File, r.Kind)
	default:
		return fmt.Sprintf("%s: %s: page %d, bytes %d to %d", r.File, r.Kind, r.Page, r.From, r.To)
	}
}

// RemnantReport is what Remnants looked at and what it found.
type RemnantReport struct {
	Pages         int // Of the database file.
	TreePages     int // Of tables and indexes.
	OverflowPages int // Of values longer than a page holds.
	FreePages     int
	LogFrames     int // In the write-ahead log.

	Found    int       // All remnants.
	Remnants []Remnant // The first maxRemnants of them.
}

// Clean tells that nothing was found.
func (r RemnantReport) Clean() bool { return r.Found == 0 }

// maxRemnants bounds the list in a report; a store without secure deletion has one
// per page.
const maxRemnants = 100

func (r *RemnantReport) add(found Remnant) {
	r.Found++
	if len(r.Remnants) < maxRemnants {
		r.Remnants = append(r.Remnants, found)
	}
}

// Remnants proves, for the files as they stand, that SQLite kept nothing of rows
// that are gone: it decodes the database page by page, and every byte has to be
// header, pointer, entry of a living row, or zero. It needs no name or address to
// look for.
//
// The pages are read from the file itself, under a read transaction that keeps
// checkpoints from changing it: erasures wait meanwhile, other changes don't
// (under 1 s at 1,000,000 accounts). A write-ahead log with frames is a finding:
// frames hold earlier contents.
func (s *Store) Remnants(ctx context.Context) (RemnantReport, error) {
	return s.remnants(ctx, true)
}

// RemnantsRunning does the same for a store that is written to all the time: the
// index alone trims the change log every second. It empties the write-ahead log
// first; the frames in the report were written since, and hold nothing that was
// gone by then. TRY_AGAIN means that a long read keeps the log from being emptied.
func (s *Store) RemnantsRunning(ctx context.Context) (RemnantReport, error) {
	if err := s.truncateWAL(ctx); err != nil {
		return RemnantReport{}, err
	}
	return s.remnants(ctx, false)
}

// remnants makes the report; framesCount says whether frames are a finding.
func (s *Store) remnants(ctx context.Context, framesCount bool) (RemnantReport, error) {
	var report RemnantReport
	path, err := s.path(ctx)
	if err != nil {
		return report, err
	}
	if err := strayFiles(path, &report); err != nil {
		return report, err
	}
	if report.LogFrames, err = logFrames(path); err != nil {
		return report, err
	}
	if report.LogFrames > 0 && framesCount {
		report.add(Remnant{Kind: RemnantLog, File: filepath.Base(path) + "-wal", Frames: report.LogFrames})
	}
	places, err := walkFrozen(ctx, path, &report)
	if err != nil {
		return report, err
	}
	for _, p := range places {
		report.add(Remnant{Kind: p.kind, File: filepath.Base(path), Page: p.page, From: p.from, To: p.to})
	}
	return report, nil
}

// path asks SQLite which file it has open.
func (s *Store) path(ctx context.Context) (string, error) {
	return read(ctx, s, func(c *conn) (string, error) {
		r, err := c.first("PRAGMA database_list")
		if err != nil || r == nil {
			return "", fmt.Errorf("ask for the database's file: %w", errors.Join(err, ctx.Err()))
		}
		return r.text(2), nil
	})
}

// strayFiles reports what stands beside the database under its name, or under the
// name of SQLite's temporary files. The index of the log, -shm, holds page numbers
// only.
func strayFiles(path string, report *RemnantReport) error {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("read the data directory: %w", err)
	}
	base := filepath.Base(path)
	for _, e := range entries {
		rest, ours := strings.CutPrefix(e.Name(), base)
		if ours && rest != "" && rest != "-wal" && rest != "-shm" || strings.HasPrefix(e.Name(), "etilqs_") {
			report.add(Remnant{Kind: RemnantFile, File: e.Name()})
		}
	}
	return nil
}

// logFrames counts the frames that the write-ahead log has room for: those written
// over and not truncated stay readable, so the size of the file decides.
func logFrames(path string) (int, error) {
	info, err := os.Stat(path + "-wal")
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("look at the write-ahead log: %w", err)
	}
	size, err := pageSize(path)
	if err != nil || info.Size() == 0 {
		return 0, err
	}
	const logHeader, frameHeader = 32, 24
	frames := (info.Size() - logHeader) / int64(frameHeader+size)
	return int(max(frames, 1)), nil
}

// freezeTimeout bounds the wait for a moment at which the whole log can be written
// into the database. Only a read transaction of several seconds keeps it away.
const freezeTimeout = 30 * time.Second

// frozen keeps the database file as it is until it is closed.
type frozen struct {
	reader *conn
	roots  []uint32 // First pages of all tables and indexes.
}

// freeze opens a read transaction that uses the database file alone. It does so
// while nobody may write, right after everything in the log was copied into the
// file: such a reader needs no log, and no checkpoint writes to the file before
// the reader has ended. Changes go on, into the log.
func freeze(ctx context.Context, path string) (_ *frozen, err error) {
	ctx, cancel := context.WithTimeout(ctx, freezeTimeout)
	defer cancel()
	keeper, err := dial(path, writing)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, keeper.close()) }()
	reader, err := dial(path, reading)
	if err != nil {
		return nil, err
	}
	f := &frozen{reader: reader}
	for {
		done, err := f.try(keeper)
		if err == nil && !done {
			err = pause(ctx, 20*time.Millisecond)
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("hold the database file still: %w", err), reader.close())
		}
		if done {
			return f, nil
		}
	}
}

func (f *frozen) try(keeper *conn) (done bool, err error) {
	if err := keeper.script("BEGIN IMMEDIATE"); err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, keeper.script("ROLLBACK")) }()
	// Columns: busy, frames in the log, frames copied.
	r, err := f.reader.first("PRAGMA wal_checkpoint(PASSIVE)")
	if err != nil || r.number(0) != 0 || r.number(1) != r.number(2) {
		return false, err
	}
	if err := f.reader.script("BEGIN"); err != nil {
		return false, err
	}
	f.roots, err = rootPages(f.reader)
	return err == nil, err
}

// rootPages gives the first page of every table and index.
func rootPages(c *conn) (roots []uint32, err error) {
	for r, err := range c.rows("SELECT rootpage FROM sqlite_schema WHERE rootpage > 0 UNION SELECT 1") {
		if err != nil {
			return nil, fmt.Errorf("read the schema: %w", err)
		}
		roots = append(roots, uint32(r.number(0)))
	}
	return roots, nil
}

func (f *frozen) close() error {
	return errors.Join(f.reader.script("ROLLBACK"), f.reader.close())
}

// pause waits, unless the context ends first.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
