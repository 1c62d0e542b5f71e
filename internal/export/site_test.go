package export_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"gatehouse/account"
	"gatehouse/internal/export"
	"gatehouse/store"
)

// TestExportIsStable changes accounts while they are written: whoever stays is in
// the file once, whoever is deleted before the page is not.
func TestExportIsStable(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx := account.WithCaller(t.Context(), account.System())
	site, err := s.CreateSite(ctx, "help", "Help")
	if err != nil {
		t.Fatal(err)
	}
	const total = 2500
	rows := make([]account.ImportRow, total)
	for i := range rows {
		// Seven share each date, so that pages end between them.
		rows[i] = account.ImportRow{Email: fmt.Sprintf("p%d@acme.example", i), DisplayName: fmt.Sprint("Person ", i), CreatedAt: now.Add(time.Duration(i/7) * time.Second)}
	}
	outcomes, err := s.ImportCustomers(ctx, site.ID, rows)
	if err != nil {
		t.Fatal(err)
	}
	oldest := outcomes[0].ID
	e, err := export.OfSite(ctx, s, "help", export.CSV)
	if err != nil || e.Total != total {
		t.Fatalf("got %d accounts, error %v; want %d", e.Total, err, total)
	}
	var out bytes.Buffer
	pages := 0
	err = e.Write(ctx, &out, func(int) error {
		if pages++; pages > 1 {
			return nil
		}
		now = now.Add(time.Hour)
		_, _, err := s.DeleteCustomer(ctx, oldest, "p0@acme.example")
		if err == nil {
			_, _, err = s.RevokeAccess(ctx, outcomes[1].ID, "")
		}
		if err == nil {
			_, _, err = s.DeleteCustomer(ctx, outcomes[total-1].ID, fmt.Sprintf("p%d@acme.example", total-1)) // Is written already.
		}
		if err == nil {
			_, err = s.InviteCustomer(ctx, site.ID, "new@acme.example", "New")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if pages != 3 {
		t.Errorf("got %d pages, want 3", pages)
	}
	text := out.String()
	for i, o := range outcomes {
		want := 1
		if i == 0 {
			want = 0
		}
		if got := strings.Count(text, o.ID.String()); got != want {
			t.Errorf("account %d is in the file %d times, want %d", i, got, want)
		}
	}
	if !strings.Contains(text, outcomes[1].ID.String()+",p1@acme.example,Person 1,REVOKED") {
		t.Error("a revoke before the page is not in the file")
	}
}
