package search

import (
	"runtime"
	"runtime/debug"
	"slices"
	"syscall"
	"testing"
)

// TestRoom gives rebuilds their places, once for all that run, and takes them back.
func TestRoom(t *testing.T) {
	for _, before := range []int{runtime.GOMAXPROCS(0), runtime.GOMAXPROCS(0) + 1} {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(before))
		want := func(n int) {
			t.Helper()
			if got := runtime.GOMAXPROCS(0); got != n {
				t.Errorf("from %d: got %d places, want %d", before, got, n)
			}
		}
		first := makeRoom()
		want(before + rebuildWorkers)
		second := makeRoom()
		want(before + rebuildWorkers)
		first()
		want(before + rebuildWorkers)
		second()
		want(before)
	}
}

// TestRoomForGarbage lets more garbage be made while a rebuild runs, and never less.
func TestRoomForGarbage(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	percent := func() int {
		now := debug.SetGCPercent(100)
		debug.SetGCPercent(now)
		return now
	}
	for _, c := range []struct{ before, during int }{{200, rebuildGC}, {rebuildGC + 1, rebuildGC + 1}, {-1, -1}} {
		debug.SetGCPercent(c.before)
		first, second := makeRoom(), makeRoom()
		first()
		if got := percent(); got != c.during {
			t.Errorf("from %d %%: got %d %% during a rebuild, want %d", c.before, got, c.during)
		}
		second()
		if got := percent(); got != c.before {
			t.Errorf("from %d %%: got %d %% behind it", c.before, got)
		}
	}
}

// TestRebuildWaitsForOthers builds the first index as everything else, for everybody waits
// for it, and each further one behind all others.
func TestRebuildWaitsForOthers(t *testing.T) {
	m := newMemory()
	a := person(1, "Ada Lovelace", "ada@example.com")
	m.accounts[a.ID], m.order = a, append(m.order, a.ID)
	priority := func() int {
		t.Helper()
		p, err := syscall.Getpriority(syscall.PRIO_PROCESS, 0) // As the system has it: 20 is nice 0, 1 is nice 19.
		if err != nil {
			t.Error(err)
		}
		return p
	}
	var walked []int
	m.onWalk = func() { walked = append(walked, priority()) }
	x := open(t, t.TempDir(), m)
	for _, want := range []int{priority(), 1} {
		walked = nil
		if err := x.Rebuild(everything(t), nil); err != nil {
			t.Fatal(err)
		}
		if len(walked) == 0 || slices.ContainsFunc(walked, func(p int) bool { return p != want }) {
			t.Errorf("the accounts were read at the priorities %v, want %d", walked, want)
		}
		if got := priority(); got == 1 {
			t.Error("the thread of a rebuild goes on")
		}
	}
}
