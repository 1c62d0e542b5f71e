package hooks_test

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"gatehouse/account"
	"gatehouse/internal/hooks"
	"gatehouse/store"
)

// patience bounds waiting for what must come; nothing is measured by it.
const patience = 20 * time.Second

// house is a service over a real store, with a clock that tests move.
type house struct {
	*hooks.Service
	t     *testing.T
	dir   string
	store *store.Store
	ctx   context.Context
	keys  *keys
	logs  *logs
	stop  func()

	mu  sync.Mutex
	now time.Time
}

type option func(*hooks.Config)

// timeout is for targets that hang.
func timeout(d time.Duration) option { return func(c *hooks.Config) { c.Timeout = d } }

func allowed(networks ...string) option {
	return func(c *hooks.Config) {
		c.Allowed = nil
		for _, n := range networks {
			c.Allowed = append(c.Allowed, netip.MustParsePrefix(n))
		}
	}
}

func roots(pool *x509.CertPool) option { return func(c *hooks.Config) { c.Roots = pool } }

// newHouse is a service that delivers; targets may be on this machine unless an
// option says otherwise.
func newHouse(t *testing.T, options ...option) *house {
	t.Helper()
	h := &house{t: t, dir: t.TempDir(), now: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), keys: &keys{}, logs: &logs{},
		ctx: account.WithCaller(t.Context(), account.System())}
	h.openStore()
	t.Cleanup(func() { h.stop(); h.check(h.store.Close()) })
	if _, _, err := h.store.Bootstrap(h.ctx, nil); err != nil {
		t.Fatal(err)
	}
	h.stop = func() {}
	h.start(options...)
	return h
}

func (h *house) openStore() {
	h.t.Helper()
	var err error
	if h.store, err = store.Open(h.ctx, store.Options{Dir: h.dir, Now: h.clock}); err != nil {
		h.t.Fatal(err)
	}
}

// start has a service deliver; the one before must have been stopped.
func (h *house) start(options ...option) {
	c := hooks.Config{
		Store: h.store, Keys: h.keys, Now: h.clock, Log: slog.New(slog.NewTextHandler(h.logs, nil)),
		// The clock decides; a timer only has the service look at it again.
		After: func(time.Duration) <-chan time.Time { return time.After(2 * time.Millisecond) },
	}
	allowed("127.0.0.0/8", "::1/128")(&c)
	for _, o := range options {
		o(&c)
	}
	h.Service = hooks.New(c)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.Run(ctx) }()
	h.stop = sync.OnceFunc(func() {
		cancel()
		h.check(<-ended)
	})
}

func (h *house) check(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Error(err)
	}
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) move(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

// site gives a site, made if it is not there.
func (h *house) site(key string) account.Site {
	h.t.Helper()
	s, ok, err := h.store.SiteByKey(h.ctx, key)
	if err == nil && !ok {
		s, err = h.store.CreateSite(h.ctx, key, key)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

// invite makes a customer, and with it an event.
func (h *house) invite(site, name string) account.Account {
	h.t.Helper()
	a, err := h.store.InviteCustomer(h.ctx, h.site(site).ID, name+"@hooks.example", name+" Personal")
	if err != nil {
		h.t.Fatal(err)
	}
	return a
}

// create makes a webhook of a site that sends to a receiver.
func (h *house) create(site, address string) (account.Webhook, string) {
	h.t.Helper()
	w, secret, err := h.Create(h.ctx, h.site(site).ID, address)
	if err != nil {
		h.t.Fatal(err)
	}
	return w, secret
}

func (h *house) webhook(id account.ID) account.Webhook {
	h.t.Helper()
	w, ok, err := h.store.WebhookByID(h.ctx, id)
	if err != nil || !ok {
		h.t.Fatalf("webhook %s: found %v, error %v", id, ok, err)
	}
	return w
}

// until waits until a webhook is as it should be.
func (h *house) until(id account.ID, what string, so func(account.Webhook) bool) account.Webhook {
	h.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		w := h.webhook(id)
		if so(w) {
			return w
		}
		if time.Now().After(deadline) {
			h.t.Fatalf("the webhook does not get to be %s: %+v\n%s", what, w, h.logs)
		}
		time.Sleep(time.Millisecond)
	}
}

// settled waits until a webhook has noted that it is at the end of the log.
func (h *house) settled(id account.ID) {
	h.t.Helper()
	last, err := h.store.LastEvent(h.ctx)
	if err != nil {
		h.t.Fatal(err)
	}
	h.until(id, "at the end of the log", func(w account.Webhook) bool { return w.Position == last })
}

// keys is a key file in memory.
type keys struct {
	mu  sync.Mutex
	key []byte
}

func (k *keys) Key(mayMake bool) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.key == nil && mayMake {
		k.key = []byte(strings.Repeat("k", 32))
	}
	if k.key == nil {
		return nil, fs.ErrNotExist
	}
	return k.key, nil
}

// exchange puts another key in place and gives the one before.
func (k *keys) exchange(key []byte) []byte {
	k.mu.Lock()
	defer k.mu.Unlock()
	before := k.key
	k.key = key
	return before
}

type logs struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

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
