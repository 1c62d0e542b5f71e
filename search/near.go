package search

import (
	"strings"
	"unicode/utf8"

	"gatehouse/account"
)

// nearLength is the shortest typed word that may hold a typo, in letters.
const nearLength = 4

// maxNearLength is the longest word that is indexed for typos, in bytes.
const maxNearLength = 64

// variants gives a word as it is and with any one letter but the first left out.
// Two words with the same first letter that are one typo apart always share a
// variant; so a typo costs a few look-ups, where an automaton would walk every
// dictionary (at a million accounts 10 ms).
func variants(word string) []string {
	if len(word) > maxNearLength || !longEnough(word, nearLength-1) {
		return nil
	}
	all := []string{word}
	for i, r := range word {
		if shorter := word[:i] + word[i+utf8.RuneLen(r):]; i > 0 && shorter != all[len(all)-1] {
			all = append(all, shorter)
		}
	}
	return all
}

// matchNear tells whether an account comes close to a typed text: every word
// matches as typed or, from nearLength letters on, is a word of the name but for
// one typo. It is asked where match said no.
func matchNear(t typed, surface account.Surface, a account.Account) bool {
	if len(t.words) == 0 || !account.Finds(surface, a.Status, account.ByTypedText) {
		return false
	}
	name := starts(a.DisplayName)
	for _, word := range t.words {
		found, long := false, longEnough(word, nearLength)
		for _, s := range name {
			if strings.HasPrefix(s.text, word) || long && oneTypo(word, s.text) {
				found = true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

// mayHoldTypo tells whether a near miss of the text can exist at all.
func mayHoldTypo(t typed) bool {
	for _, word := range t.words {
		if longEnough(word, nearLength) {
			return true
		}
	}
	return false
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
