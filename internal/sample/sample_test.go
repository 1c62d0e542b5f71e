package sample

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"gatehouse/account"
	"gatehouse/store"
)

func load(t *testing.T) (*store.Store, account.Site, time.Time) {
	t.Helper()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	ctx := account.WithCaller(t.Context(), account.System())
	if _, _, err := s.Bootstrap(ctx, nil); err != nil {
		t.Fatal(err)
	}
	if err := Load(ctx, s, now); err != nil {
		t.Fatal(err)
	}
	site, _, err := s.SiteByKey(ctx, SiteKey)
	if err != nil {
		t.Fatal(err)
	}
	return s, site, now
}

// TestLoad counts what the README and the example tabs rely on.
func TestLoad(t *testing.T) {
	s, site, now := load(t)
	ctx := account.WithCaller(t.Context(), account.System())
	counts, err := s.Counts(ctx, site.ID)
	if err != nil {
		t.Fatal(err)
	}
	if counts.Active < 250 || counts.Revoked < 20 || counts.NeverSignedIn < 20 {
		t.Errorf("got %+v, want hundreds of active, dozens of revoked and never signed-in people", counts)
	}
	deletions, err := s.Deletions(ctx, site.ID, account.Page{Size: 100})
	if err != nil || len(deletions.Items) < 5 {
		t.Errorf("got %d deletions, error %v; want some", len(deletions.Items), err)
	}
	requests, err := s.Requests(ctx, account.RequestQuery{Site: site.ID}, account.Page{Size: 100})
	if err != nil || len(requests.Items) < 50 {
		t.Fatalf("got %d requests, error %v; want 50 or more", len(requests.Items), err)
	}
	held := map[account.Status]int{}
	for _, r := range requests.Items {
		people, err := s.AccountsByID(ctx, append(r.Participants, r.Reporter))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range people {
			held[p.Status]++
		}
	}
	for _, status := range account.Statuses {
		if held[status] < 5 {
			t.Errorf("requests hold %d people in state %v, want some of each state: %v", held[status], status, held)
		}
	}
	nora, err := account.ParseID("cus_0198c0de000070008000000000000001")
	if err != nil {
		t.Fatal(err)
	}
	people, err := s.AccountsByID(ctx, []account.ID{nora})
	if err != nil || people[0] == nil || people[0].DisplayName != "Nora Vos" || people[0].LastSignInAt.After(now) {
		t.Errorf("the demo person is %+v, error %v; want Nora Vos", people, err)
	}
}

// reserved are the domains that nobody can own (RFC 2606).
var reserved = []string{".example", ".test"}

// TestAddresses sees to it that no sample can reach anybody, and that the samples
// try as many scripts as they promise.
func TestAddresses(t *testing.T) {
	records, err := read(accountsCSV)
	if err != nil {
		t.Fatal(err)
	}
	scripts := map[string]bool{}
	for _, r := range records {
		email, err := account.ParseEmail(r[2])
		if err != nil {
			t.Errorf("sample %s: %v", r[0], err)
			continue
		}
		ok := false
		for _, domain := range reserved {
			ok = ok || strings.HasSuffix(email.Domain(), domain)
		}
		if !ok {
			t.Errorf("sample %s is of a domain that somebody may own", r[0])
		}
		for _, letter := range r[1] {
			for name, table := range unicode.Scripts {
				if unicode.Is(table, letter) && name != "Common" && name != "Inherited" {
					scripts[name] = true
				}
			}
		}
	}
	if len(scripts) < 15 {
		t.Errorf("the names are of %d scripts, want 15 or more", len(scripts))
	}
}
