package search

import (
	"fmt"
	"slices"
	"testing"

	"gatehouse/account"
)

// TestProposals asks the index once for a text, and then for its rows alone; whoever
// changed since is judged anew, and who stands behind moves up.
func TestProposals(t *testing.T) {
	m := newMemory()
	for n := range 60 {
		m.put(person(n, "Maria Same", fmt.Sprintf("maria%d@shop.example", n)))
	}
	x, stop := run(t, t.TempDir(), m)
	defer stop()
	level(t, x, m)
	asked := func(want ...int) Work {
		t.Helper()
		before := x.Stats().Work
		if got := picked(t, x, "maria", 3); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		after := x.Stats().Work
		return Work{Candidates: after.Candidates - before.Candidates, Rows: after.Rows - before.Rows}
	}
	if w := asked(59, 58, 57); w.Candidates != 60 {
		t.Errorf("the first time: %+v, want every candidate looked at", w)
	}
	// The engine may still turn over its files, and then is asked again.
	again := Work{Candidates: 1}
	for tries := 0; again.Candidates > 0 && tries < 100; tries++ {
		again = asked(59, 58, 57)
	}
	if again.Candidates != 0 || again.Rows != 3 {
		t.Errorf("asked again: %+v, want no candidate and three rows", again)
	}
	release := hold(x)
	m.put(with(m.accounts[customerNumber(58)], account.Revoked))
	asked(59, 57, 56)
	for n := 30; n < 60; n++ {
		m.put(with(m.accounts[customerNumber(n)], account.Revoked))
	}
	if w := asked(29, 28, 27); w.Candidates == 0 {
		t.Errorf("all that are remembered revoked: %+v, want others looked for", w)
	}
	m.put(person(60, "Maria Same", "maria60@shop.example"))
	asked(60, 29, 28)
	release()
	level(t, x, m)
	asked(60, 29, 28)
	asked(60, 29, 28)
}
