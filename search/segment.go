package search

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	segmentapi "github.com/blevesearch/scorch_segment_api/v2"
)

// snapshot is the index as it stands at one moment, read segment by segment: a
// search ends as soon as it has enough, without touching the other segments.
type snapshot struct {
	reader   *scorch.IndexSnapshot
	segments []*segment
	work     Work // Of the search that has it.
	of       *generation
}

func (g *generation) snapshot() (*snapshot, error) {
	reader, err := g.engine.Reader()
	if err != nil {
		return nil, fmt.Errorf("read the index: %w", err)
	}
	at, ok := reader.(*scorch.IndexSnapshot)
	if !ok || at == nil {
		return nil, errors.New("read the index: it is closed")
	}
	s := g.spare.take()
	s.show(at)
	s.of, s.work = g, Work{}
	for _, part := range s.segments {
		if part.sieve == nil {
			part.sieve = g.sieves.of(part.part.Segment())
		}
	}
	return s, nil
}

// show turns to another moment. Segments never change but for the documents that
// are removed from them, so what was opened of those that are still there stays
// open.
func (s *snapshot) show(at *scorch.IndexSnapshot) {
	if s.reader == at {
		return
	}
	before := s.segments
	s.reader, s.segments = at, make([]*segment, 0, len(before)+1)
	for i, part := range at.Segments() {
		var known *segment
		if i < len(before) && before[i].part.Segment() == part.Segment() {
			known = before[i]
		} else if at := slices.IndexFunc(before, func(b *segment) bool { return b.part.Segment() == part.Segment() }); at >= 0 {
			known = before[at]
		} else {
			known = &segment{work: &s.work}
		}
		known.part = part
		s.segments = append(s.segments, known)
	}
}

// close lets go of the moment, and keeps the rest for the next search.
func (s *snapshot) close() error {
	err := s.reader.Close()
	if err == nil {
		s.of.spare.put(s)
	}
	return err
}

// spares are snapshots that no search uses at the moment: opening the dictionaries
// of all segments anew costs a search a tenth of its time. What they hold of
// segments that are gone is never looked at.
type spares struct {
	mu   sync.Mutex
	free []*snapshot
}

func (p *spares) take() *snapshot {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.free)
	if n == 0 {
		return &snapshot{}
	}
	s := p.free[n-1]
	p.free = p.free[:n-1]
	return s
}

func (p *spares) put(s *snapshot) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free = append(p.free, s)
}

// segment is one part of a snapshot.
type segment struct {
	part         *scorch.SegmentSnapshot
	work         *Work  // Of the whole snapshot; one search at a time reads it.
	sieve        *sieve // nil until it is made.
	dictionaries [fieldCount]segmentapi.TermDictionary
	postings     segmentapi.PostingsList
	iterator     segmentapi.PostingsIterator
}

func (s *segment) dictionary(f field) (segmentapi.TermDictionary, error) {
	if s.dictionaries[f] == nil {
		dictionary, err := s.part.Segment().Dictionary(fieldNames[f])
		if err != nil {
			return nil, fmt.Errorf("read the index: %w", err)
		}
		s.dictionaries[f] = dictionary
	}
	return s.dictionaries[f], nil
}

// documents is the list behind one term: a single document or a bitmap. The bitmap
// belongs to the index and may be overwritten by the segment's next look-up.
type documents struct {
	one  uint32
	many *roaring.Bitmap
	none bool
}

// lookUp gives the documents that hold a term, removed ones among them.
func (s *segment) lookUp(f field, term string) (documents, error) {
	if !s.sieve.passes(f, term) {
		return documents{none: true}, nil
	}
	s.work.LookUps++
	dictionary, err := s.dictionary(f)
	if err != nil {
		return documents{}, err
	}
	if s.postings, err = dictionary.PostingsList([]byte(term), nil, s.postings); err != nil {
		return documents{}, fmt.Errorf("read the index: %w", err)
	}
	if s.postings.Count() == 0 {
		return documents{none: true}, nil
	}
	s.iterator = s.postings.Iterator(false, false, false, s.iterator)
	list, ok := s.iterator.(segmentapi.OptimizablePostingsIterator)
	if !ok {
		return documents{}, errors.New("read the index: its segments are of an unknown kind")
	}
	if one, ok := list.DocNum1Hit(); ok {
		return documents{one: uint32(one)}, nil
	}
	return documents{many: list.ActualBitmap()}, nil
}

// walk visits the terms of a field from one on, up to but not including another.
func (s *segment) walk(f field, from, to string, automaton segmentapi.Automaton, visit func(term string) (more bool, err error)) error {
	dictionary, err := s.dictionary(f)
	if err != nil {
		return err
	}
	var iterator segmentapi.DictionaryIterator
	if lean, ok := dictionary.(interface {
		AutomatonIteratorOmitCount(segmentapi.Automaton, []byte, []byte) segmentapi.DictionaryIterator
	}); ok {
		iterator = lean.AutomatonIteratorOmitCount(automaton, []byte(from), []byte(to))
	} else {
		iterator = dictionary.AutomatonIterator(automaton, []byte(from), []byte(to))
	}
	for {
		var entry *index.DictEntry
		if entry, err = iterator.Next(); err != nil {
			return fmt.Errorf("read the index: %w", err)
		}
		if entry == nil {
			return nil
		}
		s.work.Steps++
		if more, err := visit(entry.Term); err != nil || !more {
			return err
		}
	}
}

// walkStart visits the terms that start with a text. No valid text has the byte
// that ends the walk.
func (s *segment) walkStart(f field, text string, visit func(term string) (bool, error)) error {
	if !s.sieve.passesStart(f, text) {
		return nil
	}
	return s.walk(f, text, text+"\xff", nil, visit)
}

// each visits the live documents of a list until visit says stop.
func (s *segment) each(list documents, visit func(doc uint32) (more bool)) (more bool) {
	removed := s.part.Deleted()
	switch {
	case list.none:
		return true
	case list.many == nil:
		return removed != nil && removed.Contains(list.one) || visit(list.one)
	}
	for documents := list.many.Iterator(); documents.HasNext(); {
		doc := documents.Next()
		if removed != nil && removed.Contains(doc) {
			continue
		}
		if !visit(doc) {
			return false
		}
	}
	return true
}

// addTo puts a list into a bitmap.
func (list documents) addTo(set *roaring.Bitmap) {
	switch {
	case list.none:
	case list.many == nil:
		set.Add(list.one)
	default:
		set.Or(list.many)
	}
}
