package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// lock is a data directory held for one process: whoever holds it may open the
// search index. The kernel lets go of it when the process ends, however it ends.
type lock struct{ file *os.File }

// heldError says who has the data directory.
type heldError struct{ dir, holder string }

func (e *heldError) Error() string {
	return fmt.Sprintf("%s is in use by %s: stop it first, or take another directory with -data", e.dir, e.holder)
}

// lockDir takes a data directory, or fails at once with a *heldError. The name of
// the command is written into the file for whoever comes second.
func lockDir(dir, command string) (*lock, error) {
	file, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer file.Close()
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("%s can't be locked: %w", file.Name(), err)
		}
		holder, readError := io.ReadAll(io.LimitReader(file, 200))
		if readError != nil || len(holder) == 0 {
			holder = []byte("another gatehouse")
		}
		return nil, &heldError{dir, strings.TrimSpace(string(holder))}
	}
	err = file.Truncate(0)
	if err == nil {
		_, err = fmt.Fprintf(file, "gatehouse %s (process %d)\n", command, os.Getpid())
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return &lock{file}, nil
}

func (l *lock) release() error { return l.file.Close() }
