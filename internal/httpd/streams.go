package httpd

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"gatehouse/account"
	"gatehouse/graph"
)

// Bounds of streams: WebSockets and event streams together.
const (
	maxStreams      = 1000 // Of everybody.
	maxTokenStreams = 100  // Of one token and its sessions.
	maxUnknown      = 200  // WebSockets whose client has not said yet who it is.
	maxOnSocket     = 20   // Subscriptions of one WebSocket.
	maxMessage      = 256 << 10

	initTime   = 10 * time.Second // For a client to say who it is.
	aliveEvery = 25 * time.Second // A sign of life where nothing happens, as proxies want it.
	lookAgain  = time.Second      // Between two looks whether a right still holds, while nothing is sent.
	lookAnyway = time.Minute      // The same where nothing is written at all: expiry needs no commit.
)

// writeTime is how long a client may take for a message; tests are less patient.
var writeTime = 10 * time.Second

// Operations are the subscriptions behind the door.
type Operations interface {
	Open(ctx context.Context, body []byte) (*graph.Stream, error)
	Refuse(ctx context.Context, err error) *graph.Refusal
}

// Streams are the connections on which answers go out for as long as both sides
// like.
type Streams struct {
	Operations Operations
	// Written gives a channel that is closed at the next commit.
	Written func() <-chan struct{}
	// Origins are hosts, beside the server's own, whose pages may open a WebSocket.
	Origins []string

	sessions *sessions
	work     *gate

	mu       sync.Mutex
	stopping bool
	open     map[*stream]string // By whom: the token's id; "": nobody yet.
	ended    map[string]int     // By why.
	running  sync.WaitGroup
}

// Why a stream ends.
var (
	errStopping   = errors.New("the server is stopping")
	errRightEnded = errors.New("the right to it has ended")
	errSlow       = errors.New("the client does not take what is sent")
)

// Why streams end, as they are counted.
const (
	StreamLeft       = "left"        // The client went, or its subscriptions ended.
	StreamStopped    = "stopping"    // The server stopped.
	StreamRightEnded = "right_ended" // A token or a session ended.
	StreamSlow       = "slow"        // The client did not take what was sent.
	StreamRefused    = "refused"     // There was no room for it.
)

// Stats tells how many streams are open, and how many have ended by why.
func (s *Streams) Stats() (open int, ended map[string]int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := map[string]int{StreamLeft: 0, StreamStopped: 0, StreamRightEnded: 0, StreamSlow: 0, StreamRefused: 0}
	maps.Copy(all, s.ended)
	return len(s.open), all
}

func (s *Streams) count(why string) {
	if s.ended == nil {
		s.ended = map[string]int{}
	}
	s.ended[why]++
}

// stream is one of the connections.
type stream struct {
	ctx context.Context
	end context.CancelCauseFunc
}

func newStream(ctx context.Context) *stream {
	opened := &stream{}
	opened.ctx, opened.end = context.WithCancelCause(ctx)
	return opened
}

// enter counts a stream of a caller, or refuses it: TOO_MANY_REQUESTS beyond the
// bounds, TRY_AGAIN while the server stops.
func (s *Streams) enter(opened *stream, actor string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping {
		return &account.Error{Code: account.StoreIsBusy, RetryAfter: time.Second, Message: "The server is stopping. Connect again in a second."}
	}
	if err := s.room(actor); err != nil {
		return err
	}
	if s.open == nil {
		s.open = map[*stream]string{}
	}
	s.open[opened] = actor
	s.running.Add(1)
	return nil
}

func (s *Streams) room(actor string) error {
	alike, bound := 0, maxTokenStreams
	for _, other := range s.open {
		if other == actor {
			alike++
		}
	}
	if actor == "" {
		bound = maxUnknown
	}
	if len(s.open) < maxStreams && alike < bound {
		return nil
	}
	s.count(StreamRefused)
	return &account.Error{Code: account.TooManyRequests, RetryAfter: 10 * time.Second, Message: "Too many streams are open. Close some; a WebSocket carries several subscriptions."}
}

// known notes who is at the other end, once that is said.
func (s *Streams) known(opened *stream, actor string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, opened)
	err := s.room(actor)
	s.open[opened] = actor
	return err
}

func (s *Streams) leave(opened *stream) {
	opened.end(nil)
	why := StreamLeft
	for cause, name := range map[error]string{errStopping: StreamStopped, errRightEnded: StreamRightEnded, errSlow: StreamSlow} {
		if errors.Is(context.Cause(opened.ctx), cause) {
			why = name
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count(why)
	delete(s.open, opened)
	s.running.Done()
}

// Stop ends every stream, tells the clients to come again, and waits for that.
func (s *Streams) Stop() {
	s.mu.Lock()
	s.stopping = true
	for opened := range s.open {
		opened.end(errStopping)
	}
	s.mu.Unlock()
	s.running.Wait()
}

// right is the right by which a stream was opened, looked at anew whenever
// something may have ended it.
type right struct {
	ask     func(context.Context) (account.Caller, account.Token, error)
	written func() <-chan struct{}

	mu      sync.Mutex
	changed <-chan struct{}
}

// holds tells whether the right is there. It asks only when something was committed
// since it asked last, so a stream costs nothing while nothing happens.
func (r *right) holds(ctx context.Context, anyway bool) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	select {
	case <-r.changed:
	default:
		if !anyway {
			return true
		}
	}
	changed := r.written() // Before the question, so that no commit falls between.
	if _, _, err := r.ask(ctx); err != nil {
		return account.CodeOf(err) != account.Unauthenticated
	}
	r.changed = changed
	return true
}

// watch ends the stream when its right ends, also while nothing is sent.
func (r *right) watch(opened *stream) {
	anyway := time.NewTicker(lookAnyway)
	defer anyway.Stop()
	for {
		r.mu.Lock()
		changed := r.changed
		r.mu.Unlock()
		forced := false
		select {
		case <-changed:
		case <-anyway.C:
			forced = true
		case <-opened.ctx.Done():
			return
		}
		if !r.holds(opened.ctx, forced) {
			opened.end(errRightEnded)
			return
		}
		select {
		case <-time.After(lookAgain):
		case <-opened.ctx.Done():
			return
		}
	}
}

// rightOf finds who asks, by an Authorization header's value or else by the cookie
// of the request.
func (s *Streams) rightOf(r *http.Request, authorization string) (*right, account.Caller, error) {
	ask := s.sessions.asks(r, authorization)
	found := &right{ask: ask, written: s.Written, changed: s.Written()}
	caller, _, err := ask(r.Context())
	return found, caller, err
}

// routed gives streams what is theirs of an address, and the rest to next.
func (s *Streams) routed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.EqualFold(r.Header.Get("Upgrade"), "websocket"):
			s.socket(w, r)
		case r.Method == http.MethodPost && wantsEvents(r.Header.Values("Accept")):
			s.events(w, r, next)
		default:
			next.ServeHTTP(w, r)
		}
	})
}
