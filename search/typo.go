package search

import (
	"fmt"
	"sync"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/vellum/levenshtein"
)

// typos builds automata for one typo, swapped neighbours included. It holds tables
// that take a moment to fill, so there is one.
var typos = sync.OnceValues(func() (*levenshtein.LevenshteinAutomatonBuilder, error) {
	return levenshtein.NewLevenshteinAutomatonBuilder(1, true)
})

// nearQuery finds accounts whose name comes close to a typed text. It reads the
// whole words only, and of them those with the right first letter.
type nearQuery struct {
	query
	automata []*afterTag // By typed word; nil for a word too short to hold a typo.
}

func newNearQuery(q query) (nearQuery, error) {
	n := nearQuery{query: q}
	builder, err := typos()
	if err != nil {
		return n, fmt.Errorf("prepare the search for typos: %w", err)
	}
	for _, word := range q.typed.words {
		if !longEnough(word, nearLength) {
			n.automata = append(n.automata, nil)
			continue
		}
		dfa, err := builder.BuildDfa(word, 1)
		if err != nil {
			return n, fmt.Errorf("prepare the search for typos: %w", err)
		}
		n.automata = append(n.automata, &afterTag{q.tag, dfa})
	}
	return n, nil
}

// visit gives the live documents of a segment that come close.
func (n nearQuery) visit(s *segment, yield visitor) (more bool, err error) {
	var all *roaring.Bitmap
	for i, word := range n.typed.words {
		set := roaring.New()
		if err := n.addPrefix(s, firstField, firstGramField, word, set); err != nil {
			return false, err
		}
		if err := n.addPrefix(s, wordField, wordGramField, word, set); err != nil {
			return false, err
		}
		if n.automata[i] != nil {
			for _, f := range []field{firstField, wordField} {
				if err := n.addNear(s, f, word, n.automata[i], set); err != nil {
					return false, err
				}
			}
		}
		if all == nil {
			all = set
		} else {
			all.And(set)
		}
		if all.IsEmpty() {
			return true, nil
		}
	}
	return s.each(documents{many: all}, yield), nil
}

func (n nearQuery) addNear(s *segment, f field, word string, automaton *afterTag, set *roaring.Bitmap) error {
	_, size := utf8.DecodeRuneInString(word)
	from := n.tag + word[:size]
	return s.walk(f, from, from+"\xff", automaton, func(term string) (bool, error) {
		list, err := s.lookUp(f, term)
		list.addTo(set)
		return true, err
	})
}

// afterTag runs an automaton over what follows the site's tag in a term. States
// below the tag's length stand inside the tag.
type afterTag struct {
	tag   string
	inner *levenshtein.DFA
}

const noState = -1

func (a *afterTag) Start() int { return 0 }

func (a *afterTag) IsMatch(state int) bool {
	return state >= len(a.tag) && a.inner.IsMatch(state-len(a.tag))
}

func (a *afterTag) CanMatch(state int) bool {
	return state >= 0 && (state < len(a.tag) || a.inner.CanMatch(state-len(a.tag)))
}

func (a *afterTag) WillAlwaysMatch(int) bool { return false }

func (a *afterTag) Accept(state int, b byte) int {
	switch {
	case state < 0 || state < len(a.tag) && a.tag[state] != b:
		return noState
	case state < len(a.tag)-1:
		return state + 1
	case state == len(a.tag)-1:
		return len(a.tag) + a.inner.Start()
	}
	return len(a.tag) + a.inner.Accept(state-len(a.tag), b)
}
