// Package harness builds what the measurements need, makes the data, and runs the
// servers: Gatehouse, and the peers that it is measured beside. All traffic stays on
// 127.0.0.1; everything is written below one scratch directory.
package harness

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
)

// Harness is a place to measure in.
type Harness struct {
	Module  string // The directory of this module.
	Scratch string // Binaries, data, logs; can be thrown away.
	Port    int    // The first of ten ports.
}

// New finds the module from the working directory, which may be the project's or
// the module's own.
func New(scratch string, port int) (*Harness, error) {
	for _, dir := range []string{"internal/bench", "."} {
		if text, err := os.ReadFile(filepath.Join(dir, "go.mod")); err == nil && strings.HasPrefix(string(text), "module gatehouse/internal/bench\n") {
			module, err := filepath.Abs(dir)
			if err != nil {
				return nil, err
			}
			scratch, err = filepath.Abs(scratch)
			return &Harness{module, scratch, port}, errors.Join(err, os.MkdirAll(filepath.Join(scratch, "targets"), 0o755))
		}
	}
	return nil, errors.New("run it in the project's directory: internal/bench is not here")
}

// Project is the project's own directory.
func (h *Harness) Project() string { return filepath.Join(h.Module, "..", "..") }

// Bin gives the path of a binary that Build made.
func (h *Harness) Bin(name string) string { return filepath.Join(h.Scratch, "bin", name) }

// Build makes every binary, Gatehouse among them.
func (h *Harness) Build(ctx context.Context) error {
	for name, dir := range map[string]string{"dataset": "./dataset", "load": "./load", "limit": "./peers/limit", "bare": "./peers/bare", "gqlgenpg": "./peers/gqlgenpg"} {
		if err := h.run(ctx, h.Module, "go", "build", "-o", h.Bin(name), dir); err != nil {
			return err
		}
	}
	return h.run(ctx, h.Project(), "go", "build", "-tags", "sqlite_secure_delete", "-trimpath", "-o", h.Bin("gatehouse"), ".")
}

// Rows reads a size as people write it: 10k, 100k, 1m.
func Rows(size string) (int, error) {
	digits := strings.NewReplacer("k", "000", "m", "000000").Replace(strings.ToLower(size))
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1000 {
		return 0, fmt.Errorf("size %q: write it like 10k, 100k or 1m", size)
	}
	return n, nil
}

// Data gives the directory of a dataset, and makes it where it is not there.
func (h *Harness) Data(ctx context.Context, size string) (string, error) {
	rows, err := Rows(size)
	dir := filepath.Join(h.Scratch, "data", size)
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(filepath.Join(dir, "manifest.json")); err == nil {
		return dir, nil
	}
	return dir, h.run(ctx, h.Scratch, h.Bin("dataset"), "-n", strconv.Itoa(rows), "-out", dir)
}

// run runs a command to its end; what it prints goes to standard error.
func (h *Harness) run(ctx context.Context, dir, name string, arguments ...string) error {
	fmt.Fprintf(os.Stderr, "%s %s\n", filepath.Base(name), strings.Join(arguments, " "))
	c := exec.CommandContext(ctx, name, arguments...)
	c.Dir, c.Stdout, c.Stderr = dir, os.Stderr, os.Stderr
	c.Env = append(os.Environ(), "CGO_ENABLED=1")
	if err := c.Run(); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	return nil
}

// Where says on what a measurement was taken, for the head of a table.
func (h *Harness) Where() string {
	revision, err := exec.Command("git", "-C", h.Project(), "rev-parse", "--short", "HEAD").Output()
	if err != nil {
		revision = []byte("unknown revision")
	}
	return fmt.Sprintf("%d cores, %s, %s", runtime.NumCPU(), runtime.Version(), strings.TrimSpace(string(revision)))
}
