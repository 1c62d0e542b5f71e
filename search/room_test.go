package search

import (
	"runtime"
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
