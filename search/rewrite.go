package search

import (
	"slices"

	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
)

// rewrite has the engine rewrite certain segments, each by itself, and touch no
// other. The engine takes no list of segments. It plans in rounds: each scores the
// segments that are left, one by one, and rewrites the best, if something was
// removed from it; rounds go on until the segments or the budget are used up, and a
// rewritten segment uses up no budget. So the rounds are counted here, and the
// planning ends when a task may hold no segment any more.
type rewrite struct {
	ids []uint64 // The engine's numbers of the segments.

	// The live documents of all segments in a round, and of those scored so far:
	// when they are the same the round is over.
	all, scored int64
	best        int64 // Live documents of the segment that this round will rewrite.
	left        int   // Segments to rewrite that this round scored.
}

// The scores of a segment: the lowest one is taken. Where none of the wanted ones is
// left, one that is whole is taken, of which the engine rewrites nothing.
const (
	scoreWanted = iota
	scoreWhole
	scoreOther
)

func (r *rewrite) options() *mergeplan.MergePlanOptions {
	return &mergeplan.MergePlanOptions{
		SegmentsPerMergeTask: 1, MaxSegmentSize: 1 << 30, MaxSegmentFileSize: 1 << 40, FloorSegmentSize: 1,
		CalcBudget: r.begin, ScoreSegments: r.score,
	}
}

// begin starts a plan; the engine plans again after an error. The budget of segments
// that may stay as they are is none.
func (r *rewrite) begin(all, _ int64, o *mergeplan.MergePlanOptions) int {
	o.SegmentsPerMergeTask = 1
	*r = rewrite{ids: r.ids, all: all}
	return 0
}

func (r *rewrite) score(segments []mergeplan.Segment, o *mergeplan.MergePlanOptions) float64 {
	s := segments[0]
	score := scoreOther
	switch {
	case slices.Contains(r.ids, s.Id()):
		score = scoreWanted
		if r.left++; r.left == 1 {
			r.best = s.LiveSize()
		}
	case s.LiveSize() == s.FullSize():
		score = scoreWhole
	}
	if r.scored += s.LiveSize(); r.scored == r.all {
		if r.left <= 1 {
			o.SegmentsPerMergeTask = 0 // This round was the last.
		}
		r.all, r.scored, r.left = r.all-r.best, 0, 0
	}
	return float64(score)
}
