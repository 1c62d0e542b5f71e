package store

import (
	"context"
	"time"

	"gatehouse/account"
)

// erasing are the changes after which something stands in the files that must not
// stay there. A revoke is none: the name stays in the store, its old terms go with
// the index's next merge.
var erasing = map[account.AuditAction]bool{
	account.AuditDelete: true, account.AuditRename: true, account.AuditUpdateEmail: true,
}

// erasuresAtOnce bounds how many rows one transaction takes off the queue;
// erasuresOfRun how many are worked on together.
const (
	erasuresAtOnce = 200
	erasuresOfRun  = 10_000
)

// queueErasure keeps in mind, in the transaction of the change itself, that the
// files are to be cleaned of what it removed.
func (t *tx) queueErasure(c account.Change) error {
	_, err := t.exec("INSERT INTO erasure (position, customer, queued_at) VALUES (?, ?, ?)", c.Position, c.Customer, t.now)
	return err
}

// ErasureQueue is what to erase from the files next: the oldest that wait.
type ErasureQueue struct {
	Customers []account.ID // Nobody: nothing waits. At most erasuresOfRun.
	UpTo      int64        // The position of the newest; what is clean of them up to here is done.
}

// ErasuresWaiting counts the queue, and tells when the oldest was queued; zero where
// nothing waits.
func (s *Store) ErasuresWaiting(ctx context.Context) (waiting int, oldest time.Time, err error) {
	_, err = read(ctx, s, func(c *conn) (struct{}, error) {
		r, err := c.first("SELECT COUNT(*), MIN(queued_at) FROM erasure")
		if err == nil {
			waiting, oldest = int(r.number(0)), r.time(1)
		}
		return struct{}{}, err
	})
	return waiting, oldest, err
}

// Erasures gives the next ones.
func (s *Store) Erasures(ctx context.Context) (ErasureQueue, error) {
	return read(ctx, s, func(c *conn) (ErasureQueue, error) {
		var queue ErasureQueue
		for r, err := range c.rows("SELECT position, customer FROM erasure ORDER BY position LIMIT ?", erasuresOfRun) {
			if err != nil {
				return ErasureQueue{}, err
			}
			queue.UpTo = r.number(0)
			queue.Customers = append(queue.Customers, r.id(1, account.CustomerKind))
		}
		return queue, nil
	})
}

// FinishErasures takes the erasures up to a position off the queue and gives each
// deletion among them its date and its receipt, which sign makes. Call it when the
// files are clean of everything up to there.
func (s *Store) FinishErasures(ctx context.Context, upTo int64, sign func(account.Deletion, AuditHead) (string, error)) (finished int, err error) {
	for {
		n, err := change(ctx, s, func(t *tx) (int, error) { return t.finishErasures(upTo, sign) })
		finished += n
		if err != nil || n < erasuresAtOnce {
			return finished, err
		}
	}
}

func (t *tx) finishErasures(upTo int64, sign func(account.Deletion, AuditHead) (string, error)) (int, error) {
	var positions []int64
	var erased []account.Deletion
	for r, err := range t.rows("SELECT position, customer FROM erasure WHERE position <= ? ORDER BY position LIMIT ?", upTo, erasuresAtOnce) {
		if err != nil {
			return 0, err
		}
		positions = append(positions, r.number(0))
		erased = append(erased, account.Deletion{Customer: r.id(1, account.CustomerKind)})
	}
	for i, position := range positions {
		if _, err := t.exec("DELETE FROM erasure WHERE position = ?", position); err != nil {
			return 0, err
		}
		if err := t.giveReceipt(erased[i].Customer, sign); err != nil {
			return 0, err
		}
	}
	t.wrote = t.wrote || len(positions) > 0
	return len(positions), nil
}

// giveReceipt ends the erasure of a deleted account. A renamed one has no receipt.
func (t *tx) giveReceipt(customer account.ID, sign func(account.Deletion, AuditHead) (string, error)) error {
	r, err := t.first("SELECT "+deletionColumns+" FROM deletion WHERE id = ? AND erased_at IS NULL", customer)
	if r == nil || err != nil {
		return err
	}
	d, err := t.store.scanDeletion(t.conn, r)
	if err != nil {
		return err
	}
	d.ErasedAt = t.now
	if d.Receipt, err = sign(d, t.head); err != nil {
		return err
	}
	_, err = t.exec("UPDATE deletion SET erased_at = ?, receipt = ? WHERE id = ?", d.ErasedAt, d.Receipt, customer)
	return err
}
