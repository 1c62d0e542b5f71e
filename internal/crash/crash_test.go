package crash

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"
)

// shortRounds are part of every test run; GATEHOUSE_CRASH_ROUNDS asks for more.
const shortRounds = 5

// TestCrash kills a server at random points under concurrent changes, starts it
// again on the same directory, and compares what it then says with what it had
// acknowledged.
func TestCrash(t *testing.T) {
	newHarnessIn(t, t.TempDir(), seed(t)).run(asked(t, "GATEHOUSE_CRASH_ROUNDS", shortRounds))
}

// asked gives the number that a variable of the environment asks for.
func asked(t *testing.T, name string, unlessAsked int) int {
	t.Helper()
	text, ok := os.LookupEnv(name)
	if !ok {
		return unlessAsked
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s is %q, want a number above 0", name, text)
	}
	return n
}

// seed is another one each time, unless a failed run is to be tried again.
func seed(t *testing.T) uint64 {
	return uint64(asked(t, "GATEHOUSE_CRASH_SEED", int(time.Now().UnixNano())))
}

// run goes through the rounds, looks at everybody, and tells what was done.
func (h *harness) run(rounds int) {
	h.t.Helper()
	for round := range rounds {
		h.round(round)
		if h.t.Failed() {
			h.t.Fatalf("round %d of seed %d; the server said:\n%s", round, h.seed, h.p.output)
		}
		h.proveErased(round == rounds-1 || round%10 == 4)
	}
	h.everybody()
	if err := h.p.stop(); err != nil {
		h.t.Errorf("the server ended with %v, want a clean stop", err)
	}
	acknowledged, refused, people := 0, 0, 0
	for _, c := range h.clients {
		acknowledged, refused, people = acknowledged+c.acknowledged, refused+c.refused, people+len(c.people)
	}
	if acknowledged < rounds {
		h.t.Errorf("%d changes were acknowledged in %d rounds, too few to prove anything", acknowledged, rounds)
	}
	h.t.Logf("seed %d: %d rounds, %d ends (%d while starting, %d while erasing), %d acknowledged changes of %d accounts, %d without an answer (%d of them done), %d TRY_AGAIN, %d comparisons, %d needles sought",
		h.seed, rounds, h.ends, h.startEnds, h.eraseEnds, acknowledged, people, h.unanswered, h.done, refused, h.comparisons, h.needles)
}

// harness is a server that is killed again and again, and its clients.
type harness struct {
	t       *testing.T
	seed    uint64
	rng     *rand.Rand
	dir     string
	p       *process
	clients []*client
	end     func(*process) // Ends a server without a chance to finish anything.

	ends, startEnds, eraseEnds             int
	unanswered, done, comparisons, needles int
}

func newHarnessIn(t *testing.T, dir string, seed uint64) *harness {
	t.Helper()
	h := &harness{t: t, seed: seed, rng: rand.New(rand.NewPCG(seed, 1)), dir: dir, end: (*process).kill}
	h.p = start(t, h.dir)
	a, err := h.p.ask(`{ site(key: "help") { id } }`, nil)
	if err != nil {
		t.Fatal(err)
	}
	var site struct{ ID string }
	if err := json.Unmarshal(a.Data["site"], &site); err != nil {
		t.Fatal(err)
	}
	shared := &words{rng: rand.New(rand.NewPCG(seed, 2)), seen: map[string]bool{}}
	for i := range 6 {
		h.clients = append(h.clients, &client{rng: rand.New(rand.NewPCG(seed, uint64(10+i))), words: shared, site: site.ID})
	}
	return h
}

