package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"gatehouse/internal/seal"
	"gatehouse/store"
)

// The files of the key that signs receipts and backups, and of the public keys that
// check what it and those before it signed.
const (
	receiptKeyFile    = "receipt-key.json"
	receiptPublicFile = "receipt-key.pub"
)

// openReceiptKey reads the key that signs, or makes it, and keeps its public half
// beside it for whoever checks.
func openReceiptKey(dir string) (*seal.Key, error) {
	key, err := seal.OpenKey(filepath.Join(dir, receiptKeyFile))
	if err != nil {
		return nil, err
	}
	return key, publish(dir, key)
}

// publish puts the key in front of the public keys. Earlier ones stay for good: what
// they signed is still to be checked.
func publish(dir string, key *seal.Key) error {
	known, err := publicKeys(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if len(known) > 0 && known[0].Equal(key.Public()) {
		return nil
	}
	return writePrivately(filepath.Join(dir, receiptPublicFile), known.With(key.Public()).Text())
}

func publicKeys(dir string) (seal.Publics, error) {
	path := filepath.Join(dir, receiptPublicFile)
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	known, err := seal.ParsePublics(string(text))
	if err != nil {
		err = fmt.Errorf("%s is damaged: bring it back from your copy, or move it away: then receipts of earlier keys are checked with your copy alone", path)
	}
	return known, err
}

// rotateReceiptKey has what is signed from now on signed with a new key. The old
// one's private half is gone then.
func rotateReceiptKey(ctx context.Context, dir string, s *store.Store) (*seal.Key, error) {
	// Makes sure that the public half of the old one is kept.
	if _, err := openReceiptKey(dir); err != nil {
		return nil, err
	}
	key, err := seal.NewKey(filepath.Join(dir, receiptKeyFile))
	if err != nil {
		return nil, fmt.Errorf("write the receipt key: %w", err)
	}
	return key, errors.Join(publish(dir, key), s.RecordReceiptKey(ctx, key.ID))
}
