package cli

import (
	"context"
	"encoding/hex"
	"log/slog"
	"sync/atomic"
	"time"

	"gatehouse/account"
	"gatehouse/internal/seal"
	"gatehouse/search"
	"gatehouse/store"
)

const (
	// gatherErasures is how long the eraser waits for more once something is to
	// be erased: a run costs the same for one account as for a hundred.
	gatherErasures = 300 * time.Millisecond
	// lookForErasures is how soon those are noticed that another process, or the
	// run before a crash, left.
	lookForErasures = 5 * time.Second
	// retryErasure is the pause after a run that failed.
	retryErasure = 2 * time.Second
)

// The files of the key that signs receipts, and of its public half.
const (
	receiptKeyFile    = "receipt-key.json"
	receiptPublicFile = "receipt-key.pub"
)

// eraser takes what was deleted, renamed or given another address out of the
// files: first the index's, then the database's. Its queue is in the store, so a
// crash loses nothing; every step may be done again.
type eraser struct {
	store  *store.Store
	index  *search.Index
	key    *seal.Key
	now    func() time.Time
	log    *slog.Logger
	wakeUp chan struct{}
	failed atomic.Bool
}

func newEraser(s *store.Store, x *search.Index, key *seal.Key, now func() time.Time, log *slog.Logger) *eraser {
	return &eraser{store: s, index: x, key: key, now: now, log: log, wakeUp: make(chan struct{}, 1)}
}

// committed hears of commits, as the search index does, and never waits.
func (e *eraser) committed([]account.Commit) {
	select {
	case e.wakeUp <- struct{}{}:
	default:
	}
}

// run erases until the context ends. A failure is logged once and tried again:
// TRY_AGAIN, a long read or a backup, is none.
func (e *eraser) run(ctx context.Context) error {
	ctx = asSystem(ctx)
	if err := e.index.WaitReady(ctx); err != nil {
		return nil // Stopped before there was anything to erase from.
	}
	for ctx.Err() == nil {
		pause := lookForErasures
		started := e.now()
		n, err := e.erase(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			pause = retryErasure
			if account.CodeOf(err) != account.StoreIsBusy && !e.failed.Swap(true) {
				e.log.Error("erasing from the files failed; it is tried again", "error", err)
			}
		case n > 0:
			e.failed.Store(false)
			took := e.now().Sub(started)
			e.log.Info("erased from the files", "accounts", n, "seconds", took.Seconds())
			pause = 0
			// The follower is held back while the index is cleaned: leave it as
			// much time as was taken.
			if !sleep(ctx, took) {
				return nil
			}
		}
		e.await(ctx, pause)
	}
	return nil
}

// await waits for a commit or for the pause to end, then for others to gather.
func (e *eraser) await(ctx context.Context, pause time.Duration) {
	if pause == 0 {
		return
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-e.wakeUp:
		sleep(ctx, gatherErasures)
	}
}

// erase cleans the files of everything in the queue and tells how many erasures
// that ended.
func (e *eraser) erase(ctx context.Context) (int, error) {
	queue, err := e.store.Erasures(ctx)
	if err != nil || queue.Waiting == 0 {
		return 0, err
	}
	if err := e.index.Expunge(ctx, queue.UpTo, queue.Customers); err != nil {
		return 0, err
	}
	if _, err := e.store.Scrub(ctx); err != nil {
		return 0, err
	}
	return e.store.FinishErasures(ctx, queue.UpTo, e.receipt)
}

// receipt signs what was done for one account.
func (e *eraser) receipt(d account.Deletion, head store.AuditHead) (string, error) {
	return e.key.Sign(seal.Receipt{
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
