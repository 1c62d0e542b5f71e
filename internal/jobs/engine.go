package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"gatehouse/account"
)

// Store is what the engine needs of the truth.
type Store interface {
	StartJob(ctx context.Context, job account.NewJob) (started account.Job, fresh bool, err error)
	JobByKey(ctx context.Context, site account.ID, key string, fingerprint [32]byte) (job account.Job, ok bool, err error)
	SelectCustomers(ctx context.Context, site account.ID, status account.Status, selection account.Selection) ([]account.ID, error)
	CustomersByEmail(ctx context.Context, site account.ID, emails []account.Email) ([]account.ID, error)

	// AuditRefusal writes that a missing right stopped an act.
	AuditRefusal(ctx context.Context, action account.AuditAction, subject string) error

	LiveJobs(ctx context.Context) ([]account.ID, error)
	// WorkJob does the next lines of a job in one transaction.
	WorkJob(ctx context.Context, job account.ID) (account.JobStep, error)
	ForgetJobs(ctx context.Context) error

	DuePolicies(ctx context.Context) ([]account.Site, error)
	PolicyRan(ctx context.Context, site account.ID) error
}

// Index is what the engine waits for, so that jobs don't leave the search behind.
type Index interface {
	WaitFor(ctx context.Context, position int64) error
}

// Config is what an engine stands on.
type Config struct {
	Store Store
	Index Index
	Now   func() time.Time
	Log   *slog.Logger // Hears of faults and of ended jobs; never of addresses.
}

// Engine starts jobs and works them off.
type Engine struct {
	Config
	wake  chan struct{}
	stuck map[account.ID]bool // Jobs whose last step failed: told once. Run's alone.

	mu    sync.Mutex
	lines Lines
}

// Lines counts what became of lines since the start. Those of dry runs changed
// nothing, whatever they said.
type Lines struct{ Changed, Unchanged, Refused, DryRun int }

// Lines gives the counts.
func (e *Engine) Lines() Lines {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.lines
}

func (e *Engine) count(step account.JobStep) {
	did := account.Job{Counts: step.Counts}
	e.mu.Lock()
	defer e.mu.Unlock()
	if step.DryRun {
		e.lines.DryRun += did.Done()
		return
	}
	e.lines.Changed += did.Counts[account.LineChanged]
	e.lines.Unchanged += did.Unchanged()
	e.lines.Refused += did.Refused()
}

// New gives an engine. Jobs are kept from Start on; Run works them off.
func New(c Config) *Engine {
	return &Engine{Config: c, wake: make(chan struct{}, 1), stuck: map[account.ID]bool{}}
}

const (
	// look is how soon jobs are noticed that another process started.
	look = 500 * time.Millisecond
	// upkeep is how often policies and old jobs are looked for.
	upkeep = time.Minute
	// retry is the pause after a step that failed.
	retry = time.Second
	// lag is how many changes the index may be behind while a job goes on. Its
	// overlay holds 4,096, and searches get slower with what is in it.
	lag = 1000
)

// Run works jobs off until the context ends. Of several jobs each gets a step in
// turn, so that a small one doesn't wait behind a large one.
func (e *Engine) Run(ctx context.Context) error {
	ctx = account.WithCaller(ctx, account.System())
	var kept time.Time
	for ctx.Err() == nil {
		if now := e.Now(); now.Sub(kept) >= upkeep || now.Before(kept) {
			kept = now
			if err := e.Upkeep(ctx); err != nil {
				e.failed(ctx, "the upkeep of bulk jobs failed; it is tried again", err)
			}
		}
		live, err := e.Store.LiveJobs(ctx)
		if err != nil {
			e.failed(ctx, "bulk jobs can't be read; they are tried again", err)
			sleep(ctx, retry)
			continue
		}
		if len(live) == 0 {
			e.await(ctx)
			continue
		}
		for _, id := range live {
			e.step(ctx, id)
		}
	}
	return nil
}

// Drain works off what there is and returns: for a command that has no server
// beside it.
func (e *Engine) Drain(ctx context.Context, id account.ID, tell func()) error {
	ctx = account.WithCaller(ctx, account.System())
	for ctx.Err() == nil {
		step, err := e.Store.WorkJob(ctx, id)
		if err != nil && account.CodeOf(err) != account.StoreIsBusy {
			return err
		}
		if err == nil && step.Ended {
			return nil
		}
		if err != nil {
			sleep(ctx, retry)
		}
		if err := e.keepUp(ctx, step.Position); err != nil {
			return err
		}
		tell()
	}
	return context.Cause(ctx)
}

// step does the next lines of a job and leaves the writer to others for as long
// as that took: half of its time at least belongs to people.
func (e *Engine) step(ctx context.Context, id account.ID) {
	begin := e.Now()
	step, err := e.Store.WorkJob(ctx, id)
	if err != nil {
		if !e.stuck[id] {
			e.failed(ctx, "the bulk job "+id.String()+" can't go on; it is tried again", err)
		}
		e.stuck[id] = account.CodeOf(err) != account.StoreIsBusy
		sleep(ctx, retry)
		return
	}
	delete(e.stuck, id)
	e.count(step)
	sleep(ctx, e.Now().Sub(begin))
	if err := e.keepUp(ctx, step.Position); err != nil {
		e.failed(ctx, "a bulk job waits for the search index in vain; it goes on", err)
	}
	if step.Ended {
		e.Log.Info("a bulk job ended", "job", id.String())
	}
}

// keepUp waits while the index is too far behind a change.
func (e *Engine) keepUp(ctx context.Context, position int64) error {
	if e.Index == nil || position <= lag {
		return nil
	}
	return e.Index.WaitFor(ctx, position-lag)
}

// failed logs a fault; that the store is busy and that the engine stops are none.
func (e *Engine) failed(ctx context.Context, what string, err error) {
	if ctx.Err() == nil && account.CodeOf(err) != account.StoreIsBusy {
		e.Log.Error(what, "error", err)
	}
}

func (e *Engine) await(ctx context.Context) {
	timer := time.NewTimer(look)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-e.wake:
	}
}

func (e *Engine) woken() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
