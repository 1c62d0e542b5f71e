package search

import "github.com/RoaringBitmap/roaring/v2"

// maxNearRows bounds how many rows a search reads for near misses. Words that share
// a variant may still be two typos apart.
const maxNearRows = 250

// visitNear gives the live documents of a segment whose names may come close to the
// typed words: each word matches as typed, or shares a variant with a word.
func (q query) visitNear(s *segment, yield visitor) (more bool, err error) {
	if len(q.typed.words) == 1 {
		return q.visitVariants(s, q.typed.words[0], yield)
	}
	var all *roaring.Bitmap
	for _, word := range q.typed.words {
		set := roaring.New()
		if err := q.addPrefix(s, firstField, firstGramField, word, set); err != nil {
			return false, err
		}
		if err := q.addPrefix(s, wordField, wordGramField, word, set); err != nil {
			return false, err
		}
		if longEnough(word, nearLength) {
			if _, err := q.visitVariants(s, word, adder(set)); err != nil {
				return false, err
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

func (q query) visitVariants(s *segment, word string, yield visitor) (more bool, err error) {
	for _, variant := range variants(word) {
		if more, err := q.visitTerm(s, nearField, variant, yield); err != nil || !more {
			return more, err
		}
	}
	return true, nil
}
