package cli

import (
	"context"
	"encoding/hex"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"gatehouse/account"
	"gatehouse/internal/seal"
	"gatehouse/search"
	"gatehouse/store"
)

const (
	// gatherErasures is how long the queue has to stand still before a run, which
	// costs the same for one account as for a hundred; gatherRounds bounds how often
	// that is waited for, so that a long bulk delete is erased while it goes on.
	gatherErasures = 300 * time.Millisecond
	gatherRounds   = 6
	// lookForErasures is how soon those are noticed that another process, or the
	// run before a crash, left.
	lookForErasures = 5 * time.Second
	// retryErasure is the pause after a run that failed.
	retryErasure = 2 * time.Second
	// restAtMost bounds the rest after a run, which is as long as the run was.
	restAtMost = 2 * time.Second
	// purgeEvery is how often holds that have ended are removed. The clock decides
	// what a hold forbids, not this.
	purgeEvery = time.Minute
)

// eraser takes what was deleted, renamed or given another address out of the
// files: first the index's, then the database's. So it does with holds that have
// ended. Its queue is in the store, so a crash loses nothing; every step may be
// done again.
type eraser struct {
	store  *store.Store
	index  *search.Index
	key    atomic.Pointer[seal.Key]
	now    func() time.Time
	log    *slog.Logger
	wakeUp chan struct{}
	failed bool
	purged time.Time // When holds were last looked through.

	mu    sync.Mutex
	stats ErasureStats // Waiting and Oldest are read afresh.
}

func newEraser(s *store.Store, x *search.Index, key *seal.Key, now func() time.Time, log *slog.Logger) *eraser {
	e := &eraser{store: s, index: x, now: now, log: log, wakeUp: make(chan struct{}, 1)}
	e.key.Store(key)
	return e
}

// committed hears of commits, as the search index does, and never waits.
func (e *eraser) committed([]account.Commit) {
	select {
	case e.wakeUp <- struct{}{}:
	default:
	}
}

// run erases until the context ends. A failure is logged once and tried again.
func (e *eraser) run(ctx context.Context) error {
	ctx = asSystem(ctx)
	if err := e.index.WaitReady(ctx); err != nil {
		return nil // Stopped before there was anything to erase from.
	}
	for ctx.Err() == nil {
		took, err := e.erase(ctx)
		if err == nil {
			err = e.purge(ctx)
		}
		if ctx.Err() != nil {
			return nil
		}
		e.count(func(s *ErasureStats) {
			if err != nil {
				s.Failures++
			}
		})
		if err != nil && !e.failed {
			e.log.Error("erasing from the files failed; it is tried again", "error", err)
		}
		e.failed = err != nil
		switch {
		case err != nil:
			sleep(ctx, retryErasure)
		case took > 0:
			// More may wait already; what serves the requests comes first for a while.
			sleep(ctx, min(took, restAtMost))
		default:
			e.await(ctx)
		}
	}
	return nil
}

// await waits for a commit, or until it is time to look for what others left.
func (e *eraser) await(ctx context.Context) {
	timer := time.NewTimer(lookForErasures)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-e.wakeUp:
	}
}

// erase cleans the files of what is in the queue. It gives the time that took,
// without the wait for a backup; zero: there was nothing.
func (e *eraser) erase(ctx context.Context) (took time.Duration, err error) {
	queue, err := e.gather(ctx)
	if err != nil || len(queue.Customers) == 0 {
		return 0, err
	}
	begin := e.now()
	if err := e.index.Expunge(ctx, queue.UpTo, queue.Customers); err != nil {
		return 0, err
	}
	inIndex := e.now().Sub(begin)
	inStore, err := e.scrub(ctx)
	if err != nil {
		return 0, err
	}
	n, err := e.store.FinishErasures(ctx, queue.UpTo, e.receipt)
	if err != nil {
		return 0, err
	}
	took = max(inIndex+inStore, time.Millisecond)
	e.count(func(s *ErasureStats) {
		s.Runs++
		s.Erased += int64(n)
		s.Seconds += took.Seconds()
	})
	e.log.Info("erased from the files", "accounts", n, "seconds", took.Seconds(),
		"index_seconds", inIndex.Seconds(), "database_seconds", inStore.Seconds())
	return took, nil
}

// gather gives the queue once it has stood still for a moment.
func (e *eraser) gather(ctx context.Context) (store.ErasureQueue, error) {
	queue, err := e.store.Erasures(ctx)
	for range gatherRounds {
		if err != nil || len(queue.Customers) == 0 || !sleep(ctx, gatherErasures) {
			break
		}
		before := queue.UpTo
		if queue, err = e.store.Erasures(ctx); queue.UpTo == before {
			break
		}
	}
	return queue, err
}

// purge removes the holds that have ended, now and then, and what they left in the
// files, also what a run before a crash left.
func (e *eraser) purge(ctx context.Context) error {
	now := e.now()
	if !e.purged.IsZero() && now.Sub(e.purged).Abs() < purgeEvery {
		return nil
	}
	n, err := e.store.PurgeHolds(ctx)
	if err != nil {
		return err
	}
	due, err := e.store.ScrubDue(ctx)
	if err == nil && due {
		_, err = e.scrub(ctx)
	}
	if err != nil {
		return err
	}
	e.purged = now
	if n > 0 {
		e.count(func(s *ErasureStats) { s.HoldsRemoved += int64(n) })
		e.log.Info("holds on addresses ended", "holds", n)
	}
	return nil
}

// scrub has the store overwrite what no row needs, as soon as no backup is made and
// nobody reads for long. It gives the time without that wait.
func (e *eraser) scrub(ctx context.Context) (took time.Duration, err error) {
	for {
		if err := e.store.AwaitBackup(ctx, func() { e.waits(waitBackup) }); err != nil {
			return 0, err
		}
		begin := e.now()
		_, err := e.store.Scrub(ctx)
		if account.CodeOf(err) != account.StoreIsBusy {
			e.waits("")
			return e.now().Sub(begin), err
		}
		e.waits(waitRead)
		if !sleep(ctx, retryErasure) {
			return 0, ctx.Err()
		}
	}
}

// receipt signs what was done for one account.
func (e *eraser) receipt(d account.Deletion, head store.AuditHead) (string, error) {
	return e.key.Load().Sign(seal.Receipt{
		CustomerID: d.Customer.String(), SiteID: d.Site.String(), ActorID: d.Actor,
		DeletedAt: d.DeletedAt, PurgeAt: d.PurgeAt, ErasedAt: d.ErasedAt,
		AuditHead: seal.Head{Sequence: head.Sequence, Hash: hex.EncodeToString(head.Hash[:])},
	})
}

// sleep waits; it is false when the context ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
