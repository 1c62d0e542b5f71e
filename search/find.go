package search

import (
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

// hydrateAtOnce bounds the rows of one read.
const hydrateAtOnce = 250

// propose takes a candidate in, once, and says whether it was new.
func (f *finding) propose(c candidate) bool {
	if f.asked[c.id] {
		return false
	}
	f.asked[c.id] = true
	f.waiting = append(f.waiting, c.id)
	return true
}

// hydrate reads the waiting candidates as the store has them and keeps those that
// are of the site, seen on the surface, and truly match.
func (f *finding) hydrate(matches func(account.Account) (class, bool)) error {
	for chunk := range slices.Chunk(f.waiting, hydrateAtOnce) {
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
					Position: account.Position{Class: int(c), At: activeAt(*a), ID: a.ID},
				})
			}
		}
	}
	f.waiting = f.waiting[:0]
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
	return nearMiss, matchNear(f.typed, f.surface, a)
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

// proposeNear does the same for near misses.
func (s *snapshot) proposeNear(q query, take proposer) error {
	for _, part := range s.segments {
		var failed error
		more, err := q.visitNear(part, func(doc uint32) bool {
			more, err := part.give(doc, nearMiss, take)
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
	return nil
}

func (s *segment) give(doc uint32, c class, take proposer) (bool, error) {
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
