package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"gatehouse/account"
)

// Options say where an index lives and what it follows.
type Options struct {
	Dir    string // The data directory; the index is in its folder "search".
	Source Source
	Now    func() time.Time
	Log    *slog.Logger // It gets counts, positions and errors, never a name or typed text.

	BatchRows int // Rows of one batch; 0: 5,000.
}

const defaultBatchRows = 5000

// Index is the search index of a deployment. Its methods may be called at once
// from many goroutines; Run is to be called once.
type Index struct {
	source    Source
	now       func() time.Time
	log       *slog.Logger
	batchRows int
	gather    time.Duration // How long commits gather before they are written.

	home    *home
	overlay *overlay
	slots   chan struct{} // One for each search in flight.
	wake    chan struct{} // Something was committed.

	following  sync.Mutex // Held while the serving generation is written to or exchanged.
	rebuilding sync.Mutex // Held by the one rebuild.

	mu       sync.RWMutex // Guards what follows.
	current  *generation  // What searches ask; nil while there is none.
	ready    bool         // The index was level with the store once since it opened.
	closed   bool
	progress *RebuildState
	failure  error         // Why the follower can't go on; nil while it can.
	moved    chan struct{} // Closed and replaced when anything above or the position changes.
	pins     map[*int64]struct{}

	seen    atomic.Int64 // The newest position of the store that is known here.
	trimmed atomic.Int64 // Where the log was trimmed to.
	work    worked
}

// Open finds the newest complete generation below Dir and removes leftovers. It
// returns quickly: catching up, and building where there is nothing to open, is
// Run's work. A directory that another process uses is an error at once.
func Open(ctx context.Context, o Options) (*Index, error) {
	h, err := openHome(filepath.Join(o.Dir, "search"))
	if err != nil {
		return nil, err
	}
	x := &Index{
		source: o.Source, now: o.Now, log: o.Log, batchRows: o.BatchRows, gather: gatherFor,
		home: h, overlay: newOverlay(),
		slots: make(chan struct{}, 2*runtime.GOMAXPROCS(0)),
		wake:  make(chan struct{}, 1),
		moved: make(chan struct{}),
		pins:  map[*int64]struct{}{},
	}
	if x.batchRows == 0 {
		x.batchRows = defaultBatchRows
	}
	if err := x.openNewest(account.WithCaller(ctx, account.System())); err != nil {
		return nil, errors.Join(err, h.close())
	}
	return x, nil
}

// openNewest takes the newest complete generation into service if it can be read
// and its position is the store's. Whatever else there is goes.
func (x *Index) openNewest(ctx context.Context) error {
	dir, m, found, err := x.home.newest()
	if err != nil {
		return err
	}
	var g *generation
	if found {
		var why string
		if g, why, err = x.usable(ctx, dir, m); err != nil {
			return err
		}
		if g == nil {
			dir = ""
			x.log.Warn("the search index is built anew", "reason", why)
		}
	}
	if err := x.home.sweep(dir); err != nil {
		if g != nil {
			err = errors.Join(err, g.close())
		}
		return fmt.Errorf("remove leftovers of the search index: %w", err)
	}
	if g != nil {
		x.current = g
		x.overlay.setOpen(true)
	}
	return nil
}

// usable opens a generation, or tells why it can't be used.
func (x *Index) usable(ctx context.Context, dir string, m manifest) (g *generation, why string, err error) {
	if m.Mapping != mappingVersion {
		return nil, "it was made by another version", nil
	}
	g, err = openUnsure(dir, m.SegmentSize)
	if err != nil {
		return nil, "it can't be read: " + err.Error(), nil
	}
	why, err = x.compare(ctx, *g.applied.Load())
	if err != nil || why != "" {
		return nil, why, errors.Join(err, g.close())
	}
	return g, "", nil
}

// openUnsure opens a generation whose files may be damaged in any way, also in
// ways that make the engine's storage panic.
func openUnsure(dir string, segmentSize int) (g *generation, err error) {
	defer func() {
		if r := recover(); r != nil {
			g, err = nil, fmt.Errorf("open index: %v", r)
		}
	}()
	return openGeneration(dir, segmentSize)
}

// compare tells why a position is not one of the store's past; "" if it is.
func (x *Index) compare(ctx context.Context, at account.Change) (why string, err error) {
	last, err := x.source.LastChange(ctx)
	if err != nil {
		return "", fmt.Errorf("read the change log: %w", err)
	}
	switch {
	case at.Position < 0:
		return "it has no position", nil
	case at.Position > last.Position:
		return "it is ahead of the store", nil
	case at.Position == last.Position:
		if at.Nonce != last.Nonce {
			return "it followed another store", nil
		}
		return "", nil
	case at.Position == 0:
		return "", nil
	}
	entry, ok, err := x.source.ChangeAt(ctx, at.Position)
	switch {
	case err != nil:
		return "", fmt.Errorf("read the change log: %w", err)
	case !ok:
		return "the changes that it lacks are no longer in the log", nil
	case entry.Nonce != at.Nonce:
		return "it followed another store", nil
	}
	return "", nil
}

// Close ends the searches and puts everything on disk. Stop Run first.
func (x *Index) Close() error {
	x.mu.Lock()
	if x.closed {
		x.mu.Unlock()
		return nil
	}
	x.closed, x.ready = true, false
	g := x.current
	x.current = nil
	x.announce()
	x.mu.Unlock()
	x.overlay.setOpen(false)
	x.following.Lock()
	defer x.following.Unlock()
	var err error
	if g != nil {
		err = g.close()
	}
	return errors.Join(err, x.home.close())
}

// announce wakes whoever waits for a change. The caller holds mu.
func (x *Index) announce() {
	close(x.moved)
	x.moved = make(chan struct{})
}

// retryAfter is when to search again while there is no index.
const retryAfter = 5 * time.Second

func errDown() error {
	return &account.Error{
		Code:       account.SearchIsDown,
		Message:    "The search index is being built. Try again in a few seconds; everything but search works.",
		RetryAfter: retryAfter,
	}
}

// enter waits for a place among the searches in flight.
func (x *Index) enter(ctx context.Context) (leave func(), err error) {
	if !x.Ready() {
		return nil, errDown()
	}
	select {
	case x.slots <- struct{}{}:
		return func() { <-x.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// read runs a search on the index as it stands now. The generation stays open
// until it ends.
func (x *Index) read(search func(*snapshot) error) (err error) {
	x.mu.RLock()
	g := x.current
	if g == nil {
		x.mu.RUnlock()
		return errDown()
	}
	g.using.RLock()
	x.mu.RUnlock()
	defer g.using.RUnlock()
	if g.closed {
		return errDown()
	}
	s, err := g.snapshot()
	if err != nil {
		return err
	}
	defer func() {
		x.work.add(s.work)
		err = errors.Join(err, s.close())
	}()
	return search(s)
}

// readWithOverlay runs a search that needs the overlay and the index as one state:
// the overlay is read first, so a change is in it, in the index, or in both.
func (x *Index) readWithOverlay(site account.ID, t typed, surface account.Surface, search func(s *snapshot, overlaid []candidate, changed []string) error) error {
	overlaid, changed := x.overlay.state(site, t, surface)
	return x.read(func(s *snapshot) error { return search(s, overlaid, changed) })
}
