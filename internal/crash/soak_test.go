package crash

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// shortSoak is part of every test run; GATEHOUSE_SOAK asks for longer, as in 10m.
const shortSoak = 4 * time.Second

const (
	// soakSearchers search beside the clients that change things.
	soakSearchers = 4
	// soakLiving is how many accounts a client lets live, and soakKnown how many it
	// remembers: what is measured must not grow because there is more of everything.
	soakLiving = 150
	soakKnown  = 400
	// soakRebuild is the pause between two rebuilds of the index.
	soakRebuild = 2 * time.Second
)

// What a server may have more of after a soak than one that just started on the same
// directory, and how much memory of its own it may take, in bytes: DESIGN asks for
// 300 MiB at a million accounts.
const (
	soakGoroutines = 4
	soakFiles      = 24
	soakMemory     = 300 << 20
	// soakGrowth bounds the live heap in the last fifth of a long soak by that in the
	// second fifth; the first one fills caches. SQLite's caches, bounded by themselves,
	// are not in it: they fill as slowly as the database grows.
	soakGrowth = 1.25
	soakSlack  = 3 // In MB, which the runtime rounds to.
)

// TestSoak has a server do everything at once for a while: changes, searches,
// erasures and rebuilds. Every answer is held to what its client knows, and
// afterwards nothing may have grown.
//
// To bring a feature in, give its work a function like search or rebuild below: it
// runs beside the others until the soak ends, and whatever it returns fails the soak.
func TestSoak(t *testing.T) {
	length := shortSoak
	if text, ok := os.LookupEnv("GATEHOUSE_SOAK"); ok {
		var err error
		if length, err = time.ParseDuration(text); err != nil || length <= 0 {
			t.Fatalf("GATEHOUSE_SOAK is %q, want a time like 10m", text)
		}
	}
	t.Setenv("GODEBUG", "gctrace=1") // Has the server tell its live heap.
	s := &soak{harness: newHarnessIn(t, t.TempDir(), seed(t)), stop: make(chan struct{})}
	for _, c := range s.clients {
		s.run(func() error { return s.change(c) })
	}
	for i := range soakSearchers {
		rng := rand.New(rand.NewPCG(s.seed, uint64(100+i)))
		s.run(func() error { return s.search(rng) })
	}
	s.run(s.rebuild)
	memory := s.watch(length)
	close(s.stop)
	s.all.Wait()
	if t.Failed() {
		t.Fatalf("seed %d; the server said:\n%.20000s", s.seed, s.p.output)
	}
	s.everybody()
	s.proveErased(true)
	s.verify("verify", "-data", s.dir)
	s.figures(length, memory)
}

// soak is a harness whose server is kept running.
type soak struct {
	*harness
	stop     chan struct{}
	all      sync.WaitGroup
	searches atomic.Int64
	compared atomic.Int64
	rebuilds atomic.Int64
}

// run repeats a piece of work until the soak ends or the work fails.
func (s *soak) run(work func() error) {
	s.all.Go(func() {
		for {
			select {
			case <-s.stop:
				return
			default:
			}
			if err := work(); err != nil {
				s.t.Error(err)
				return
			}
		}
	})
}

// change makes a change and then looks at an account on every surface.
func (s *soak) change(c *client) error {
	c.most = soakLiving
	if gone, err := c.change(s.p); gone || err != nil {
		return fmt.Errorf("a change: no answer %v, error %v", gone, err)
	}
	if c.refused > 0 {
		return fmt.Errorf("a change was told to try again")
	}
	c.touched = nil
	wrong, err := compare(s.p, c.people[c.rng.IntN(len(c.people))])
	if err != nil || len(wrong) > 0 {
		return fmt.Errorf("an account is shown as it is not: %v, error %v", wrong, err)
	}
	s.compared.Add(1)
	// The oldest of the deleted are forgotten.
	if len(c.people) > soakKnown {
		if i := slices.IndexFunc(c.people, func(p *person) bool { return p.status == "DELETED" }); i >= 0 {
			c.people = slices.Delete(c.people, i, i+1)
		}
	}
	return nil
}

// search types the beginning of a name.
func (s *soak) search(rng *rand.Rand) error {
	word := make([]byte, 1+rng.IntN(4))
	for i := range word {
		word[i] = "bcdfghjklmnpqrstvwxy"[rng.IntN(20)]
	}
	a, err := s.p.ask(`query($q: String!) { site(key: "help") {
		userPicker(query: $q) { label status } customerFilter(query: $q, first: 20) { totalCount nodes { label status } } } }`, map[string]any{"q": string(word)})
	if err == nil && (a.code() != "" || strings.Contains(string(a.Data["site"]), "Deactivated")) {
		err = fmt.Errorf("a search answered %s %v", a.Data["site"], a.Errors)
	}
	s.searches.Add(1)
	return err
}

