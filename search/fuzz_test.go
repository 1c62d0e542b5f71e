package search

import (
	"slices"
	"strings"
	"testing"

	"gatehouse/account"
)

// mostReads bounds the rows that one search of a few accounts may read: each account
// once for true matches and once for near ones, for each of its pages.
const mostReads = 200

// FuzzTyped types anything at all: a picker and a filter find exactly whom a look at
// every account finds, whatever the text, and read no row again and again.
func FuzzTyped(f *testing.F) {
	for _, seed := range []string{
		"ann", "Ann Smith", "smit an", "lukasz", "ŁUKASZ", "小明", "o'brien", "@shop", "@", "ann@shop.example", "ann.revoked@shop.example", "محمد", "แล", "anm", "a a a a", "Sinéad O’Brien",
		"", " ", "\x00", "\xff\xfe", "ann\xff", "*", "\"ann\"", "+ann -smith", "name:ann~2", "ß", "İ", "ﬁ", "e\u0301\u0301\u0301", strings.Repeat("ann ", 60), strings.Repeat("\u0300", 200), "\u1100\u1161\u11a8",
	} {
		f.Add(seed)
	}
	source := town()
	x, _ := run(f, f.TempDir(), source)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1024 {
			return // The door takes 256 characters.
		}
		if folded := fold(text); fold(folded) != folded {
			t.Errorf("%q folds to %q, and that to %q", text, folded, fold(folded))
		}
		typed := readTyped(text)
		var filter, picker []int
		for _, a := range source.accounts {
			if a.Site != siteA {
				continue
			}
			if _, ok := match(typed, account.Filter, a); ok {
				filter = append(filter, number(a))
			}
			if _, ok := match(typed, account.UserPicker, a); ok {
				picker = append(picker, number(a))
			}
		}
		source.mu.Lock()
		source.reads = 0
		source.mu.Unlock()
		got := filtered(t, x, text)
		slices.Sort(got)
		slices.Sort(filter)
		if !slices.Equal(got, filter) {
			t.Errorf("%q: the filter finds %v, want %v", text, got, filter)
		}
		if n := countOf(t, x, text); n != len(filter) {
			t.Errorf("%q: the filter counts %d, want %d", text, n, len(filter))
		}
		got = picked(t, x, text, 50)
		for _, n := range picker {
			if !slices.Contains(got, n) {
				t.Errorf("%q: the picker finds %v, want %d in it", text, got, n)
			}
		}
		if slices.Contains(got, 10) || slices.Contains(got, 11) || slices.Contains(got, 13) {
			t.Errorf("%q: the picker finds %v, which has somebody revoked, deleted, or of another site", text, got)
		}
		source.mu.Lock()
		defer source.mu.Unlock()
		if source.reads > mostReads {
			t.Errorf("%q: %d rows were read for %d accounts", text, source.reads, len(source.accounts))
		}
	})
}

// number is what person made an account's id of.
func number(a account.Account) int { return int(a.ID.UUID[15]) }
