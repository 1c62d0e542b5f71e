package search

import "github.com/RoaringBitmap/roaring/v2"

// maxNearRows bounds how many rows a search reads for near misses. Words that share
// a variant may still be two typos apart.
const maxNearRows = 100

// visitNear gives the live documents of a segment whose names may come close to some
// typed words: each word matches as typed, or shares a variant with a word.
func (q query) visitNear(s *segment, c class, words []string, yield visitor) (more bool, err error) {
	switch len(words) {
	case 0:
		return true, nil
	case 1:
		return q.visitVariants(s, c, words[0], yield)
	}
	var all *roaring.Bitmap
	for _, word := range words {
		set := roaring.New()
		if err := q.addPrefix(s, firstField, firstGramField, word, set); err != nil {
			return false, err
		}
		if err := q.addPrefix(s, wordField, wordGramField, word, set); err != nil {
			return false, err
		}
		if _, err := q.visitVariants(s, c, word, adder(set)); err != nil {
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
	return s.each(documents{many: all}, yield), nil
}

// visitVariants finds the words that share a variant with a typed one, or, for starts
// of words, a start of a variant. A word too short for a typo may still be two words
// written as one.
func (q query) visitVariants(s *segment, c class, word string, yield visitor) (more bool, err error) {
	all := variants(word)
	if !longEnough(word, nearLength) {
		all = []string{word}
	}
	if !mayBeJoined(word) {
		return true, nil
	}
	for _, variant := range all {
		if c == nearStart && longEnough(word, nearStartLength) {
			more, err = q.visitNearStart(s, variant, yield)
		} else {
			more, err = q.visitTerm(s, nearField, variant, yield)
		}
		if err != nil || !more {
			return more, err
		}
	}
	return true, nil
}

// maxNearSteps bounds how many variants a search walks through in each segment for one
// start: few names are that near, and behind it somebody only types on.
const maxNearSteps = 200

func (q query) visitNearStart(s *segment, variant string, yield visitor) (more bool, err error) {
	more = true
	steps := 0
	err = s.walkStart(nearField, q.tag+variant, func(term string) (bool, error) {
		list, err := s.lookUp(nearField, term)
		if err == nil {
			more = s.each(list, yield)
		}
		steps++
		return more && steps < maxNearSteps, err
	})
	return more, err
}