func (s *soak) rebuild() error {
	if text, err := run("reindex", "-data", s.dir); err != nil {
		return fmt.Errorf("reindex: %w\n%s", err, text)
	}
	s.rebuilds.Add(1)
	select {
	case <-s.stop:
	case <-time.After(soakRebuild):
	}
	return nil
}

// watch measures the server's memory once a second until the soak is over.
func (s *soak) watch(length time.Duration) (memory []int) {
	end := time.After(length)
	for tick := time.NewTicker(time.Second); ; {
		select {
		case <-end:
			tick.Stop()
			return memory
		case <-tick.C:
			if s.t.Failed() {
				return memory
			}
			memory = append(memory, s.memory())
		}
	}
}

// memory is what the server has for itself, in bytes: files that it maps don't count.
func (s *soak) memory() int {
	s.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.p.command.Process.Pid))
	if err != nil {
		s.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "RssAnon:")
	kilobytes, err := strconv.Atoi(strings.Fields(rest + " ?")[0])
	if err != nil {
		s.t.Fatalf("the system does not tell RssAnon: %v", err)
	}
	return kilobytes << 10
}

// figures compares the server with one that just started on its directory.
func (s *soak) figures(length time.Duration, memory []int) {
	s.t.Helper()
	log := s.p.output.String()
	for line := range strings.Lines(log) {
		if strings.Contains(line, `"level":"ERROR"`) || strings.Contains(line, `"level":"WARN"`) {
			s.t.Errorf("the log has: %s", line)
		}
	}
	acknowledged := 0
	for _, c := range s.clients {
		acknowledged += c.acknowledged
	}
	erased := strings.Count(log, `"erased from the files"`)
	files, goroutines := s.leftovers()
	s.p = start(s.t, s.dir)
	filesOfNew, goroutinesOfNew := s.leftovers()
	if goroutines > goroutinesOfNew+soakGoroutines || files > filesOfNew+soakFiles {
		s.t.Errorf("%d goroutines and %d open files, want about the %d and %d of a server that just started", goroutines, files, goroutinesOfNew, filesOfNew)
	}
	for what, n := range map[string]int64{"changes": int64(acknowledged), "comparisons": s.compared.Load(), "searches": s.searches.Load(), "rebuilds": s.rebuilds.Load(), "erasures": int64(erased)} {
		if n == 0 {
			s.t.Errorf("there were no %s: the soak proves nothing of them", what)
		}
	}
	s.t.Logf("seed %d: %v, %d changes, %d accounts compared on all surfaces, %d searches, %d rebuilds, %d runs of erasures; %d goroutines and %d open files, of a new server %d and %d",
		s.seed, length, acknowledged, s.compared.Load(), s.searches.Load(), s.rebuilds.Load(), erased, goroutines, files, goroutinesOfNew, filesOfNew)
	heap := liveHeap(log)
	fifth := len(heap) / 5
	if fifth == 0 || len(memory) == 0 {
		s.t.Fatal("the soak was too short to measure memory")
	}
	early, late := median(heap[fifth:2*fifth]), median(heap[len(heap)-fifth:])
	s.t.Logf("live heap: %d MB in the second fifth, %d MB in the last; memory of its own: at most %d MB", early, late, slices.Max(memory)>>20)
	if slices.Max(memory) > soakMemory {
		s.t.Errorf("the server took more than %d MiB", soakMemory>>20)
	}
	// In less than a minute caches still fill.
	if length >= time.Minute && float64(late) > soakGrowth*float64(early)+soakSlack {
		s.t.Errorf("the live heap grew from %d to %d MB", early, late)
	}
}

// collection is what the runtime says of one: the heap as it began, as it ended, and
// what of that is alive.
var collection = regexp.MustCompile(`(?m)^gc \d+ @.* (\d+)->(\d+)->(\d+) MB`)

// liveHeap gives what was alive after each collection, in MB.
func liveHeap(log string) (heap []int) {
	for _, found := range collection.FindAllStringSubmatch(log, -1) {
		n, _ := strconv.Atoi(found[3])
		heap = append(heap, n)
	}
	return heap
}

// leftovers counts the open files and, by the runtime's dump, the goroutines of the
// server that rests, and ends it.
func (s *soak) leftovers() (files, goroutines int) {
	s.t.Helper()
	s.p.client.CloseIdleConnections()
	open, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", s.p.command.Process.Pid))
	if err != nil {
		s.t.Fatal(err)
	}
	before := strings.Count(s.p.output.String(), "\ngoroutine ")
	if err := s.p.command.Process.Signal(syscall.SIGQUIT); err != nil {
		s.t.Fatal(err)
	}
	<-s.p.ended
	return len(open), strings.Count(s.p.output.String(), "\ngoroutine ") - before
}

func median(of []int) int {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[len(sorted)/2]
}
