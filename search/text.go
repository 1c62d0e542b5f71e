package search

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gatehouse/account"
)

// typed is a text that a person typed, taken apart: everything that the index and
// the check after reading need. No character of it is ever syntax.
type typed struct {
	words     []string   // Folded, longest first, without those that another one implies.
	merged    [][]string // The same with words that may be one written as one, in every way; none where none may.
	mail      string     // The start of an address, as foldEmail has it; "" where it can be none.
	domain    string     // The start of a domain, after a leading @; else "".
	canonical string     // The canonical address, where the text is a whole one.
}

// readTyped takes a typed text apart.
func readTyped(text string) typed {
	text = strings.TrimFunc(text, unseen)
	t := typed{words: essential(words(text)), merged: merged(text)}
	if email, err := account.ParseEmail(text); err == nil {
		t.canonical = email.Canonical
	}
	mail := foldEmail(text)
	switch {
	case strings.ContainsFunc(mail, unicode.IsSpace) || !utf8.ValidString(mail):
	case strings.HasPrefix(mail, "@"):
		t.domain = mail[1:]
	default:
		t.mail = mail
	}
	return t
}

// unseen finds blanks and invisible characters, which are copied along with a text.
func unseen(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }

// order gives the classes of true matches, best first. Who types an address wants
// the address.
func (t typed) order() []class {
	if t.domain != "" || t.mail != "" && strings.ContainsAny(t.mail, "@._+0123456789") {
		return byAddress
	}
	return byName
}

// isEmpty tells that nothing can match.
func (t typed) isEmpty() bool {
	return len(t.words) == 0 && t.mail == "" && t.domain == "" && t.canonical == ""
}

// essential drops typed words that are the start of another: whoever matches the
// longer one matches both. It bounds the work on texts like "a a a a".
func essential(list []string) []string {
	slices.SortFunc(list, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	kept := list[:0]
	for _, word := range list {
		if !slices.ContainsFunc(kept, func(longer string) bool { return strings.HasPrefix(longer, word) }) {
			kept = append(kept, word)
		}
	}
	return kept
}

// siteTag stands before every term, so that sites never mix: 48 bits of a hash of
// the site's id, as text. Two sites that shared a tag would still be told apart
// when their rows are read.
func siteTag(site account.ID) string {
	sum := sha256.Sum256(site.UUID[:])
	return base64.RawURLEncoding.EncodeToString(sum[:6])
}
