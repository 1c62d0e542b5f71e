package store

import (
	"math/rand/v2"
	"time"

	"gatehouse/account"
)

// tx is the transaction of a group, seen by one change of it.
type tx struct {
	*conn
	store   *Store
	now     time.Time // The commit time: the same for the whole group.
	caller  account.Caller
	request string

	// refused is what the log is told of when the change is refused; nil: nothing.
	refused *account.AuditEvent

	// original are the actor and the dates of a deletion that is done again as it
	// was, from the deletions log; nil: it is a new one.
	original *account.Deletion

	// tells marks a change whose answer says that somebody was deleted; telling
	// are the places of those in the group. They wait for the deletions log.
	tells   bool
	telling []int

	// spares marks a change that touches nothing a memo has, and no account but those that
	// it records; spared tells that all of the group so far were such.
	spares, spared bool
	before         walState // Of the state that the group begins with.

	progress
}

// progress is what a refusal takes back besides the savepoint.
type progress struct {
	head    AuditHead
	commits []account.Commit
	wrote   bool
	deletes bool
}

// begin reads what another process may have changed: the clock and the head of
// the audit log.
func (s *Store) begin(c *conn) (*tx, error) {
	last, err := c.number("SELECT value FROM meta WHERE key = 'last_commit'")
	if err != nil {
		return nil, err
	}
	head, err := auditHead(c)
	if err != nil {
		return nil, err
	}
	// A clock that jumps back changes nothing: no hold gets longer, no date runs
	// before an earlier one.
	now := time.UnixMilli(max(s.now().UnixMilli(), last)).UTC()
	t := &tx{conn: c, store: s, now: now, spared: s.readers.index != nil, progress: progress{head: head}}
	if t.spared {
		t.before = s.readers.index.state()
	}
	return t, nil
}

// persistClock keeps the commit time, if there is something to commit.
func (t *tx) persistClock() error {
	if !t.wrote {
		return nil
	}
	if t.deletes && t.store.deletions != nil {
		// As of before this group: its own lines are written behind the commit.
		if err := t.keepLogMark(t.store.deletions.mark); err != nil {
			return err
		}
	}
	_, err := t.exec("UPDATE meta SET value = ? WHERE key = 'last_commit'", t.now)
	return err
}

// logChange appends to the change log, which the search index follows.
func (t *tx) logChange(customer account.ID) (account.Change, error) {
	t.wrote = true
	nonce := rand.Uint64() >> 1
	position, err := t.insert("INSERT INTO change (customer, nonce) VALUES (?, ?)", customer, int64(nonce))
	return account.Change{Position: position, Customer: customer, Nonce: nonce}, err
}

// record ends every change of a customer: audit event, change-log entry, and the
// row for the observer.
func (t *tx) record(a account.Account, action account.AuditAction) error {
	if err := t.audit(account.AuditEvent{Action: action, Subject: a.ID.String(), Site: a.Site}); err != nil {
		return err
	}
	logged, err := t.logChange(a.ID)
	if err == nil && erasing[action] {
		err = t.queueErasure(logged)
	}
	t.deletes = t.deletes || action == account.AuditDelete
	t.commits = append(t.commits, account.Commit{Change: logged, Account: a})
	return err
}
