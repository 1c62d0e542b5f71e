package forensic

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"
	"go.etcd.io/bbolt"
)

// scanSegment decodes a segment of the index, without asking which of its documents
// are removed.
func (s *scan) scanSegment(path string) (err error) {
	defer func() {
		// The decoder panics on a file that was not written to its end.
		if r := recover(); r != nil {
			s.add(Unreadable, "")
		}
	}()
	opened, err := new(zap.ZapPlugin).Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err != nil {
		s.add(Unreadable, "")
		return nil
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	if err := s.scanTerms(opened); err != nil {
		return err
	}
	if err := s.scanStored(opened); err != nil {
		return err
	}
	return s.scanDocValues(opened)
}

func (s *scan) scanTerms(opened segment.Segment) error {
	for _, field := range opened.Fields() {
		s.look([]byte(field), "name of a field, ")
		dictionary, err := opened.Dictionary(field)
		if err != nil {
			return err
		}
		place := "term of " + field + ", "
		terms := dictionary.AutomatonIterator(nil, nil, nil)
		for {
			entry, err := terms.Next()
			if err != nil {
				return err
			}
			if entry == nil {
				break
			}
			s.look([]byte(entry.Term), place)
		}
	}
	return nil
}

func (s *scan) scanStored(opened segment.Segment) error {
	for doc := range opened.Count() {
		err := opened.VisitStoredFields(doc, func(field string, _ byte, value []byte, _ []uint64) bool {
			s.look(value, "stored "+field+", ")
			return true
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *scan) scanDocValues(opened segment.Segment) error {
	values, ok := opened.(segment.DocValueVisitable)
	if !ok {
		return errors.New("the segment can't tell its doc values")
	}
	fields, err := values.VisitableDocValueFields()
	// Asking a segment that has none makes the decoder panic.
	if err != nil || len(fields) == 0 {
		return err
	}
	var state segment.DocVisitState
	visit := index.DocValueVisitor(func(field string, value []byte) { s.look(value, "doc value of "+field+", ") })
	for doc := range opened.Count() {
		if state, err = values.VisitDocValues(doc, fields, visit, state); err != nil {
			return err
		}
	}
	return nil
}

// isBolt knows a bolt file by the magic number of its first page.
func isBolt(content []byte) bool {
	return len(content) > 20 && string(content[16:20]) == "\xed\xda\x0c\xed"
}

// scanBolt walks a bolt file by its own tables. It opens a copy: the file itself
// is locked as long as its index is open.
func (s *scan) scanBolt(content []byte) (err error) {
	defer func() {
		if r := recover(); r != nil {
			s.add(Unreadable, "")
		}
	}()
	file, err := os.CreateTemp("", "forensic-*.bolt")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(file.Name())) }()
	_, err = file.Write(content)
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	db, err := bbolt.Open(file.Name(), 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		s.add(Unreadable, "")
		return nil
	}
	err = db.View(func(tx *bbolt.Tx) error { return s.scanBucket(tx.Cursor().Bucket()) })
	if err = errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("walk the snapshots: %w", err)
	}
	return nil
}

func (s *scan) scanBucket(b *bbolt.Bucket) error {
	return b.ForEach(func(key, value []byte) error {
		s.look(key, "key of bolt, ")
		if inner := b.Bucket(key); value == nil && inner != nil {
			return s.scanBucket(inner)
		}
		s.look(value, "value of bolt, ")
		return nil
	})
}
