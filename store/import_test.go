package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gatehouse/account"
)

// TestImport goes through the rows that can't go in, beside some that can, and
// runs the same batch twice.
func TestImport(t *testing.T) {
	h := newHouse(t)
	rita, dora, held := h.revoke(h.invite("rita@ok.example")), h.invite("dora@ok.example"), h.invite("held@ok.example")
	h.remove(dora)
	h.remove(held)
	domains := []string{"ok.example", "no-name.example"}
	if _, err := h.UpdateSiteSettings(h.admin, h.site.ID, account.SiteChange{AllowedDomains: &domains}); err != nil {
		t.Fatal(err)
	}
	kept, seen := account.NewID(account.CustomerKind), h.clock.Now().Add(-time.Hour)
	made := h.clock.Now().AddDate(-1, 0, 0)
	row := func(id account.ID, email, name string, status account.Status) account.ImportRow {
		return account.ImportRow{ID: id, Email: email, DisplayName: name, Status: status}
	}
	none := account.ID{}
	cases := []struct {
		name         string
		row          account.ImportRow
		first, again account.Code
	}{
		{"with an id", account.ImportRow{ID: kept, Email: "Ana@ok.example", DisplayName: "Ana", CreatedAt: made, LastSignInAt: seen}, "", account.AlreadyThere},
		{"without an id", row(none, "bea@ok.example", "Bea", 0), "", account.AlreadyThere},
		{"revoked", row(none, "cleo@ok.example", "Cleo", account.Revoked), "", account.AlreadyThere},
		{"deleted in the file", row(none, "no", "", account.Deleted), account.RowDeleted, account.RowDeleted},
		{"no address", row(dora.ID, "no", "", 0), account.InvalidEmail, account.InvalidEmail},
		{"address of an earlier row", row(none, "ANA@ok.example", "Ana", 0), account.AlreadyThere, account.AlreadyThere},
		{"address of another id", row(account.NewID(account.CustomerKind), "ANA@ok.example", "Ana", 0), account.EmailTaken, account.EmailTaken},
		{"address of a revoked id", row(account.NewID(account.CustomerKind), "rita@ok.example", "", 0), account.CustomerRevoked, account.CustomerRevoked},
		{"id that is there", row(rita.ID, "other@ok.example", "Rita", 0), account.AlreadyThere, account.AlreadyThere},
		{"id of a tombstone", row(dora.ID, "dora2@ok.example", "Dora", 0), account.CustomerDeleted, account.CustomerDeleted},
		{"address on hold", row(none, "HELD@ok.example", "", 0), account.EmailOnHold, account.EmailOnHold},
		{"domain", row(none, "eve@no.example", "", 0), account.DomainNotAllowed, account.DomainNotAllowed},
		{"name", row(none, "eve@no-name.example", " ", 0), account.InvalidDisplayName, account.InvalidDisplayName},
	}
	var rows []account.ImportRow
	for i, c := range cases {
		c.row.Line = i + 2
		rows = append(rows, c.row)
	}
	last, err := h.LastChange(h.admin)
	if err != nil {
		t.Fatal(err)
	}
	h.OnCommit(func([]account.Commit) { t.Error("an import told the observer") })
	for run := range 2 {
		outcomes, err := h.ImportCustomers(h.admin, h.site.ID, rows)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range cases {
			want := []account.Code{c.first, c.again}[run]
			got := outcomes[i]
			if got.Code != want || got.Created != (want == "") || got.Line != i+2 || (got.Message == "") != got.Created {
				t.Errorf("run %d, %s: got %+v, want code %q", run+1, c.name, got, want)
			}
		}
	}
	h.OnCommit(nil)
	if err := h.FinishImport(h.admin, h.site.ID, 3); err != nil {
		t.Fatal(err)
	}
	want := &account.Account{
		ID: kept, Site: h.site.ID, Email: account.Email{Typed: "Ana@ok.example", Canonical: "ana@ok.example"},
		DisplayName: "Ana", Status: account.Active, CreatedAt: made, LastSignInAt: seen,
	}
	got, err := h.AccountsByID(h.admin, []account.ID{kept})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Errorf("account (-want +got):\n%s", diff)
	}
	changes, err := h.Changes(h.admin, last.Position, 100)
	if err != nil || len(changes) != 3 {
		t.Errorf("got %d entries of the change log and error %v, want 3", len(changes), err)
	}
	events, err := h.AuditEvents(h.admin, account.AuditQuery{}, account.Page{Size: 2})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []account.AuditAction{account.AuditImport, account.AuditImportBatch} {
		if e := events.Items[i]; e.Action != want || e.Count != 3 || e.Subject != h.site.ID.String() {
			t.Errorf("got event %+v, want %s of 3", e, want)
		}
	}
	// After the hold an old file without ids brings a person back as a new account.
	h.clock.Move(account.DefaultHold)
	outcomes, err := h.ImportCustomers(h.admin, h.site.ID, []account.ImportRow{row(none, "held@ok.example", "Held", 0)})
	if err != nil || !outcomes[0].Created || outcomes[0].ID == held.ID {
		t.Errorf("got %+v and error %v after the hold, want a new account", outcomes, err)
	}
	if _, err := h.ImportCustomers(h.admin, kept, rows); account.CodeOf(err) != account.NotFound {
		t.Errorf("got %v for a site that is none, want NOT_FOUND", err)
	}
	h.sound()
}
