package hooks_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// delivery is a request as a receiver got it.
type delivery struct {
	header http.Header
	body   string
}

func (d delivery) id() string { return d.header.Get("webhook-id") }

// verify checks the signature with the convention's own library. Its clock is the
// machine's, so that the time is looked at by the tests.
func (d delivery) verify(secret string) error {
	w, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		return err
	}
	return w.VerifyIgnoringTimestamp([]byte(d.body), d.header)
}

// receiver is a real server that keeps what it got, and answers as it is told.
type receiver struct {
	t   *testing.T
	url string
	got chan delivery

	mu     sync.Mutex
	answer http.HandlerFunc // Nil: 200.
}

// receive starts a receiver at an address like 127.0.0.1:0.
func receive(t *testing.T, at string) *receiver {
	t.Helper()
	r := &receiver{t: t, got: make(chan delivery, 1000)}
	listener, err := net.Listen("tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(r)
	s.Listener.Close()
	s.Listener = listener
	s.Start()
	t.Cleanup(s.Close)
	r.url = s.URL + "/hooks?token=hidden-in-the-address"
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		r.t.Error(err)
	}
	r.mu.Lock()
	answer := r.answer
	r.mu.Unlock()
	r.got <- delivery{q.Header.Clone(), string(body)}
	if answer != nil {
		q.Body = io.NopCloser(strings.NewReader(string(body)))
		answer(w, q)
	}
}

// answers says how the next deliveries are answered; nil: 200.
func (r *receiver) answers(answer http.HandlerFunc) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = answer
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// next gives the next delivery.
func (r *receiver) next() delivery {
	r.t.Helper()
	select {
	case d := <-r.got:
		return d
	case <-time.After(patience):
		r.t.Fatal("nothing is delivered")
		return delivery{}
	}
}

// nothing fails where something has come that nobody asked for.
func (r *receiver) nothing() {
	r.t.Helper()
	select {
	case d := <-r.got:
		r.t.Errorf("delivered without need: %s %s", d.id(), d.body)
	default:
	}
}
