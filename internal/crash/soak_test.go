package crash

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// shortSoak is part of every test run; GATEHOUSE_SOAK asks for longer, as in 1h.
const shortSoak = 4 * time.Second

// What a server may have more of after a soak than one that just started on the same
// directory, and how much memory of its own it may take, in bytes: the bound for a
// million accounts is 300 MiB.
const (
	soakGoroutines = 4
	soakFiles      = 24
	soakMemory     = 300 << 20
	// soakGrowth bounds the live heap in the last fifth of a long soak by that in the
	// second fifth; the first one fills caches. SQLite's caches, bounded by themselves,
	// are not in it: they fill as slowly as the database grows.
	soakGrowth = 1.25
	soakSlack  = 3 // In MB, which the runtime rounds to.
	// soakMoving is how many goroutines, and how many files, come and go with the work.
	soakMoving = 24
)

// TestSoak has a server do everything at once for a while: the table soakWork, and
// erasures, and streams of events and a webhook. Every answer is held to what its client knows, and
// neither meanwhile nor afterwards may anything have grown. A tenth of the way through
// the server is stopped and started again; one process serves from there to the end.
//
// GATEHOUSE_SOAK_TO names a directory that gets what was measured: soak.csv, line by
// line, and at the end soak.svg.
func TestSoak(t *testing.T) {
	length := shortSoak
	if text, ok := os.LookupEnv("GATEHOUSE_SOAK"); ok {
		var err error
		if length, err = time.ParseDuration(text); err != nil || length <= 0 {
			t.Fatalf("GATEHOUSE_SOAK is %q, want a time like 10m", text)
		}
	}
	t.Setenv("GODEBUG", "gctrace=1") // Has the server tell its live heap.
	t.Setenv("GATEHOUSE_WEBHOOK_ALLOW", "127.0.0.0/8")
	s := &soak{harness: newHarnessIn(t, t.TempDir(), seed(t)), stop: make(chan struct{}), done: map[string]*atomic.Int64{}}
	s.p.output.leaveOut(accessLine)
	for _, work := range soakWork {
		s.done[work.name] = &atomic.Int64{}
		for i := range work.times {
			s.run(s.done[work.name], work.pause, work.begin(s, i))
		}
	}
	events := []*eventReader{{}, {leaveAfter: 20}}
	var readers sync.WaitGroup
	for _, reader := range events {
		readers.Go(func() { s.follow(reader) })
	}
	hook := s.hooked()
	measured := s.watch(length)
	close(s.stop)
	s.all.Wait()
	s.lastEvent()
	readers.Wait()
	if t.Failed() {
		t.Fatalf("seed %d; the server said:\n%.20000s", s.seed, s.p.output)
	}
	if stayed, left := events[0], events[1]; stayed.seen == 0 || stayed.seen != left.seen || stayed.sum != left.sum {
		t.Errorf("%d events by a stream that stayed open, %d by one that was opened %d times; want the same ones", stayed.seen, left.seen, left.opened)
	}
	if came := hook.await(t); came != events[0].seen {
		t.Errorf("%d events came by the webhook, want the %d of the streams", came, events[0].seen)
	}
	s.everybody()
	s.proveErased(true)
	s.verify("verify", "-data", s.dir)
	s.figures(length, measured)
}

// soak is a harness whose server is kept running.
type soak struct {
	*harness
	stop     chan struct{}
	all      sync.WaitGroup
	done     map[string]*atomic.Int64 // By the name of the work, its steps.
	compared atomic.Int64
	// turn is held while a step of the work goes on, and alone while the server is
	// exchanged.
	turn sync.RWMutex
}

// run repeats a piece of work, with a pause between, until the soak ends or the work
// fails. It begins at least once.
func (s *soak) run(done *atomic.Int64, pause time.Duration, work func() error) {
	s.all.Go(func() {
		for {
			s.turn.RLock()
			err := work()
			s.turn.RUnlock()
			if err != nil {
				s.t.Error(err)
				return
			}
			done.Add(1)
			select {
			case <-s.stop:
				return
			case <-time.After(pause):
			}
		}
	})
}

// server gives the process of now.
func (s *soak) server() *process {
	s.turn.RLock()
	defer s.turn.RUnlock()
	return s.p
}

// restart stops the server and starts it again on its directory.
func (s *soak) restart() {
	s.t.Helper()
	s.turn.Lock()
	defer s.turn.Unlock()
	if err := s.p.stop(); err != nil {
		s.t.Errorf("the server ended with %v, want a clean stop", err)
	}
	s.noComplaints()
	s.p = start(s.t, s.dir)
	s.p.output.leaveOut(accessLine)
}

// noComplaints fails where the server's log has a warning or an error.
func (s *soak) noComplaints() {
	s.t.Helper()
	for line := range strings.Lines(s.p.output.String()) {
		if strings.Contains(line, `"level":"ERROR"`) || strings.Contains(line, `"level":"WARN"`) {
			s.t.Errorf("the log has: %s", line)
		}
	}
}

// figures compares the server with one that just started on its directory, and the
// end of the soak with its beginning.
func (s *soak) figures(length time.Duration, measured *measurements) {
	s.t.Helper()
	s.noComplaints()
	files, goroutines := s.leftovers()
	s.p = start(s.t, s.dir)
	filesOfNew, goroutinesOfNew := s.leftovers()
	if goroutines > goroutinesOfNew+soakGoroutines || files > filesOfNew+soakFiles {
		s.t.Errorf("%d goroutines and %d open files, want about the %d and %d of a server that just started", goroutines, files, goroutinesOfNew, filesOfNew)
	}
	report := []string{fmt.Sprintf("seed %d: %v, %d accounts compared on all surfaces", s.seed, length, s.compared.Load())}
	for _, work := range soakWork {
		n := s.done[work.name].Load()
		report = append(report, fmt.Sprintf("%d %s", n, work.name))
		if n == 0 {
			s.t.Errorf("there were no %s: the soak proves nothing of them", work.name)
		}
	}
	s.t.Logf("%s; at rest %d goroutines and %d open files, of a new server %d and %d", strings.Join(report, ", "), goroutines, files, goroutinesOfNew, filesOfNew)
	if err := measured.write(); err != nil {
		s.t.Error(err)
	}
	for _, bound := range []struct {
		what   string
		value  func(sample) float64
		growth float64
		slack  float64
	}{
		{"live heap in MB", func(m sample) float64 { return m.heap }, soakGrowth, soakSlack},
		{"goroutines", func(m sample) float64 { return m.goroutines }, 1, soakMoving},
		{"open files", func(m sample) float64 { return m.files }, 1, soakMoving},
	} {
		early, late := measured.fifths(bound.value)
		s.t.Logf("%s: %.0f in the second fifth, %.0f in the last", bound.what, early, late)
		// In less than a minute caches still fill.
		if length >= time.Minute && late > bound.growth*early+bound.slack {
			s.t.Errorf("%s grew from %.0f to %.0f", bound.what, early, late)
		}
	}
	most := slices.MaxFunc(measured.all, func(a, b sample) int { return int(a.own - b.own) }).own
	if s.t.Logf("memory of its own: at most %.0f MB", most); most > soakMemory>>20 {
		s.t.Errorf("the server took more than %d MiB", soakMemory>>20)
	}
}
