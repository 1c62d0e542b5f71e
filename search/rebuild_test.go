package search

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"testing"

	"gatehouse/account"
)

// crowd is a store of n accounts.
func crowd(n int) *memory {
	m := newMemory()
	var rows []account.Account
	for i := range n {
		rows = append(rows, person(i, fmt.Sprintf("Ann Number%d", i), fmt.Sprintf("n%d@shop.example", i)))
	}
	m.put(rows...)
	return m
}

// TestRebuildWhileChangesCome renames, revokes, deletes and adds accounts between
// the short reads of a rebuild, on both sides of the walk, with searches going on.
func TestRebuildWhileChangesCome(t *testing.T) {
	dir, m := t.TempDir(), crowd(1000)
	x, stop := run(t, dir, m)
	before := x.current
	walks := 0
	m.onWalk = func() {
		if walks++; walks > 6 {
			return
		}
		m.put(
			person(walks, "Renamed", fmt.Sprintf("n%d@shop.example", walks)),
			person(1000-walks, "Renamed", fmt.Sprintf("n%d@shop.example", 1000-walks)),
			with(person(500+walks, "x", "x@shop.example"), account.Deleted),
			with(person(300+walks, fmt.Sprintf("Ann Number%d", 300+walks), fmt.Sprintf("n%d@shop.example", 300+walks)), account.Revoked),
			person(2000+walks, "Added", fmt.Sprintf("n%d@shop.example", 2000+walks)),
		)
		for text, n := range map[string]int{"renamed": 2 * walks, "added": walks, "number40": 11} {
			if got := countOf(t, x, text); got != n {
				t.Errorf("count %q during a rebuild: got %d, want %d", text, got, n)
			}
		}
		// The log must last for the new generation, however far the old one is.
		if err := x.trim(everything(t)); err != nil {
			t.Error(err)
		}
	}
	var steps []int
	if err := x.Rebuild(everything(t), func(done, total int) { steps = append(steps, done, total) }); err != nil {
		t.Fatal(err)
	}
	m.onWalk = nil
	if walks < 6 || len(steps) < 10 || steps[0] != 0 || steps[1] != 1000 {
		t.Errorf("the walk took %d reads and told of %v", walks, steps)
	}
	if x.current == before {
		t.Error("the old generation still serves")
	}
	if _, err := os.Stat(before.dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the old generation is still there: %v", err)
	}
	mustBeTheStore(t, x, m)

	stop()
	m.index = nil
	y := open(t, dir, m)
	if y.current == nil {
		t.Fatal("the new generation is not found after a restart")
	}
	started(t, y)
	mustBeTheStore(t, y, m)
}

// TestRebuildEnds stops a rebuild in the middle: the old generation serves on and
// nothing is left of the new one. A second rebuild at once is refused.
func TestRebuildEnds(t *testing.T) {
	dir, m := t.TempDir(), crowd(600)
	x, _ := run(t, dir, m)
	before := x.current
	ctx, cancel := context.WithCancel(everything(t))
	m.onWalk = func() {
		if err := x.Rebuild(everything(t), nil); !errors.Is(err, errRebuilding) {
			t.Errorf("a second rebuild: got %v, want %v", err, errRebuilding)
		}
		if p := x.Stats().Rebuild; p == nil || p.Total != 600 {
			t.Errorf("rebuild state: got %+v, want a total of 600", p)
		}
		cancel()
	}
	if err := x.Rebuild(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a stopped rebuild: got %v, want %v", err, context.Canceled)
	}
	m.onWalk = nil
	if x.current != before || only(t, dir) != before.dir || x.Stats().Rebuild != nil {
		t.Errorf("after a stopped rebuild: %+v in %v", x.Stats(), entries(t, before.dir))
	}
	m.put(person(1, "Late Riser", "late@shop.example"))
	mustBeTheStore(t, x, m)
}

// TestFirstBuild answers SEARCH_UNAVAILABLE while there is nothing to ask, lets
// commits pass, and has them all in the end.
func TestFirstBuild(t *testing.T) {
	m := crowd(400)
	x := open(t, t.TempDir(), m)
	asked := false
	m.onWalk = func() {
		var refusal *account.Error
		_, err := x.CustomerFilter(everything(t), siteA, "ann", account.Page{Size: 1})
		if !errors.As(err, &refusal) || refusal.Code != account.SearchIsDown || refusal.RetryAfter <= 0 {
			t.Errorf("a search without an index: got %v, want SEARCH_UNAVAILABLE with a time", err)
		}
		if got := x.Stats().State; got != Building {
			t.Errorf("state: got %q, want %q", got, Building)
		}
		if !asked {
			asked = true
			for n := range overlayLimit + 10 {
				m.put(person(1+n%300, "Renamed", fmt.Sprintf("n%d@shop.example", 1+n%300)))
			}
		}
	}
	started(t, x)
	if err := x.WaitReady(everything(t)); err != nil {
		t.Fatal(err)
	}
	m.onWalk = nil
	if got := countOf(t, x, "renamed"); got != 300 {
		t.Errorf("count: got %d, want 300", got)
	}
	mustBeTheStore(t, x, m)
}

// TestSwapMissesNothing commits at the last moments before a swap. No follower runs
// that could mend it.
func TestSwapMissesNothing(t *testing.T) {
	m := crowd(10)
	x := open(t, t.TempDir(), m)
	late := 0
	m.onChanges = func(int) {
		if late < 2 {
			late++
			m.put(person(100+late, "Late Riser", fmt.Sprintf("late%d@shop.example", late)))
		}
	}
	if err := x.Rebuild(everything(t), nil); err != nil {
		t.Fatal(err)
	}
	if got := picked(t, x, "late", 5); !slices.Equal(got, []int{102, 101}) {
		t.Errorf("picker: got %v, want [102 101]", got)
	}
}
