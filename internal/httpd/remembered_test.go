package httpd

import (
	"testing"
	"time"
)

// TestRemembered has more callers come than a limit remembers: it holds no more of
// them, and who asked too often is not forgotten for the sake of the first half.
func TestRemembered(t *testing.T) {
	l := newRate[int](1, 3)
	now := time.Unix(1_000_000, 0)
	const busy = -1
	for i := range 3 {
		if wait := l.take(busy, now); wait != 0 {
			t.Fatalf("request %d waits %v", i+1, wait)
		}
	}
	for i := range 5 * maxRemembered / 2 {
		if i%(maxRemembered/2) == 0 {
			if wait := l.take(busy, now); wait != time.Second {
				t.Fatalf("after %d other callers the busy one waits %v, want 1s", i, wait)
			}
		}
		l.take(i, now)
		if got := len(l.young) + len(l.old); got > 2*maxRemembered {
			t.Fatalf("after %d callers %d are remembered, want at most %d", i+1, got, 2*maxRemembered)
		}
	}
}
