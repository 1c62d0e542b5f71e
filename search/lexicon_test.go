package search

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestLexicon holds the search for typos to what nearness means: of all words with the
// same first letter it finds those that are near, and no others; of another site none.
func TestLexicon(t *testing.T) {
	letters := rapid.SampledFrom([]rune("abäб明"))
	word := func(from, to int) *rapid.Generator[string] { return rapid.StringOfN(letters, from, to, -1) }
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(word(1, 9), 1, 30).Draw(t, "words")
		typed := word(2, 8).Draw(t, "typed")
		l := newLexicon()
		var other terms
		other.add(wordField, siteTag(siteB)+typed)
		l.add(other)
		for i, w := range words {
			var some terms
			some.add(lexical[i%len(lexical)], siteTag(siteA)+w)
			l.add(some)
		}
		for _, c := range []class{nearWord, nearStart} {
			got, _ := l.near(siteTag(siteA), typed, c)
			for _, w := range words {
				want := nearText(typed, w) <= c && []rune(typed)[0] == []rune(w)[0]
				if slices.Contains(got, w) != want {
					t.Fatalf("%q, class %d: gives %q: %v, want %v", typed, c, w, !want, want)
				}
			}
			slices.Sort(got)
			if len(slices.Compact(slices.Clone(got))) != len(got) {
				t.Fatalf("%q: a word comes twice in %q", typed, got)
			}
			for _, w := range got {
				if !slices.Contains(words, w) {
					t.Fatalf("%q: gives %q, which is no word of the site", typed, w)
				}
			}
		}
	})
}
