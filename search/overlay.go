package search

import (
	"maps"
	"slices"
	"sync"

	"gatehouse/account"
)

// overlayLimit bounds the overlay, in commits: beyond it further ones wait for the
// follower. Repeated commits of one account count too, or the log would outgrow the
// index.
const overlayLimit = 4096

// overlay holds the accounts of commits that the index does not have yet, so that
// whoever was told of a change finds it. It only proposes: like a hit of the index,
// what it gives is read from the store and checked.
type overlay struct {
	mu      sync.RWMutex
	room    sync.Cond // Signalled when entries leave; its lock is mu.
	entries map[account.ID]account.Commit
	waiting []int64 // Positions of the commits that the index lacks, in order.
	indexed int64   // Commits up to this position are in the index.
	open    bool    // Closed while there is no index to complement, and in the end.
}

func newOverlay() *overlay {
	o := &overlay{entries: map[account.ID]account.Commit{}}
	o.room.L = &o.mu
	return o
}

// add takes commits in, waiting for room. It gives up waiting when the overlay
// closes: then there is no index that these commits could be missing from.
func (o *overlay) add(commits []account.Commit) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.open && len(o.waiting) >= overlayLimit {
		o.room.Wait()
	}
	if !o.open {
		return
	}
	for _, c := range commits {
		if c.Position <= o.indexed {
			continue
		}
		o.waiting = append(o.waiting, c.Position)
		if c.Position >= o.entries[c.Customer].Position {
			o.entries[c.Customer] = c
		}
	}
}

// since gives the accounts that have not changed since some positions, as they were
// committed, and the customers of whom it can't say. A nil overlay can't of any.
func (o *overlay) since(last map[account.ID]int64) (rows []account.Account, unknown []account.ID) {
	if o == nil {
		return nil, slices.Collect(maps.Keys(last))
	}
	o.mu.RLock()
	defer o.mu.RUnlock()
	for id, position := range last {
		if c, ok := o.entries[id]; ok && c.Position >= position {
			rows = append(rows, c.Account)
		} else {
			unknown = append(unknown, id)
		}
	}
	return rows, unknown
}

// indexedTo lets go of what the index has by now.
func (o *overlay) indexedTo(position int64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.indexed = position
	o.waiting = slices.DeleteFunc(o.waiting, func(p int64) bool { return p <= position })
	for id, c := range o.entries {
		if c.Position <= position {
			delete(o.entries, id)
		}
	}
	o.room.Broadcast()
}

// setOpen opens the overlay for an index that stands, or closes and empties it.
func (o *overlay) setOpen(open bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.open = open
	if !open {
		clear(o.entries)
		o.waiting = nil
	}
	o.room.Broadcast()
}

// matching gives the customers that a typed text finds among the entries.
func (o *overlay) matching(site account.ID, t typed, surface account.Surface) []candidate {
	o.mu.RLock()
	defer o.mu.RUnlock()
	var found []candidate
	for id, c := range o.entries {
		if c.Account.Site != site {
			continue
		}
		if class, ok := match(t, surface, c.Account); ok {
			found = append(found, candidate{id, class})
		}
	}
	return found
}

// near gives the customers that come close to a typed text among the entries.
func (o *overlay) near(site account.ID, t typed, surface account.Surface) []candidate {
	o.mu.RLock()
	defer o.mu.RUnlock()
	var found []candidate
	for id, c := range o.entries {
		if c.Account.Site != site {
			continue
		}
		if class, ok := matchNear(t, surface, c.Account); ok {
			found = append(found, candidate{id, class})
		}
	}
	return found
}

func (o *overlay) size() int {
	o.mu.RLock()
	defer o.mu.RUnlock()
	return len(o.entries)
}

// state gives, of one moment, what a typed text finds among the entries and the
// documents that the entries outdate.
func (o *overlay) state(site account.ID, t typed, surface account.Surface) (found []candidate, outdated []string) {
	o.mu.RLock()
	defer o.mu.RUnlock()
	for id, c := range o.entries {
		outdated = append(outdated, docID(id))
		if c.Account.Site != site {
			continue
		}
		if class, ok := match(t, surface, c.Account); ok {
			found = append(found, candidate{id, class})
		}
	}
	return found, outdated
}

// exchange runs the exchange of the index while no commit comes in, and opens the
// overlay for the new one, which has everything up to the position returned.
func (o *overlay) exchange(exchange func() (position int64, err error)) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	position, err := exchange()
	if err != nil {
		return err
	}
	o.open, o.indexed, o.waiting = true, position, nil
	clear(o.entries)
	o.room.Broadcast()
	return nil
}
