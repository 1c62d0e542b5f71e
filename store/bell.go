package store

import (
	"context"
	"sync"
	"time"
)

// bell wakes everybody who waits for a commit.
type bell struct {
	mu   sync.Mutex
	next chan struct{} // Nil while nobody waits.
}

// wait gives a channel that is closed at the next ring. Who asks before it reads
// misses nothing.
func (b *bell) wait() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next == nil {
		b.next = make(chan struct{})
	}
	return b.next
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next != nil {
		close(b.next)
		b.next = nil
	}
}

// Written gives a channel that is closed at the next commit of this process, and
// while WatchOthers runs at that of another one, too.
func (s *Store) Written() <-chan struct{} { return s.bell.wait() }

// watchEvery is how soon commits of other processes are noticed.
const watchEvery = time.Second / 2

// WatchOthers looks for events that other processes wrote, until the context ends.
func (s *Store) WatchOthers(ctx context.Context) error {
	again := time.NewTicker(watchEvery)
	defer again.Stop()
	known := int64(0)
	for {
		// What can't be read now is read at the next look.
		if last, err := s.LastEvent(ctx); err == nil && last != known {
			known = last
			s.bell.ring()
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// LastEvent is the position of the newest audit event.
func (s *Store) LastEvent(ctx context.Context) (int64, error) {
	head, err := s.AuditHead(ctx)
	return head.Sequence, err
}
