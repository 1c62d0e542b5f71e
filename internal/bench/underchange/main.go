// Command underchange measures what a person feels who searches while others change
// accounts, and while the index is rebuilt: latencies of the picker and of exact
// look-ups at a steady rate, beside those of a quiet server in the same run.
//
//	go run ./underchange -size 1m     # in the project's directory: make underchange SIZE=1m
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gatehouse/internal/bench/harness"
)

func main() {
	size := flag.String("size", "100k", "accounts: 10k, 100k, 1m")
	length := flag.Duration("d", 10*time.Second, "length of the quiet phase and of that with changes")
	reads := flag.Int("reads", 200, "searches a second, half of them exact")
	changes := flag.Int("changes", 200, "revokes and grants a second")
	out := flag.String("out", "docs/performance/under-change.md", "the table's file")
	harness.Command("underchange", func(ctx context.Context, h *harness.Harness) error {
		return measure(ctx, h, *size, *length, *reads, *changes, *out)
	})
}

func measure(ctx context.Context, h *harness.Harness, size string, length time.Duration, reads, changes int, out string) (err error) {
	own, err := h.Fresh(ctx, size, size)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, own.Stop()) }()
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = 64 // As many as may ask at once.
	l := &load{server: own.Process, token: own.Token, reads: reads}
	for name, into := range map[string]*[]string{"exact": &l.addresses, "picker": &l.texts, "ids": &l.ids} {
		if *into, err = questions(filepath.Join(own.Data, name+".ndjson")); err != nil {
			return err
		}
	}
	l.during(ctx, length/2) // Warm.
	rows := []row{{"quiet", l.during(ctx, length)}}
	work, end := context.WithCancel(ctx)
	changed := l.change(work, changes)
	rows = append(rows, row{fmt.Sprintf("%d changes/s asked for", changes), l.during(ctx, length)})
	end()
	if done := float64(<-changed) / length.Seconds(); done < float64(changes) {
		rows[1].name = fmt.Sprintf("%.0f changes/s (of %d asked for)", done, changes)
	}
	rebuilt := make(chan error, 1)
	work, end = context.WithCancel(ctx)
	go func() {
		_, err := own.Reindex(ctx)
		rebuilt <- err
		end()
	}()
	rows = append(rows, row{"a rebuild of the index", l.during(work, time.Hour)})
	if err := <-rebuilt; err != nil {
		return err
	}
	text := table(rows, size, h.Where(), reads) + failures(l)
	fmt.Print(text)
	return errors.Join(os.MkdirAll(filepath.Dir(out), 0o755), os.WriteFile(out, []byte(text), 0o644))
}

// questions reads a file of the dataset.
func questions(file string) (all []string, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var q struct{ Q string }
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			return nil, err
		}
		all = append(all, q.Q)
	}
	return all, lines.Err()
}

func failures(l *load) string {
	if n := l.failed.Load(); n > 0 {
		return fmt.Sprintf("\n%d requests FAILED.\n", n)
	}
	return ""
}

// customerID is how the API writes an id of the dataset.
func customerID(uuid string) string { return "cus_" + strings.ReplaceAll(uuid, "-", "") }
