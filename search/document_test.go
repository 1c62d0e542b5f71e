package search

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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
			"joined":     {"ana小明"},
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
