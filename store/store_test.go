package store

import (
	"context"
	"sync"
	"testing"
	"time"

	"gatehouse/account"
)

// clock is a clock that tests move.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// house is a store with a site, on a real file.
type house struct {
	*Store
	t     testing.TB
	dir   string
	clock *clock
	site  account.Site
	admin context.Context // An organization admin's.
	first string          // The first token's secret.
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, dir: t.TempDir(), clock: newClock()}
	h.open()
	secret, fresh, err := h.Bootstrap(context.Background(), nil)
	if err != nil || !fresh {
		t.Fatalf("Bootstrap: fresh %t, error %v", fresh, err)
	}
	h.first = secret
	caller, _, err := h.Authenticate(context.Background(), secret)
	if err != nil {
		t.Fatal(err)
	}
	h.admin = account.WithCaller(context.Background(), caller)
	site, ok, err := h.SiteByKey(h.admin, "help")
	if err != nil || !ok {
		t.Fatalf("SiteByKey: ok %t, error %v", ok, err)
	}
	h.site = site
	return h
}

func (h *house) open() {
	h.t.Helper()
	s, err := Open(context.Background(), Options{Dir: h.dir, Now: h.clock.Now})
	if err != nil {
		h.t.Fatal(err)
	}
	h.Store = s
	h.t.Cleanup(func() {
		if err := s.Close(); err != nil {
			h.t.Error(err)
		}
	})
}

func (h *house) invite(email string) account.Account {
	h.t.Helper()
	a, err := h.InviteCustomer(h.admin, h.site.ID, email, "Ana Example")
	if err != nil {
		h.t.Fatalf("invite: %v", err)
	}
	return a
}

func (h *house) remove(a account.Account) account.Deletion {
	h.t.Helper()
	d, changed, err := h.DeleteCustomer(h.admin, a.ID, a.Email.Typed)
	if err != nil || !changed {
		h.t.Fatalf("delete: changed %t, error %v", changed, err)
	}
	return d
}

func (h *house) revoke(a account.Account) account.Account {
	h.t.Helper()
	a, changed, err := h.RevokeAccess(h.admin, a.ID, "left")
	if err != nil || !changed {
		h.t.Fatalf("revoke: changed %t, error %v", changed, err)
	}
	return a
}

// as gives the context of a caller of one site.
func as(role account.Role, site account.Site) context.Context {
	return account.WithCaller(context.Background(), account.Caller{
		Actor: account.NewID(account.TokenKind).String(), Role: role, Site: site.ID, SiteLetsAgentsInvite: site.AgentsMayInvite,
	})
}

func (h *house) second() account.Site {
	h.t.Helper()
	site, err := h.CreateSite(h.admin, "second", "Second")
	if err != nil {
		h.t.Fatal(err)
	}
	return site
}

func (h *house) verify() Report {
	h.t.Helper()
	report, err := h.Verify(context.Background())
	if err != nil {
		h.t.Fatal(err)
	}
	return report
}

// sound fails the test where the store contradicts itself.
func (h *house) sound() Report {
	h.t.Helper()
	report := h.verify()
	if len(report.Problems) > 0 {
		h.t.Errorf("got problems %q, want none", report.Problems)
	}
	return report
}
