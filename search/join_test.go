package search

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestJoined(t *testing.T) {
	for _, c := range []struct {
		text   string
		joined []string
		merged [][]string
	}{
		{"Sinéad O’Brien", []string{"obrien"}, [][]string{{"obrien", "sinead"}}},
		{"O Brien", []string{"obrien"}, [][]string{{"obrien"}}},
		{"Jean-Luc Roy", []string{"jeanluc", "jeanlucroy", "lucroy"}, [][]string{{"jeanluc", "roy"}, {"jeanlucroy"}}},
		{"J. R. R. Tolkien", []string{"jr", "jrr", "jrrtolkien", "rr", "rrtolkien", "rtolkien"}, [][]string{{"jrrtolkien"}}},
		{"van der Berg", []string{"vander", "vanderberg", "derberg"}, [][]string{{"vanderberg"}}},
		{"山田 太郎", []string{"山田太郎"}, [][]string{{"山田太郎"}}},
		{"عبد الله", []string{"عبدالله"}, [][]string{{"عبدالله"}}},
		{"Anna Smith", nil, nil},
		{"smit*h", nil, nil},
		{"a, b", nil, nil},
		{"mail:ann", nil, nil},
		{"", nil, nil},
	} {
		if diff := cmp.Diff(c.joined, joined(c.text)); diff != "" {
			t.Errorf("joined(%q): (-want +got)\n%s", c.text, diff)
		}
		if diff := cmp.Diff(c.merged, merged(c.text)); diff != "" {
			t.Errorf("merged(%q): (-want +got)\n%s", c.text, diff)
		}
	}
}

// TestJoinedIsBounded holds what the longest name can cost: a few joined texts a word.
func TestJoinedIsBounded(t *testing.T) {
	name := strings.Repeat("ab-", 85)
	if got, most := len(joined(name)), 85*(maxChain-1); got > most {
		t.Errorf("got %d joined texts of a name of 255 letters, want %d at most", got, most)
	}
}

// TestSpansAreWords wants one way of splitting, whichever way it is asked.
func TestSpansAreWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		folded := fold(text)
		var got []string
		for _, s := range spans(folded) {
			got = append(got, folded[s.from:s.to])
		}
		if want := words(text); !slices.Equal(got, want) {
			t.Fatalf("spans of %q: got %q, want %q", text, got, want)
		}
	})
}
