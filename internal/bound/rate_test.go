package bound

import (
	"testing"
	"time"
)

// TestRemembered has more callers come than a limit remembers: it holds no more of
// them, and who asked too often is not forgotten for the sake of the first half.
func TestRemembered(t *testing.T) {
	l := NewRate[int](time.Second, 3)
	now := time.Unix(1_000_000, 0)
	const busy = -1
	for i := range 3 {
		if wait := l.Take(busy, now); wait != 0 {
			t.Fatalf("request %d waits %v", i+1, wait)
		}
	}
	for i := range 5 * MaxRemembered / 2 {
		if i%(MaxRemembered/2) == 0 {
			if wait := l.Take(busy, now); wait != time.Second {
				t.Fatalf("after %d other callers the busy one waits %v, want 1s", i, wait)
			}
		}
		l.Take(i, now)
		if got := l.Remembered(); got > 2*MaxRemembered {
			t.Fatalf("after %d callers %d are remembered, want at most %d", i+1, got, 2*MaxRemembered)
		}
	}
}

// TestGiveBack: what was given back was never taken.
func TestGiveBack(t *testing.T) {
	l := NewRate[string](time.Minute, 1)
	now := time.Unix(1_000_000, 0)
	for range 5 {
		if wait := l.Take("a", now); wait != 0 {
			t.Fatalf("got a wait of %v although the last was given back", wait)
		}
		l.GiveBack("a")
	}
	l.Take("a", now)
	l.GiveBack("unknown")
	if wait := l.Take("a", now); wait != time.Minute {
		t.Errorf("got a wait of %v, want a minute", wait)
	}
}
