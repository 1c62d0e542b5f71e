package httpd

import (
	"bytes"
	"io"
	"net/http"
	"runtime"
	"sync"
	"time"

	"gatehouse/account"
	"gatehouse/internal/bound"
)

// Bounds of the gate. A request waits for a slot for as long as a person would,
// and in a queue that is worked off in that time: longer waits help nobody, for
// the answers would come when the clients are gone.
const (
	slotsPerCore   = 64
	waitersPerSlot = 8
	maxWait        = 2 * time.Second
)

// maxAhead is how much of a body is read before its request takes a slot: all of
// what /graphql takes. maxKept is how large a buffer may be to be used again.
const (
	maxAhead = 1 << 20
	maxKept  = 64 << 10
)

// gate bounds the requests that are worked on at once, and those that wait for it.
type gate struct{ *bound.Gate }

// newGate gives a gate for so many requests at once; 0: 64 a core.
func newGate(slots int) *gate {
	if slots <= 0 {
		slots = slotsPerCore * runtime.GOMAXPROCS(0)
	}
	return &gate{bound.NewGate(slots, waitersPerSlot, maxWait)}
}

// gated has a request wait for its turn, or refuses it with 503 where too many
// wait already or the wait gets too long. The body is read before, so that a client
// that sends slowly holds no slot.
func (g *gate) gated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body == nil || r.Body == http.NoBody {
			g.work(w, r, next)
			return
		}
		body := readEarly(r)
		defer body.release()
		r.Body = body
		g.work(w, r, next)
		if body.early && body.owed {
			_ = http.NewResponseController(w).Flush() // A client that has gone is no fault.
			if !body.take() {
				panic(http.ErrAbortHandler)
			}
		}
	})
}

func (g *gate) work(w http.ResponseWriter, r *http.Request, next http.Handler) {
	if !g.Enter(r.Context()) {
		refuse(w, r, http.StatusServiceUnavailable, tooBusy())
		return
	}
	defer g.Leave()
	next.ServeHTTP(w, r)
}

func tooBusy() error {
	return &account.Error{
		Code: account.StoreIsBusy, RetryAfter: time.Second,
		Message: "More requests came than can be worked on, and this one was not begun. Send it again in a second.",
	}
}

// ahead is a body of which the beginning, mostly all, is in memory.
type ahead struct {
	read  bytes.Buffer
	rest  io.ReadCloser
	owed  bool // The last byte of what was read is known, but rest still has it.
	early bool // All was given while that byte was owed.
}

var aheads = sync.Pool{New: func() any { return new(ahead) }}

// readAhead reads a body up to its end or to what the door takes. An error comes
// back to whoever reads on.
func readAhead(body io.ReadCloser) *ahead {
	a := newAhead(body)
	_, _ = a.read.ReadFrom(io.LimitReader(body, maxAhead))
	return a
}

func newAhead(body io.ReadCloser) *ahead {
	a := aheads.Get().(*ahead)
	a.rest = body
	return a
}

func (a *ahead) Read(p []byte) (int, error) {
	a.take()
	if a.read.Len() > 0 {
		return a.read.Read(p)
	}
	return a.rest.Read(p)
}

func (a *ahead) Close() error { return a.rest.Close() }

// release gives the buffer to the next request. No byte is left behind: net/http can't
// go on with a connection whose body has not come to its end in a handler that answered
// before.
func (a *ahead) release() {
	a.take()
	a.rest, a.early = nil, false
	if a.read.Cap() <= maxKept {
		a.read.Reset()
		aheads.Put(a)
	}
}
