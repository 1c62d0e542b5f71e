package store

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gatehouse/account"
)

func (h *house) actions(id account.ID) []account.AuditAction {
	h.t.Helper()
	rows, err := h.AuditEvents(h.admin, account.AuditQuery{Subject: id.String()}, account.Page{Size: 100})
	if err != nil {
		h.t.Fatal(err)
	}
	var all []account.AuditAction
	for _, e := range rows.Items {
		all = append(all, e.Action)
	}
	return all
}

// TestChangeCustomer changes everything at once, with an event each, and nothing at
// all where one of the changes is refused.
func TestChangeCustomer(t *testing.T) {
	h := newHouse(t)
	made, _, err := h.CreateCustomer(h.admin, h.site.ID, "ana@ok.example", "Ana", account.Active, false)
	if err != nil {
		t.Fatal(err)
	}
	rita := h.revoke(h.invite("rita@ok.example"))
	off, taken, bad, fine, name := account.Revoked, "rita@ok.example", "\x00", "una@ok.example", "Una"
	for _, c := range []struct {
		change account.CustomerChange
		want   refusal
	}{
		{account.CustomerChange{Revisions: []int64{made.Revision + 1}, Email: &taken}, refusal{Code: account.RevisionMismatch}},
		{account.CustomerChange{Revisions: []int64{}, Access: &off}, refusal{Code: account.RevisionMismatch}},
		{account.CustomerChange{Email: &taken, DisplayName: &bad, Access: &off}, refusal{account.CustomerRevoked, "email", rita.ID}},
		{account.CustomerChange{Email: &fine, DisplayName: &bad, Access: &off}, refusal{Code: account.InvalidDisplayName, Field: "displayName"}},
	} {
		_, err := h.ChangeCustomer(h.admin, made.ID, c.change)
		if diff := cmp.Diff(c.want, refusalOf(err)); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", c.change, diff)
		}
		now, ok, err := h.Provisioned(h.admin, made.ID)
		if err != nil || !ok {
			t.Fatalf("read: %t, %v", ok, err)
		}
		if diff := cmp.Diff(made, now); diff != "" {
			t.Errorf("a refused change did something (-before +after):\n%s", diff)
		}
	}
	all := account.CustomerChange{Revisions: []int64{7, made.Revision}, Email: &fine, DisplayName: &name, Access: &off}
	after, err := h.ChangeCustomer(h.admin, made.ID, all)
	if err != nil || after.Email.Canonical != fine || after.DisplayName != name || after.Status != account.Revoked {
		t.Errorf("got %+v, %v; want all three changed", after, err)
	}
	if after.Revision <= made.Revision {
		t.Errorf("got revision %d after %d, want a later one", after.Revision, made.Revision)
	}
	want := []account.AuditAction{account.AuditRevoke, account.AuditRename, account.AuditUpdateEmail, account.AuditInvite}
	if diff := cmp.Diff(want, h.actions(made.ID)); diff != "" {
		t.Errorf("audit events (-want +got):\n%s", diff)
	}
	all.Revisions = nil
	again, err := h.ChangeCustomer(h.admin, made.ID, all)
	if diff := cmp.Diff(after, again); diff != "" || err != nil {
		t.Errorf("a repeat changed something (%v):\n%s", err, diff)
	}
	h.remove(again.Account)
	if _, err := h.ChangeCustomer(h.admin, made.ID, all); account.CodeOf(err) != account.CustomerDeleted {
		t.Errorf("a change of a deleted account: got %v, want CUSTOMER_DELETED", err)
	}
	if _, ok, err := h.Provisioned(h.admin, made.ID); ok || err != nil {
		t.Errorf("a deleted account is provisioned: %t, %v", ok, err)
	}
}

// TestCreateWithoutAccess makes an account that nobody gets in with.
func TestCreateWithoutAccess(t *testing.T) {
	h := newHouse(t)
	made, _, err := h.CreateCustomer(h.admin, h.site.ID, "ana@ok.example", "Ana", account.Revoked, false)
	if err != nil || made.Status != account.Revoked || made.RevokedAt.IsZero() {
		t.Fatalf("got %+v, %v; want a revoked account", made, err)
	}
	want := []account.AuditAction{account.AuditRevoke, account.AuditInvite}
	if diff := cmp.Diff(want, h.actions(made.ID)); diff != "" {
		t.Errorf("audit events (-want +got):\n%s", diff)
	}
	if _, _, err := h.CreateCustomer(h.admin, h.site.ID, "bea@ok.example", "Bea", account.Deleted, true); account.CodeOf(err) != account.InvalidInput {
		t.Errorf("created as deleted: got %v, want INVALID_INPUT", err)
	}
}

// TestOneRevisionOneChange lets many change the same revision at once: one does.
func TestOneRevisionOneChange(t *testing.T) {
	h := newHouse(t)
	made, _, err := h.CreateCustomer(h.admin, h.site.ID, "ana@ok.example", "Ana", account.Active, false)
	if err != nil {
		t.Fatal(err)
	}
	outcomes := make(chan error, 20)
	var all sync.WaitGroup
	for i := range cap(outcomes) {
		all.Go(func() {
			name := "Ana " + string(rune('A'+i))
			_, err := h.ChangeCustomer(h.admin, made.ID, account.CustomerChange{DisplayName: &name, Revisions: []int64{made.Revision}})
			outcomes <- err
		})
	}
	all.Wait()
	close(outcomes)
	done := 0
	for err := range outcomes {
		if err == nil {
			done++
		} else if account.CodeOf(err) != account.RevisionMismatch {
			t.Errorf("got %v, want REVISION_MISMATCH", err)
		}
	}
	if done != 1 {
		t.Errorf("%d of 20 changes of one revision were done, want 1", done)
	}
}

// TestProvisionedFrom reads a list in parts, oldest first, within a site and the
// caller's scope.
func TestProvisionedFrom(t *testing.T) {
	h := newHouse(t)
	other, err := h.CreateSite(h.admin, "other", "Other")
	if err != nil {
		t.Fatal(err)
	}
	var want []account.ID
	for _, email := range []string{"a@ok.example", "b@ok.example", "c@ok.example", "d@ok.example", "e@ok.example"} {
		want = append(want, h.invite(email).ID)
	}
	if _, err := h.InviteCustomer(h.admin, other.ID, "f@ok.example", "Else"); err != nil {
		t.Fatal(err)
	}
	var got []account.ID
	for offset := 0; offset < 7; offset += 2 {
		part, total, err := h.ProvisionedFrom(h.admin, account.CustomerQuery{Site: h.site.ID}, offset, 2)
		if err != nil || total != 5 {
			t.Fatalf("total %d, error %v; want 5", total, err)
		}
		for _, a := range part {
			got = append(got, a.ID)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("read in parts (-want +got):\n%s", diff)
	}
	foreign := account.WithCaller(h.admin, account.Caller{Actor: "tok_x", Role: account.SiteAdmin, Site: other.ID})
	if part, total, err := h.ProvisionedFrom(foreign, account.CustomerQuery{Site: h.site.ID}, 0, 10); len(part)+total > 0 || err != nil {
		t.Errorf("another site's admin got %d of %d, %v", len(part), total, err)
	}
	if _, ok, err := h.Provisioned(foreign, want[0]); ok || err != nil {
		t.Errorf("another site's admin got an account: %t, %v", ok, err)
	}
}
