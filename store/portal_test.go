package store

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"gatehouse/account"
)

// member is a customer with a password and a session.
type member struct {
	account.Account
	hash    string
	session string
}

// join invites somebody who accepts at once.
func (h *house) join(email string) member {
	h.t.Helper()
	a, link, err := h.Invite(h.admin, h.site.ID, email, "Ana Example")
	if err != nil {
		h.t.Fatalf("invite: %v", err)
	}
	m := member{Account: a, hash: "hash of " + email}
	m.session = h.use(link, m.hash)
	return m
}

func (h *house) use(link account.LinkSecret, hash string) string {
	h.t.Helper()
	_, session, err := h.UseLink(context.Background(), link.Kind, h.site.Key, link.Secret, hash)
	if err != nil {
		h.t.Fatalf("use the link: %v", err)
	}
	return session.Secret
}

func (h *house) wantSession(secret string, works bool, when string) {
	h.t.Helper()
	_, _, err := h.AuthenticatePortal(context.Background(), secret)
	if works != (err == nil) || err != nil && account.CodeOf(err) != account.Unauthenticated {
		h.t.Errorf("%s: got %v for the session, want it to work: %t", when, err, works)
	}
}

func (h *house) wantRows(query string, want int64, when string) {
	h.t.Helper()
	got, err := read(context.Background(), h.Store, func(c *conn) (int64, error) { return c.number(query) })
	if err != nil || got != want {
		h.t.Errorf("%s: %s gives %d, %v, want %d", when, query, got, err, want)
	}
}

const (
	secretRows   = "SELECT COUNT(*) FROM portal_secret"
	passwordRows = "SELECT COUNT(*) FROM portal_password"
)

// TestPortalLife: a session tells who it is; revoke ends it, grant revives none and
// keeps the password, delete leaves no row.
func TestPortalLife(t *testing.T) {
	h := newHouse(t)
	m := h.join("ana@example.com")
	caller, site, err := h.AuthenticatePortal(context.Background(), m.session)
	want := account.Caller{Actor: m.ID.String(), Role: account.Customer, Site: h.site.ID, Customer: m.ID}
	if err != nil || caller != want || site != "help" {
		t.Fatalf("got %+v of site %q, error %v, want %+v of help", caller, site, err, want)
	}
	rows, err := h.AccountsByID(h.admin, []account.ID{m.ID})
	if err != nil || !rows[0].LastSignInAt.Equal(h.clock.Now()) {
		t.Errorf("got last sign-in %v, error %v, want that of the acceptance", rows[0].LastSignInAt, err)
	}
	if _, _, err := h.CreatePasswordReset(h.admin, m.ID); err != nil {
		t.Fatal(err)
	}
	h.revoke(m.Account)
	h.wantSession(m.session, false, "revoked")
	h.wantRows(secretRows, 0, "revoked")
	if _, hash, err := h.PortalPassword(context.Background(), "help", "ana@example.com"); hash != "" || err != nil {
		t.Errorf("got a hash of %d bytes, error %v, for a revoked account, want none", len(hash), err)
	}
	if _, _, err := h.StartPortalSession(context.Background(), m.ID, m.hash); account.CodeOf(err) != account.SignInFailed {
		t.Errorf("got %v for a sign-in that a revoke overtook, want SIGN_IN_FAILED", err)
	}
	if _, _, err := h.GrantAccess(h.admin, m.ID, ""); err != nil {
		t.Fatal(err)
	}
	h.wantSession(m.session, false, "granted again")
	_, hash, err := h.PortalPassword(context.Background(), "help", "ana@example.com")
	if hash != m.hash || err != nil {
		t.Errorf("got hash %q, error %v, after the grant, want the password of before", hash, err)
	}
	_, session, err := h.StartPortalSession(context.Background(), m.ID, hash)
	if err != nil {
		t.Fatal(err)
	}
	h.wantSession(session.Secret, true, "signed in anew")
	h.remove(m.Account)
	h.wantSession(session.Secret, false, "deleted")
	h.wantRows(secretRows, 0, "deleted")
	h.wantRows(passwordRows, 0, "deleted")
	h.wantSound()
}

func (h *house) wantSound() {
	h.t.Helper()
	report, err := h.Verify(context.Background())
	if err != nil || len(report.Problems) > 0 {
		h.t.Errorf("verify: %v, error %v", report.Problems, err)
	}
}

// TestPortalChecksTheState: even a session that a revoke had missed opens nothing,
// and verify names it.
func TestPortalChecksTheState(t *testing.T) {
	h := newHouse(t)
	m := h.join("ana@example.com")
	_, link, err := h.CreatePasswordReset(h.admin, m.ID)
	if err != nil {
		t.Fatal(err)
	}
	h.raw("UPDATE customer SET status = 2, revoked_at = 1")
	h.wantSession(m.session, false, "revoked behind the store's back")
	if err := h.CheckLink(context.Background(), account.ResetLink, "help", link.Secret); account.CodeOf(err) != account.LinkNotValid {
		t.Errorf("got %v for the link, want LINK_NOT_VALID", err)
	}
	if _, _, ok, err := h.AskPasswordReset(context.Background(), "help", "ana@example.com"); ok || err != nil {
		t.Errorf("a reset was made for somebody without access: %t, %v", ok, err)
	}
	if report, err := h.Verify(context.Background()); err != nil || len(report.Problems) != 2 {
		t.Errorf("verify found %v, error %v, want both told", report.Problems, err)
	}
}