// round lets the clients work, ends the server, starts it again and looks. One
// round in eight waits until it erases; another ends it again while it starts and
// catches up.
func (h *harness) round(n int) {
	h.t.Helper()
	var group sync.WaitGroup
	for _, c := range h.clients {
		group.Go(func() {
			if err := c.work(h.p); err != nil {
				h.t.Error(err)
			}
		})
	}
	// Erasures gather for a moment, then take the longer part of a second.
	wait := time.Duration(20+h.rng.IntN(400)) * time.Millisecond
	if n%8 == 1 {
		wait = time.Duration(300+h.rng.IntN(900)) * time.Millisecond
		h.eraseEnds++
	}
	// The moment has to be a random one: nothing is waited for.
	<-time.After(wait)
	h.end(h.p)
	h.ends++
	group.Wait()
	if n%8 == 3 {
		p := launch(h.t, h.dir)
		<-time.After(time.Duration(h.rng.IntN(120)) * time.Millisecond)
		h.end(p)
		h.ends++
		h.startEnds++
	}
	h.p = start(h.t, h.dir)
	for _, c := range h.clients {
		touched := c.touched
		c.touched = nil
		for range min(5, len(c.people)) {
			touched = append(touched, c.people[h.rng.IntN(len(c.people))])
		}
		h.compare(touched)
		c.people = known(c.people)
	}
	h.verify("verify", "-data", h.dir)
}

func (h *harness) compare(people []*person) {
	h.t.Helper()
	looked := map[*person]bool{}
	for _, who := range people {
		if looked[who] {
			continue
		}
		looked[who] = true
		before := who.maybe
		wasDeleted := who.status == "DELETED"
		if err := settle(h.p, who); err != nil {
			h.t.Fatal(err)
		}
		if before != nil {
			h.unanswered++
			if !wasDeleted && who.status == before.status && who.name == before.name {
				h.done++
			}
		}
		wrong, err := compare(h.p, who)
		if err != nil {
			h.t.Fatal(err)
		}
		h.comparisons++
		for _, w := range wrong {
			h.t.Error(w)
		}
	}
}

// known leaves out the people whose invite was lost before it was acknowledged.
func known(people []*person) []*person {
	var all []*person
	for _, who := range people {
		if who.id != "" {
			all = append(all, who)
		}
	}
	return all
}

func (h *harness) everybody() {
	h.t.Helper()
	for _, c := range h.clients {
		h.compare(c.people)
	}
}

func (h *harness) verify(args ...string) {
	h.t.Helper()
	if text, err := run(args...); err != nil {
		h.t.Errorf("gatehouse %v: %v\n%s", args, err, text)
	}
}

// proveErased waits until every deletion has its receipt, then proves that nothing
// of the deleted is in the files: by decoding, and now and then by a scan as well.
func (h *harness) proveErased(scan bool) {
	h.t.Helper()
	h.awaitErasure()
	// Former names may still be in the queue when every deletion has its receipt.
	for deadline := time.Now().Add(patience); ; <-time.After(50 * time.Millisecond) {
		text, err := run("verify", "-erasure", "-data", h.dir)
		if err == nil {
			break
		}
		if time.Now().After(deadline) {
			h.t.Fatalf("gatehouse verify -erasure: %v\n%s", err, text)
		}
	}
	if !scan {
		return
	}
	var needles []string
	for _, c := range h.clients {
		for _, who := range c.people {
			needles = append(needles, who.erased()...)
		}
	}
	h.rng.Shuffle(len(needles), func(i, j int) { needles[i], needles[j] = needles[j], needles[i] })
	needles = needles[:min(400, len(needles))]
	found, err := scanFiles(h.dir, needles)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, f := range found {
		h.t.Error(f)
	}
	h.needles += len(needles)
}

// awaitErasure waits until the newest deletions are erased from the files.
func (h *harness) awaitErasure() {
	h.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		a, err := h.p.ask(`{ site(key: "help") { deletions(first: 100) { nodes { erasedAt } } } }`, nil)
		if err != nil {
			h.t.Fatal(err)
		}
		var site struct {
			Deletions struct{ Nodes []struct{ ErasedAt *string } }
		}
		if err := json.Unmarshal(a.Data["site"], &site); err != nil {
			h.t.Fatal(err)
		}
		waiting := 0
		for _, d := range site.Deletions.Nodes {
			if d.ErasedAt == nil {
				waiting++
			}
		}
		if waiting == 0 {
			return
		}
		if time.Now().After(deadline) {
			h.t.Fatalf("%d deletions are not erased from the files\n%s", waiting, h.p.output)
		}
		<-time.After(50 * time.Millisecond)
	}
}
