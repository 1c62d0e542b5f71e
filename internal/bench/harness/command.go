package harness

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
)

// Command runs a measurement as a command of its own, with the flags that all have
// beside those made before, until it is done or told to stop.
func Command(name string, measure func(ctx context.Context, h *Harness) error) {
	scratch := flag.String("scratch", filepath.Join(os.TempDir(), "gatehouse-bench"), "where binaries, data and servers' files go")
	port := flag.Int("port", 5600, "the first of ten ports on 127.0.0.1")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	h, err := New(*scratch, *port)
	if err == nil {
		err = measure(ctx, h)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}

// Running is a new deployment of a dataset that is served.
type Running struct {
	Deployment
	*Process
	Data  string // The dataset's directory.
	Token string // An organization admin's.
}

// Fresh builds everything, imports a dataset, and serves it with these flags.
func (h *Harness) Fresh(ctx context.Context, size, name string, flags ...string) (r Running, err error) {
	if err := h.Build(ctx); err != nil {
		return r, err
	}
	if r.Data, err = h.Data(ctx, size); err != nil {
		return r, err
	}
	if r.Deployment, _, err = h.Import(ctx, r.Data, name); err != nil {
		return r, err
	}
	if r.Process, _, err = r.Serve(ctx, flags...); err != nil {
		return r, err
	}
	if r.Token, err = r.Deployment.Token(ctx); err != nil {
		return r, errors.Join(err, r.Stop())
	}
	return r, nil
}
