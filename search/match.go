package search

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gatehouse/account"
)

// class says how an account matches a typed text.
type class int

const (
	exactEmail  class = iota // The text is the whole address.
	wholeWords               // Every typed word, of two letters or more, is a word of the name.
	nameStart                // The name starts with a typed word.
	wordStart                // Other words of the name start with the typed ones.
	mailStart                // The address starts with the text.
	domainStart              // The domain starts with the text after its @.
	nearWord                 // One typo in a word of four letters or more, or words written as one; in the picker alone.
	nearStart                // The same at the start of words.
)

// The classes of true matches, best first: of a text that may be a name, and of one
// that looks like an address.
var (
	byName    = []class{exactEmail, wholeWords, nameStart, wordStart, mailStart, domainStart}
	byAddress = []class{exactEmail, mailStart, domainStart, wholeWords, nameStart, wordStart}
)

// rank is the place of a class, best first. It is the Class of the positions in the
// filter's list.
func (t typed) rank(c class) int {
	if place := slices.Index(t.order(), c); place >= 0 {
		return place
	}
	return int(c)
}

// match is the truth about what a typed text finds on a surface. The index and the
// overlay only propose; every account goes through here as the store has it now.
func match(t typed, surface account.Surface, a account.Account) (class, bool) {
	if t.canonical != "" && a.Email.Canonical == t.canonical && account.Finds(surface, a.Status, account.ByExactEmail) {
		return exactEmail, true
	}
	if !account.Finds(surface, a.Status, account.ByTypedText) {
		return 0, false
	}
	var room [usualWords]start
	named, isNamed := matchName(t.words, appendStarts(room[:0], fold(a.DisplayName)))
	if isNamed && t.rank(named) < t.rank(mailStart) {
		return named, true
	}
	var forms [2]string
	for _, form := range appendEmailForms(forms[:0], a.Email) {
		if t.mail != "" && strings.HasPrefix(form, t.mail) {
			return mailStart, true
		}
		if t.domain != "" && strings.HasPrefix(domainOf(form), t.domain) {
			return domainStart, true
		}
	}
	return named, isNamed
}

// matchName finds the class in which all typed words match a name.
func matchName(typedWords []string, name []start) (class, bool) {
	whole, atStart := true, false
	for _, word := range typedWords {
		found, equal := false, false
		for _, s := range name {
			if strings.HasPrefix(s.text, word) {
				found = true
				equal = equal || len(s.text) == len(word)
				atStart = atStart || s.first
			}
		}
		if !found {
			return 0, false
		}
		whole = whole && equal && longEnough(word, 2)
	}
	switch {
	case len(typedWords) == 0:
		return 0, false
	case whole:
		return wholeWords, true
	case atStart:
		return nameStart, true
	}
	return wordStart, true
}

// appendEmailForms gives the forms of an address that its start may be typed in: the
// canonical one and, where it differs, the one it was written in.
func appendEmailForms(forms []string, email account.Email) []string {
	forms = append(forms, email.Canonical)
	if email.Typed == email.Canonical {
		return forms
	}
	if written := foldEmail(email.Typed); written != email.Canonical && written != "" {
		forms = append(forms, written)
	}
	return forms
}

func domainOf(email string) string { return email[strings.LastIndexByte(email, '@')+1:] }

// longEnough tells whether a word has at least n letters.
func longEnough(word string, n int) bool {
	return len(word) >= n && utf8.RuneCountInString(word) >= n
}

// activeAt is the time by which equal matches are ordered: the last sign-in, or
// the creation of an account that never signed in.
func activeAt(a account.Account) time.Time {
	if a.LastSignInAt.IsZero() {
		return a.CreatedAt
	}
	return a.LastSignInAt
}
