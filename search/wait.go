package search

import (
	"context"
	"errors"

	"gatehouse/account"
)

// Committed takes commits into the overlay, so that the next search finds them. The
// store calls it between a commit and its answers. It waits while the overlay is
// full, until the follower has caught up.
func (x *Index) Committed(commits []account.Commit) {
	if len(commits) == 0 {
		return
	}
	x.see(commits[len(commits)-1].Position)
	x.Notify()
	x.overlay.add(commits)
}

// see notes how far the store is known to be.
func (x *Index) see(position int64) {
	for {
		old := x.seen.Load()
		if position <= old || x.seen.CompareAndSwap(old, position) {
			return
		}
	}
}

// Notify tells the follower that the log has grown.
func (x *Index) Notify() {
	select {
	case x.wake <- struct{}{}:
	default:
	}
}

// Ready tells whether searches are answered: there is an index, and it was level
// with the store once since it opened.
func (x *Index) Ready() bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.ready
}

// WaitReady waits until searches are answered.
func (x *Index) WaitReady(ctx context.Context) error {
	return x.wait(ctx, func() bool { return x.ready })
}

// Position gives the position of the last change that the index has; 0 while there
// is no index.
func (x *Index) Position() int64 {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.position()
}

func (x *Index) position() int64 {
	if x.current == nil {
		return 0
	}
	return x.current.applied.Load().Position
}

// WaitFor waits until the index has every change up to a position.
func (x *Index) WaitFor(ctx context.Context, position int64) error {
	x.Notify()
	return x.wait(ctx, func() bool { return x.ready && x.position() >= position })
}

var errClosed = errors.New("the search index is closed")

// wait waits until a condition on what mu guards holds.
func (x *Index) wait(ctx context.Context, holds func() bool) error {
	for {
		x.mu.RLock()
		done, closed, moved := holds(), x.closed, x.moved
		x.mu.RUnlock()
		switch {
		case done:
			return nil
		case closed:
			return errClosed
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
