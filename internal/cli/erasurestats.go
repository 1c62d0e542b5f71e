package cli

import (
	"context"
	"time"
)

// ErasureStats say how the erasures from the files stand, for metrics. Nothing in
// them is personal. The counters begin with the process.
type ErasureStats struct {
	Waiting int       // Deletions, renames and changes of address that the files still tell of.
	Oldest  time.Time // When the oldest of them was committed; zero: none waits.

	WaitsFor string    // What holds a run up now: "a backup", "a long read" or "".
	Since    time.Time // Since when.

	Runs         int64   // Ended well.
	Erased       int64   // Erasures that these ended.
	Failures     int64   // Runs that failed and were tried again.
	Seconds      float64 // Of work, without waiting.
	HoldsRemoved int64   // Holds that ended.
}

// Erasures tells how the erasures from the files stand.
func (s *Server) Erasures(ctx context.Context) (ErasureStats, error) {
	return s.eraser.state(asSystem(ctx))
}

func (e *eraser) state(ctx context.Context) (ErasureStats, error) {
	waiting, oldest, err := e.store.ErasuresWaiting(ctx)
	e.mu.Lock()
	defer e.mu.Unlock()
	stats := e.stats
	stats.Waiting, stats.Oldest = waiting, oldest
	return stats, err
}

func (e *eraser) count(add func(*ErasureStats)) {
	e.mu.Lock()
	defer e.mu.Unlock()
	add(&e.stats)
}

// waits keeps and logs what holds the erasures up; "" is nothing any longer.
func (e *eraser) waits(what string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.stats.WaitsFor == what {
		return
	}
	now := e.now()
	if e.stats.WaitsFor != "" {
		e.log.Info("erasures go on", "waited_for", e.stats.WaitsFor, "seconds", now.Sub(e.stats.Since).Seconds())
	}
	if e.stats.WaitsFor, e.stats.Since = what, now; what == "" {
		e.stats.Since = time.Time{}
		return
	}
	e.log.Info("erasures from the files wait", "for", what)
}
