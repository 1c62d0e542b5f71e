package store

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"gatehouse/account"
)

// readers are the connections that read. The one used last is lent first: its pages
// are warm, and those that are never needed hold none.
type readers struct {
	mu      sync.Mutex
	idle    []*conn
	waiting []chan *conn
	all     int

	index   *walIndex     // Nil: no connection keeps its read transaction.
	epoch   atomic.Uint32 // Read transactions of an earlier one are to end.
	resting atomic.Int32  // Above 0: none is kept.
	armed   atomic.Bool   // The next rest is due.
}

// Connections keep their read transactions for leasedFor, and then rest: whoever
// wants to empty the log waits for a moment without readers, and a transaction that
// is begun again at once leaves none.
const (
	leasedFor = 150 * time.Millisecond
	restFor   = 50 * time.Millisecond
)

// leasedFrames is how long the log may be while connections keep read transactions:
// those keep SQLite from starting the log anew, which it tries from 1,000 frames on.
const leasedFrames = 1000

func (p *readers) add(c *conn) {
	p.all++
	p.idle = append(p.idle, c)
}

// get lends a connection.
func (p *readers) get(ctx context.Context, done <-chan struct{}) (*conn, error) {
	p.mu.Lock()
	if n := len(p.idle); n > 0 {
		c := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return c, nil
	}
	turn := make(chan *conn, 1)
	p.waiting = append(p.waiting, turn)
	p.mu.Unlock()
	var err error
	select {
	case c := <-turn:
		return c, nil
	case <-done:
		err = &account.Error{Code: account.StoreIsBusy, RetryAfter: time.Second,
			Message: "Nothing could be read just now, because the server is stopping. Ask again in a moment."}
	case <-ctx.Done():
		err = ctx.Err()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if i := slices.Index(p.waiting, turn); i >= 0 {
		p.waiting = slices.Delete(p.waiting, i, i+1)
	} else {
		p.give(<-turn) // Its turn came at the same moment.
	}
	return nil, err
}

func (p *readers) put(c *conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.epoch != p.epoch.Load() {
		// What can't be ended now is tried again, and reported, at the next question.
		_ = c.endRead()
	}
	p.give(c)
}

func (p *readers) give(c *conn) {
	if len(p.waiting) == 0 {
		p.idle = append(p.idle, c)
		return
	}
	p.waiting[0] <- c
	p.waiting = slices.Delete(p.waiting, 0, 1)
}

// close waits for the connections that are lent and closes all.
func (p *readers) close() error {
	var errs []error
	for range p.all {
		c, err := p.get(context.Background(), nil)
		if err == nil {
			err = c.close()
		}
		errs = append(errs, err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all = 0
	return errors.Join(errs...)
}

// refresh sees to it that a connection reads the present state. Its read
// transaction goes on while nobody committed: beginning one costs four system
// calls a question, more than all else in a look-up.
func (p *readers) refresh(c *conn) error {
	if p.index == nil {
		return nil
	}
	now, epoch := p.index.state(), p.epoch.Load()
	if c.leased && c.since == now && c.epoch == epoch {
		return nil
	}
	if err := c.endRead(); err != nil || p.resting.Load() > 0 {
		return err
	}
	if written, copied := p.index.frames(); written > leasedFrames && written != copied {
		return nil
	}
	if _, err := c.exec("BEGIN"); err != nil {
		return err
	}
	c.reading, c.since, c.epoch = true, now, epoch
	return nil
}

// settle decides after a question whether its read transaction goes on: it does
// where it is known to show the state that it began at.
func (p *readers) settle(c *conn, asked error) error {
	if !c.reading || c.leased && asked == nil {
		return nil
	}
	if asked != nil || p.index.state() != c.since {
		return c.endRead()
	}
	c.leased = true
	if !p.armed.Swap(true) {
		time.AfterFunc(leasedFor, func() {
			wake := p.rest()
			time.AfterFunc(restFor, func() {
				p.armed.Store(false)
				wake()
			})
		})
	}
	return nil
}

// shows tells whether what a connection reads now is the state, and no later one.
func (p *readers) shows(c *conn, state walState) bool {
	return c.reading && c.since == state && (c.leased || p.index.state() == state)
}

// rest ends the read transactions that connections keep, and has none kept until
// wake is called.
func (p *readers) rest() (wake func()) {
	p.resting.Add(1)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.epoch.Add(1) // Those that are lent end theirs when they come back.
	for _, c := range p.idle {
		_ = c.endRead()
	}
	return func() { p.resting.Add(-1) }
}

// endRead ends the connection's read transaction, if it has one. Where that fails the
// connection stays marked, and is not asked before it is ended after all.
func (c *conn) endRead() error {
	if !c.reading {
		return nil
	}
	c.leased = false
	var err error
	if !c.raw.AutoCommit() { // After some errors SQLite has ended it by itself.
		if _, err = c.exec("COMMIT"); err != nil {
			_, err = c.exec("ROLLBACK")
		}
	}
	c.reading = err != nil
	return err
}

// read lends a reader. After Close there is none, so that a late read ends with
// TRY_AGAIN instead of a crash.
func read[T any](ctx context.Context, s *Store, ask func(*conn) (T, error)) (value T, err error) {
	if err := ctx.Err(); err != nil {
		return value, err
	}
	c, err := s.readers.get(ctx, s.done)
	if err != nil {
		return value, err
	}
	defer s.readers.put(c)
	if err := s.readers.refresh(c); err != nil {
		return value, err
	}
	value, err = ask(c)
	if ended := s.readers.settle(c, err); err == nil {
		err = ended
	}
	return value, err
}
