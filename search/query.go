package search

import (
	"github.com/RoaringBitmap/roaring/v2"
)

// query asks one segment after the other for the documents of a class. Terms hold
// the site's tag, so a query never leaves its site.
type query struct {
	tag   string
	typed typed
}

// visitor takes documents until it says stop.
type visitor func(doc uint32) (more bool)

// visit gives the live documents of a segment in which the class may be found, as
// far as the segment's terms tell. A document may come in several classes.
func (q query) visit(s *segment, c class, yield visitor) (more bool, err error) {
	switch c {
	case exactEmail:
		if q.typed.canonical == "" {
			return true, nil
		}
		if more, err := q.visitTerm(s, mailField, q.typed.canonical, yield); err != nil || !more {
			return more, err
		}
		return q.visitTerm(s, exactField, q.typed.canonical, yield)
	case mailStart:
		return q.visitStart(s, mailField, q.typed.mail, yield)
	case domainStart:
		return q.visitStart(s, domainField, q.typed.domain, yield)
	}
	if len(q.typed.words) == 0 {
		return true, nil
	}
	if len(q.typed.words) == 1 {
		return q.visitWord(s, c, q.typed.words[0], yield)
	}
	set, err := q.allWords(s, c)
	if err != nil || set == nil {
		return true, err
	}
	return s.each(documents{many: set}, yield), nil
}

// visitWord finds a single typed word.
func (q query) visitWord(s *segment, c class, word string, yield visitor) (more bool, err error) {
	switch c {
	case wholeWords:
		if !longEnough(word, 2) {
			return true, nil
		}
		if more, err := q.visitTerm(s, firstField, word, yield); err != nil || !more {
			return more, err
		}
		return q.visitTerm(s, wordField, word, yield)
	case nameStart:
		return q.visitPrefix(s, firstField, firstGramField, word, yield)
	default:
		return q.visitPrefix(s, wordField, wordGramField, word, yield)
	}
}

func (q query) visitTerm(s *segment, f field, text string, yield visitor) (bool, error) {
	list, err := s.lookUp(f, q.tag+text)
	if err != nil {
		return false, err
	}
	return s.each(list, yield), nil
}

// visitPrefix finds the words that start with a typed one.
func (q query) visitPrefix(s *segment, whole, grams field, word string, yield visitor) (bool, error) {
	if !longEnough(word, gramLength+1) {
		return q.visitTerm(s, grams, word, yield)
	}
	return q.visitStart(s, whole, word, yield)
}

func (q query) visitStart(s *segment, f field, text string, yield visitor) (more bool, err error) {
	if text == "" {
		return true, nil
	}
	more = true
	err = s.walkStart(f, q.tag+text, func(term string) (bool, error) {
		list, err := s.lookUp(f, term)
		if err == nil {
			more = s.each(list, yield)
		}
		return more, err
	})
	return more, err
}

// allWords intersects the lists of several typed words; nil is none.
func (q query) allWords(s *segment, c class) (*roaring.Bitmap, error) {
	var all, first *roaring.Bitmap
	for _, word := range q.typed.words {
		set, start := roaring.New(), roaring.New()
		if c == wholeWords {
			if !longEnough(word, 2) {
				return nil, nil
			}
			for _, f := range []field{firstField, wordField} {
				if _, err := q.visitTerm(s, f, word, adder(set)); err != nil {
					return nil, err
				}
			}
		} else {
			if err := q.addPrefix(s, firstField, firstGramField, word, start); err != nil {
				return nil, err
			}
			if err := q.addPrefix(s, wordField, wordGramField, word, set); err != nil {
				return nil, err
			}
			set.Or(start)
		}
		if all == nil {
			all, first = set, start
		} else {
			all.And(set)
			first.Or(start)
		}
		if all.IsEmpty() {
			return nil, nil
		}
	}
	if c == nameStart {
		all.And(first)
	}
	return all, nil
}

func (q query) addPrefix(s *segment, whole, grams field, word string, set *roaring.Bitmap) error {
	if !longEnough(word, gramLength+1) {
		list, err := s.lookUp(grams, q.tag+word)
		list.addTo(set)
		return err
	}
	return q.addStart(s, whole, word, set)
}

func (q query) addStart(s *segment, f field, text string, set *roaring.Bitmap) error {
	if text == "" {
		return nil
	}
	return s.walkStart(f, q.tag+text, func(term string) (bool, error) {
		list, err := s.lookUp(f, term)
		list.addTo(set)
		return true, err
	})
}

func adder(set *roaring.Bitmap) visitor {
	return func(doc uint32) bool {
		set.Add(doc)
		return true
	}
}

// matches gives every live document of a segment that any class finds: no more and
// no fewer than match would, because no term is shortened.
func (q query) matches(s *segment) (*roaring.Bitmap, error) {
	set := roaring.New()
	if q.typed.canonical != "" {
		for _, f := range []field{mailField, exactField} {
			if _, err := q.visitTerm(s, f, q.typed.canonical, adder(set)); err != nil {
				return nil, err
			}
		}
	}
	if err := q.addStart(s, mailField, q.typed.mail, set); err != nil {
		return nil, err
	}
	if err := q.addStart(s, domainField, q.typed.domain, set); err != nil {
		return nil, err
	}
	if len(q.typed.words) > 0 {
		byName, err := q.allWords(s, wordStart)
		if err != nil {
			return nil, err
		}
		if byName != nil {
			set.Or(byName)
		}
	}
	if removed := s.part.Deleted(); removed != nil {
		set.AndNot(removed)
	}
	return set, nil
}
