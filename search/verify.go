package search

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"

	"gatehouse/account"
)

// Report tells how the index compares with the store.
type Report struct {
	Accounts  int // Accounts that are not deleted, in the store.
	Documents int // Documents in the index.

	// The three lists hold up to maxListed ids each; the numbers count all.
	Missing, Surplus, Different                []account.ID
	MissingCount, SurplusCount, DifferentCount int
}

// maxListed bounds the lists of a report.
const maxListed = 100

// OK tells whether the index is what the store says.
func (r Report) OK() bool { return r.MissingCount+r.SurplusCount+r.DifferentCount == 0 }

// Verify compares the index with the store, account by account: each has exactly
// the terms that its state allows, and nobody else has a document. It may run
// beside changes: an account that changed meanwhile is left out. Takes about 16
// bytes of memory per account twice over, and reads the store in short reads.
func (x *Index) Verify(ctx context.Context) (Report, error) {
	ctx = account.WithCaller(ctx, account.System())
	at, release, err := x.pin(ctx)
	if err != nil {
		return Report{}, err
	}
	defer release()
	if err := x.WaitFor(ctx, at.Position); err != nil {
		return Report{}, err
	}
	var report Report
	err = x.read(func(s *snapshot) error {
		indexed, err := s.prints(ctx)
		if err != nil {
			return err
		}
		report.Documents = len(indexed)
		wrong, err := x.compareAll(ctx, indexed, &report.Accounts)
		if err != nil {
			return err
		}
		changed, err := x.changedSince(ctx, at.Position)
		if err != nil {
			return err
		}
		for _, w := range wrong {
			if !changed[w.id] {
				report.add(w)
			}
		}
		return nil
	})
	return report, err
}

// fault is an account whose document is not what it should be.
type fault struct {
	id             account.ID
	stored, inside bool // In the store; in the index.
}

func (r *Report) add(f fault) {
	list, count := &r.Different, &r.DifferentCount
	switch {
	case !f.inside:
		list, count = &r.Missing, &r.MissingCount
	case !f.stored:
		list, count = &r.Surplus, &r.SurplusCount
	}
	if *count++; len(*list) < maxListed {
		*list = append(*list, f.id)
	}
}

// print is the fingerprint of a document's terms. The sum does not depend on their
// order, so the dictionaries can be read one after the other.
type print struct {
	doc [16]byte
	sum uint64
}

var printSeed = maphash.MakeSeed()

func termPrint(f field, term string) uint64 {
	var h maphash.Hash
	h.SetSeed(printSeed)
	_ = h.WriteByte(byte(f))
	_, _ = h.WriteString(term)
	return h.Sum64()
}

// prints reads every term of every live document, sorted by document.
func (s *snapshot) prints(ctx context.Context) ([]print, error) {
	var all []print
	for _, part := range s.segments {
		sums := make([]uint64, part.part.Segment().Count())
		for f := range fieldCount {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			err := part.walk(f, "", "\xff", nil, func(term string) (bool, error) {
				list, err := part.lookUp(f, term)
				if err != nil {
					return false, err
				}
				sum := termPrint(f, term)
				part.each(list, func(doc uint32) bool {
					sums[doc] += sum
					return true
				})
				return true, nil
			})
			if err != nil {
				return nil, err
			}
		}
		for docs := part.part.DocNumbersLive().Iterator(); docs.HasNext(); {
			doc := docs.Next()
			id, err := part.part.DocID(uint64(doc))
			if err != nil || len(id) != 16 {
				return nil, errors.Join(errors.New("the index holds a document without an id"), err)
			}
			all = append(all, print{[16]byte(id), sums[doc]})
		}
		if err := part.checkFields(); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b print) int { return bytes.Compare(a.doc[:], b.doc[:]) })
	return all, nil
}

// checkFields finds fields that no document of ours has.
func (s *segment) checkFields() error {
	for _, name := range s.part.Fields() {
		if name != "_id" && !slices.Contains(fieldNames[:], name) {
			return fmt.Errorf("the index holds an unknown field %q", name)
		}
	}
	return nil
}

// compareAll walks the store and finds every account whose print is another, and
// every document that belongs to none.
func (x *Index) compareAll(ctx context.Context, indexed []print, accounts *int) ([]fault, error) {
	var wrong []fault
	known := make([]bool, len(indexed))
	var after account.ID
	for {
		rows, err := x.source.AccountsAfter(ctx, after, x.batchRows)
		if err != nil {
			return nil, fmt.Errorf("read the accounts: %w", err)
		}
		if len(rows) == 0 {
			break
		}
		*accounts += len(rows)
		for _, a := range rows {
			i, found := slices.BinarySearchFunc(indexed, [16]byte(a.ID.UUID), func(p print, id [16]byte) int {
				return bytes.Compare(p.doc[:], id[:])
			})
			if found {
				known[i] = true
			}
			if t, _ := document(a); !found || t.sum() != indexed[i].sum {
				wrong = append(wrong, fault{a.ID, true, found})
			}
		}
		after = rows[len(rows)-1].ID
	}
	for i, ok := range known {
		if i > 0 && indexed[i].doc == indexed[i-1].doc || !ok {
			id, _ := customerOf(indexed[i].doc[:])
			wrong = append(wrong, fault{id, false, true})
		}
	}
	return wrong, nil
}

func (t terms) sum() (sum uint64) {
	for f, list := range t {
		for _, term := range list {
			sum += termPrint(field(f), term)
		}
	}
	return sum
}

// changedSince gives the customers with a change behind a position.
func (x *Index) changedSince(ctx context.Context, position int64) (map[account.ID]bool, error) {
	changed := map[account.ID]bool{}
	for {
		changes, err := x.source.Changes(ctx, position, x.batchRows)
		if err != nil {
			return nil, fmt.Errorf("read the change log: %w", err)
		}
		if len(changes) == 0 {
			return changed, nil
		}
		for _, c := range changes {
			changed[c.Customer] = true
		}
		position = changes[len(changes)-1].Position
	}
}
