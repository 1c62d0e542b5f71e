package search

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// home is the directory that holds the generations, each under its number. The
// newest complete one serves; everything else in it is a leftover.
type home struct {
	dir  string
	lock *os.File
}

const generationPrefix = "generation-"

// openHome takes the directory for this process alone. A second one is told so at
// once.
func openHome(dir string) (*home, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the index directory: %w", err)
	}
	lock, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the index directory: %w", err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = lock.Close()
		return nil, fmt.Errorf("another process uses the search index in %s. Stop it, or let it do the work: %w", dir, err)
	}
	return &home{dir, lock}, nil
}

func (h *home) close() error { return h.lock.Close() }

// newest gives the newest complete generation; ok is false where there is none.
func (h *home) newest() (dir string, m manifest, ok bool, err error) {
	numbers, err := h.numbers()
	if err != nil {
		return "", manifest{}, false, err
	}
	for _, n := range slices.Backward(numbers) {
		if m, ok := readManifest(h.path(n)); ok {
			return h.path(n), m, true, nil
		}
	}
	return "", manifest{}, false, nil
}

// next gives a directory for a new generation.
func (h *home) next() (string, error) {
	numbers, err := h.numbers()
	if err != nil {
		return "", err
	}
	n := 1
	if len(numbers) > 0 {
		n = numbers[len(numbers)-1] + 1
	}
	if err := os.Mkdir(h.path(n), 0o700); err != nil {
		return "", fmt.Errorf("make an index generation: %w", err)
	}
	return h.path(n), nil
}

// sweep removes everything but the lock and one generation ("" for none).
func (h *home) sweep(keep string) error {
	entries, err := os.ReadDir(h.dir)
	if err != nil {
		return err
	}
	var failed error
	for _, e := range entries {
		path := filepath.Join(h.dir, e.Name())
		if path != keep && e.Name() != "lock" {
			failed = errors.Join(failed, os.RemoveAll(path))
		}
	}
	return errors.Join(failed, syncDir(h.dir))
}

func (h *home) path(n int) string { return filepath.Join(h.dir, generationPrefix+strconv.Itoa(n)) }

func (h *home) numbers() ([]int, error) {
	entries, err := os.ReadDir(h.dir)
	if err != nil {
		return nil, fmt.Errorf("read the index directory: %w", err)
	}
	var numbers []int
	for _, e := range entries {
		digits, ok := strings.CutPrefix(e.Name(), generationPrefix)
		if n, err := strconv.Atoi(digits); ok && err == nil {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers, nil
}
