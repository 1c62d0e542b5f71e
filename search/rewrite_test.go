package search

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
	"pgregory.net/rapid"

	"gatehouse/account"
)

// sized is a segment as the engine's planner sees it.
type sized struct {
	id         uint64
	full, live int64
}

func (s sized) Id() uint64          { return s.id }
func (s sized) FullSize() int64     { return s.full }
func (s sized) LiveSize() int64     { return s.live }
func (s sized) HasVector() bool     { return false }
func (s sized) FileSize() int64     { return 100 * s.full }
func (s sized) LiveFileSize() int64 { return 100 * s.live }

// TestRewritePicksItsSegments has the engine's own planner plan with the hooks, for
// any sizes: it rewrites the wanted segments that something was removed from, each
// by itself, and none of the others but empty ones.
func TestRewritePicksItsSegments(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var segments []mergeplan.Segment
		var wanted []uint64
		want := []string{}
		whole := 0
		for id := range uint64(rapid.IntRange(2, 30).Draw(t, "segments")) {
			full := rapid.Int64Range(1, 5).Draw(t, "full")
			s := sized{id, full, rapid.Int64Range(0, full).Draw(t, "live")}
			segments = append(segments, s)
			if s.live == s.full {
				whole++
			}
			if s.live > 0 && rapid.Bool().Draw(t, "wanted") {
				wanted = append(wanted, id)
				if s.live < s.full {
					want = append(want, fmt.Sprint(id))
				}
			}
		}
		// Where no wanted one is left the planner needs a whole one to do nothing with.
		if len(wanted) == 0 && whole == 0 {
			return
		}
		hooks := rewrite{ids: wanted}
		options := hooks.options()
		for range 2 { // The engine plans again after an error.
			plan, err := mergeplan.Plan(segments, options)
			if err != nil {
				t.Fatal(err)
			}
			got := []string{}
			for _, task := range plan.Tasks {
				if task.Segments[0].LiveSize() == 0 {
					continue
				}
				if len(task.Segments) != 1 {
					t.Fatalf("got a task of %d segments, want one each", len(task.Segments))
				}
				got = append(got, fmt.Sprint(task.Segments[0].Id()))
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Fatalf("got segments %v rewritten, want %v of %+v", got, want, segments)
			}
		}
	})
}

// TestExpungeLeavesOthersAlone expunges one account of an index in which each
// segment holds removed documents.
func TestExpungeLeavesOthersAlone(t *testing.T) {
	dir, source, x, stop := crowded(t, 6)
	defer stop()
	for batch := range 6 {
		source.put(with(source.accounts[customerNumber(100*batch)], account.Revoked))
	}
	written(t, x, source)
	before := segmentFiles(t, dir)
	last, _ := source.LastChange(t.Context())
	if err := x.Expunge(everything(t), last.Position, customers(9000)); err != nil {
		t.Fatal(err)
	}
	var gone []string
	for _, file := range before {
		if !slices.Contains(segmentFiles(t, dir), file) {
			gone = append(gone, file)
		}
	}
	if len(before) < 7 || len(gone) != 1 {
		t.Errorf("of %v: got %v rewritten, want the one with the account's document", before, gone)
	}
	report := onDiskOf(t, dir, source)
	if report.Found != 0 {
		t.Errorf("got %v, want nothing", report.Remnants)
	}
	if report.Removed < 6 {
		t.Errorf("got %d removed documents, want those of the revoked to stay", report.Removed)
	}
}

// segmentFiles names the segment files of an index.
func segmentFiles(t *testing.T, dir string) (names []string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "search", "*", "store", "*.zap"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		names = append(names, strings.TrimPrefix(path, dir))
	}
	return names
}
