package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// alike maps letters that people type for one another and that no Unicode
// decomposition connects.
var alike = strings.NewReplacer(
	"ł", "l", "ø", "o", "đ", "d", "ı", "i", "æ", "ae", "œ", "oe", "þ", "th", "ð", "d", "ß", "ss",
	"ς", "σ",
	"ى", "ي", "ی", "ي", "ة", "ه", "ک", "ك", "ٱ", "ا", "\u0640", "",
	"ʼ", "'", "ʻ", "'", "ʹ", "'", // Apostrophes that Unicode counts as letters.
)

// fold takes accents, case and width out of a text. Index and query use it alike,
// and folding twice changes nothing.
func fold(text string) string {
	if ascii(text) {
		return strings.ToLower(text)
	}
	lower := strings.ToLower(norm.NFKC.String(text))
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(lower))
	return norm.NFC.String(alike.Replace(bare))
}

// words folds a text and splits it at everything that is no letter, mark or digit.
func words(text string) []string { return strings.FieldsFunc(fold(text), between) }

// between tells whether a letter of a folded text stands between its words.
func between(r rune) bool {
	if r < utf8.RuneSelf {
		return !('a' <= r && r <= 'z' || '0' <= r && r <= '9')
	}
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
}

// foldEmail folds an address as it was typed: case and width, but no accents,
// because two domains may differ in nothing else.
func foldEmail(text string) string {
	if ascii(text) {
		return strings.ToLower(text)
	}
	return strings.ToLower(norm.NFKC.String(text))
}

func ascii(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// start is a place in a name from which a typed word may match.
type start struct {
	text  string // The folded word, from this place on.
	from  int    // Where it begins in the folded name, in bytes.
	first bool   // The name starts here.
}

// starts lists the places of a name from which typed words match: each word, and
// each further character that is CJK, because such names have no blanks.
func starts(name string) []start { return startsOf(fold(name)) }

func startsOf(folded string) []start {
	list := spans(folded)
	all := make([]start, 0, len(list)+2)
	for n, s := range list {
		word := folded[s.from:s.to]
		all = append(all, start{word, s.from, n == 0})
		if ascii(word) {
			continue
		}
		for i, r := range word {
			if i > 0 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
				all = append(all, start{text: word[i:], from: s.from + i})
			}
		}
	}
	return all
}
