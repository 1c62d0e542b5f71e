// Command growth measures how Gatehouse grows with its accounts, and writes the table
// and the plot that the document shows. Sizes can be measured on different days: each
// replaces its own row.
//
//	go run ./growth -sizes 10k,100k,1m,10m      # in the project's directory: make growth
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"gatehouse/internal/bench/harness"
)

func main() {
	sizes := flag.String("sizes", "10k,100k,1m", "accounts, a list")
	scratch := flag.String("scratch", filepath.Join(os.TempDir(), "gatehouse-bench"), "where binaries, data and servers' files go: about 1 GB a million accounts")
	port := flag.Int("port", 5600, "the first of ten ports on 127.0.0.1")
	length := flag.Duration("d", 2*time.Second, "length of a measured slot")
	rounds := flag.Int("rounds", 3, "rounds in turn")
	calm := flag.Float64("calm", 0.3, "do a slot again, up to twice, where other processes used more cores than this; 0: never")
	docs := flag.String("docs", "docs", "the directory of the documents")
	keep := flag.Bool("keep", false, "keep the deployments")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	h, err := harness.New(*scratch, *port)
	if err == nil {
		err = h.Build(ctx)
	}
	for size := range strings.SplitSeq(*sizes, ",") {
		if err != nil {
			break
		}
		var r row
		l := harness.Load{Workloads: "exact,picker,page", Connections: "1,16", Length: *length, Rounds: *rounds, Calm: *calm}
		if r, err = measure(ctx, h, size, l, *keep); err == nil {
			err = write(*docs, r)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "growth:", err)
		os.Exit(1)
	}
}

// measure takes one size through an account's life: import, start, questions,
// erasure, rebuild.
func measure(ctx context.Context, h *harness.Harness, size string, l harness.Load, keep bool) (r row, err error) {
	if r.Accounts, err = harness.Rows(size); err != nil {
		return r, err
	}
	r.Size, r.Day, r.Where = size, time.Now().UTC().Format(time.DateOnly), h.Where()
	if l.Data, err = h.Data(ctx, size); err != nil {
		return r, err
	}
	d, took, err := h.Import(ctx, l.Data, "growth-"+size)
	if err != nil {
		return r, err
	}
	r.ImportRate = float64(r.Accounts) / took.Seconds()
	database, err := d.Size("gatehouse.db*")
	if err != nil {
		return r, err
	}
	index, err := d.Size("search")
	if err != nil {
		return r, err
	}
	r.DatabaseBytes, r.IndexBytes = float64(database)/float64(r.Accounts), float64(index)/float64(r.Accounts)
	if err := serve(ctx, h, d, l, &r); err != nil {
		return r, err
	}
	if took, err = d.Reindex(ctx); err != nil {
		return r, err
	}
	r.Rebuild = took.Seconds()
	if !keep {
		err = os.RemoveAll(d.Dir)
	}
	return r, err
}

// serve measures what needs a running server, beside the framework's ceiling.
func serve(ctx context.Context, h *harness.Harness, d harness.Deployment, l harness.Load, r *row) (err error) {
	own, took, err := d.Serve(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, own.Stop()) }()
	r.Start = took.Seconds()
	limit, err := h.Limit(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, limit.Stop()) }()
	token, err := d.Token(ctx)
	if err != nil {
		return err
	}
	ceiling, err := h.Target(limit, "")
	if err != nil {
		return err
	}
	target, err := h.Target(own, token)
	if err != nil {
		return err
	}
	slots, err := h.Measure(ctx, l, ceiling, target)
	if err != nil {
		return err
	}
	r.ask(slots)
	share, private, err := own.Usage()
	if err != nil {
		return err
	}
	r.Memory, r.Private = float64(share)/(1<<20), float64(private)/(1<<20)
	r.Erasure, err = erase(ctx, own, token)
	return err
}
