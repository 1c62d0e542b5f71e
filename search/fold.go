package search

import (
	"strings"
	"sync"
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
	if folded, ok := foldPlain(text); ok {
		return folded
	}
	return foldAny(text)
}

func foldAny(text string) string {
	lower := strings.ToLower(norm.NFKC.String(text))
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(lower))
	return norm.NFC.String(alike.Replace(bare))
}

// letter is a letter that folds the same wherever it stands.
type letter struct {
	folded string
	known  bool
}

// plainLetters are those of Europe and the Near East: all but the marks, which depend on
// what they follow.
var plainLetters = sync.OnceValue(func() []letter {
	letters := make([]letter, 0x700)
	for r := range letters {
		if !unicode.Is(unicode.M, rune(r)) {
			letters[r] = letter{foldAny(string(rune(r))), true}
		}
	}
	return letters
})

// foldsToItself tells it of Chinese characters and Korean syllables.
func foldsToItself(r rune) bool { return 0x4E00 <= r && r <= 0x9FFF || 0xAC00 <= r && r <= 0xD7A3 }

// foldPlain folds a text of plain letters, in a twentieth of the time.
func foldPlain(text string) (string, bool) {
	letters := plainLetters()
	folded := make([]byte, 0, 64)
	for _, r := range text {
		switch {
		case int(r) < len(letters) && letters[r].known:
			folded = append(folded, letters[r].folded...)
		case foldsToItself(r):
			folded = utf8.AppendRune(folded, r)
		default:
			return "", false
		}
	}
	return string(folded), true
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

func startsOf(folded string) []start { return appendStarts(make([]start, 0, usualWords), folded) }

// usualWords is room for the words of nearly every name.
const usualWords = 6

func appendStarts(all []start, folded string) []start {
	var room [usualWords]span
	for n, s := range appendSpans(room[:0], folded) {
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
