package search

import "sync/atomic"

// Work counts what searches did: the figures that a costly text would drive up.
type Work struct {
	LookUps    int64 // Terms looked up in a dictionary.
	Steps      int64 // Terms that a walk through a dictionary passed.
	Candidates int64 // Documents proposed.
	Rows       int64 // Rows read from the store.
	Compared   int64 // Words of names compared with a typed one for a typo.
}

// worked adds up the work of searches.
type worked struct{ lookUps, steps, candidates, rows, compared atomic.Int64 }

func (w *worked) add(done Work) {
	w.lookUps.Add(done.LookUps)
	w.steps.Add(done.Steps)
	w.candidates.Add(done.Candidates)
	w.compared.Add(done.Compared)
}

func (w *worked) sum() Work {
	return Work{w.lookUps.Load(), w.steps.Load(), w.candidates.Load(), w.rows.Load(), w.compared.Load()}
}
