package search

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"gatehouse/account"
)

// TestHeldBack changes accounts while the follower is held back: an index that lags
// never shows who must not be seen, and a change is found at its commit.
func TestHeldBack(t *testing.T) {
	m := town()
	x, _ := run(t, t.TempDir(), m)
	release := hold(x)
	m.put(
		with(person(4, "Ann Smith", "ann@shop.example"), account.Revoked),
		with(person(8, "Smith Annabel", "sa@other.example"), account.Deleted),
		person(9, "Bob", "zed@shop.example"),
		person(20, "Anneli New", "new@shop.example"),
		with(person(10, "Ann Revoked", "ann.revoked@shop.example"), account.Active),
	)
	check := func() {
		t.Helper()
		for _, c := range []struct {
			text           string
			picker, filter []int
		}{
			{"ann", []int{12, 10, 20, 5}, []int{12, 10, 20, 5}},
			{"ann@shop.example", []int{12}, []int{4, 12}},
			{"smith", nil, nil},
			{"bob", []int{9}, []int{9}},
			{"revoked", []int{12, 10}, []int{12, 10}},
		} {
			compareFound(t, x, c.text, c.picker, c.filter)
		}
	}
	check()
	if got := x.Stats(); got.Lag != 5 || got.Overlay != 5 {
		t.Errorf("stats: got %+v, want a lag of 5 and 5 accounts in the overlay", got)
	}
	release()
	level(t, x, m)
	check()
	if got := x.Stats(); got.Lag != 0 || got.Overlay != 0 || got.State != Serving {
		t.Errorf("stats: got %+v, want no lag and an empty overlay", got)
	}
}

// TestHydrationDecides lets rows change without a word to the index, as another
// process does: what it still has terms for is not shown.
func TestHydrationDecides(t *testing.T) {
	m := town()
	x, _ := run(t, t.TempDir(), m)
	release := hold(x)
	defer release()
	m.index = nil
	m.put(
		with(person(4, "Ann Smith", "ann@shop.example"), account.Revoked),
		with(person(8, "Smith Annabel", "sa@other.example"), account.Deleted),
		person(9, "Bob", "zed@shop.example"),
	)
	compareFound(t, x, "ann", []int{12, 5}, []int{12, 5})
	compareFound(t, x, "smith", nil, nil)
	if got := picked(t, x, "ann", 2); !slices.Equal(got, []int{12, 5}) {
		t.Errorf("dropped hits are not refilled: got %v, want [12 5]", got)
	}
}

// TestScope asks as callers of one site.
func TestScope(t *testing.T) {
	m := town()
	x, _ := run(t, t.TempDir(), m)
	for _, c := range []struct {
		caller account.Caller
		site   account.ID
		want   int
	}{
		{account.Caller{Actor: "a", Role: account.Agent, Site: siteB}, siteA, 0},
		{account.Caller{Actor: "a", Role: account.Agent, Site: siteA}, siteA, 5},
		{account.Caller{Actor: "a", Role: account.Agent, Site: siteB}, siteB, 1},
		{account.Caller{}, siteA, 0},
		{account.System(), account.ID{}, 0},
	} {
		ctx := account.WithCaller(everything(t), c.caller)
		list, err := x.UserPicker(ctx, c.site, "ann", 10)
		if err != nil || len(list) != c.want {
			t.Errorf("picker of %v for %v: got %d rows, %v, want %d", c.site, c.caller, len(list), err, c.want)
		}
		rows, err := x.CustomerFilter(ctx, c.site, "ann", account.Page{Size: 50})
		if err != nil || len(rows.Items) != c.want {
			t.Errorf("filter of %v for %v: got %d rows, %v, want %d", c.site, c.caller, len(rows.Items), err, c.want)
		}
		n, err := x.CountCustomerFilter(ctx, c.site, "ann")
		if err != nil || n != c.want {
			t.Errorf("count of %v for %v: got %d, %v, want %d", c.site, c.caller, n, err, c.want)
		}
	}
}

// TestSitesAreApart holds both walls between sites: their terms differ, and a
// candidate of another site is dropped when it is read.
func TestSitesAreApart(t *testing.T) {
	if siteTag(siteA) == siteTag(siteB) {
		t.Error("two sites share their terms")
	}
	m := town()
	x, _ := run(t, t.TempDir(), m)
	f := &finding{
		index: x, ctx: everything(t), site: siteA, typed: readTyped("ann"), surface: account.UserPicker,
		asked: map[account.ID]bool{},
	}
	f.propose(customerNumber(13))
	f.propose(customerNumber(4))
	if err := f.hydrate(f.matches); err != nil {
		t.Fatal(err)
	}
	if len(f.found) != 1 || f.found[0].ID != customerNumber(4) {
		t.Errorf("candidates of two sites: got %v, want the one of the site asked for", f.found)
	}
}

// TestOverlayIsBounded makes commits wait for the follower when the overlay is
// full.
func TestOverlayIsBounded(t *testing.T) {
	m := crowd(1)
	x, _ := run(t, t.TempDir(), m)
	release := hold(x)
	defer release()
	var rows []account.Account
	for n := range overlayLimit {
		rows = append(rows, person(n+1, "Ann", fmt.Sprintf("a%d@shop.example", n)))
	}
	m.put(rows...)
	if got := x.Stats().Overlay; got != overlayLimit {
		t.Fatalf("overlay: got %d, want %d", got, overlayLimit)
	}
	passed := make(chan struct{})
	go func() {
		m.put(person(9999, "Bob", "bob@shop.example"))
		close(passed)
	}()
	select {
	case <-passed:
		t.Error("a commit did not wait for room")
	case <-time.After(30 * time.Millisecond):
	}
	release()
	select {
	case <-passed:
	case <-everything(t).Done():
		t.Fatal("a commit still waits though there is room")
	}
	if got := picked(t, x, "bob", 2); !slices.Equal(got, []int{9999}) {
		t.Errorf("picker: got %v, want [9999]", got)
	}
}

// TestManyAtOnce searches, changes and rebuilds at once; it is for the race
// detector, and for searches that fail because a generation goes.
func TestManyAtOnce(t *testing.T) {
	m := crowd(300)
	x, stop := run(t, t.TempDir(), m)
	ctx, cancel := context.WithCancel(everything(t))
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				if _, err := x.UserPicker(ctx, siteA, fmt.Sprintf("number%d", n%300), 5); err != nil && !errors.Is(err, context.Canceled) {
					t.Errorf("picker: %v", err)
				}
				if _, err := x.CountCustomerFilter(ctx, siteA, "ann"); err != nil && !errors.Is(err, context.Canceled) {
					t.Errorf("count: %v", err)
				}
			}
		})
	}
	all.Go(func() {
		for n := 0; ctx.Err() == nil; n++ {
			m.put(person(n%300, "Ann Number", fmt.Sprintf("n%d@shop.example", n%300)))
			if last, _ := m.LastChange(ctx); n%20 == 0 {
				if err := x.WaitFor(ctx, last.Position); err != nil && ctx.Err() == nil {
					t.Errorf("wait: %v", err)
				}
			}
		}
	})
	for range 3 {
		if err := x.Rebuild(everything(t), nil); err != nil {
			t.Error(err)
		}
	}
	cancel()
	all.Wait()
	mustBeTheStore(t, x, m)
	stop()
}
