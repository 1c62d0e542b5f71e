package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// fileLock keeps a backup and the emptying of the write-ahead log apart, also
// between processes. A backup reads for as long as the copy takes, and SQLite would
// have the writer, and with it every change, wait for its end. The kernel lets go
// of the lock when the process ends, however it ends.
type fileLock struct{ file *os.File }

// errCopying means that the other one has the lock.
var errCopying = errors.New("a backup is being made, or the write-ahead log is being emptied")

func lockFiles(dir string) (*fileLock, error) {
	file, err := os.OpenFile(filepath.Join(dir, "backup.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, errors.Join(errCopying, file.Close())
		}
		return nil, errors.Join(fmt.Errorf("lock %s: %w", file.Name(), err), file.Close())
	}
	return &fileLock{file}, nil
}

// awaitFiles waits for the lock: an erasure has it for a second or two.
func awaitFiles(ctx context.Context, dir string) (*fileLock, error) {
	for {
		lock, err := lockFiles(dir)
		if !errors.Is(err, errCopying) {
			return lock, err
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return nil, err
		}
	}
}

func (l *fileLock) release() error { return l.file.Close() }

// AwaitBackup waits until no backup is being made. It calls waits, once, where one is.
func (s *Store) AwaitBackup(ctx context.Context, waits func()) error {
	lock, err := lockFiles(s.dir)
	if errors.Is(err, errCopying) {
		waits()
		lock, err = awaitFiles(ctx, s.dir)
	}
	if err != nil {
		return err
	}
	return lock.release()
}

// apartFromBackup runs what empties the write-ahead log while no backup is made.
// TRY_AGAIN, at once, while one is.
func (s *Store) apartFromBackup(work func() error) error {
	lock, err := lockFiles(s.dir)
	if errors.Is(err, errCopying) {
		return tryAgain()
	}
	if err != nil {
		return err
	}
	return errors.Join(work(), lock.release())
}
