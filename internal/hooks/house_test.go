package hooks_test

import (
	"context"
	"crypto/x509"
	"io/fs"
	"log/slog"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"gatehouse/account"
	"gatehouse/internal/hooks"
	"gatehouse/internal/testkit"
	"gatehouse/store"
)

// patience bounds waiting for what must come; nothing is measured by it.
const patience = 2 * time.Minute

// house is a service over a real store, with a clock that tests move.
type house struct {
	*hooks.Service
	t     *testing.T
	dir   string
	store *store.Store
	ctx   context.Context
	keys  *keys
	logs  *testkit.Log
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
	h := &house{t: t, dir: t.TempDir(), now: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), keys: &keys{}, logs: &testkit.Log{},
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
