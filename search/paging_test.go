package search

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gatehouse/account"
)

// TestPagesWhileRowsComeAndGo walks the filter's list in pages, forward or
// backward, while accounts change between them: no row comes twice, none that
// stays is missing, the order holds, and the ends are told right.
func TestPagesWhileRowsComeAndGo(t *testing.T) {
	m := newMemory()
	x, _ := run(t, t.TempDir(), m)
	names := []string{"Ann", "Ann Bee", "Bee Ann", "Bee Anna"}
	rapid.Check(t, func(r *rapid.T) {
		var rows []account.Account
		for n := range 30 {
			a := person(n, names[n%len(names)], fmt.Sprintf("ann%d@shop.example", n))
			a.CreatedAt = noon().Add(time.Duration(n%7) * time.Hour)
			rows = append(rows, a)
		}
		m.put(rows...)
		var release func()
		if rapid.Bool().Draw(r, "held back") {
			release = hold(x)
			defer release()
		}
		stays := map[int]bool{}
		for n := range 30 {
			stays[n] = true
		}
		backward := rapid.Bool().Draw(r, "backward")
		page := account.Page{Size: rapid.IntRange(1, 9).Draw(r, "size"), Backward: backward}
		var seen []account.Match
		for {
			got, err := x.CustomerFilter(everything(t), siteA, "ann", page)
			if err != nil {
				r.Fatal(err)
			}
			if backward {
				seen = append(slices.Clone(got.Items), seen...)
			} else {
				seen = append(seen, got.Items...)
			}
			if !backward && !got.HasNext || backward && !got.HasPrev {
				break
			}
			if len(got.Items) == 0 {
				r.Fatal("an empty page says that there is more")
			}
			if backward {
				page.Before = &got.Items[0].Position
			} else {
				page.After = &got.Items[len(got.Items)-1].Position
			}
			n := rapid.IntRange(0, 29).Draw(r, "changes")
			status := rapid.SampledFrom([]account.Status{account.Revoked, account.Active}).Draw(r, "to")
			m.put(with(rows[n], status))
			delete(stays, n)
		}
		order := numbersOf(seen, func(m account.Match) account.ID { return m.ID })
		if !slices.IsSortedFunc(seen, func(a, b account.Match) int { return compare(a.Position, b.Position) }) {
			r.Fatalf("out of order: %v", order)
		}
		slices.Sort(order)
		if len(slices.Compact(slices.Clone(order))) != len(order) {
			r.Fatalf("a row came twice: %v", order)
		}
		for n := range stays {
			if !slices.Contains(order, n) {
				r.Fatalf("%d stayed and is missing: %v", n, order)
			}
		}
	})
}

// TestListEnds ranks no more than maxRanked accounts, the newest of the class that
// is too big, counts them all, and ends there, whatever the order in the index is.
func TestListEnds(t *testing.T) {
	m := crowd(1500)
	m.put(person(5000, "Other Ann", "other@shop.example"), person(2, "Ann", "n2@shop.example"))
	x, _ := run(t, t.TempDir(), m)
	for range 2 {
		got := filtered(t, x, "ann")
		want := []int{2}
		for n := 1499; len(want) < maxRanked; n-- {
			want = append(want, n)
		}
		// All are a whole word of the name; the newest account is number 5000.
		want = slices.Insert(want[:maxRanked-1], 0, 5000)
		slices.Sort(want)
		slices.Sort(got)
		want[0] = 2
		if diff := cmp.Diff(len(want), len(got)); diff != "" {
			t.Errorf("rows: (-want +got)\n%s", diff)
		}
		if got[len(got)-1] != 5000 || got[1] < 500 {
			t.Errorf("the list holds %v … %v, want the newest accounts", got[:3], got[len(got)-3:])
		}
		if got := countOf(t, x, "ann"); got != 1501 {
			t.Errorf("count: got %d, want 1501", got)
		}
		if err := x.Rebuild(everything(t), nil); err != nil {
			t.Fatal(err)
		}
	}
	release := hold(x)
	defer release()
	m.put(with(person(7, "Ann Number7", "n7@shop.example"), account.Revoked), person(6000, "Ann New", "new@shop.example"), with(person(8, "", "n8@shop.example"), account.Deleted))
	if got := countOf(t, x, "ann"); got != 1500 {
		t.Errorf("count with the overlay: got %d, want 1500", got)
	}
}

func TestCut(t *testing.T) {
	var list []account.Match
	for n := range 5 {
		list = append(list, account.Match{Position: account.Position{Class: n / 2, At: noon().Add(-time.Duration(n) * time.Hour), ID: customerNumber(n)}})
	}
	at := func(n int) *account.Position { return &list[n].Position }
	for _, c := range []struct {
		name       string
		page       account.Page
		from, to   int
		next, prev bool
	}{
		{"first", account.Page{Size: 2}, 0, 2, true, false},
		{"behind", account.Page{Size: 2, After: at(1)}, 2, 4, true, true},
		{"to the end", account.Page{Size: 2, After: at(2)}, 3, 5, false, true},
		{"behind the end", account.Page{Size: 2, After: at(4)}, 5, 5, false, true},
		{"last", account.Page{Size: 2, Backward: true}, 3, 5, false, true},
		{"before", account.Page{Size: 2, Backward: true, Before: at(3)}, 1, 3, true, true},
		{"to the start", account.Page{Size: 9, Backward: true, Before: at(2)}, 0, 2, true, false},
		{"between", account.Page{Size: 9, After: at(0), Before: at(3)}, 1, 3, true, true},
		{"none asked", account.Page{}, 0, 0, true, false},
		{"bounds crossed", account.Page{Size: 9, After: at(3), Before: at(1)}, 4, 4, true, true},
	} {
		got := cut(list, c.page)
		want := account.Rows[account.Match]{Items: list[c.from:c.to], HasNext: c.next, HasPrev: c.prev}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.name, diff)
		}
	}
}
