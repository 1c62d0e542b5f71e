// Command webhooks measures how fast events get to a target on this machine: those of a
// bulk job while it runs, then replays of them, beside a client of net/http that posts
// one delivered message again and again to the same target.
//
//	go run ./webhooks     # in the project's directory: make webhooks
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"gatehouse/internal/bench/harness"
)

func main() {
	size := flag.String("size", "100k", "accounts: 10k, 100k, 1m")
	events := flag.Int("events", 5000, "accounts that the job revokes")
	rounds := flag.Int("rounds", 5, "rounds in turn, of each case")
	harness.Command("webhooks", func(ctx context.Context, h *harness.Harness) error {
		return measure(ctx, h, *size, *events, *rounds)
	})
}

// cases are what is replayed.
var cases = []struct {
	name   string
	hooks  int           // That deliver at once, over as many connections.
	answer time.Duration // What the target takes for one.
	events int           // At most.
}{
	{"one webhook", 1, 0, 1 << 20},
	{"one webhook, to a target that answers in 20 ms", 1, 20 * time.Millisecond, 200},
	{"ten webhooks at once", 10, 0, 1 << 20},
}

func measure(ctx context.Context, h *harness.Harness, size string, events, rounds int) (err error) {
	own, err := h.Fresh(ctx, size, "webhooks", "-webhook-allow", "127.0.0.0/8")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, own.Stop()) }()
	r, err := receive()
	if err != nil {
		return err
	}
	defer r.server.Close()
	lines, err := someLines(filepath.Join(own.Data, "customers.ndjson"), events)
	if err != nil {
		return err
	}
	o := &organization{Running: own}
	if err := o.hook(ctx, r.url, 1); err != nil {
		return err
	}
	began := time.Now()
	if err := o.revoke(ctx, lines); err != nil {
		return err
	}
	job := time.Since(began)
	if _, err := r.await(ctx, func(got, _ int) bool { return got >= events }); err != nil {
		return err
	}
	fmt.Printf("a job of %d lines took %.1f s; the last of its events was delivered %.1f s after its start\n", events, job.Seconds(), time.Since(began).Seconds())
	for _, c := range cases {
		if err := o.hook(ctx, r.url, c.hooks); err != nil {
			return err
		}
		fmt.Println(c.name)
		var ratios []float64
		for round := range rounds {
			r.begin(c.answer)
			delivered, n, err := o.replay(ctx, r, min(events, c.events))
			if err != nil {
				return err
			}
			took, err := r.plain(ctx, n, c.hooks)
			if err != nil {
				return err
			}
			plain := float64(n) / took.Seconds()
			ratios = append(ratios, delivered/plain)
			fmt.Printf("  round %d: %6.0f deliveries/s, net/http alone %6.0f, ratio %.2f\n", round+1, delivered, plain, delivered/plain)
		}
		slices.Sort(ratios)
		fmt.Printf("  median ratio %.2f\n", harness.Median(ratios))
	}
	return os.RemoveAll(own.Dir)
}

// someLines gives the lines of a bulk job over the first accounts of a dataset.
func someLines(file string, n int) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var lines bytes.Buffer
	in, out := json.NewDecoder(f), json.NewEncoder(&lines)
	for found := 0; found < n; {
		var c struct{ Email, Status string }
		if err := in.Decode(&c); err != nil {
			return nil, fmt.Errorf("the dataset has no %d accounts to revoke: %w", n, err)
		}
		if c.Status != "" && c.Status != "ACTIVE" {
			continue
		}
		if err := out.Encode(map[string]string{"email": c.Email}); err != nil {
			return nil, err
		}
		found++
	}
	return lines.Bytes(), nil
}
