package bound

import (
	"context"
	"sync/atomic"
	"time"
)

// Gate lets so many in at once; of the others some wait, and not for long.
type Gate struct {
	slots      chan struct{}
	waiting    atomic.Int64
	maxWaiting int64
	maxWait    time.Duration
}

// NewGate gives a gate for so many at once, with so many waiting for each of them.
func NewGate(slots, waitersPerSlot int, maxWait time.Duration) *Gate {
	return &Gate{slots: make(chan struct{}, slots), maxWaiting: int64(slots) * int64(waitersPerSlot), maxWait: maxWait}
}

// Enter waits for a turn; false where too many wait already or the wait got too
// long. Whoever entered leaves by Leave.
func (g *Gate) Enter(ctx context.Context) bool {
	if g.TryEnter() {
		return true
	}
	defer g.waiting.Add(-1)
	if g.waiting.Add(1) > g.maxWaiting {
		return false
	}
	timer := time.NewTimer(g.maxWait)
	defer timer.Stop()
	select {
	case g.slots <- struct{}{}:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}

// TryEnter enters if that needs no wait.
func (g *Gate) TryEnter() bool {
	select {
	case g.slots <- struct{}{}:
		return true
	default:
		return false
	}
}

// Leave lets the next one in.
func (g *Gate) Leave() { <-g.slots }
