package store

import (
	"context"
	"sync"
	"time"

	"gatehouse/account"
)

// chainFresh is how long a walk of the audit chain is shown again: it reads the
// whole log, about a second a million events.
const chainFresh = time.Minute

// chainWatch remembers the last walk.
type chainWatch struct {
	mu   sync.Mutex
	last account.AuditChain
}

// AuditChain walks the audit log from its first event and tells how far every link
// fits. It walks anew when the last walk is older than a minute.
func (s *Store) AuditChain(ctx context.Context) (account.AuditChain, error) {
	s.chain.mu.Lock()
	defer s.chain.mu.Unlock()
	now := s.now().UTC()
	if last := s.chain.last; !last.CheckedAt.IsZero() && now.Sub(last.CheckedAt) < chainFresh {
		return last, nil
	}
	var report Report
	if err := s.verifyChain(ctx, &report); err != nil {
		return account.AuditChain{}, err
	}
	s.chain.last = account.AuditChain{Intact: len(report.Problems) == 0, UpTo: report.Head.Sequence, CheckedAt: now}
	return s.chain.last, nil
}
