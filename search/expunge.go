package search

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	segmentapi "github.com/blevesearch/scorch_segment_api/v2"

	"gatehouse/account"
)

// lookAgain is how soon the files are looked at again while the engine removes
// what no snapshot needs.
const lookAgain = 20 * time.Millisecond

// segmentsAtOnce bounds for how long the follower waits: it goes on after so many
// rewritten segments, of about a second each at a million accounts.
const segmentsAtOnce = 2

// Expunge takes what was removed of the given accounts up to a position out of the
// index's files: a removed document's terms stay in its segment until that is
// rewritten. It returns when no segment holds a removed document of theirs, no file
// is left that the index does not use, and the words of their names are forgotten.
// Other segments are left alone, however many removed documents of others they hold.
//
// The follower waits while segments are rewritten and, in the end, until the old
// files are gone: with a writer that never pauses the engine may keep them for long.
// An account costs one segment, of a twentieth of the accounts at most, for each of
// its earlier states that is still in a file; many accounts cost every segment once.
func (x *Index) Expunge(ctx context.Context, position int64, customers []account.ID) error {
	ctx = account.WithCaller(ctx, account.System())
	if err := x.WaitFor(ctx, position); err != nil {
		return err
	}
	// A generation under construction may hold somebody as of before the removal:
	// it is waited for, and then is the one to look at.
	if err := x.lockRebuild(ctx); err != nil {
		return err
	}
	defer x.rebuilding.Unlock()
	gone := make(map[string]bool, len(customers))
	for _, id := range customers {
		gone[docID(id)] = true
	}
	for {
		clean, err := x.expungeSome(ctx, gone)
		if err != nil || clean {
			return err
		}
	}
}

func (x *Index) lockRebuild(ctx context.Context) error {
	for !x.rebuilding.TryLock() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lookAgain):
		}
	}
	return nil
}

// expungeSome rewrites a few of the segments that hold removed documents of the
// given accounts. Where there is none it waits for the files, and is clean.
func (x *Index) expungeSome(ctx context.Context, gone map[string]bool) (clean bool, err error) {
	x.following.Lock()
	defer x.following.Unlock()
	x.mu.RLock()
	g := x.current
	x.mu.RUnlock()
	if g == nil {
		return false, errClosed
	}
	if err := g.flush(ctx); err != nil {
		return false, err
	}
	found, err := g.stained(gone)
	if err != nil {
		return false, err
	}
	if len(found.ids) == 0 {
		return true, errors.Join(g.onlyUsed(ctx), g.readWords())
	}
	// The engine merges nothing where there is but one segment: writing one of its
	// live documents again makes a second.
	if found.segments == 1 && !found.live.IsZero() {
		if err := x.writeAgain(ctx, g, found.live); err != nil {
			return false, err
		}
	}
	some := rewrite{ids: found.ids[:min(segmentsAtOnce, len(found.ids))]}
	return false, g.engine.ForceMerge(ctx, some.options())
}

func (x *Index) writeAgain(ctx context.Context, g *generation, id account.ID) error {
	rows, err := x.source.AccountsByID(ctx, []account.ID{id})
	if err != nil {
		return fmt.Errorf("read an account to write again: %w", err)
	}
	if len(rows) != 1 || rows[0] == nil {
		return nil
	}
	if err := g.write([]account.Account{*rows[0]}, nil, *g.applied.Load()); err != nil {
		return err
	}
	return g.flush(ctx)
}

// stains are the segments with removed documents of certain accounts.
type stains struct {
	ids      []uint64   // The engine's numbers of the segments.
	segments int        // All there are.
	live     account.ID // Somebody with a live document in the first of them.
}

// stained looks through the removed documents: about 1 µs for each.
func (g *generation) stained(gone map[string]bool) (found stains, err error) {
	s, err := g.snapshot()
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	found.segments = len(s.segments)
	for _, part := range s.segments {
		removed := part.part.Deleted()
		if removed == nil {
			continue
		}
		stained, err := part.among(removed.Iterator(), func(id []byte) bool { return gone[string(id)] })
		if err != nil {
			return found, err
		}
		if !stained {
			continue
		}
		if found.ids = append(found.ids, part.part.Id()); len(found.ids) > 1 {
			continue
		}
		_, err = part.among(part.part.DocNumbersLive().Iterator(), func(id []byte) (ok bool) {
			found.live, ok = customerOf(id)
			return ok
		})
		if err != nil {
			return found, err
		}
	}
	return found, nil
}

// among tells whether one of the documents has an id that is looked for.
func (s *segment) among(documents roaring.IntPeekable, looked func(id []byte) bool) (bool, error) {
	for documents.HasNext() {
		id, err := s.part.DocID(uint64(documents.Next()))
		if err != nil {
			return false, fmt.Errorf("read the index: %w", err)
		}
		if looked(id) {
			return true, nil
		}
	}
	return false, nil
}

// onlyUsed waits until the index uses every segment file there is.
func (g *generation) onlyUsed(ctx context.Context) error {
	for {
		s, err := g.snapshot()
		if err != nil {
			return err
		}
		used := filesOf(s)
		if err := s.close(); err != nil {
			return err
		}
		if clean, err := onlyFiles(filepath.Join(g.dir, "store"), used); err != nil || clean {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("erase from the index's files: %w", ctx.Err())
		case <-time.After(lookAgain):
		}
		// The engine removes old files when it persists another state: give it one.
		if err := g.flush(ctx); err != nil {
			return err
		}
	}
}

// filesOf names the segment files of a snapshot. A segment that is not on disk yet
// counts as a file that is missing.
func filesOf(s *snapshot) map[string]bool {
	used := map[string]bool{}
	for _, part := range s.segments {
		name := ""
		if file, ok := part.part.Segment().(segmentapi.PersistedSegment); ok {
			name = filepath.Base(file.Path())
		}
		used[name] = true
	}
	return used
}

// onlyFiles tells whether the segment files of a directory are the given ones, no
// more and no fewer: another one may still hold what these do not.
func onlyFiles(dir string, used map[string]bool) (bool, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false, fmt.Errorf("read the index's files: %w", err)
	}
	found := 0
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".zap") {
			continue
		}
		if !used[e.Name()] {
			return false, nil
		}
		found++
	}
	return found == len(used), nil
}
