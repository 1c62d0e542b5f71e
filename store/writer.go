package store

import (
	"context"
	"errors"

	"github.com/mattn/go-sqlite3"

	"gatehouse/account"
)

// groupSize is how many waiting changes share a commit. queueLength only has to
// hold what arrives during one.
const (
	groupSize   = 64
	queueLength = 256
)

// job is a change that waits for the writer.
type job struct {
	ctx    context.Context
	act    func(*tx) error
	answer func(error)
	// alone marks work that needs the connection outside of a transaction.
	alone func(*conn) error
}

// change hands an act to the writer and waits until its outcome is on disk. A
// caller whose context ends sooner isn't told the outcome: the act may be done.
func change[T any](ctx context.Context, s *Store, act func(*tx) (T, error)) (T, error) {
	type outcome struct {
		value T
		err   error
	}
	var none T
	var value T // Belongs to the writer until it answers.
	answered := make(chan outcome, 1)
	j := job{
		ctx: ctx,
		act: func(t *tx) (err error) {
			value, err = act(t)
			return err
		},
		answer: func(err error) { answered <- outcome{value, err} },
	}
	if err := s.enqueue(ctx, j); err != nil {
		return none, err
	}
	select {
	case o := <-answered:
		if o.err != nil {
			return none, o.err
		}
		return o.value, nil
	case <-ctx.Done():
		return none, ctx.Err()
	}
}

func (s *Store) enqueue(ctx context.Context, j job) error {
	s.gate.RLock()
	defer s.gate.RUnlock()
	if s.closed {
		return tryAgain()
	}
	select {
	case s.queue <- j:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// write is the writer: it takes what waits, at most groupSize, commits it
// together, tells the observer, and only then answers.
func (s *Store) write(c *conn) {
	group := make([]job, 0, groupSize)
	for first := range s.queue {
		group = append(group[:0], first)
		for more := first.alone == nil; more && len(group) < groupSize; {
			select {
			case j, open := <-s.queue:
				if more = open; open {
					group = append(group, j)
					more = j.alone == nil
				}
			default:
				more = false
			}
		}
		// Work outside of a transaction comes last in its group.
		last := group[len(group)-1]
		if last.alone != nil {
			group = group[:len(group)-1]
		}
		if len(group) > 0 {
			s.commit(c, group)
		}
		if last.alone != nil {
			last.answer(last.alone(c))
		}
	}
	s.failed = c.close()
	close(s.done)
}

// commit runs a group in one transaction. Refusals, too, leave after the commit:
// what they were decided by is on disk then. A commit that fails fails all alike.
func (s *Store) commit(c *conn, group []job) {
	refusals := make([]error, len(group))
	began := s.now()
	t, err := s.transact(c, group, refusals)
	if s.committed != nil {
		s.committed(len(group), s.now().Sub(began), err)
	}
	if err != nil {
		s.log.Error("a group of changes could not be committed", "changes", len(group), "error", err)
		for _, j := range group {
			j.answer(tryAgain())
		}
		return
	}
	s.logDeletions(t, refusals)
	if len(t.commits) > 0 && s.observe != nil {
		s.observe(t.commits)
	}
	if t.wrote {
		s.bell.ring()
	}
	for i, j := range group {
		j.answer(refusals[i])
	}
}

func (s *Store) transact(c *conn, group []job, refusals []error) (_ *tx, err error) {
	defer func() {
		// After some errors SQLite has rolled back by itself.
		if err != nil && !c.raw.AutoCommit() {
			_, undone := c.exec("ROLLBACK")
			err = errors.Join(err, undone)
		}
	}()
	if err := s.takeTurn(c); err != nil {
		return nil, err
	}
	t, err := s.begin(c)
	if err != nil {
		return nil, err
	}
	for i, j := range group {
		if refusals[i], err = t.attempt(j); err != nil {
			return nil, err
		}
		if t.tells && refusals[i] == nil {
			t.telling = append(t.telling, i)
		}
	}
	if err := t.persistClock(); err != nil {
		return nil, err
	}
	_, err = c.exec("COMMIT")
	if err == nil && s.readers.index != nil {
		s.settle(t)
	}
	return t, err
}

// turns is how often a command beside a server asks for the database, each time for
// two milliseconds: half a minute and more. A server that many change at once lets go
// of it for a moment only, after each of its commits, and on a slow disk that is seldom.
// SQLite by itself asks ten times a second, for five seconds.
const turns = 15_000

// takeTurn begins a transaction that writes, as soon as no other process does.
func (s *Store) takeTurn(c *conn) (err error) {
	if s.beside {
		if _, err := c.exec("PRAGMA busy_timeout = 2"); err != nil {
			return err
		}
		defer func() {
			_, restored := c.exec("PRAGMA busy_timeout = 5000")
			err = errors.Join(err, restored)
		}()
	}
	for range turns {
		var engine sqlite3.Error
		_, err = c.exec("BEGIN IMMEDIATE")
		if !s.beside || !errors.As(err, &engine) || engine.Code != sqlite3.ErrBusy {
			return err
		}
	}
	return err
}

// attempt runs one change in its savepoint. The first error is the change's own
// and undoes nothing else; the second one means that the transaction is lost.
func (t *tx) attempt(j job) (refusal, lost error) {
	if err := j.ctx.Err(); err != nil {
		return err, nil
	}
	if _, err := t.exec("SAVEPOINT act"); err != nil {
		return nil, err
	}
	before := t.progress
	t.caller, t.request = account.CallerFrom(j.ctx), account.RequestIDFrom(j.ctx)
	t.refused, t.tells, t.spares = nil, false, false
	refusal = j.act(t)
	t.spared = t.spared && (t.spares || refusal != nil)
	if refusal != nil {
		t.progress = before
		if _, err := t.exec("ROLLBACK TO act"); err != nil {
			return nil, errors.Join(refusal, err)
		}
		if err := t.auditRefusal(refusal); err != nil {
			return nil, err
		}
	}
	_, err := t.exec("RELEASE act")
	return refusal, err
}
