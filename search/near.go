package search

import (
	"strings"
	"unicode/utf8"

	"gatehouse/account"
)

// nearLength is the shortest typed word that may hold a typo, in letters.
const nearLength = 4

// nearStartLength is the shortest typed word that may hold a typo in the start of a
// longer one: below it nearly everything is near.
const nearStartLength = 5

// mayBeJoined tells whether a typed word may be several written as one, as "jrr" is for
// "J. R. R." and "林律" for "林 律".
func mayBeJoined(word string) bool { return longEnough(word, 3) || !ascii(word) && longEnough(word, 2) }

// maxNearLength is the longest word that may hold a typo, in letters.
const maxNearLength = 24

// matchNear tells how close an account comes to a typed text: every word matches as
// typed, is a word of the name or the start of one but for one typo, or is several
// words written as one, or the text has a word of the name as several. It is asked
// where match said no.
func matchNear(t typed, surface account.Surface, a account.Account) (class, bool) {
	if len(t.words) == 0 || !account.Finds(surface, a.Status, account.ByTypedText) {
		return 0, false
	}
	name, whole := starts(a.DisplayName), joined(a.DisplayName)
	best, found := nearStart, false
	if c, ok := nearName(t.words, name, whole, true); ok {
		best, found = c, true
	}
	for _, words := range t.merged {
		if c, ok := nearName(words, name, whole, false); ok {
			best, found = min(best, c), true
		}
	}
	return best, found
}

// nearName gives the class in which all typed words come close to a name. One change
// of the text is enough: words that were put together hold no typo besides.
func nearName(words []string, name []start, joined []string, typos bool) (class, bool) {
	worst := nearWord
	for _, word := range words {
		best := nearStart + 1
		for _, s := range name {
			if strings.HasPrefix(s.text, word) {
				best = nearWord
			} else if typos {
				best = min(best, nearText(word, s.text))
			}
		}
		for _, text := range joined {
			if typos || strings.HasPrefix(text, word) {
				best = min(best, nearText(word, text))
			}
		}
		if worst = max(worst, best); worst > nearStart {
			return 0, false
		}
	}
	return worst, len(words) > 0
}

// nearText gives the class in which a typed word comes close to a text, or one that
// is behind all.
func nearText(word, text string) class {
	letters := utf8.RuneCountInString(word)
	switch {
	case word == text, letters >= nearLength && letters <= maxNearLength && oneTypo(word, text):
		return nearWord
	case letters >= nearStartLength && letters <= maxNearLength && (strings.HasPrefix(text, word) || typoStart(word, text) > 0):
		return nearStart
	}
	return nearStart + 1
}

// typoStart gives the length of the longest start of a text that is one typo from a
// typed word; 0: none is.
func typoStart(word, text string) (length int) {
	letters, n := utf8.RuneCountInString(word), 0
	for i := range text + " " {
		if n >= letters-1 && n <= letters+1 && i > 0 && oneTypo(word, text[:i]) {
			length = i
		}
		if n++; n > letters+1 {
			break
		}
	}
	return length
}

// mayComeNear tells whether a near miss of the text can exist at all.
func mayComeNear(t typed) bool {
	for _, word := range t.words {
		if mayBeJoined(word) {
			return true
		}
	}
	return len(t.merged) > 0
}

// oneTypo tells whether two words with the same first letter differ by one letter
// more, less or other, or by two neighbours swapped.
func oneTypo(a, b string) bool {
	if len(a)-len(b) > utf8.UTFMax || len(b)-len(a) > utf8.UTFMax {
		return false
	}
	first, size := utf8.DecodeRuneInString(a)
	if other, _ := utf8.DecodeRuneInString(b); first != other {
		return false
	}
	x, y := []rune(a[size:]), []rune(b[size:])
	if len(x) > len(y) {
		x, y = y, x
	}
	n := 0
	for n < len(x) && x[n] == y[n] {
		n++
	}
	switch len(y) - len(x) {
	case 0:
		if n == len(x) {
			return false
		}
		swapped := n+1 < len(x) && x[n] == y[n+1] && x[n+1] == y[n] && string(x[n+2:]) == string(y[n+2:])
		return swapped || string(x[n+1:]) == string(y[n+1:])
	case 1:
		return string(x[n:]) == string(y[n+1:])
	}
	return false
}
