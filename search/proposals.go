package search

import (
	"bytes"
	"hash/maphash"
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/google/uuid"

	"gatehouse/account"
)

// proposals remember which documents the index proposed for a text, as long as the index
// stands as it does: many people type the same starts. They are ids and no answers:
// every row is read from the store, and judged, each time. Nothing typed is kept but a
// hash.
type proposals struct {
	mu    sync.Mutex
	at    *scorch.IndexSnapshot
	lists map[proposalKey]proposal
	ids   int
}

type proposalKey struct {
	text  uint64
	class class
}

// proposal is the newest of the first documents of a class; all tells that there are no
// others.
type proposal struct {
	ids []uuid.UUID
	all bool
}

// mostProposed bounds the ids of one list. Who asks for more goes through the index.
const mostProposed = 24

// maxProposed bounds the ids that are remembered, of 16 bytes each, and the lists. When
// they are full all are forgotten.
const maxProposed = 200_000

func (p *proposals) get(at *scorch.IndexSnapshot, key proposalKey) (proposal, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.at != at {
		p.at = at
		p.forget()
	}
	list, ok := p.lists[key]
	return list, ok
}

func (p *proposals) put(at *scorch.IndexSnapshot, key proposalKey, list proposal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.at != at {
		return
	}
	if p.ids+len(list.ids) > maxProposed || len(p.lists) >= maxProposed/4 {
		p.forget()
	}
	if _, known := p.lists[key]; !known {
		p.lists[key] = list
		p.ids += len(list.ids)
	}
}

// forget empties the lists. The caller holds mu.
func (p *proposals) forget() {
	p.lists, p.ids = map[proposalKey]proposal{}, 0
}

var proposalSeed = maphash.MakeSeed()

// proposalText stands for a typed text and its site.
func proposalText(tag, text string) uint64 {
	var h maphash.Hash
	h.SetSeed(proposalSeed)
	_, _ = h.WriteString(tag)
	_, _ = h.WriteString(text)
	return h.Sum64()
}

// first gives the newest among the first pickPool documents of a class.
func (s *snapshot) first(q query, text uint64, c class) (proposal, error) {
	key := proposalKey{text, c}
	if known, ok := s.of.proposals.get(s.reader, key); ok {
		return known, nil
	}
	list := proposal{all: true}
	err := s.propose(q, []class{c}, func(c candidate) (bool, error) {
		list.ids = append(list.ids, c.id.UUID)
		list.all = len(list.ids) < pickPool
		return list.all, nil
	})
	if len(list.ids) > mostProposed {
		slices.SortFunc(list.ids, func(a, b uuid.UUID) int { return bytes.Compare(b[:], a[:]) })
		list.ids, list.all = slices.Clone(list.ids[:mostProposed]), false
	}
	if err == nil {
		s.of.proposals.put(s.reader, key, list)
	}
	return list, err
}

// pick finds the best matches from the first documents of each class, and where those
// were no matches any more from all.
func (f *finding) pick(s *snapshot, q query, text uint64, overlaid []candidate, enough int) error {
	if enough > mostProposed {
		return f.rank(s, q, overlaid, enough, pickPool)
	}
	for _, c := range f.typed.order() {
		list, err := s.first(q, text, c)
		if err != nil {
			return err
		}
		pool := slices.Grow(f.overlaid(overlaid, c), len(list.ids))
		for _, id := range list.ids {
			if id := (account.ID{Kind: account.CustomerKind, UUID: id}); !f.asked[id] {
				pool = append(pool, id)
			}
		}
		if err := f.takeNewest(pool, enough, 0, f.matches); err != nil || len(f.found) >= enough {
			return err
		}
		if !list.all {
			if err := f.rankClass(s, q, c, overlaid, enough, pickPool); err != nil || len(f.found) >= enough {
				return err
			}
		}
	}
	return nil
}
