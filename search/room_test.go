package search

import (
	"runtime"
	"runtime/debug"
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
