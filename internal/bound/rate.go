package bound

import (
	"sync"
	"time"
)

// MaxRemembered is how many callers a rate remembers in each of its two halves.
const MaxRemembered = 20_000

// Rate lets each caller ask so often in the long run, and so often at once.
type Rate[K comparable] struct {
	every  time.Duration // Between two requests, in the long run.
	window time.Duration // What a burst may be ahead of that.

	mu sync.Mutex
	// For each caller, when its requests so far would be over at the steady pace.
	// Full, the young become the old ones, and those are forgotten: whoever was
	// silent for so long has all of its burst again anyway.
	young, old map[K]time.Time
}

// NewRate gives a rate of one request in each such time, and of burst at once.
func NewRate[K comparable](every time.Duration, burst int) *Rate[K] {
	return &Rate[K]{every: every, window: every * time.Duration(burst), young: map[K]time.Time{}}
}

// Take counts a request, or gives how long to wait before the next one would be
// taken. A clock that jumped back costs a caller its burst at most.
func (l *Rate[K]) Take(key K, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	over, known := l.young[key]
	if !known {
		over = l.old[key]
	}
	if over.Before(now) {
		over = now
	}
	if latest := now.Add(l.window); over.After(latest) {
		over = latest
	}
	wait := over.Add(l.every).Sub(now) - l.window
	if wait <= 0 {
		over = over.Add(l.every)
	}
	if !known && len(l.young) >= MaxRemembered {
		l.old, l.young = l.young, map[K]time.Time{}
	}
	l.young[key] = over
	return max(wait, 0)
}

// GiveBack takes back what Take counted.
func (l *Rate[K]) GiveBack(key K) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if over, known := l.young[key]; known {
		l.young[key] = over.Add(-l.every)
	}
}

// Remembered tells how many callers are remembered.
func (l *Rate[K]) Remembered() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.young) + len(l.old)
}
