package cli

import (
	"context"
	"time"

	"gatehouse/internal/telemetry"
)

// What a run may have to wait for.
const (
	waitBackup = "a backup"
	waitRead   = "a long read"
)

// ErasureStats say how the erasures from the files stand, for metrics. Nothing in
// them is personal. The counters begin with the process.
type ErasureStats struct {
	Waiting int       // Deletions, renames and changes of address that the files still tell of.
	Oldest  time.Time // When the oldest of them was committed; zero: none waits.

	WaitsFor string    // What holds a run up now: waitBackup, waitRead or "".
	Since    time.Time // Since when.

	Runs         int64   // Ended well.
	Erased       int64   // Erasures that these ended.
	Failures     int64   // Runs that failed and were tried again.
	Seconds      float64 // Of work, without waiting.
	HoldsRemoved int64   // Holds that ended.
}

var erasureFigures = []telemetry.Figure{
	{Name: "gatehouse_erasure_wait_seconds", Help: "For how long the erasures have been held up by a backup or a long read; 0 where nothing does.", Label: "for"},
	{Name: "gatehouse_erasure_runs_total", Help: "Runs of the erasing job, by how they ended.", Label: "outcome", Counter: true},
	{Name: "gatehouse_erasure_erased_total", Help: "Changes whose traces were erased from the files.", Counter: true},
	{Name: "gatehouse_erasure_work_seconds_total", Help: "Time that the runs worked, without waiting.", Counter: true},
	{Name: "gatehouse_holds_removed_total", Help: "Holds on addresses that ended and were removed.", Counter: true},
}

func (e *eraser) values(context.Context) (map[string]map[string]float64, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := e.stats
	waits := map[string]float64{waitBackup: 0, waitRead: 0}
	if s.WaitsFor != "" {
		waits[s.WaitsFor] = e.now().Sub(s.Since).Seconds()
	}
	return map[string]map[string]float64{
		"gatehouse_erasure_wait_seconds":       waits,
		"gatehouse_erasure_runs_total":         {"done": float64(s.Runs), "failed": float64(s.Failures)},
		"gatehouse_erasure_erased_total":       telemetry.One(float64(s.Erased)),
		"gatehouse_erasure_work_seconds_total": telemetry.One(s.Seconds),
		"gatehouse_holds_removed_total":        telemetry.One(float64(s.HoldsRemoved)),
	}, nil
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
