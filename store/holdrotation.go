package store

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"gatehouse/account"
)

// metaHoldKey names, in meta, the key for new holds. The file has it first and the
// database says it to every process: who does not know the name reads the file again.
const metaHoldKey = "hold_key"

// HoldKey is a key of the holds, without its secret.
type HoldKey struct {
	ID      string
	Current bool
	Holds   int       // How many holds need it that still run.
	Until   time.Time // The end of the last of these; zero: none needs it.
}

// HoldKeys lists the keys, the one for new holds first.
func (s *Store) HoldKeys(ctx context.Context) ([]HoldKey, error) {
	keys, err := readHoldKeys(s.keyFile)
	if err != nil {
		return nil, err
	}
	return read(ctx, s, func(c *conn) (list []HoldKey, err error) {
		for _, k := range keys.Keys {
			key := HoldKey{ID: k.ID, Current: k.ID == keys.Current}
			r, err := c.first("SELECT COUNT(*), MAX(until) FROM hold WHERE key_id = ? AND until > ?", k.ID, s.now())
			if err != nil {
				return nil, err
			}
			key.Holds, key.Until = int(r.number(0)), r.time(1)
			list = append(list, key)
		}
		slices.SortStableFunc(list, func(a, b HoldKey) int {
			if a.Current == b.Current {
				return 0
			}
			if a.Current {
				return -1
			}
			return 1
		})
		return list, nil
	})
}

// RotateHoldKey makes a new key for the holds to come. The old one stays until the
// last hold that needs it has ended; PurgeHolds removes it then. It gives the new
// key's id.
func (s *Store) RotateHoldKey(ctx context.Context) (id string, err error) {
	return change(ctx, s, func(t *tx) (string, error) {
		keys, err := t.holdKeys()
		if err != nil {
			return "", err
		}
		key := newHoldKey()
		// The file first. It is changed by nobody else: the transaction has the
		// database's write lock.
		err = writeHoldKeys(s.keyFile, &holdKeys{Current: key.ID, Keys: append(slices.Clone(keys.Keys), key)}, os.Rename)
		if err != nil {
			return "", fmt.Errorf("write the hold keys: %w", err)
		}
		_, err = t.readHoldKeys()
		return key.ID, err
	})
}

// holdKeys gives the keys for this transaction.
func (t *tx) holdKeys() (*holdKeys, error) {
	r, err := t.first("SELECT value FROM meta WHERE key = ?", metaHoldKey)
	if err != nil {
		return nil, err
	}
	if r != nil && r.text(0) == t.store.keys.Current {
		return t.store.keys, nil
	}
	return t.readHoldKeys()
}

// readHoldKeys reads the file, which another process may have changed, and has the
// database name its current key. Where the database named another one that is a
// rotation: this one, or one that a crash cut short.
func (t *tx) readHoldKeys() (*holdKeys, error) {
	keys, err := readHoldKeys(t.store.keyFile)
	if err != nil {
		return nil, err
	}
	r, err := t.first("SELECT value FROM meta WHERE key = ?", metaHoldKey)
	if err != nil {
		return nil, err
	}
	t.store.keys = keys
	if r != nil && r.text(0) == keys.Current {
		return keys, nil
	}
	if r != nil {
		caller := t.caller
		t.caller = account.System() // Not of whoever comes by after a crash.
		defer func() { t.caller = caller }()
		if err := t.audit(account.AuditEvent{Action: account.AuditRotateHoldKey, Subject: keys.Current}); err != nil {
			return nil, err
		}
	}
	_, err = t.exec("INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", metaHoldKey, keys.Current)
	return keys, err
}

// dropHoldKeys removes the old keys that no hold needs.
func (t *tx) dropHoldKeys() error {
	keys, err := t.holdKeys()
	if err != nil || len(keys.Keys) == 1 {
		return err
	}
	kept := holdKeys{Current: keys.Current}
	for _, k := range keys.Keys {
		needed, err := t.number("SELECT EXISTS (SELECT 1 FROM hold WHERE key_id = ?)", k.ID)
		if err != nil {
			return err
		}
		if k.ID == keys.Current || needed == 1 {
			kept.Keys = append(kept.Keys, k)
			continue
		}
		if err := t.audit(account.AuditEvent{Action: account.AuditRemoveHoldKey, Subject: k.ID}); err != nil {
			return err
		}
	}
	if len(kept.Keys) == len(keys.Keys) {
		return nil
	}
	if err := writeHoldKeys(t.store.keyFile, &kept, os.Rename); err != nil {
		return fmt.Errorf("write the hold keys: %w", err)
	}
	t.store.keys = &kept
	return nil
}

// RecordReceiptKey tells the audit log that receipts are signed with another key.
func (s *Store) RecordReceiptKey(ctx context.Context, id string) error {
	_, err := change(ctx, s, func(t *tx) (struct{}, error) {
		return struct{}{}, t.audit(account.AuditEvent{Action: account.AuditRotateReceiptKey, Subject: id})
	})
	return err
}
