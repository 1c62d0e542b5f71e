package search

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/vellum"
	zap "github.com/blevesearch/zapx/v17"

	"gatehouse/account"
)

// remains is what examining a segment gave.
type remains struct {
	file                      string
	terms, documents, removed int
	found                     []Remnant
}

func (r *remains) add(kind RemnantKind, customer account.ID) {
	r.found = append(r.found, Remnant{Kind: kind, File: r.file, Customer: customer})
}

// examine decodes a segment and compares each of its documents with the store.
func (s *segmentFile) examine(ctx context.Context, source Source) (r *remains, err error) {
	r = &remains{file: s.name}
	if s.opened == nil {
		r.add(RemnantDamaged, account.ID{})
		return r, nil
	}
	if data := s.opened.Data(); crc32.ChecksumIEEE(data[:len(data)-4]) != s.opened.CRC() {
		r.add(RemnantDamaged, account.ID{})
		return r, nil
	}
	r.documents, r.removed = int(s.opened.Count()), int(s.removed.GetCardinality())
	ids, err := s.stored(r)
	if err != nil {
		return r, err
	}
	sums, err := s.sums(ctx, r, ids)
	if err != nil {
		return r, err
	}
	return r, s.compare(ctx, source, r, ids, sums)
}

// stored reads the id of every document. Nothing else may be stored.
func (s *segmentFile) stored(r *remains) ([]account.ID, error) {
	if fields, err := s.opened.VisitableDocValueFields(); err != nil || len(fields) > 0 {
		r.add(RemnantStored, account.ID{})
	}
	ids := make([]account.ID, s.opened.Count())
	extra := false
	for doc := range ids {
		err := s.opened.VisitStoredFields(uint64(doc), func(field string, _ byte, value []byte, _ []uint64) bool {
			if id, ok := customerOf(value); ok && field == "_id" {
				ids[doc] = id
			} else {
				extra = true
			}
			return true
		})
		if err != nil {
			return nil, fmt.Errorf("read stored fields of %s: %w", s.name, err)
		}
	}
	if extra {
		r.add(RemnantStored, account.ID{})
	}
	return ids, nil
}

// sums reads every term of every field and gives each document's fingerprint.
func (s *segmentFile) sums(ctx context.Context, r *remains, ids []account.ID) ([]uint64, error) {
	sums := make([]uint64, len(ids))
	for _, name := range s.opened.Fields() {
		f := field(slices.Index(fieldNames[:], name)) // Meaningless for the id.
		if name != "_id" && !slices.Contains(fieldNames[:], name) {
			r.add(RemnantStored, account.ID{})
			continue
		}
		err := s.eachTerm(ctx, name, func(term []byte, documents *roaring.Bitmap) {
			r.terms++
			if documents.IsEmpty() || documents.Maximum() >= uint32(len(ids)) {
				r.add(RemnantLoose, account.ID{})
				return
			}
			if name == "_id" {
				id, ok := customerOf(term)
				if !ok || documents.GetCardinality() != 1 || ids[documents.Minimum()] != id {
					r.add(RemnantLoose, account.ID{})
				}
				return
			}
			sum := termPrint(f, string(term))
			for doc := documents.Iterator(); doc.HasNext(); {
				sums[doc.Next()] += sum
			}
		})
		if err != nil {
			return nil, fmt.Errorf("read the terms of %s: %w", s.name, err)
		}
	}
	return sums, nil
}

// eachTerm visits a field's terms with the documents that have them, removed ones
// included. It decodes the dictionary itself: asking the engine for each term's
// documents would look every term up once more.
func (s *segmentFile) eachTerm(ctx context.Context, name string, visit func(term []byte, documents *roaring.Bitmap)) error {
	at, err := s.opened.DictAddr(name)
	if err != nil {
		// The field has no dictionary.
		return nil
	}
	data := s.opened.Data()
	length, n := binary.Uvarint(data[at:])
	dictionary, err := vellum.Load(data[at+uint64(n) : at+uint64(n)+length])
	if err != nil {
		return err
	}
	documents := roaring.New()
	terms, err := dictionary.Iterator(nil, nil)
	for i := 0; err == nil; i++ {
		if i%10_000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		term, value := terms.Current()
		if err := readDocuments(data, value, documents); err != nil {
			return err
		}
		visit(term, documents)
		err = terms.Next()
	}
	if errors.Is(err, vellum.ErrIteratorDone) {
		return nil
	}
	return err
}

// readDocuments reads what a dictionary's value stands for: the number of the one
// document, or the place of a list.
func readDocuments(data []byte, value uint64, documents *roaring.Bitmap) error {
	documents.Clear()
	if value&zap.FSTValEncodingMask == zap.FSTValEncoding1Hit {
		doc, _ := zap.FSTValDecode1Hit(value)
		documents.Add(uint32(doc))
		return nil
	}
	// Before the list: where frequencies and places are, and the list's length.
	at := value
	var length uint64
	for range 3 {
		var n int
		length, n = binary.Uvarint(data[at:])
		at += uint64(n)
	}
	_, err := documents.FromBuffer(data[at : at+length])
	return err
}

// rowsAtOnce is how many rows are read from the store at once.
const rowsAtOnce = 1000

// compare finds the documents whose terms the store does not explain.
func (s *segmentFile) compare(ctx context.Context, source Source, r *remains, ids []account.ID, sums []uint64) error {
	for from := 0; from < len(ids); from += rowsAtOnce {
		batch := ids[from:min(from+rowsAtOnce, len(ids))]
		rows, err := source.AccountsByID(ctx, batch)
		if err != nil {
			return fmt.Errorf("read accounts: %w", err)
		}
		if len(rows) != len(batch) {
			return errors.New("read accounts: the store gave another number of rows than was asked for")
		}
		for i, a := range rows {
			doc := from + i
			if kind := judge(a, s.removed.Contains(uint32(doc)), sums[doc]); kind != "" {
				r.add(kind, ids[doc])
			}
		}
	}
	return nil
}

// judge tells what is wrong with a document, "" if the account explains it. The
// index finds an account by its present state alone; a removed document may stem
// from another state of the same name and address.
func judge(a *account.Account, removed bool, sum uint64) RemnantKind {
	var t terms
	indexed := false
	if a != nil {
		t, indexed = document(*a)
	}
	switch {
	case removed && !indexed:
		return RemnantRemoved
	case !indexed:
		return RemnantDocument
	case t.sum() == sum:
		return ""
	case !removed:
		return RemnantTerms
	}
	for _, status := range account.Statuses {
		then := *a
		then.Status = status
		if t, ok := document(then); ok && t.sum() == sum {
			return ""
		}
	}
	return RemnantEarlier
}
