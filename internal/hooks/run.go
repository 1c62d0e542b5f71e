package hooks

import (
	"context"
	"sync"
	"time"

	"gatehouse/account"
)

const (
	// gather is how long commits may gather before webhooks look at the log.
	gather = 50 * time.Millisecond
	// lookAgain is the pause after a read or a note that failed.
	lookAgain = time.Second
)

// Run delivers until the context ends. Deliveries under way are cut then, and sent
// again at the next start.
func (s *Service) Run(ctx context.Context) error {
	ctx = account.WithCaller(ctx, account.System())
	defer s.sender.close()
	var parts sync.WaitGroup
	defer parts.Wait()
	running := map[account.ID]*worker{}
	for ctx.Err() == nil {
		written := s.Store.Written() // Before the read: what is written behind it wakes us.
		live, err := s.Store.LiveWebhooks(ctx)
		if err != nil {
			s.failed(ctx, "webhooks can't be read; they are tried again", err)
			pause(ctx, time.After(lookAgain))
			continue
		}
		s.settle(ctx, running, live, &parts)
		pause(ctx, written)
		pause(ctx, time.After(gather))
	}
	return nil
}

// settle starts a worker for each webhook that has none of its revision, and ends
// those of webhooks that are gone, paused or changed.
func (s *Service) settle(ctx context.Context, running map[account.ID]*worker, live []account.Webhook, parts *sync.WaitGroup) {
	wanted := map[account.ID]bool{}
	for _, hook := range live {
		wanted[hook.ID] = true
		before := running[hook.ID]
		if before != nil && before.hook.Revision == hook.Revision {
			continue
		}
		if before != nil {
			before.stop()
		}
		w := &worker{Service: s, hook: hook, done: make(chan struct{})}
		own, cancel := context.WithCancel(ctx)
		w.stop, running[hook.ID] = cancel, w
		parts.Go(func() {
			defer close(w.done)
			defer cancel()
			if before != nil {
				<-before.done // Two at once would send out of order.
			}
			w.run(own)
		})
	}
	for id, w := range running {
		if !wanted[id] {
			w.stop()
			delete(running, id)
		}
	}
}

// failed logs a fault; that the store is busy and that the server stops are none.
func (s *Service) failed(ctx context.Context, what string, err error) {
	if ctx.Err() == nil && account.CodeOf(err) != account.StoreIsBusy {
		s.Log.Error(what, "error", err)
	}
}

// pause waits for a channel, or for the end of the context.
func pause[T any](ctx context.Context, until <-chan T) {
	select {
	case <-until:
	case <-ctx.Done():
	}
}
