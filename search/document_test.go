package search

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gatehouse/account"
)

// TestDocument is the golden of what each state may be found by.
func TestDocument(t *testing.T) {
	a := person(1, "Ana 小明", "Ana@bücher.example")
	want := map[account.Status]map[string][]string{
		account.Active: {
			"mail":       {"ana@xn--bcher-kva.example", "ana@bücher.example"},
			"domain":     {"xn--bcher-kva.example", "bücher.example"},
			"first":      {"ana"},
			"word":       {"小明", "明"},
			"first-gram": {"a", "an", "ana"},
			"word-gram":  {"小", "小明", "明"},
			"near":       {"ana", "aa", "an", "ana小明", "aa小明", "an小明", "ana明", "ana小"},
		},
		account.Revoked: {"exact": {"ana@xn--bcher-kva.example"}},
		account.Deleted: {},
		0:               {},
	}
	for status, fields := range want {
		got := map[string][]string{}
		list, ok := document(with(a, status))
		if ok != (len(fields) > 0) {
			t.Errorf("%v: has a document: %v", status, ok)
		}
		for f, terms := range list {
			for _, term := range terms {
				rest, ok := strings.CutPrefix(term, siteTag(siteA))
				if !ok {
					t.Errorf("%v: the term %q is not of the site", status, term)
				}
				got[fieldNames[f]] = append(got[fieldNames[f]], rest)
			}
		}
		if diff := cmp.Diff(fields, got); diff != "" {
			t.Errorf("%v: (-want +got)\n%s", status, diff)
		}
	}
}

func TestOneTypo(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"smith", "smiht", true}, {"smith", "smit", true}, {"smith", "smithe", true}, {"smith", "smyth", true},
		{"smith", "smith", false}, {"smith", "amith", false}, {"smith", "mith", false}, {"smith", "smtih", true},
		{"smith", "smthi", false}, {"smith", "smyht", false}, {"smith", "sm", false}, {"żółć", "żółw", true},
		{"abcd", "acbd", true}, {"abcd", "abdce", false},
	} {
		if got := oneTypo(c.a, c.b); got != c.want {
			t.Errorf("oneTypo(%q, %q): got %v, want %v", c.a, c.b, got, c.want)
		}
		if got := oneTypo(c.b, c.a); got != c.want {
			t.Errorf("oneTypo(%q, %q): got %v, want %v", c.b, c.a, got, c.want)
		}
	}
}

// TestVariants holds what the search for typos relies on: words one typo apart
// share a variant.
func TestVariants(t *testing.T) {
	letters := []rune("abäб明")
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.StringOfN(rapid.SampledFrom(letters), 4, 8, -1).Draw(t, "a")
		b := rapid.StringOfN(rapid.SampledFrom(letters), 3, 9, -1).Draw(t, "b")
		shared := slices.ContainsFunc(variants(a), func(v string) bool { return slices.Contains(variants(b), v) })
		if oneTypo(a, b) && !shared {
			t.Fatalf("%q and %q are one typo apart and share none of %q and %q", a, b, variants(a), variants(b))
		}
	})
}
