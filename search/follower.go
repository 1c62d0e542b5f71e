package search

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gatehouse/account"
)

// pollEvery is how soon changes of other processes are noticed.
const pollEvery = time.Second

// gatherFor is how long the follower lets commits gather before it writes them:
// fewer, larger batches make fewer segments to write and to merge, which else takes a
// third of the CPU while many change. The overlay finds them meanwhile, at about a
// microsecond for each search and change.
const gatherFor = 200 * time.Millisecond

// Run keeps the index level with the store until the context ends: it builds the
// index where there is none, catches up, and follows. A failure is reported once,
// and tried again; searches go on meanwhile as far as they can.
func (x *Index) Run(ctx context.Context) error {
	ctx = account.WithCaller(ctx, account.System())
	go x.trimUntil(ctx)
	go x.siftUntil(ctx)
	for ctx.Err() == nil {
		more, err := x.step(ctx)
		x.report(ctx, err)
		pause := pollEvery
		if more && err == nil {
			pause = 0
		}
		x.await(ctx, pause)
	}
	return nil
}

// step builds the index or takes it one batch further.
func (x *Index) step(ctx context.Context) (more bool, err error) {
	x.mu.RLock()
	missing := x.current == nil && !x.closed
	x.mu.RUnlock()
	if missing {
		err := x.Rebuild(ctx, nil)
		if errors.Is(err, errRebuilding) {
			return false, nil
		}
		return true, err
	}
	return x.follow(ctx)
}

// await waits for a commit, or as long as the pause; then it lets more commits
// gather.
func (x *Index) await(ctx context.Context, pause time.Duration) {
	if pause == 0 {
		return
	}
	select {
	case <-ctx.Done():
	case <-time.After(pause):
	case <-x.wake:
		select {
		case <-ctx.Done():
		case <-time.After(x.gather):
		}
	}
}

// report remembers whether the follower can go on, and logs when that changes.
func (x *Index) report(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	switch {
	case err != nil && x.failure == nil:
		x.log.Error("the search index can't follow the store; it is tried again every second", "error", err)
	case err == nil && x.failure != nil:
		x.log.Info("the search index follows the store again")
	}
	x.failure = err
	x.announce()
}

// follow writes the next changes of the log into the serving index. More tells that
// there may be others behind them.
func (x *Index) follow(ctx context.Context) (more bool, err error) {
	x.following.Lock()
	defer x.following.Unlock()
	x.mu.RLock()
	g := x.current
	x.mu.RUnlock()
	if g == nil {
		return false, nil
	}
	n, err := x.advance(ctx, g, x.overlay)
	if err != nil {
		return false, err
	}
	position := g.applied.Load().Position
	x.overlay.indexedTo(position)
	x.see(position)
	x.mu.Lock()
	if n < x.batchRows && x.current == g {
		x.ready = true
	}
	x.announce()
	x.mu.Unlock()
	return n == x.batchRows, nil
}

// advance takes a generation one batch of changes further and tells how many there
// were. The rows are taken as they are now: several changes of one account need no
// order. Own has those of this process's last commits, if it is to be asked.
func (x *Index) advance(ctx context.Context, g *generation, own *overlay) (int, error) {
	changes, err := x.source.Changes(ctx, g.applied.Load().Position, x.batchRows)
	if err != nil {
		return 0, fmt.Errorf("read the change log: %w", err)
	}
	if len(changes) == 0 {
		return 0, nil
	}
	last := make(map[account.ID]int64, len(changes))
	for _, c := range changes {
		last[c.Customer] = c.Position
	}
	present, ids := own.since(last)
	rows, err := x.source.AccountsByID(ctx, ids)
	if err != nil {
		return 0, fmt.Errorf("read changed accounts: %w", err)
	}
	if len(rows) != len(ids) {
		return 0, errors.New("read changed accounts: the store gave another number of rows than was asked for")
	}
	var gone []account.ID
	for i, a := range rows {
		if a == nil {
			gone = append(gone, ids[i])
		} else {
			present = append(present, *a)
		}
	}
	return len(changes), g.write(present, gone, changes[len(changes)-1])
}

// trimUntil forgets, now and then, the changes that every generation has safely on
// disk. It is no part of the follower: trimming waits for the store's writer, and
// the writer may wait for the follower.
func (x *Index) trimUntil(ctx context.Context) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := x.trim(ctx); err != nil && ctx.Err() == nil {
			x.log.Error("the change log can't be trimmed", "error", err)
		}
	}
}

func (x *Index) trim(ctx context.Context) error {
	x.mu.RLock()
	floor := x.floor()
	x.mu.RUnlock()
	if floor <= x.trimmed.Load() {
		return nil
	}
	if err := x.source.TrimChanges(ctx, floor); err != nil {
		return err
	}
	x.trimmed.Store(floor)
	return nil
}

// floor gives the position below which no generation needs the log. The caller
// holds mu.
func (x *Index) floor() int64 {
	if x.current == nil {
		return 0
	}
	floor := x.current.persisted.Load()
	for pin := range x.pins {
		floor = min(floor, *pin)
	}
	return floor
}

// pin keeps the changes behind the store's present position in the log until
// release is called, and gives that position.
func (x *Index) pin(ctx context.Context) (at account.Change, release func(), err error) {
	pin := new(int64)
	x.mu.Lock()
	x.pins[pin] = struct{}{}
	x.mu.Unlock()
	release = func() {
		x.mu.Lock()
		delete(x.pins, pin)
		x.mu.Unlock()
	}
	at, err = x.source.LastChange(ctx)
	if err != nil {
		release()
		return at, nil, fmt.Errorf("read the change log: %w", err)
	}
	x.mu.Lock()
	*pin = at.Position
	x.mu.Unlock()
	return at, release, nil
}
