package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gatehouse/account"
)

// TestPagesWhileRowsComeAndGo pages through lists while accounts are made and
// deleted between the pages: every account that was there all along is given once,
// in order, and both flags are exact.
func TestPagesWhileRowsComeAndGo(t *testing.T) {
	h := newHouse(t)
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		site, err := h.CreateSite(h.admin, fmt.Sprintf("s%d", n), "Site")
		if err != nil {
			t.Fatal(err)
		}
		n++
		q := account.CustomerQuery{Site: site.ID}
		switch rapid.IntRange(0, 4).Draw(t, "filter") {
		case 0:
			q.Status = account.Active
		case 1:
			q.NeverSignedIn = new(bool)
			*q.NeverSignedIn = rapid.Bool().Draw(t, "never")
		case 2:
			q.LastSignInBefore = h.clock.Now().Add(-time.Hour)
		case 3:
			never := true
			q.NeverSignedIn, q.LastSignInBefore = &never, h.clock.Now().Add(-time.Hour)
		}
		walk(t, h, site, q, rapid.Bool().Draw(t, "backward"))
	})
}

func walk(t *rapid.T, h *house, site account.Site, q account.CustomerQuery, backward bool) {
	made := 0
	add := func() {
		row := account.ImportRow{
			Email: fmt.Sprintf("p%d@example.com", made), DisplayName: "Ana",
			CreatedAt: h.clock.Now().Add(-time.Duration(rapid.IntRange(0, 5).Draw(t, "age")) * time.Millisecond),
			Status:    rapid.SampledFrom([]account.Status{account.Active, account.Revoked}).Draw(t, "status"),
		}
		if ago := rapid.IntRange(0, 3).Draw(t, "hours since sign-in"); ago > 0 {
			row.LastSignInAt = h.clock.Now().Add(-time.Duration(ago) * time.Hour)
		}
		made++
		if _, err := h.ImportCustomers(h.admin, site.ID, []account.ImportRow{row}); err != nil {
			t.Fatal(err)
		}
	}
	for range rapid.IntRange(0, 12).Draw(t, "accounts") {
		add()
	}
	steady := matching(t, h, q)
	gone := map[account.ID]bool{}
	var seen []account.Account
	page := account.Page{Size: rapid.IntRange(1, 5).Draw(t, "size"), Backward: backward}
	for {
		rows, err := h.Customers(h.admin, q, page)
		if err != nil {
			t.Fatal(err)
		}
		flags(t, matching(t, h, q), page, rows)
		if len(rows.Items) == 0 {
			break
		}
		if backward {
			seen = append(slices.Clone(rows.Items), seen...)
			page.Before = at(rows.Items[0])
		} else {
			seen = append(seen, rows.Items...)
			page.After = at(rows.Items[len(rows.Items)-1])
		}
		if rapid.Bool().Draw(t, "come") {
			add()
		}
		if len(steady) > 0 && rapid.Bool().Draw(t, "go") {
			a := rapid.SampledFrom(steady).Draw(t, "who")
			if _, _, err := h.DeleteCustomer(h.admin, a.ID, a.Email.Typed); err == nil {
				gone[a.ID] = true
			}
		}
	}
	if !slices.IsSortedFunc(seen, newestFirst) || len(slices.Compact(slices.Clone(ids(seen)))) != len(seen) {
		t.Fatalf("got a list out of order or with repeats: %v", ids(seen))
	}
	for _, a := range steady {
		if !gone[a.ID] && !slices.Contains(ids(seen), a.ID) {
			t.Fatalf("account %s was there all along and on no page", a.ID)
		}
	}
}

// matching answers a question the slow way.
func matching(t *rapid.T, h *house, q account.CustomerQuery) []account.Account {
	all, err := h.AccountsAfter(h.admin, account.ID{}, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(a account.Account) bool {
		never := a.LastSignInAt.IsZero()
		before := !never && a.LastSignInAt.Before(q.LastSignInBefore)
		switch {
		case a.Site != q.Site || q.Status != 0 && a.Status != q.Status:
			return true
		case q.NeverSignedIn != nil && *q.NeverSignedIn:
			return !never && !before
		case q.NeverSignedIn != nil && never:
			return true
		}
		return !q.LastSignInBefore.IsZero() && !before
	})
	slices.SortFunc(all, newestFirst)
	return all
}

// flags compares a page with the whole list as it stands.
func flags(t *rapid.T, all []account.Account, page account.Page, got account.Rows[account.Account]) {
	inside := slices.DeleteFunc(slices.Clone(all), func(a account.Account) bool {
		p := account.Account{}
		if page.After != nil {
			p.CreatedAt, p.ID = page.After.At, page.After.ID
			return newestFirst(a, p) <= 0
		}
		if page.Before != nil {
			p.CreatedAt, p.ID = page.Before.At, page.Before.ID
			return newestFirst(a, p) >= 0
		}
		return false
	})
	want := inside[:min(page.Size, len(inside))]
	if page.Backward {
		want = inside[max(0, len(inside)-page.Size):]
	}
	if diff := cmp.Diff(ids(want), ids(got.Items)); diff != "" {
		t.Fatalf("page (-want +got):\n%s", diff)
	}
	// Where a page stands between what comes before it and what follows.
	newer, older := len(all)-len(inside), len(inside)-len(want)
	if page.Backward {
		newer, older = older, newer
	}
	if got.HasPrev != (newer > 0) || got.HasNext != (older > 0) {
		t.Fatalf("got previous %t and next %t, want %t and %t", got.HasPrev, got.HasNext, newer > 0, older > 0)
	}
}

func newestFirst(a, b account.Account) int {
	if order := b.CreatedAt.Compare(a.CreatedAt); order != 0 {
		return order
	}
	return slices.Compare(b.ID.UUID[:], a.ID.UUID[:])
}

func at(a account.Account) *account.Position {
	return &account.Position{At: a.CreatedAt, ID: a.ID}
}

func ids(accounts []account.Account) []account.ID {
	all := make([]account.ID, len(accounts))
	for i, a := range accounts {
		all[i] = a.ID
	}
	return all
}
