// Command sidebyside measures Gatehouse beside gqlgen's ceiling and beside gqlgen over
// PostgreSQL, in one run, and writes the table of ratios that the document quotes.
//
//	go run ./sidebyside -size 1m      # in the project's directory: make bench SIZE=1m
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"gatehouse/internal/bench/harness"
)

func main() {
	size := flag.String("size", "100k", "accounts: 10k, 100k, 1m")
	scratch := flag.String("scratch", filepath.Join(os.TempDir(), "gatehouse-bench"), "where binaries, data and servers' files go")
	port := flag.Int("port", 5600, "the first of ten ports on 127.0.0.1")
	length := flag.Duration("d", 2*time.Second, "length of a measured slot")
	rounds := flag.Int("rounds", 5, "rounds in turn")
	calm := flag.Float64("calm", 0.3, "do a slot again, up to twice, where other processes used more cores than this; 0: never")
	out := flag.String("out", "docs/performance/side-by-side.md", "the table's file")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	h, err := harness.New(*scratch, *port)
	if err == nil {
		l := harness.Load{Connections: "1,16", Length: *length, Rounds: *rounds, Calm: *calm}
		err = measure(ctx, h, *size, l, *out)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "sidebyside:", err)
		os.Exit(1)
	}
}

// measure checks the answers first, on 10,000 accounts; then it measures.
func measure(ctx context.Context, h *harness.Harness, size string, l harness.Load, out string) (err error) {
	if err := h.Build(ctx); err != nil {
		return err
	}
	if err := check(ctx, h); err != nil {
		return err
	}
	if l.Data, err = h.Data(ctx, size); err != nil {
		return err
	}
	d, _, err := h.Import(ctx, l.Data, size)
	if err != nil {
		return err
	}
	limit, err := h.Limit(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, limit.Stop()) }()
	own, _, err := d.Serve(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, own.Stop()) }()
	token, err := d.Token(ctx)
	if err != nil {
		return err
	}
	peers := []*harness.Process{limit, own}
	if _, err := exec.LookPath("pg_config"); err == nil || found("/usr/lib/postgresql/*/bin/initdb") {
		pg, err := h.Postgres(ctx, size)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, pg.Stop(), h.StopPostgres()) }()
		peers = append(peers, pg)
	} else {
		fmt.Fprintln(os.Stderr, "NOT COMPARED with PostgreSQL: it is not installed (on Debian: apt-get install postgresql)")
	}
	slots, err := load(ctx, h, l, token, peers)
	if err != nil {
		return err
	}
	text := report(slots, size, h.Where(), l)
	fmt.Print(text)
	return errors.Join(os.MkdirAll(filepath.Dir(out), 0o755), os.WriteFile(out, []byte(text), 0o644))
}

func found(pattern string) bool {
	files, err := filepath.Glob(pattern)
	return err == nil && len(files) > 0
}

// check wants the right answers before anything is measured.
func check(ctx context.Context, h *harness.Harness) (err error) {
	data, err := h.Data(ctx, "10k")
	if err != nil {
		return err
	}
	d, _, err := h.Import(ctx, data, "10k")
	if err != nil {
		return err
	}
	p, _, err := d.Serve(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Stop()) }()
	token, err := d.Token(ctx)
	if err != nil {
		return err
	}
	target, err := h.Target(p, token)
	if err != nil {
		return err
	}
	return h.Check(ctx, data, target)
}

// load measures the reads, then the changes: the index is not the same afterwards.
func load(ctx context.Context, h *harness.Harness, l harness.Load, token string, peers []*harness.Process) ([]harness.Slot, error) {
	var targets []string
	for _, p := range peers {
		own := ""
		if p.Name == "gatehouse" {
			own = token
		}
		target, err := h.Target(p, own)
		if err != nil {
			return nil, err
		}
		targets = append(targets, target)
	}
	l.Workloads = "exact,picker,page"
	reads, err := h.Measure(ctx, l, targets...)
	if err != nil {
		return nil, err
	}
	l.Workloads = "revoke_grant"
	changes, err := h.Measure(ctx, l, targets...)
	return append(reads, changes...), err
}
