package store

import (
	"context"
	"time"

	"gatehouse/account"
)

// replayStep is how many deletions share a transaction. retryLog is how long who
// deletes is asked to wait while the log can't be written.
const (
	replayStep = 200
	retryLog   = 5 * time.Second
)

// replay does the deletions again that a restored database doesn't know, as of
// then: tombstone with the original dates and actor, hold to its original end
// where the address is still there, audit event, change log, erasure.
func (s *Store) replay(ctx context.Context, deletions []account.Deletion) (replayed int64, err error) {
	for len(deletions) > 0 {
		step := deletions[:min(replayStep, len(deletions))]
		deletions = deletions[len(step):]
		n, err := change(ctx, s, func(t *tx) (int64, error) { return t.replay(step) })
		if err != nil {
			return replayed, err
		}
		replayed += n
	}
	return replayed, nil
}

func (t *tx) replay(deletions []account.Deletion) (replayed int64, err error) {
	defer func() { t.original = nil }()
	for _, d := range deletions {
		a, err := t.find(d.Customer)
		if err != nil {
			return replayed, err
		}
		if a.ID.IsZero() {
			// Made after the backup: there is no row, but the id stays taken.
			a = account.Account{ID: d.Customer, Site: d.Site, Status: account.Active}
		}
		t.original = &d
		_, changed, err := t.transition(a, account.DeleteCustomer, "")
		if err != nil {
			return replayed, err
		}
		if changed {
			replayed++
		}
	}
	return replayed, nil
}

// settleLog ends the opening in one transaction: the store knows where its log
// stands, and the audit log has what happened.
func (s *Store) settleLog(ctx context.Context, mark logMark, restored, accepted bool, replayed int64) error {
	_, err := change(ctx, s, func(t *tx) (struct{}, error) {
		var none struct{}
		if err := t.keepLogMark(mark); err != nil {
			return none, err
		}
		if accepted {
			if err := t.audit(account.AuditEvent{Action: account.AuditAcceptMissingDeletions}); err != nil {
				return none, err
			}
		}
		if restored {
			if err := t.endRestoredJobs(); err != nil {
				return none, err
			}
			if err := t.pauseRestoredWebhooks(); err != nil {
				return none, err
			}
		}
		if restored || replayed > 0 {
			if err := t.audit(account.AuditEvent{Action: account.AuditRestore, Count: replayed}); err != nil {
				return none, err
			}
		}
		_, err := t.exec("DELETE FROM meta WHERE key = ?", metaRestored)
		return none, err
	})
	return err
}

func (t *tx) keepLogMark(mark logMark) error {
	_, err := t.exec("INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", metaLogMark, mark.bytes())
	return err
}

// logReady refuses deletions while earlier ones can't be written to the log.
func (s *Store) logReady() error {
	if s.deletions == nil {
		return nil
	}
	if err := s.deletions.flush(); err != nil {
		return &account.Error{Code: account.StoreIsBusy, RetryAfter: retryLog,
			Message: "Deletions are refused while the deletions log can't be written, and nothing was changed. Tell whoever runs Gatehouse to look at its disk, and send it again."}
	}
	return nil
}

// logDeletions writes what a group deleted, after its commit and before its
// answers. Where it can't be written, those who would have been told "deleted" are
// told to ask again: the account is wiped, and the answer comes when the log has it.
func (s *Store) logDeletions(t *tx, outcomes []error) {
	if s.deletions == nil {
		return
	}
	var deleted []account.Deletion
	for _, c := range t.commits {
		if c.Account.Status == account.Deleted {
			deleted = append(deleted, *c.Account.Deletion)
		}
	}
	if len(deleted) == 0 {
		return
	}
	err := s.deletions.append(deleted)
	if err == nil {
		return
	}
	s.log.Error("deletions were committed and could not be written to the deletions log", "deletions", len(s.deletions.pending), "error", err)
	for _, i := range t.telling {
		outcomes[i] = &account.Error{Code: account.StoreIsBusy, RetryAfter: retryLog,
			Message: "The account was deleted, but the deletions log can't be written, so that a restored backup could bring it back. Tell whoever runs Gatehouse to look at the log's disk, and send it again until it is confirmed."}
	}
}
