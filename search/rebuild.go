package search

import (
	"context"
	"errors"
	"fmt"
	"os"

	"gatehouse/account"
)

// RebuildState says how far a rebuild is.
type RebuildState struct {
	Done, Total int // Accounts. Total was counted at the start.
}

// catchUpRows is how far a new generation may lag when commits are made to wait
// for the rest, in changes.
const catchUpRows = 100

// catchUpRounds is how many batches a new generation takes beside the follower.
// Then the follower waits for it: a crowd of writers would keep both equally far
// behind, and they wait for the follower once the overlay is full.
const catchUpRounds = 100

var errRebuilding = errors.New("the search index is being rebuilt already. Wait until that has ended")

// Rebuild makes a new generation from the store, beside the old one, and puts it
// in its place. The old one serves and follows meanwhile; without one, searches
// answer SEARCH_UNAVAILABLE. The store is read in many short reads. Progress, which
// may be nil, hears of each batch.
func (x *Index) Rebuild(ctx context.Context, progress func(done, total int)) error {
	if !x.rebuilding.TryLock() {
		if x.Stats().Rebuild != nil {
			return errRebuilding
		}
		x.rebuilding.Lock() // The other one serves already and only tidies up.
	}
	defer x.rebuilding.Unlock()
	defer x.setProgress(nil)
	defer makeRoom()()
	ctx = account.WithCaller(ctx, account.System())
	from, release, err := x.pin(ctx)
	if err != nil {
		return err
	}
	defer release()
	total, err := x.source.CountAccounts(ctx)
	if err != nil {
		return fmt.Errorf("count the accounts: %w", err)
	}
	dir, err := x.home.next()
	if err != nil {
		return err
	}
	m := manifest{Mapping: mappingVersion, SegmentSize: max(minSegmentSize, total/20)}
	g, err := openGeneration(dir, m.SegmentSize)
	if err != nil {
		return errors.Join(err, os.RemoveAll(dir))
	}
	started := x.now()
	fill := func() error { return x.fill(ctx, g, from, total, progress) }
	if x.Ready() {
		err = behindOthers(fill)
	} else {
		err = fill() // Everybody waits for it.
	}
	if err != nil {
		return errors.Join(err, g.remove())
	}
	if err := x.finish(ctx, g, m); err != nil {
		return errors.Join(err, g.remove())
	}
	x.log.Info("the search index was built", "accounts", total, "seconds", x.now().Sub(started).Seconds())
	return nil
}

// minSegmentSize is the smallest cap on merged segments, in documents. See
// DESIGN 6.
const minSegmentSize = 50_000

// fill walks all accounts into a generation that stands at a position from before
// the walk: what changes during it is in the log behind that position.
func (x *Index) fill(ctx context.Context, g *generation, from account.Change, total int, progress func(done, total int)) error {
	if err := g.write(nil, nil, from); err != nil {
		return err
	}
	var after account.ID
	for done := 0; ; {
		x.setProgress(&RebuildState{done, total})
		if progress != nil {
			progress(done, total)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		rows, err := x.source.AccountsAfter(ctx, after, x.batchRows)
		if err != nil {
			return fmt.Errorf("read the accounts: %w", err)
		}
		if len(rows) == 0 {
			return nil
		}
		if err := g.write(rows, nil, from); err != nil {
			return err
		}
		if x.Ready() { // Another generation answers: one core at a time is enough.
			if err := g.flush(ctx); err != nil {
				return err
			}
		}
		done += len(rows)
		after = rows[len(rows)-1].ID
	}
}

// finish brings a filled generation up to the store and exchanges it for the
// serving one.
func (x *Index) finish(ctx context.Context, g *generation, m manifest) error {
	if err := x.catchUp(ctx, g, x.batchRows, catchUpRounds); err != nil {
		return err
	}
	if err := g.flush(ctx); err != nil {
		return err
	}
	if err := g.sift(ctx); err != nil {
		return err
	}
	if err := g.complete(m); err != nil {
		return fmt.Errorf("finish the index: %w", err)
	}
	old, err := x.swap(ctx, g)
	if err != nil || old == nil {
		return err
	}
	if err := old.remove(); err != nil {
		x.log.Error("the former search index can't be removed; it goes with the next start", "error", err)
	}
	return nil
}

// swap puts a generation into service. Neither the follower nor a commit moves
// while it takes the last changes in, so nothing falls between the two.
func (x *Index) swap(ctx context.Context, g *generation) (old *generation, err error) {
	x.following.Lock()
	defer x.following.Unlock()
	if err := x.catchUp(ctx, g, catchUpRows, 0); err != nil {
		return nil, err
	}
	err = x.overlay.exchange(func() (int64, error) {
		if err := x.catchUp(ctx, g, 1, 0); err != nil {
			return 0, err
		}
		x.mu.Lock()
		defer x.mu.Unlock()
		if x.closed {
			return 0, errClosed
		}
		old, x.current, x.ready, x.progress = x.current, g, true, nil
		x.announce()
		return g.applied.Load().Position, nil
	})
	return old, err
}

// catchUp advances a generation until a batch has fewer than enough changes, or for
// a number of rounds; 0 is no bound.
func (x *Index) catchUp(ctx context.Context, g *generation, enough, rounds int) error {
	for round := 1; ; round++ {
		n, err := x.advance(ctx, g, nil) // The overlay may be locked.
		if err != nil || n < enough || round == rounds {
			return err
		}
	}
}

func (x *Index) setProgress(p *RebuildState) {
	x.mu.Lock()
	x.progress = p
	x.mu.Unlock()
}
