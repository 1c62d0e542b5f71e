package store

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gatehouse/account"
)

// TestTokenLife makes, uses, lets expire and revokes tokens and their sessions.
func TestTokenLife(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	expires := h.clock.Now().Add(24 * time.Hour)
	token, secret, err := h.CreateToken(h.admin, account.Agent, h.site.ID, "desk", expires)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(secret, "gh_") || len(secret) != 46 {
		t.Errorf("got a secret of %d characters, want gh_ and 43", len(secret))
	}
	want := account.Token{ID: token.ID, Name: "desk", Role: account.Agent, Site: h.site.ID, CreatedAt: h.clock.Now(), ExpiresAt: expires}
	if diff := cmp.Diff(want, token); diff != "" {
		t.Errorf("token (-want +got):\n%s", diff)
	}
	works := func(what string, want bool, ask func(context.Context, string) (account.Caller, account.Token, error), secret string) {
		t.Helper()
		caller, _, err := ask(ctx, secret)
		if want && (err != nil || caller.Actor != token.ID.String() || caller.Site != h.site.ID || caller.Role != account.Agent) {
			t.Errorf("%s: got caller %+v and error %v, want the agent", what, caller, err)
		}
		if !want && (account.CodeOf(err) != account.Unauthenticated || caller != account.Caller{}) {
			t.Errorf("%s: got caller %+v and error %v, want UNAUTHENTICATED", what, caller, err)
		}
	}
	works("new token", true, h.Authenticate, secret)
	works("unknown", false, h.Authenticate, secret[:45]+"_")
	works("empty", false, h.Authenticate, "")
	session, ends, err := h.CreateSession(ctx, secret)
	if err != nil || !ends.Equal(h.clock.Now().Add(12*time.Hour)) {
		t.Fatalf("session: ends %v, error %v", ends, err)
	}
	works("session", true, h.AuthenticateSession, session)
	works("a session's secret as a token", false, h.Authenticate, session)
	works("a token's secret as a session", false, h.AuthenticateSession, secret)
	if err := h.EndSession(ctx, session); err != nil {
		t.Fatal(err)
	}
	works("ended session", false, h.AuthenticateSession, session)
	if session, _, err = h.CreateSession(ctx, secret); err != nil {
		t.Fatal(err)
	}
	h.clock.Move(12*time.Hour - time.Millisecond)
	works("session before its end", true, h.AuthenticateSession, session)
	h.clock.Move(time.Millisecond)
	works("session at its end", false, h.AuthenticateSession, session)
	if session, _, err = h.CreateSession(ctx, secret); err != nil {
		t.Fatal(err)
	}
	h.clock.Move(12*time.Hour - time.Millisecond)
	works("token before its end", true, h.Authenticate, secret)
	h.clock.Move(time.Millisecond)
	works("token at its end", false, h.Authenticate, secret)
	works("session of an expired token", false, h.AuthenticateSession, session)
	if _, _, err := h.CreateSession(ctx, secret); account.CodeOf(err) != account.Unauthenticated {
		t.Errorf("got %v for a session of an expired token, want UNAUTHENTICATED", err)
	}

	token, secret, err = h.CreateToken(h.admin, account.Agent, h.site.ID, "", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if session, _, err = h.CreateSession(ctx, secret); err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{true, false} {
		revoked, changed, err := h.RevokeToken(h.admin, token.ID)
		if err != nil || changed != want || revoked.RevokedAt.IsZero() {
			t.Errorf("revoke %d: got changed %t, error %v, want changed %t", i, changed, err, want)
		}
	}
	works("revoked token", false, h.Authenticate, secret)
	works("session of a revoked token", false, h.AuthenticateSession, session)
}

// TestLastUse: a use is written to the minute, once, and is no audited change.
func TestLastUse(t *testing.T) {
	h := newHouse(t)
	before := h.sound().Head
	_, token, err := h.Authenticate(context.Background(), h.first)
	if err != nil {
		t.Fatal(err)
	}
	own := token.ID
	h.clock.Move(90 * time.Second)
	for range 100 {
		if _, _, err := h.Authenticate(context.Background(), h.first); err != nil {
			t.Fatal(err)
		}
	}
	want := h.clock.Now().Truncate(time.Minute)
	for deadline := time.Now().Add(time.Minute); ; runtime.Gosched() {
		rows, err := h.Tokens(h.admin, account.Page{Size: 1})
		if err != nil || time.Now().After(deadline) {
			t.Fatalf("got last use %v and error %v, want %v", rows.Items[0].LastUsedAt, err, want)
		}
		if rows.Items[0].LastUsedAt.Equal(want) {
			break
		}
	}
	if h.used.first(own, want) {
		t.Error("the same minute would be written twice")
	}
	if after := h.sound().Head; after != before {
		t.Errorf("got head %v of the audit log after uses, want %v", after, before)
	}
}

// TestSettingsRefusals goes through what sites, settings and tokens refuse; each
// refusal is told to the log.
func TestSettingsRefusals(t *testing.T) {
	h := newHouse(t)
	text := func(s string) *string { return &s }
	many, days, wrong := make([]string, 101), 366, account.UserManagement("X")
	for i := range many {
		many[i] = "example.com"
	}
	site := func(id account.ID, c account.SiteChange) error {
		_, err := h.UpdateSiteSettings(h.admin, id, c)
		return err
	}
	org := func(c account.OrganizationChange) error { _, err := h.UpdateOrganization(h.admin, c); return err }
	token := func(r account.Role, s account.ID, name string, at time.Time) error {
		_, _, err := h.CreateToken(h.admin, r, s, name, at)
		return err
	}
	create := func(key, name string) error { _, err := h.CreateSite(h.admin, key, name); return err }
	_, _, unknown := h.RevokeToken(h.admin, account.NewID(account.TokenKind))
	none, long, never := account.ID{}, strings.Repeat("x", 101), time.Time{}
	cases := []struct {
		err   error
		code  account.Code
		field string
	}{
		{create("Help", "Help"), account.InvalidInput, "key"},
		{create("h", "Help"), account.InvalidInput, "key"},
		{create("help", " "), account.InvalidInput, "name"},
		{create("help", "Help"), account.KeyTaken, "key"},
		{site(account.NewID(account.SiteKind), account.SiteChange{Name: text("")}), account.NotFound, "siteId"},
		{site(h.site.ID, account.SiteChange{Name: text(long)}), account.InvalidInput, "name"},
		{site(h.site.ID, account.SiteChange{AllowedDomains: &[]string{"a@b"}}), account.InvalidInput, "allowedDomains"},
		{site(h.site.ID, account.SiteChange{AllowedDomains: &many}), account.InvalidInput, "allowedDomains"},
		{org(account.OrganizationChange{Name: text("a\nb")}), account.InvalidInput, "name"},
		{org(account.OrganizationChange{SupportURL: text("javascript:alert(1)")}), account.InvalidInput, "supportUrl"},
		{org(account.OrganizationChange{SupportURL: text("/help")}), account.InvalidInput, "supportUrl"},
		{org(account.OrganizationChange{HoldDays: &days}), account.InvalidInput, "reinviteHoldDays"},
		{org(account.OrganizationChange{UserManagement: &wrong}), account.InvalidInput, "userManagement"},
		{token(account.Agent, none, "", never), account.InvalidInput, "siteId"},
		{token(account.OrganizationAdmin, h.site.ID, "", never), account.InvalidInput, "siteId"},
		{token(account.Agent, account.NewID(account.SiteKind), "", never), account.NotFound, "siteId"},
		{token(account.Nobody, none, "", never), account.InvalidInput, "role"},
		{token(account.IdentityProvider, none, long, never), account.InvalidInput, "name"},
		{token(account.IdentityProvider, none, "", h.clock.Now()), account.InvalidInput, "expiresAt"},
		{unknown, account.NotFound, "accessTokenId"},
	}
	for i, c := range cases {
		if got, want := refusalOf(c.err), (refusal{Code: c.code, Field: c.field}); got != want {
			t.Errorf("case %d: got %+v, want %+v", i, got, want)
		}
	}
	refused, err := h.CountAuditEvents(h.admin, account.AuditQuery{Outcome: account.Refused})
	if err != nil || refused != len(cases) {
		t.Errorf("got %d refusals in the log and error %v, want %d", refused, err, len(cases))
	}
}

// TestSettings changes what can be changed; what changes nothing is not audited.
func TestSettings(t *testing.T) {
	h := newHouse(t)
	name, url, original, days, yes := "Acme", "mailto:help@example.com", account.Original, 30, true
	domains := []string{" Bücher.example ", "xn--bcher-kva.example", "example.com"}
	for run := range 2 {
		before := h.sound().AuditEvents
		org, err := h.UpdateOrganization(h.admin, account.OrganizationChange{Name: &name, UserManagement: &original, SupportURL: &url, HoldDays: &days})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(account.Organization{Name: name, UserManagement: original, SupportURL: url, Hold: 30 * 24 * time.Hour}, org); diff != "" {
			t.Errorf("organization (-want +got):\n%s", diff)
		}
		if read, err := h.Organization(h.admin); err != nil || read != org {
			t.Errorf("got %+v and error %v read back, want %+v", read, err, org)
		}
		site, err := h.UpdateSiteSettings(h.admin, h.site.ID, account.SiteChange{AllowedDomains: &domains, AgentsMayInvite: &yes})
		if err != nil {
			t.Fatal(err)
		}
		want := h.site
		want.AllowedDomains, want.AgentsMayInvite = []string{"xn--bcher-kva.example", "example.com"}, true
		if diff := cmp.Diff(want, site); diff != "" {
			t.Errorf("site (-want +got):\n%s", diff)
		}
		if read, _, err := h.SiteByID(h.admin, h.site.ID); err != nil || cmp.Diff(want, read) != "" {
			t.Errorf("got %+v and error %v read back, want %+v", read, err, want)
		}
		if got, want := h.sound().AuditEvents-before, 2-2*run; got != want {
			t.Errorf("run %d: got %d audit events, want %d", run+1, got, want)
		}
	}
}
