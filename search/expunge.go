package search

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
	segmentapi "github.com/blevesearch/scorch_segment_api/v2"

	"gatehouse/account"
)

// expungeOptions make the engine rewrite each segment that has removed documents,
// by itself, and touch no other: they score nothing where something was removed
// and one where nothing was, and allow no segment to stay as it is.
var expungeOptions = mergeplan.MergePlanOptions{
	SegmentsPerMergeTask: 1, MaxSegmentSize: 1 << 30, MaxSegmentFileSize: 1 << 40, FloorSegmentSize: 1,
	CalcBudget: func(int64, int64, *mergeplan.MergePlanOptions) int { return 0 },
	ScoreSegments: func(segments []mergeplan.Segment, _ *mergeplan.MergePlanOptions) float64 {
		for _, s := range segments {
			if s.LiveSize() < s.FullSize() {
				return 0
			}
		}
		return 1
	},
}

// lookAgain is how soon the files are looked at again while the engine removes
// what no snapshot needs.
const lookAgain = 20 * time.Millisecond

// Expunge takes everything that was removed up to a position out of the index's
// files: a removed document's terms stay in its segment until that is rewritten.
// It returns when no segment holds a removed document and no file is left that the
// index does not use. The follower waits meanwhile: with a writer that never
// pauses the engine may keep old files for long. Costs about 1.5 s and 18 MB
// written at a million accounts, for one account as for a hundred.
func (x *Index) Expunge(ctx context.Context, position int64) error {
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
	x.following.Lock()
	defer x.following.Unlock()
	x.mu.RLock()
	g := x.current
	x.mu.RUnlock()
	if g == nil {
		return errClosed
	}
	for {
		if err := g.flush(ctx); err != nil {
			return err
		}
		clean, err := x.expungeOnce(ctx, g)
		if err != nil || clean {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("erase from the index's files: %w", ctx.Err())
		case <-time.After(lookAgain):
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

// expungeOnce looks whether the files are clean, and if a segment is not, has it
// rewritten.
func (x *Index) expungeOnce(ctx context.Context, g *generation) (clean bool, err error) {
	s, err := g.snapshot()
	if err != nil {
		return false, err
	}
	segments, dead, live, err := tally(s)
	used := filesOf(s)
	if err = errors.Join(err, s.close()); err != nil {
		return false, err
	}
	if dead == 0 {
		return onlyFiles(filepath.Join(g.dir, "store"), used)
	}
	// The engine merges nothing where there is but one segment: writing one of its
	// live documents again makes a second.
	if segments == 1 && !live.IsZero() {
		rows, err := x.source.AccountsByID(ctx, []account.ID{live})
		if err != nil {
			return false, fmt.Errorf("read an account to write again: %w", err)
		}
		if len(rows) == 1 && rows[0] != nil {
			if err := g.write([]account.Account{*rows[0]}, nil, *g.applied.Load()); err != nil {
				return false, err
			}
			if err := g.flush(ctx); err != nil {
				return false, err
			}
		}
	}
	options := expungeOptions
	return false, g.engine.ForceMerge(ctx, &options)
}

// tally counts a snapshot's segments and removed documents, and names a live
// account.
func tally(s *snapshot) (segments, dead int, live account.ID, err error) {
	for _, part := range s.segments {
		segments++
		removed := part.part.Deleted()
		if removed == nil || removed.IsEmpty() {
			continue
		}
		dead += int(removed.GetCardinality())
		for doc := uint64(0); doc < part.part.Segment().Count() && live.IsZero(); doc++ {
			if removed.Contains(uint32(doc)) {
				continue
			}
			id, err := part.part.DocID(doc)
			if err != nil {
				return 0, 0, live, fmt.Errorf("read the index: %w", err)
			}
			live, _ = customerOf(id)
		}
	}
	return segments, dead, live, nil
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
