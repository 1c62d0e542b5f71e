package search

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"

	"gatehouse/account"
)

// The names and texts of the walk are few and alike, so that searches meet.
var (
	walkNames   = []string{"Ann Smith", "Anna", "Łukasz Żółć", "Smith Annabel", "王小明", "小明", "José Ann", "Jose\u0301", "O’Brien Ana", "Anne-Marie Smithson", "an an"}
	walkMails   = []string{"ann@shop.example", "ana@shop.example", "Ann.Smith@shop.example", "x@bücher.example", "y@bücher.example", "smith@anna.example", "o.brien@shop.example"}
	walkTexts   = []string{"a", "an", "ann", "anna", "anne", "smith", "smiht", "ann s", "smi an", "lukasz", "lukas z", "小", "小明", "王小明", "jose", "JOSÉ", "o'b", "brien", "ana", "ann@", "ann@shop.example", "ANN.SMITH@SHOP.EXAMPLE", "x@bü", "x@bücher.example", "@shop", "@b", "@anna.example", "annabel", "anabel", "marie ann", "zzz", "", "*", "an an"}
	walkTargets = []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
)

// expected tells from the rules alone, without the code under test, which accounts
// a text finds: a second reading of RULES 3.
func expected(m *memory, surface account.Surface, text string) map[account.ID]bool {
	found := map[account.ID]bool{}
	mail := strings.ToLower(strings.TrimSpace(text))
	for id, a := range m.accounts {
		if a.Site != siteA || a.Status == account.Deleted || mail == "" {
			continue
		}
		address, err := account.ParseEmail(text)
		exact := err == nil && address.Canonical == a.Email.Canonical
		typed := words(text)
		byName := len(typed) > 0
		for _, word := range typed {
			byName = byName && slices.ContainsFunc(words(a.DisplayName), func(w string) bool { return begins(w, word) })
		}
		_, domain, _ := strings.Cut(strings.ToLower(a.Email.Typed), "@")
		byMail := strings.HasPrefix(a.Email.Canonical, mail) || strings.HasPrefix(strings.ToLower(a.Email.Typed), mail)
		byDomain := len(mail) > 1 && mail[0] == '@' && (strings.HasPrefix(domain, mail[1:]) || strings.HasPrefix(a.Email.Domain(), mail[1:]))
		switch {
		case a.Status == account.Active && (exact || byName || byMail || byDomain):
			found[id] = true
		case a.Status == account.Revoked && exact && surface == account.Filter:
			found[id] = true
		}
	}
	return found
}

func begins(word, typed string) bool {
	if strings.HasPrefix(word, typed) {
		return true
	}
	for i, r := range word {
		if unicode.Is(unicode.Han, r) && strings.HasPrefix(word[i:], typed) {
			return true
		}
	}
	return false
}

// TestWalk takes a store and its index through random changes, with the follower
// at work, held back, restarted and rebuilding, and compares every surface with
// the rules after each step.
func TestWalk(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := &walk{t: t, source: newMemory(), dir: t.TempDir()}
		w.start()
		defer func() { w.stop() }()
		for range rapid.IntRange(3, 12).Draw(r, "steps") {
			w.step(r)
			w.compare(r)
		}
	})
}

type walk struct {
	t       *testing.T
	source  *memory
	dir     string
	index   *Index
	stopRun func()
	held    func()
}

func (w *walk) start() { w.index, w.stopRun = run(w.t, w.dir, w.source) }

func (w *walk) stop() {
	w.release()
	w.stopRun()
}

func (w *walk) release() {
	if w.held != nil {
		w.held()
		w.held = nil
	}
}

func (w *walk) step(r *rapid.T) {
	switch act := rapid.IntRange(0, 17).Draw(r, "act"); {
	case act < 11:
		w.change(r)
	case act == 11:
		w.release()
		w.held = hold(w.index)
	case act == 12:
		w.release()
	case act == 13:
		w.stop()
		w.start()
	case act == 14:
		w.release()
		if err := w.index.Rebuild(everything(w.t), nil); err != nil {
			r.Fatal(err)
		}
	case act == 15:
		w.stop()
		// Another process changes rows while no index is open.
		w.source.index = nil
		w.change(r)
		w.start()
	case act > 15:
		w.index.mu.RLock()
		err := w.index.current.sift(everything(w.t))
		w.index.mu.RUnlock()
		if err != nil {
			r.Fatal(err)
		}
	}
}

func (w *walk) change(r *rapid.T) {
	var rows []account.Account
	for range rapid.IntRange(1, 3).Draw(r, "rows") {
		n := rapid.SampledFrom(walkTargets).Draw(r, "account")
		a, known := w.source.accounts[customerNumber(n)]
		if known && a.Status == account.Deleted {
			continue
		}
		fresh := person(n, rapid.SampledFrom(walkNames).Draw(r, "name"), rapid.SampledFrom(walkMails).Draw(r, "email"))
		if rapid.Bool().Draw(r, "signed in") {
			fresh.LastSignInAt = noon().Add(-time.Duration(n%3) * time.Hour)
		}
		if n%5 == 0 {
			fresh.Site = siteB
		}
		fresh.Status = rapid.SampledFrom([]account.Status{account.Active, account.Active, account.Revoked, account.Deleted}).Draw(r, "status")
		rows = append(rows, fresh)
	}
	w.source.put(rows...)
}

func (w *walk) compare(r *rapid.T) {
	for range 4 {
		text := rapid.SampledFrom(walkTexts).Draw(r, "text")
		w.compareText(r, text)
	}
	if w.held != nil {
		return
	}
	report, err := w.index.Verify(everything(w.t))
	if err != nil {
		r.Fatal(err)
	}
	if !report.OK() || report.Accounts != report.Documents {
		r.Fatalf("the index is not the store: %+v", report)
	}
}

func (w *walk) compareText(r *rapid.T, text string) {
	want := expected(w.source, account.Filter, text)
	list := filtered(w.t, w.index, text)
	if err := sameSet(list, want); err != nil {
		r.Fatalf("filter %q: %v", text, err)
	}
	if got := countOf(w.t, w.index, text); got != len(want) {
		r.Fatalf("count %q: got %d, want %d", text, got, len(want))
	}
	want = expected(w.source, account.UserPicker, text)
	first := rapid.IntRange(1, 12).Draw(r, "first")
	got := picked(w.t, w.index, text, first)
	right := min(first, len(want))
	if len(got) < right {
		r.Fatalf("picker %q: got %v, want %d of %d", text, got, right, len(want))
	}
	for i, n := range got {
		if want[customerNumber(n)] != (i < right) {
			r.Fatalf("picker %q: got %v, place %d is wrong; want first %d of %v", text, got, i, first, want)
		}
		if a := w.source.accounts[customerNumber(n)]; a.Status != account.Active || a.Site != siteA {
			r.Fatalf("picker %q: gives a %v account", text, a.Status)
		}
	}
}

func sameSet(got []int, want map[account.ID]bool) error {
	for i, n := range got {
		if !want[customerNumber(n)] || slices.Contains(got[:i], n) {
			return fmt.Errorf("number %d is wrong or there twice", n)
		}
	}
	if len(got) != len(want) {
		return fmt.Errorf("got %d accounts, want %d", len(got), len(want))
	}
	return nil
}
