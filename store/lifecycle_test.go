package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gatehouse/account"
)

// refusal is what the tables compare: code, input field, and the account named.
type refusal struct {
	Code     account.Code
	Field    string
	Customer account.ID
}

func refusalOf(err error) refusal {
	known, ok := err.(*account.Error)
	if !ok {
		return refusal{Code: account.Code(fmt.Sprint(err))}
	}
	return refusal{known.Code, strings.Join(known.Field, "."), known.Customer}
}

// TestRefusals goes through the errors of RULES 2 and 5 in their order: each case
// has everything wrong that comes behind its own error, too.
func TestRefusals(t *testing.T) {
	h := newHouse(t)
	ana, rita, dora := h.invite("ana@ok.example"), h.revoke(h.invite("rita@ok.example")), h.invite("dora@no.example")
	h.remove(dora)
	domains := []string{"ok.example"}
	if _, err := h.UpdateSiteSettings(h.admin, h.site.ID, account.SiteChange{AllowedDomains: &domains}); err != nil {
		t.Fatal(err)
	}
	unknown, badName, long := account.NewID(account.CustomerKind), "\x00", strings.Repeat("x", 501)
	site := h.site.ID
	invite := func(site account.ID, email, name string) func() error {
		return func() error { _, err := h.InviteCustomer(h.admin, site, email, name); return err }
	}
	email := func(id account.ID, email string) func() error {
		return func() error { _, _, err := h.UpdateEmail(h.admin, id, email); return err }
	}
	rename := func(id account.ID, name string) func() error {
		return func() error { _, _, err := h.RenameCustomer(h.admin, id, name); return err }
	}
	remove := func(id account.ID, confirm string) func() error {
		return func() error { _, _, err := h.DeleteCustomer(h.admin, id, confirm); return err }
	}
	revoke := func(id account.ID, why string) func() error {
		return func() error { _, _, err := h.RevokeAccess(h.admin, id, why); return err }
	}
	grant := func(id account.ID, why string) func() error {
		return func() error { _, _, err := h.GrantAccess(h.admin, id, why); return err }
	}
	none := account.ID{}
	cases := []struct {
		name string
		act  func() error
		want refusal
	}{
		{"invite, unknown site", invite(account.NewID(account.SiteKind), "no", badName), refusal{account.NotFound, "siteId", none}},
		{"invite, id of a customer", invite(ana.ID, "no", badName), refusal{account.NotFound, "siteId", none}},
		{"invite, no address", invite(site, "no", badName), refusal{account.InvalidEmail, "email", none}},
		{"invite, taken", invite(site, "ANA@OK.example.", badName), refusal{account.EmailTaken, "email", ana.ID}},
		{"invite, revoked", invite(site, "Rita@ok.example", badName), refusal{account.CustomerRevoked, "email", rita.ID}},
		{"invite, on hold", invite(site, "DORA@no.example", badName), refusal{account.EmailOnHold, "email", none}},
		{"invite, domain", invite(site, "eve@no.example", badName), refusal{account.DomainNotAllowed, "email", none}},
		{"invite, domain below an allowed one", invite(site, "eve@sub.ok.example", "Eve"), refusal{account.DomainNotAllowed, "email", none}},
		{"invite, name", invite(site, "eve@ok.example", badName), refusal{account.InvalidDisplayName, "displayName", none}},

		{"e-mail, unknown", email(unknown, "no"), refusal{account.NotFound, "customerId", none}},
		{"e-mail, id of a site", email(site, "no"), refusal{account.NotFound, "customerId", none}},
		{"e-mail, deleted", email(dora.ID, "no"), refusal{account.CustomerDeleted, "customerId", none}},
		{"e-mail, no address", email(ana.ID, "no"), refusal{account.InvalidEmail, "email", none}},
		{"e-mail, taken", email(rita.ID, "ana@ok.example"), refusal{account.EmailTaken, "email", ana.ID}},
		{"e-mail, revoked", email(ana.ID, "rita@ok.example"), refusal{account.CustomerRevoked, "email", rita.ID}},
		{"e-mail, on hold", email(ana.ID, "dora@no.example"), refusal{account.EmailOnHold, "email", none}},
		{"e-mail, domain", email(ana.ID, "eve@no.example"), refusal{account.DomainNotAllowed, "email", none}},

		{"rename, unknown", rename(unknown, badName), refusal{account.NotFound, "customerId", none}},
		{"rename, deleted", rename(dora.ID, badName), refusal{account.CustomerDeleted, "customerId", none}},
		{"rename, name", rename(ana.ID, badName), refusal{account.InvalidDisplayName, "displayName", none}},

		{"revoke, unknown", revoke(unknown, long), refusal{account.NotFound, "customerId", none}},
		{"revoke, deleted", revoke(dora.ID, long), refusal{account.CustomerDeleted, "customerId", none}},
		{"revoke, reason", revoke(ana.ID, long), refusal{account.InvalidInput, "reason", none}},
		{"grant, deleted", grant(dora.ID, long), refusal{account.CustomerDeleted, "customerId", none}},
		{"grant, reason", grant(rita.ID, long), refusal{account.InvalidInput, "reason", none}},

		{"delete, unknown", remove(unknown, "no"), refusal{account.NotFound, "customerId", none}},
		{"delete, its deletion's id", remove(dora.ID.As(account.DeletionKind), "no"), refusal{account.NotFound, "customerId", none}},
		{"delete, other address", remove(ana.ID, "rita@ok.example"), refusal{account.ConfirmationMismatch, "confirmEmail", none}},
		{"delete, no address", remove(ana.ID, "ana"), refusal{account.ConfirmationMismatch, "confirmEmail", none}},
	}
	before := h.sound()
	for _, c := range cases {
		if got := refusalOf(c.act()); got != c.want {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
	after := h.sound()
	// Refused deletes are told to the log; nothing else is.
	if got, want := after.AuditEvents-before.AuditEvents, 4; got != want {
		t.Errorf("got %d audit events of refusals, want %d", got, want)
	}
	refused, err := h.CountAuditEvents(h.admin, account.AuditQuery{Outcome: account.Refused, Action: account.AuditDelete})
	if err != nil || refused != 4 {
		t.Errorf("got %d refused deletes in the log and error %v, want 4", refused, err)
	}
}

// TestMoves walks through the lifecycle with the repeats that change nothing.
func TestMoves(t *testing.T) {
	h := newHouse(t)
	invited := h.invite(" Ana.O@Bücher.example ")
	want := account.Account{
		ID: invited.ID, Site: h.site.ID, DisplayName: "Ana Example", Status: account.Active, CreatedAt: h.clock.Now(),
		Email: account.Email{Typed: "Ana.O@Bücher.example", Canonical: "ana.o@xn--bcher-kva.example"},
	}
	check := func(step string, got account.Account, changed, wantChanged bool, err error) {
		t.Helper()
		if err != nil || changed != wantChanged {
			t.Fatalf("%s: got changed %t and error %v, want changed %t", step, changed, err, wantChanged)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: answer (-want +got):\n%s", step, diff)
		}
		read, err := h.AccountsByID(h.admin, []account.ID{invited.ID})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(&want, read[0]); diff != "" {
			t.Errorf("%s: row (-want +got):\n%s", step, diff)
		}
	}
	check("invite", invited, true, true, nil)
	h.clock.Move(time.Hour)
	want.Status, want.RevokedAt, want.AccessReason = account.Revoked, h.clock.Now(), "left"
	got, changed, err := h.RevokeAccess(h.admin, invited.ID, "left")
	check("revoke", got, changed, true, err)
	h.clock.Move(time.Hour)
	got, changed, err = h.RevokeAccess(h.admin, invited.ID, "another reason")
	check("revoke again", got, changed, false, err)
	want.DisplayName = "Anna"
	got, changed, err = h.RenameCustomer(h.admin, invited.ID, " Anna ")
	check("rename while revoked", got, changed, true, err)
	got, changed, err = h.RenameCustomer(h.admin, invited.ID, "Anna")
	check("rename to the same", got, changed, false, err)
	got, changed, err = h.UpdateEmail(h.admin, invited.ID, "ANA.O@XN--BCHER-KVA.example")
	check("own address, other spelling", got, changed, false, err)
	want.Email = account.Email{Typed: "New@example.com", Canonical: "new@example.com"}
	got, changed, err = h.UpdateEmail(h.admin, invited.ID, "New@example.com")
	check("e-mail", got, changed, true, err)
	want.Status, want.RevokedAt, want.GrantedAt, want.AccessReason = account.Active, time.Time{}, h.clock.Now(), ""
	got, changed, err = h.GrantAccess(h.admin, invited.ID, "")
	check("grant", got, changed, true, err)
	got, changed, err = h.GrantAccess(h.admin, invited.ID, "why")
	check("grant again", got, changed, false, err)

	d, changed, err := h.DeleteCustomer(h.admin, invited.ID, "NEW@example.com")
	if err != nil || !changed {
		t.Fatalf("delete: changed %t, error %v", changed, err)
	}
	wantDeletion := account.Deletion{
		Customer: invited.ID, Site: h.site.ID, DeletedAt: h.clock.Now(), PurgeAt: h.clock.Now().Add(account.DefaultHold),
		Actor: account.CallerFrom(h.admin).Actor,
	}
	if diff := cmp.Diff(wantDeletion, d); diff != "" {
		t.Errorf("deletion (-want +got):\n%s", diff)
	}
	want = account.Account{ID: invited.ID, Site: h.site.ID, Status: account.Deleted, Deletion: &wantDeletion}
	h.clock.Move(time.Hour)
	again, changed, err := h.DeleteCustomer(h.admin, invited.ID, "not looked at")
	check("delete again", tombstone(again), changed, false, err)

	// The freed first address has no hold; the deleted account's has one.
	h.invite("ana.o@bücher.example")
	if _, err := h.InviteCustomer(h.admin, h.site.ID, "new@example.com", "Ana"); account.CodeOf(err) != account.EmailOnHold {
		t.Errorf("got %v, want EMAIL_ON_HOLD", err)
	}
	events, err := h.AuditEvents(h.admin, account.AuditQuery{Subject: invited.ID.String()}, account.Page{Size: 100})
	if err != nil {
		t.Fatal(err)
	}
	var actions []account.AuditAction
	for _, e := range slices.Backward(events.Items) {
		actions = append(actions, e.Action)
	}
	wantActions := []account.AuditAction{
		account.AuditInvite, account.AuditRevoke, account.AuditRename, account.AuditUpdateEmail, account.AuditGrant, account.AuditDelete,
	}
	if diff := cmp.Diff(wantActions, actions); diff != "" {
		t.Errorf("audit log (-want +got):\n%s", diff)
	}
	h.sound()
}

// TestHold looks at the hold's boundaries to the millisecond, at a changed length,
// and at a clock that jumps back.
func TestHold(t *testing.T) {
	h := newHouse(t)
	try := func(email string) error {
		_, err := h.InviteCustomer(h.admin, h.site.ID, email, "Ana")
		return err
	}
	old := h.remove(h.invite("ana@example.com"))
	days := 1
	if _, err := h.UpdateOrganization(h.admin, account.OrganizationChange{HoldDays: &days}); err != nil {
		t.Fatal(err)
	}
	short := h.remove(h.invite("bea@example.com"))
	if got, want := short.PurgeAt.Sub(short.DeletedAt), 24*time.Hour; got != want {
		t.Errorf("got a hold of %v after the setting changed, want %v", got, want)
	}
	h.clock.Move(24*time.Hour - time.Millisecond)
	err := try("BEA@example.com")
	if known, ok := err.(*account.Error); !ok || known.Code != account.EmailOnHold || !known.AvailableAt.Equal(short.PurgeAt) {
		t.Errorf("one millisecond before the end: got %v, want EMAIL_ON_HOLD until %v", err, short.PurgeAt)
	}
	h.clock.Move(time.Millisecond)
	if err := try("bea@example.com"); err != nil {
		t.Errorf("at the end of the hold: got %v, want an account", err)
	}
	// The commit above was at the end; a clock that jumps back can't undo that, and
	// the older hold keeps its length.
	h.clock.Move(-20 * 24 * time.Hour)
	back := h.invite("cleo@example.com")
	if !back.CreatedAt.Equal(short.PurgeAt) {
		t.Errorf("got an account made at %v after the clock jumped back, want %v", back.CreatedAt, short.PurgeAt)
	}
	h.clock.Move(20*24*time.Hour + 13*24*time.Hour - time.Millisecond)
	if err := try("ana@example.com"); account.CodeOf(err) != account.EmailOnHold {
		t.Errorf("got %v one millisecond before %v, want EMAIL_ON_HOLD", err, old.PurgeAt)
	}
	if report := h.sound(); report.Holds != 1 || report.StaleHolds != 1 {
		t.Errorf("got %d holds and %d stale ones, want 1 and 1", report.Holds, report.StaleHolds)
	}
	h.clock.Move(time.Millisecond)
	if err := try("ana@example.com"); err != nil {
		t.Errorf("got %v at the end of the hold, want an account", err)
	}
	removed, err := h.PurgeHolds(context.Background())
	if err != nil || removed != 2 {
		t.Errorf("PurgeHolds: got %d removed and error %v, want 2", removed, err)
	}
}