// TestPortalSeesOtherProcesses: a revoke by another process ends the session by the
// next use.
func TestPortalSeesOtherProcesses(t *testing.T) {
	h := newHouse(t)
	m := h.join("ana@example.com")
	h.wantSession(m.session, true, "at first")
	other, err := Open(context.Background(), Options{Dir: h.dir, Now: h.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := other.RevokeAccess(h.admin, m.ID, ""); err != nil {
		t.Error(err)
	}
	h.wantSession(m.session, false, "revoked by another process")
	if err := other.Close(); err != nil {
		t.Error(err)
	}
}

// TestLinksWorkOnce lists every link that must not work; all get the same answer.
func TestLinksWorkOnce(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	if _, err := h.CreateSite(h.admin, "other", "Other"); err != nil {
		t.Fatal(err)
	}
	a, link, err := h.Invite(h.admin, h.site.ID, "ana@example.com", "Ana")
	if err != nil {
		t.Fatal(err)
	}
	refused := func(kind account.LinkKind, site, secret, why string) {
		t.Helper()
		if err := h.CheckLink(ctx, kind, site, secret); account.CodeOf(err) != account.LinkNotValid {
			t.Errorf("%s: checking gives %v, want LINK_NOT_VALID", why, err)
		}
		if _, _, err := h.UseLink(ctx, kind, site, secret, "x"); account.CodeOf(err) != account.LinkNotValid {
			t.Errorf("%s: using gives %v, want LINK_NOT_VALID", why, err)
		}
	}
	refused(link.Kind, "other", link.Secret, "another site")
	refused(link.Kind, "nowhere", link.Secret, "no site")
	refused(account.ResetLink, "help", link.Secret, "another kind")
	refused(link.Kind, "help", link.Secret[:len(link.Secret)-1], "cut off")
	refused(link.Kind, "help", "", "empty")
	_, again, err := h.ResendInvitation(h.admin, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	refused(link.Kind, "help", link.Secret, "replaced")
	session := h.use(again, "first")
	refused(again.Kind, "help", again.Secret, "used")
	refused(again.Kind, "help", session, "a session")
	h.wantSession(again.Secret, false, "a link as a session")

	_, reset, err := h.CreatePasswordReset(h.admin, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	h.clock.Move(reset.ExpiresAt.Sub(h.clock.Now()))
	refused(reset.Kind, "help", reset.Secret, "expired at this moment")
	_, reset, ok, err := h.AskPasswordReset(ctx, "help", "ana@example.com")
	if err != nil || !ok {
		t.Fatalf("ask: %t, %v", ok, err)
	}
	if _, hash, err := h.PortalPassword(ctx, "help", "ana@example.com"); hash != "first" || err != nil {
		t.Errorf("got %q, %v while a reset waits, want the old password to work", hash, err)
	}
	h.wantSession(session, true, "while a reset waits")
	other := h.use(reset, "second")
	h.wantSession(session, false, "after a new password")
	h.wantSession(other, true, "the session that set it")
	if _, hash, err := h.PortalPassword(ctx, "help", "ana@example.com"); hash != "second" || err != nil {
		t.Errorf("got %q, %v, want the new password", hash, err)
	}
}

// TestNewLinksAreRefused gives RULES 2's answers, in its order.
func TestNewLinksAreRefused(t *testing.T) {
	h := newHouse(t)
	stranger := account.NewID(account.CustomerKind)
	revoked, gone, used := h.invite("r@example.com"), h.invite("d@example.com"), h.join("u@example.com")
	h.revoke(revoked)
	h.remove(gone)
	for _, tt := range []struct {
		id             account.ID
		resend, create account.Code
	}{
		{stranger, account.NotFound, account.NotFound},
		{revoked.ID, account.CustomerRevoked, account.CustomerRevoked},
		{gone.ID, account.CustomerDeleted, account.CustomerDeleted},
		{used.ID, account.InvitationAccepted, ""},
	} {
		if _, _, err := h.ResendInvitation(h.admin, tt.id); account.CodeOf(err) != tt.resend {
			t.Errorf("resend: got %v, want %s", err, tt.resend)
		}
		_, _, err := h.CreatePasswordReset(h.admin, tt.id)
		if tt.create == "" && err != nil || tt.create != "" && account.CodeOf(err) != tt.create {
			t.Errorf("reset: got %v, want %s", err, tt.create)
		}
		if refusal, ok := err.(*account.Error); ok && refusal.Code == account.CustomerRevoked && refusal.Customer != tt.id {
			t.Errorf("CUSTOMER_REVOKED names %v, want %v", refusal.Customer, tt.id)
		}
	}
	agent := h.site
	if _, _, err := h.ResendInvitation(as(account.Agent, agent), h.invite("n@example.com").ID); account.CodeOf(err) != account.Forbidden {
		t.Errorf("got %v for an agent of a site that doesn't let agents invite, want FORBIDDEN", err)
	}
}

// TestNewAddressEndsLinks: a link that went to the old mailbox is worth nothing; who
// is signed in stays so.
func TestNewAddressEndsLinks(t *testing.T) {
	h := newHouse(t)
	m := h.join("ana@example.com")
	_, link, err := h.CreatePasswordReset(h.admin, m.ID)
	if err != nil {
		t.Fatal(err)
	}
	provider := account.WithCaller(context.Background(), account.Caller{Actor: "tok", Role: account.IdentityProvider})
	if _, _, err := h.UpdateEmail(provider, m.ID, "new@example.com"); err != nil {
		t.Fatal(err)
	}
	if err := h.CheckLink(context.Background(), link.Kind, "help", link.Secret); account.CodeOf(err) != account.LinkNotValid {
		t.Errorf("got %v for a link to the old address, want LINK_NOT_VALID", err)
	}
	h.wantSession(m.session, true, "after a change of address")
}

// TestSessionsAreBounded: of very many the oldest end, and expired ones leave.
func TestSessionsAreBounded(t *testing.T) {
	h := newHouse(t)
	m := h.join("ana@example.com")
	newest := ""
	for range maxPortalSessions {
		h.clock.Move(time.Second)
		_, session, err := h.StartPortalSession(context.Background(), m.ID, m.hash)
		if err != nil {
			t.Fatal(err)
		}
		newest = session.Secret
	}
	h.wantRows(secretRows, maxPortalSessions, "after one more than the bound")
	h.wantSession(m.session, false, "the oldest")
	h.wantSession(newest, true, "the newest")
	h.clock.Move(portalSessionLength)
	h.wantSession(newest, false, "after its time")
	h.join("other@example.com")
	h.wantRows(secretRows, 1, "after the next sign-in of anybody")
}

func TestSignOut(t *testing.T) {
	h := newHouse(t)
	m := h.join("ana@example.com")
	bystander := h.join("bob@example.com")
	start := func() string {
		_, session, err := h.StartPortalSession(context.Background(), m.ID, m.hash)
		if err != nil {
			t.Fatal(err)
		}
		return session.Secret
	}
	second, third := start(), start()
	if ended, err := h.EndPortalSession(context.Background(), second, false); !ended || err != nil {
		t.Errorf("got %t, %v, want a session ended", ended, err)
	}
	if ended, err := h.EndPortalSession(context.Background(), second, true); ended || err != nil {
		t.Errorf("got %t, %v, for a session that has ended, want nothing done", ended, err)
	}
	h.wantSession(second, false, "signed out")
	h.wantSession(third, true, "signed out elsewhere")
	if ended, err := h.EndPortalSession(context.Background(), third, true); !ended || err != nil {
		t.Errorf("got %t, %v, want all ended", ended, err)
	}
	h.wantSession(m.session, false, "signed out everywhere")
	h.wantSession(bystander.session, true, "somebody else's")
}

// TestSignInsRaceRevokes: whatever order the writer takes them in, nobody is signed
// in once the revoke has answered.
func TestSignInsRaceRevokes(t *testing.T) {
	h := newHouse(t)
	m := h.join("ana@example.com")
	for round := range 20 {
		sessions := make([]string, 8)
		var both sync.WaitGroup
		for i := range sessions {
			both.Go(func() {
				_, session, err := h.StartPortalSession(context.Background(), m.ID, m.hash)
				if err != nil && account.CodeOf(err) != account.SignInFailed {
					t.Errorf("sign in: %v", err)
				}
				sessions[i] = session.Secret
			})
		}
		both.Go(func() { h.revoke(m.Account) })
		both.Wait()
		for _, s := range sessions {
			h.wantSession(s, false, "after the revoke")
		}
		h.wantRows(secretRows, 0, "after the revoke")
		if _, _, err := h.GrantAccess(h.admin, m.ID, ""); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
	}
}

// TestRestoreEndsSessions: what ended since a backup was made must not work again.
func TestRestoreEndsSessions(t *testing.T) {
	h := newHouse(t)
	m := h.join("ana@example.com")
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if err := PutInPlace(h.dir, filepath.Join(h.dir, databaseFile), h.clock.Now()); err != nil {
		t.Fatal(err)
	}
	h.raw("DELETE FROM meta WHERE key = '" + metaRestored + "'") // As if the deletions log had been replayed.
	h.open()
	h.wantSession(m.session, false, "restored")
	h.wantRows(passwordRows, 1, "restored")
}
