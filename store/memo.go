package store

import (
	"context"
	"sync"
	"sync/atomic"

	"gatehouse/account"
)

// memo is what nearly every request asks before it gets to its question: who asks,
// and which site. It belongs to one state of the store and is never asked in
// another: the first commit of any process, a revoked token's too, leaves it
// behind (walState), but for those of this process that are known to change nothing
// that is in it. Accounts are in rows.
type memo struct {
	state walState
	*tables
}

type tables struct {
	bearers      remembered[bearerKey, bearer]
	sites        remembered[string, account.Site] // By key.
	organization remembered[struct{}, account.Organization]
}

// maxRemembered bounds each of a memo's tables; what comes later is read each time.
const maxRemembered = 1000

// remembered is a bounded table that many read and few write.
type remembered[K comparable, V any] struct {
	values sync.Map
	count  atomic.Int64
}

func (r *remembered[K, V]) get(key K) (value V, ok bool) {
	found, ok := r.values.Load(key)
	if ok {
		value = *found.(*V)
	}
	return value, ok
}

func (r *remembered[K, V]) put(key K, value V) {
	if r.count.Add(1) <= maxRemembered {
		r.values.Store(key, &value)
	}
}

// present gives the memo of the present state; nil where states can't be told.
func (s *Store) present() *memo {
	if s.readers.index == nil {
		return nil
	}
	select {
	case <-s.done: // Closed: nobody counts what other processes do.
		return nil
	default:
	}
	state := s.readers.index.state()
	m := s.memo.Load()
	if m == nil || m.state != state {
		m = &memo{state, &tables{}}
		s.memo.Store(m)
	}
	return m
}

// settle takes the memo and the rows over to the state behind a commit of this process,
// as far as it left them as they were. Where another process committed since, too, there
// are two commits between the states, and nothing is taken over.
func (s *Store) settle(t *tx) {
	after := s.readers.index.state()
	if after == t.before {
		return // Nothing was written.
	}
	if !t.spared || after.commits() != t.before.commits()+1 {
		s.rows.leave(after)
		return
	}
	s.rows.carry(t.before, after, t.commits)
	if m := s.memo.Load(); m != nil && m.state == t.before {
		s.memo.Store(&memo{after, m.tables})
	}
}

// recall gives what a memo has, or reads it. It is remembered only if it was read
// in the very state of the memo.
func recall[K comparable, V any](ctx context.Context, s *Store, table func(*memo) *remembered[K, V], key K, ask func(*conn) (V, bool, error)) (V, bool, error) {
	m := s.present()
	if m == nil {
		return lookUp(ctx, s, ask)
	}
	t := table(m)
	if value, ok := t.get(key); ok {
		return value, true, nil
	}
	return lookUp(ctx, s, func(c *conn) (V, bool, error) {
		value, ok, err := ask(c)
		if ok && err == nil && s.readers.shows(c, m.state) {
			t.put(key, value)
		}
		return value, ok, err
	})
}
