package portal

import (
	"context"
	"log/slog"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gatehouse/account"
	"gatehouse/store"
)

// counted is the real store, with a count of what is asked of it.
type counted struct {
	*store.Store
	reads, links atomic.Int64
}

func (c *counted) PortalPassword(ctx context.Context, site, email string) (account.ID, string, error) {
	c.reads.Add(1)
	return c.Store.PortalPassword(ctx, site, email)
}

func (c *counted) CheckLink(ctx context.Context, kind account.LinkKind, site, secret string) error {
	c.reads.Add(1)
	return c.Store.CheckLink(ctx, kind, site, secret)
}

func (c *counted) AskPasswordReset(ctx context.Context, site, email string) (account.Account, account.LinkSecret, bool, error) {
	c.links.Add(1)
	return c.Store.AskPasswordReset(ctx, site, email)
}

// post keeps what was mailed.
type post chan account.Message

func (p post) Invitation(_ context.Context, m account.Message)    { p <- m }
func (p post) PasswordReset(_ context.Context, m account.Message) { p <- m }

// from is a visit from an address.
type from struct {
	address string
	session *string
}

func (f from) Address() netip.Addr               { return netip.MustParseAddr(f.address) }
func (f from) Session() string                   { return *f.session }
func (f from) Begin(session string, _ time.Time) { *f.session = session }
func (f from) End()                              { *f.session = "" }

type world struct {
	*Service
	t     *testing.T
	store *counted
	post  post
	now   time.Time
	admin context.Context
	site  account.Site
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, post: make(post, 100), now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return w.now }
	truth, err := store.Open(context.Background(), store.Options{Dir: t.TempDir(), Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { truth.Close() })
	w.admin = account.WithCaller(context.Background(), account.System())
	if _, _, err := truth.Bootstrap(w.admin, nil); err != nil {
		t.Fatal(err)
	}
	w.site, _, _ = truth.SiteByKey(w.admin, "help")
	w.store = &counted{Store: truth}
	w.Service = New(Config{Store: w.store, Mail: w.post, URL: func() string { return "https://gate.test" }, Now: clock, Log: slog.New(slog.DiscardHandler)})
	return w
}

// visit gives a context of an address, and where its session lands.
func visit(address string) (context.Context, *string) {
	session := new(string)
	return account.WithVisit(context.Background(), from{address, session}), session
}

func token(url string) string { return url[strings.Index(url, "#token=")+len("#token="):] }

