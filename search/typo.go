package search

import "github.com/RoaringBitmap/roaring/v2"

// maxNearRows bounds how many rows a search reads for near misses: of a text with
// several words each may have come close by another one's typo.
const maxNearRows = 100

// nearWords are, for each typed word, the words of the index that it comes close to.
// They are looked for when a segment first needs them.
type nearWords struct {
	typed []string
	class class
	found [][]string
}

func (s *snapshot) nearTo(q query, n *nearWords, i int) []string {
	if n.found == nil {
		n.found = make([][]string, len(n.typed))
	}
	if n.found[i] == nil {
		n.found[i] = []string{}
		if mayBeJoined(n.typed[i]) {
			found, compared := s.of.words.near(q.tag, n.typed[i], n.class)
			n.found[i] = append(n.found[i], found...)
			s.work.Compared += int64(compared)
		}
	}
	return n.found[i]
}

// visitNear gives the live documents of a segment whose names may come close to some
// typed words: each word matches as typed, or comes close to a word.
func (s *snapshot) visitNear(q query, part *segment, n *nearWords, yield visitor) (more bool, err error) {
	switch len(n.typed) {
	case 0:
		return true, nil
	case 1:
		return q.visitWords(part, s.nearTo(q, n, 0), yield)
	}
	var all *roaring.Bitmap
	for i, word := range n.typed {
		set := roaring.New()
		if err := q.addPrefix(part, firstField, firstGramField, word, set); err != nil {
			return false, err
		}
		if err := q.addPrefix(part, wordField, wordGramField, word, set); err != nil {
			return false, err
		}
		if _, err := q.visitWords(part, s.nearTo(q, n, i), adder(set)); err != nil {
			return false, err
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
	return part.each(documents{many: all}, yield), nil
}

// visitWords finds the names that have one of some words, whole.
func (q query) visitWords(part *segment, words []string, yield visitor) (more bool, err error) {
	for _, word := range words {
		for _, f := range lexical {
			if more, err := q.visitTerm(part, f, word, yield); err != nil || !more {
				return more, err
			}
		}
	}
	return true, nil
}
