package search

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"gatehouse/account"
)

// RemnantKind says what was found on disk that the store does not explain.
type RemnantKind string

// The kinds of remnants.
const (
	// RemnantFile is a file that the index does not use: an old segment, an old
	// generation, a file that a crash or somebody left.
	RemnantFile RemnantKind = "file that the index does not use"
	// RemnantDocument is a document of an account that is deleted or was never
	// known.
	RemnantDocument RemnantKind = "document of a deleted account"
	// RemnantRemoved is the same, removed from the index and still in its file.
	RemnantRemoved RemnantKind = "removed document of a deleted account"
	// RemnantEarlier is a removed document that the account's name and address of
	// now do not explain: it holds earlier ones.
	RemnantEarlier RemnantKind = "removed document with an earlier name or address"
	// RemnantTerms is a document with other terms than its account's state allows.
	RemnantTerms RemnantKind = "document with other terms than its account"
	// RemnantLoose is a term that no document has.
	RemnantLoose RemnantKind = "term of no document"
	// RemnantStored is text outside of the term dictionaries: a stored field, a doc
	// value, a field that no document of ours has.
	RemnantStored RemnantKind = "stored text"
	// RemnantDamaged is a segment whose check sum is wrong or that can't be
	// decoded: nothing is proved of it.
	RemnantDamaged RemnantKind = "damaged segment"
)

// Remnant is something on disk that may still tell of erased people. It names the
// place, never what stands there.
type Remnant struct {
	Kind     RemnantKind
	File     string     // Relative to the index directory.
	Customer account.ID // Whose document; zero where no document is meant.
}

// String gives the remnant for people.
func (r Remnant) String() string {
	if r.Customer.IsZero() {
		return fmt.Sprintf("%s: %s", r.File, r.Kind)
	}
	return fmt.Sprintf("%s: %s: %s", r.File, r.Kind, r.Customer)
}

// RemnantReport is what Remnants looked at and what it found.
type RemnantReport struct {
	Position  int64 // The last change that is in the files.
	Files     int   // Of the index directory.
	Segments  int
	Terms     int // Of all dictionaries, ids of documents included.
	Documents int
	Removed   int // Documents that are removed and still in a segment.

	// Pending are documents that differ from the store because their account changed
	// behind Position: the index has not caught up on disk, and erasures among these
	// changes are not done.
	Pending int

	Found    int       // All remnants.
	Remnants []Remnant // The first maxListed of them.
}

// Clean tells that nothing was found and nothing is pending.
func (r RemnantReport) Clean() bool { return r.Found == 0 && r.Pending == 0 }

func (r *RemnantReport) add(found Remnant) {
	r.Found++
	if len(r.Remnants) < maxListed {
		r.Remnants = append(r.Remnants, found)
	}
}

// Remnants proves, for the index below a data directory as it stands, that its
// files hold nothing of erased people. It needs no name to look for: it decodes
// every segment, removed documents included, and each document's terms have to be
// what the store's row explains. A removed document may have any terms that its
// account's name and address of now give in some state.
//
// It reads files alone and takes no lock. Files that a running index is about to
// write or to remove are findings: ask the running one then. About 6 s at
// 1,000,000 accounts.
func Remnants(ctx context.Context, dir string, source Source) (RemnantReport, error) {
	f, err := openFiles(ctx, filepath.Join(dir, "search"))
	if err != nil {
		return RemnantReport{}, err
	}
	report, err := f.check(account.WithCaller(ctx, account.System()), source)
	return report, errors.Join(err, f.close())
}

// settleTimeout bounds the wait for the engine to remove the files it is done with.
const settleTimeout = 20 * time.Second

// Remnants does the same beside the running index. The follower waits while the
// files are opened, and goes on while they are read.
func (x *Index) Remnants(ctx context.Context) (RemnantReport, error) {
	ctx = account.WithCaller(ctx, account.System())
	_, release, err := x.pin(ctx)
	if err != nil {
		return RemnantReport{}, err
	}
	defer release()
	f, err := x.settled(ctx)
	if err != nil {
		return RemnantReport{}, err
	}
	report, err := f.check(ctx, x.source)
	return report, errors.Join(err, f.close())
}

// settled opens the files at a moment when everything written so far is in them.
// Files that stay unused until the time is over are left for the report.
func (x *Index) settled(ctx context.Context) (*files, error) {
	if err := x.lockRebuild(ctx); err != nil {
		return nil, err
	}
	defer x.rebuilding.Unlock()
	x.following.Lock()
	defer x.following.Unlock()
	x.mu.RLock()
	g := x.current
	x.mu.RUnlock()
	if g == nil {
		return nil, errDown()
	}
	if err := g.flush(ctx); err != nil {
		return nil, err
	}
	over := time.NewTimer(settleTimeout)
	defer over.Stop()
	for {
		f, err := openFiles(ctx, x.home.dir)
		if err != nil || len(f.unused) == 0 {
			return f, err
		}
		select {
		case <-over.C:
			return f, nil
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), f.close())
		case <-time.After(lookAgain):
		}
		if err := f.close(); err != nil {
			return nil, err
		}
		// The engine removes old files when it persists another state: give it one.
		if err := g.flush(ctx); err != nil {
			return nil, err
		}
	}
}

// check decodes all segments, a few at once, and compares them with the store.
func (f *files) check(ctx context.Context, source Source) (RemnantReport, error) {
	report := RemnantReport{Position: f.position, Files: f.count, Segments: len(f.segments)}
	for _, name := range f.unused {
		report.add(Remnant{Kind: RemnantFile, File: name})
	}
	results := make([]*remains, len(f.segments))
	failures := make([]error, len(f.segments))
	var group sync.WaitGroup
	places := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range f.segments {
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			results[i], failures[i] = f.segments[i].examine(ctx, source)
		})
	}
	group.Wait()
	if err := errors.Join(failures...); err != nil {
		return report, err
	}
	// Read last: a row that was read before is explained by a change up to here.
	changed, err := changedSince(ctx, source, f.position)
	if err != nil {
		return report, err
	}
	for _, r := range results {
		report.Terms += r.terms
		report.Documents += r.documents
		report.Removed += r.removed
		for _, found := range r.found {
			if changed[found.Customer] {
				report.Pending++
			} else {
				report.add(found)
			}
		}
	}
	return report, nil
}

// changedSince gives the customers with a change behind a position.
func changedSince(ctx context.Context, source Source, position int64) (map[account.ID]bool, error) {
	const atOnce = 5000
	changed := map[account.ID]bool{}
	for {
		changes, err := source.Changes(ctx, position, atOnce)
		if err != nil {
			return nil, fmt.Errorf("read the change log: %w", err)
		}
		for _, c := range changes {
			changed[c.Customer] = true
			position = c.Position
		}
		if len(changes) == 0 {
			return changed, nil
		}
	}
}
