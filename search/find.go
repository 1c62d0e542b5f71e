package search

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"gatehouse/account"
)

// candidate is a customer that the index or the overlay proposes.
type candidate struct {
	id    account.ID
	class class
}

// proposer takes candidates until it has enough.
type proposer func(candidate) (more bool, err error)

// finding is one search under way: candidates go in, accounts that are seen and
// match come out.
type finding struct {
	index   *Index
	ctx     context.Context
	site    account.ID
	typed   typed
	surface account.Surface

	asked   map[account.ID]bool // Every customer that was read or waits to be.
	waiting []account.ID
	found   []account.Match
}

// newFinding begins a search that will find about so many.
func newFinding(ctx context.Context, x *Index, site account.ID, t typed, surface account.Surface, about int) *finding {
	about = min(about, mostProposed)
	return &finding{
		index: x, ctx: ctx, site: site, typed: t, surface: surface,
		asked: make(map[account.ID]bool, about), waiting: make([]account.ID, 0, about), found: make([]account.Match, 0, about),
	}
}

// hydrateAtOnce bounds the rows of one read.
const hydrateAtOnce = 250

// propose takes a candidate in, once.
func (f *finding) propose(id account.ID) {
	if !f.asked[id] {
		f.asked[id] = true
		f.waiting = append(f.waiting, id)
	}
}

// hydrate reads the waiting candidates as the store has them and keeps those that
// are of the site, seen on the surface, and truly match.
func (f *finding) hydrate(matches func(account.Account) (class, bool)) error {
	for chunk := range slices.Chunk(f.waiting, hydrateAtOnce) {
		f.index.work.rows.Add(int64(len(chunk)))
		rows, err := f.index.source.AccountsByID(f.ctx, chunk)
		if err != nil {
			return fmt.Errorf("read what the search found: %w", err)
		}
		for _, a := range rows {
			if a == nil || a.Site != f.site {
				continue
			}
			if c, ok := matches(*a); ok {
				f.found = append(f.found, account.Match{
					Account:  *a,
					Position: account.Position{Class: f.typed.rank(c), At: activeAt(*a), ID: a.ID},
				})
			}
		}
	}
	f.waiting = f.waiting[:0]
	return nil
}

// rank finds true matches, class by class, until there are enough. Of a class that is
// too big for what is left, the accounts created last go in, as far as a pool of that
// size tells. It reads no more rows than it needs: a second read follows only where
// the first one dropped some.
func (f *finding) rank(s *snapshot, q query, overlaid []candidate, enough, size int) error {
	for _, c := range f.typed.order() {
		if err := f.rankClass(s, q, c, overlaid, enough, size); err != nil || len(f.found) >= enough {
			return err
		}
	}
	return nil
}

func (f *finding) rankClass(s *snapshot, q query, c class, overlaid []candidate, enough, size int) error {
	pool := f.overlaid(overlaid, c)
	err := s.propose(q, []class{c}, func(c candidate) (bool, error) {
		if !f.asked[c.id] {
			pool = append(pool, c.id)
		}
		if len(pool) < size {
			return true, nil
		}
		err := f.takeNewest(pool, enough, 0, f.matches)
		pool = pool[:0]
		return len(f.found) < enough, err
	})
	if err != nil {
		return err
	}
	return f.takeNewest(pool, enough, 0, f.matches)
}

// overlaid begins a pool with what the overlay has of a class.
func (f *finding) overlaid(all []candidate, c class) (pool []account.ID) {
	for _, o := range all {
		if o.class == c {
			pool = append(pool, o.id)
		}
	}
	return pool
}

// takeNewest reads candidates until there are enough: first as many as are missing,
// then a step at least at once, where many turn out to be none.
func (f *finding) takeNewest(pool []account.ID, enough, step int, matches func(account.Account) (class, bool)) error {
	if len(pool) > enough-len(f.found) {
		slices.SortFunc(pool, func(a, b account.ID) int { return bytes.Compare(b.UUID[:], a.UUID[:]) })
	}
	for least := 0; len(pool) > 0 && len(f.found) < enough; least = step {
		some := pool[:min(len(pool), max(enough-len(f.found), least))]
		pool = pool[len(some):]
		for _, id := range some {
			f.propose(id)
		}
		if err := f.hydrate(matches); err != nil {
			return err
		}
	}
	return nil
}

// forgetMisses lets customers be asked again that were read and did not match.
func (f *finding) forgetMisses() {
	clear(f.asked)
	for _, m := range f.found {
		f.asked[m.ID] = true
	}
}

func (f *finding) matches(a account.Account) (class, bool) { return match(f.typed, f.surface, a) }

// near accepts what comes close and is no true match: that one was found before,
// or changed just now.
func (f *finding) near(a account.Account) (class, bool) {
	if c, ok := match(f.typed, f.surface, a); ok {
		return c, true
	}
	return matchNear(f.typed, f.surface, a)
}

// ranked gives what was found, best first.
func (f *finding) ranked() []account.Match {
	slices.SortFunc(f.found, func(a, b account.Match) int { return compare(a.Position, b.Position) })
	return f.found
}

// compare orders positions: better classes first, then the recently active, then
// ids, newest first.
func compare(a, b account.Position) int {
	if a.Class != b.Class {
		return a.Class - b.Class
	}
	if order := b.At.Compare(a.At); order != 0 {
		return order
	}
	return slices.Compare(b.ID.UUID[:], a.ID.UUID[:])
}

// propose walks the classes of a query in their order and each class through all
// segments, until the proposer has enough.
func (s *snapshot) propose(q query, classes []class, take proposer) error {
	for _, c := range classes {
		for _, part := range s.segments {
			more, err := s.visit(part, c, q, take)
			if err != nil || !more {
				return err
			}
		}
	}
	return nil
}

func (s *snapshot) visit(part *segment, c class, q query, take proposer) (bool, error) {
	var failed error
	more, err := q.visit(part, c, func(doc uint32) bool {
		more, err := part.give(doc, c, take)
		failed = err
		return more && err == nil
	})
	if failed != nil {
		err = failed
	}
	return more, err
}

// proposeNear does the same for near misses of a class.
func (s *snapshot) proposeNear(q query, c class, take proposer) error {
	for _, words := range append([][]string{q.typed.words}, q.typed.merged...) {
		near := &nearWords{typed: words, class: c}
		for _, part := range s.segments {
			var failed error
			more, err := s.visitNear(q, part, near, func(doc uint32) bool {
				more, err := part.give(doc, c, take)
				failed = err
				return more && err == nil
			})
			if failed != nil {
				return failed
			}
			if err != nil || !more {
				return err
			}
		}
	}
	return nil
}

func (s *segment) give(doc uint32, c class, take proposer) (bool, error) {
	s.work.Candidates++
	id, err := s.part.DocID(uint64(doc))
	if err != nil {
		return false, fmt.Errorf("read the index: %w", err)
	}
	customer, ok := customerOf(id)
	if !ok {
		return true, nil
	}
	return take(candidate{customer, c})
}
