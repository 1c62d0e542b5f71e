package search

import "gatehouse/account"

// State says in one word how the index stands.
type State string

// The states of an index.
const (
	Building   State = "building"    // There is no index to ask yet.
	CatchingUp State = "catching up" // It was opened and is not yet level with the store.
	Serving    State = "serving"
	Failing    State = "failing" // It can't follow the store; what it has is served.
	Closed     State = "closed"
)

// Stats are figures for metrics and people.
type Stats struct {
	State     State
	Position  int64 // The last change in the index.
	Persisted int64 // The last change that is safely on disk.
	Lag       int64 // Changes that are known here and not in the index.
	Overlay   int   // Accounts in the overlay.
	Segments  int
	Documents int
	Rebuild   *RebuildState // nil while none runs.
	Work      Work          // Of all searches since the start.
}

// Stats gives the figures of the moment.
func (x *Index) Stats() Stats {
	s := Stats{Overlay: x.overlay.size()}
	_ = x.read(func(at *snapshot) error {
		for _, part := range at.segments {
			s.Segments++
			s.Documents += int(part.part.Count())
		}
		return nil
	})
	s.Work = x.work.sum()
	x.mu.RLock()
	defer x.mu.RUnlock()
	s.Position, s.Rebuild = x.position(), x.progress
	s.Lag = max(0, x.seen.Load()-s.Position)
	if x.current != nil {
		s.Persisted = x.current.persisted.Load()
	}
	switch {
	case x.closed:
		s.State = Closed
	case x.failure != nil && account.CodeOf(x.failure) != account.SearchIsDown:
		s.State = Failing
	case x.current == nil:
		s.State = Building
	case !x.ready:
		s.State = CatchingUp
	default:
		s.State = Serving
	}
	return s
}
