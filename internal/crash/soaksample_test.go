package crash

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// soakSamples are how often a soak is measured, but once a second at most.
const soakSamples = 120

// sample is what was measured at one moment.
type sample struct {
	seconds    float64
	own        float64 // Memory of the server's own in MB: files that it maps don't count.
	heap       float64 // What the last collection found alive, in MB.
	goroutines float64
	files      float64 // Open ones.
	disk       float64 // The data directory in MB.
	accounts   float64 // Those that live.
	done       []int64 // Steps of each work of soakWork so far.
	erasures   float64 // Runs, of this process.
}

// measurements are the samples of a soak, and where they go.
type measurements struct {
	all []sample
	csv *os.File // Nil: nowhere.
	to  string
}

func newMeasurements(to string) (m *measurements, err error) {
	m = &measurements{to: to}
	if to == "" {
		return m, nil
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return nil, err
	}
	if m.csv, err = os.Create(filepath.Join(to, "soak.csv")); err != nil {
		return nil, err
	}
	names := []string{"seconds", "own memory MB", "live heap MB", "goroutines", "open files", "data directory MB", "living accounts", "runs of erasures"}
	for _, work := range soakWork {
		names = append(names, work.name)
	}
	_, err = fmt.Fprintln(m.csv, strings.Join(names, ","))
	return m, err
}

func (m *measurements) add(one sample) error {
	m.all = append(m.all, one)
	if m.csv == nil {
		return nil
	}
	_, err := fmt.Fprintln(m.csv, one)
	return err
}

// String gives a line of the table.
func (one sample) String() string {
	line := fmt.Sprintf("%.0f,%.1f,%.0f,%.0f,%.0f,%.1f,%.0f,%.0f", one.seconds, one.own, one.heap, one.goroutines, one.files, one.disk, one.accounts, one.erasures)
	for _, n := range one.done {
		line += fmt.Sprintf(",%d", n)
	}
	return line
}

// fifths gives the lower quartiles of the second and of the last fifth of the soak:
// what a backup or a rebuild takes for its time comes and goes, so that a median is now
// with it and now without; what leaks is always there.
func (m *measurements) fifths(value func(sample) float64) (early, late float64) {
	var values []float64
	for _, one := range m.all {
		values = append(values, value(one))
	}
	fifth := max(len(values)/5, 1)
	return lowerQuartile(values[min(fifth, len(values)-1):min(2*fifth, len(values))]), lowerQuartile(values[len(values)-fifth:])
}

func lowerQuartile(of []float64) float64 {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/4]
}

// write ends the table and draws the plot.
func (m *measurements) write() error {
	if m.csv == nil {
		return nil
	}
	if err := m.csv.Close(); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(m.to, "soak.svg"), []byte(soakPlot(m.all)), 0o644)
}

// watch measures the server until the soak is over, and restarts it on the way.
func (s *soak) watch(length time.Duration) *measurements {
	s.t.Helper()
	m, err := newMeasurements(os.Getenv("GATEHOUSE_SOAK_TO"))
	if err != nil {
		s.t.Error(err)
		return m
	}
	begin := time.Now()
	take := func() {
		one, err := s.measure()
		one.seconds = time.Since(begin).Seconds()
		if err = errors.Join(err, m.add(one)); err != nil {
			s.t.Error(err)
		}
		if length > shortSoak {
			s.t.Log(one)
		}
	}
	tick := time.NewTicker(max(length/soakSamples, time.Second))
	defer tick.Stop()
	restart, end := time.After(length/10), time.After(length)
	for !s.t.Failed() {
		select {
		case <-end:
			take()
			return m
		case <-restart:
			s.restart()
		case <-tick.C:
			take()
		}
	}
	return m
}

// measure takes one sample of the server.
func (s *soak) measure() (one sample, err error) {
	if one.own, err = s.memory(); err != nil {
		return one, err
	}
	if heap := liveHeap(s.p.output.String()); len(heap) > 0 {
		one.heap = heap[len(heap)-1]
	}
	text, err := s.p.metrics()
	if err != nil {
		return one, err
	}
	metrics := valuesOf(text)
	one.goroutines, one.files = metrics["go_goroutines"], metrics["process_open_fds"]
	one.accounts = metrics[`gatehouse_accounts{status="ACTIVE"}`] + metrics[`gatehouse_accounts{status="REVOKED"}`]
	one.erasures = metrics[`gatehouse_erasure_runs_total{outcome="done"}`]
	err = filepath.WalkDir(s.dir, func(_ string, entry fs.DirEntry, err error) error {
		// Segments come and go.
		if info, gone := entry.Info(); err == nil && gone == nil && !entry.IsDir() {
			one.disk += float64(info.Size()) / 1e6
		}
		return nil
	})
	for _, work := range soakWork {
		one.done = append(one.done, s.done[work.name].Load())
	}
	return one, err
}

// memory is what the server has for itself, in MB: files that it maps don't count.
func (s *soak) memory() (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.p.command.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(status), "RssAnon:")
	kilobytes, err := strconv.ParseFloat(strings.Fields(rest + " ?")[0], 64)
	if err != nil {
		err = fmt.Errorf("the system does not tell RssAnon: %w", err)
	}
	return kilobytes / 1024, err
}

// valuesOf reads metrics, by their names with labels.
func valuesOf(metrics string) map[string]float64 {
	values := map[string]float64{}
	for line := range strings.Lines(metrics) {
		name, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		if value, err := strconv.ParseFloat(text, 64); err == nil {
			values[name] = value
		}
	}
	return values
}

// collection is what the runtime says of one: the heap as it began, as it ended, and
// what of that is alive.
var collection = regexp.MustCompile(`(?m)^gc \d+ @.* (\d+)->(\d+)->(\d+) MB`)

// liveHeap gives what was alive after each collection, in MB.
func liveHeap(log string) (heap []float64) {
	for _, found := range collection.FindAllStringSubmatch(log, -1) {
		n, _ := strconv.ParseFloat(found[3], 64)
		heap = append(heap, n)
	}
	return heap
}

// leftovers counts the open files and, by the runtime's dump, the goroutines of the
// server that rests, and ends it.
func (s *soak) leftovers() (files, goroutines int) {
	s.t.Helper()
	s.p.client.CloseIdleConnections()
	// It rests once the connections that were closed have gone: nothing comes or goes.
	deadline := time.Now().Add(patience)
	for same := 0; same < 10 && time.Now().Before(deadline); <-time.After(20 * time.Millisecond) {
		open, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", s.p.command.Process.Pid))
		if err != nil {
			s.t.Fatal(err)
		}
		if same++; len(open) != files {
			files, same = len(open), 0
		}
	}
	before := ownGoroutines(s.p.output.String())
	if err := s.p.command.Process.Signal(syscall.SIGQUIT); err != nil {
		s.t.Fatal(err)
	}
	<-s.p.ended
	return files, ownGoroutines(s.p.output.String()) - before
}

// ownGoroutines counts those of a dump that the runtime did not begin for itself. Of its
// own it begins a collector's worker a core at the first collection, which a server that
// just started may not have had, and keeps those of the places that a rebuild had.
func ownGoroutines(dump string) int {
	return strings.Count(dump, "\ngoroutine ") - strings.Count(dump, "\ncreated by runtime.")
}