func (w *world) member(email, password string) account.Account {
	w.t.Helper()
	a, link, err := w.Invite(w.admin, w.site.ID, email, "Ana")
	if err == nil && password != "" {
		ctx, _ := visit("192.0.2.250")
		_, _, err = w.AcceptInvitation(ctx, "help", token(link.URL), password)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// TestNoOracle: whoever can't come in gets the same code, the same words and the
// same work, whatever the reason.
func TestNoOracle(t *testing.T) {
	w := newWorld(t)
	const password = "correct horse"
	w.member("active@example.com", password)
	w.member("never@example.com", "")
	revoked, deleted := w.member("revoked@example.com", password), w.member("deleted@example.com", password)
	if _, _, err := w.store.RevokeAccess(w.admin, revoked.ID, ""); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.store.DeleteCustomer(w.admin, deleted.ID, "deleted@example.com"); err != nil {
		t.Fatal(err)
	}
	for name, try := range map[string][3]string{
		"unknown":          {"help", "unknown@example.com", password},
		"no address":       {"help", "not an address", password},
		"unknown site":     {"nowhere", "active@example.com", password},
		"never set":        {"help", "never@example.com", password},
		"revoked":          {"help", "revoked@example.com", password},
		"deleted":          {"help", "deleted@example.com", password},
		"wrong password":   {"help", "active@example.com", "wrong horse"},
		"control code":     {"help", "active@example.com", password + "\x00"},
		"the empty string": {"help", "active@example.com", ""},
	} {
		ctx, session := visit("192.0.2.1")
		hashes, reads := w.hashes.computed.Load(), w.store.reads.Load()
		_, _, err := w.SignIn(ctx, try[0], try[1], try[2])
		if got, want := err, account.SignInRefused(); got == nil || got.Error() != want.Error() || *session != "" {
			t.Errorf("%s: got %v and session %t, want %v and none", name, got, *session != "", want)
		}
		if h, r := w.hashes.computed.Load()-hashes, w.store.reads.Load()-reads; h != 1 || r != 1 {
			t.Errorf("%s: %d hashes and %d reads, want 1 and 1", name, h, r)
		}
	}
	ctx, session := visit("192.0.2.1")
	hashes := w.hashes.computed.Load()
	if _, _, err := w.SignIn(ctx, "help", "ACTIVE@example.com", password); err != nil || *session == "" {
		t.Errorf("the right one: got %v, session %t", err, *session != "")
	}
	if h := w.hashes.computed.Load() - hashes; h != 1 {
		t.Errorf("the right one: %d hashes, want as many as for a wrong one", h)
	}
}

// TestHugePasswords cost nothing.
func TestHugePasswords(t *testing.T) {
	w := newWorld(t)
	_, link, err := w.Invite(w.admin, w.site.ID, "ana@example.com", "Ana")
	if err != nil {
		t.Fatal(err)
	}
	huge := strings.Repeat("x", 1<<20)
	ctx, _ := visit("192.0.2.1")
	hashes := w.hashes.computed.Load()
	if _, _, err := w.SignIn(ctx, "help", "ana@example.com", huge); account.CodeOf(err) != account.InvalidPassword {
		t.Errorf("sign-in: got %v, want INVALID_PASSWORD", err)
	}
	if _, _, err := w.AcceptInvitation(ctx, "help", token(link.URL), huge); account.CodeOf(err) != account.InvalidPassword {
		t.Errorf("accept: got %v, want INVALID_PASSWORD", err)
	}
	if _, _, err := w.AcceptInvitation(ctx, "help", "no link", "long enough"); account.CodeOf(err) != account.LinkNotValid {
		t.Errorf("a link that is none: got %v, want LINK_NOT_VALID", err)
	}
	if got := w.hashes.computed.Load() - hashes; got != 0 {
		t.Errorf("%d hashes were computed, want 0", got)
	}
}

// TestThrottle slows guessing by account and address, the same for accounts that
// are and that are not, and locks nobody out.
func TestThrottle(t *testing.T) {
	w := newWorld(t)
	w.member("ana@example.com", "correct horse")
	for _, email := range []string{"ana@example.com", "nobody@example.com"} {
		ctx, _ := visit("192.0.2.7")
		for i := range pairBurst {
			if _, _, err := w.SignIn(ctx, "help", email, "wrong"); account.CodeOf(err) != account.SignInFailed {
				t.Fatalf("try %d: got %v, want SIGN_IN_FAILED", i, err)
			}
		}
		hashes := w.hashes.computed.Load()
		_, _, err := w.SignIn(ctx, "help", email, "correct horse")
		if refusal, ok := err.(*account.Error); !ok || refusal.Code != account.TooManyRequests || refusal.RetryAfter != pairEvery {
			t.Errorf("got %v after too many tries, want TOO_MANY_REQUESTS for %v", err, pairEvery)
		}
		if w.hashes.computed.Load() != hashes {
			t.Error("a hash was computed for a refused try")
		}
	}
	elsewhere, _ := visit("192.0.2.8")
	if _, _, err := w.SignIn(elsewhere, "help", "ana@example.com", "correct horse"); err != nil {
		t.Errorf("from elsewhere: got %v, want the customer in", err)
	}
	w.now = w.now.Add(pairEvery)
	ctx, _ := visit("192.0.2.7")
	for range 3 * pairBurst { // Who is right is not counted.
		if _, _, err := w.SignIn(ctx, "help", "ana@example.com", "correct horse"); err != nil {
			t.Fatalf("after the wait: got %v, want the customer in", err)
		}
	}
}

// TestAddressThrottle slows one address that tries many accounts.
func TestAddressThrottle(t *testing.T) {
	w := newWorld(t)
	ctx, _ := visit("192.0.2.9")
	refused := 0
	for i := range addressBurst + 5 {
		err := w.RequestPasswordReset(ctx, "help", strings.Repeat("a", i+1)+"@example.com")
		if account.CodeOf(err) == account.TooManyRequests && err != nil {
			refused++
		}
	}
	if refused != 5 {
		t.Errorf("%d of %d were refused, want 5", refused, addressBurst+5)
	}
}

// TestResetIsAskedForBlindly: the answer is made before anything is looked up, and
// only somebody with access gets a mail.
func TestResetIsAskedForBlindly(t *testing.T) {
	w := newWorld(t)
	w.member("ana@example.com", "correct horse")
	revoked := w.member("revoked@example.com", "correct horse")
	if _, _, err := w.store.RevokeAccess(w.admin, revoked.ID, ""); err != nil {
		t.Fatal(err)
	}
	for len(w.post) > 0 {
		<-w.post // The invitations.
	}
	ctx, _ := visit("192.0.2.1")
	for _, email := range []string{"unknown@example.com", "not an address", "revoked@example.com", "ana@example.com"} {
		if err := w.RequestPasswordReset(ctx, "help", email); err != nil {
			t.Errorf("%q: got %v, want it accepted", email, err)
		}
	}
	if n := w.store.links.Load(); n != 0 {
		t.Errorf("%d addresses were looked up before the answer, want 0", n)
	}
	running, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- w.Run(running) }()
	m := <-w.post // The last one's; the others were before it.
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if m.To != "ana@example.com" || !strings.HasPrefix(m.URL, "https://gate.test/portal/help/reset#token=ghp_") || len(w.post) != 0 {
		t.Errorf("got a mail to %q with %q and %d more, want one to ana", m.To, m.URL, len(w.post))
	}
	if _, _, err := w.ResetPassword(ctx, "help", token(m.URL), "another horse"); err != nil {
		t.Errorf("the mailed link: %v", err)
	}
}

// TestLinksPointToThePortal: a site with pages of its own gets links to those; a
// customer who asks for itself is mailed the link and not shown it.
func TestLinksPointToThePortal(t *testing.T) {
	w := newWorld(t)
	own := "https://portal.test/welcome/"
	if _, err := w.store.UpdateSiteSettings(w.admin, w.site.ID, account.SiteChange{PortalURL: &own}); err != nil {
		t.Fatal(err)
	}
	a, link, err := w.Invite(w.admin, w.site.ID, "ana@example.com", "Ana")
	if err != nil || !strings.HasPrefix(link.URL, "https://portal.test/welcome/accept#token=ghp_") {
		t.Errorf("got %q, %v, want a link to the site's own pages", link.URL, err)
	}
	if m := <-w.post; m.URL != link.URL || m.DisplayName != "Ana" || m.Site.Key != "help" || m.ExpiresAt != link.ExpiresAt {
		t.Errorf("got %+v mailed, want the invitation", m)
	}
	self := account.WithCaller(context.Background(), account.Caller{Actor: a.ID.String(), Role: account.Customer, Site: w.site.ID, Customer: a.ID})
	_, link, err = w.CreatePasswordReset(self, a.ID)
	if m := <-w.post; err != nil || link.URL != "" || !strings.Contains(m.URL, "/reset#token=ghp_") {
		t.Errorf("got %q, %v, and %q mailed, want a mail alone", link.URL, err, m.URL)
	}
	for _, bad := range []string{"http://portal.test", "https://portal.test/?a=b", "https://portal.test/#x", "ftp://portal.test", "portal.test", "https://u:p@portal.test"} {
		if _, err := w.store.UpdateSiteSettings(w.admin, w.site.ID, account.SiteChange{PortalURL: &bad}); account.CodeOf(err) != account.InvalidInput {
			t.Errorf("%q as the portal's address: got %v, want INVALID_INPUT", bad, err)
		}
	}
}

// TestHashesAreBounded: of more tries than may compute and wait the rest is told
// to come again.
func TestHashesAreBounded(t *testing.T) {
	h := newHasher()
	for h.gate.TryEnter() {
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := h.verify(ended, "x", ""); account.CodeOf(err) != account.StoreIsBusy || h.computed.Load() != 0 {
		t.Errorf("got %v and %d hashes, want TRY_AGAIN and none", err, h.computed.Load())
	}
	if _, err := newHasher().verify(context.Background(), "x", "$argon2id$v=19$m=1,t=1,p=1$YQ$YQ"); err == nil {
		t.Error("a hash of other parameters was taken")
	}
}
