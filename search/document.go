package search

import (
	"unicode/utf8"

	"gatehouse/account"
)

// field is one dictionary of the index.
type field uint8

// The fields. A typed word of up to gramLength letters is one look-up among the
// grams; a longer one is a short walk through the words that start with it. So
// dense lists are ready-made, no length is capped, and an account needs far fewer
// terms than grams of every length would take.
const (
	exactField     field = iota // Whole canonical address, where mailField has none.
	mailField                   // Addresses in each form, walked by their start.
	domainField                 // Domains, walked by their start.
	firstField                  // Whole first words.
	wordField                   // Every further start in the name.
	firstGramField              // The first one to gramLength letters of first words.
	wordGramField               // The same of every further start.
	joinedField                 // Whole words that are several of the name written as one.
	fieldCount
)

var fieldNames = [fieldCount]string{"exact", "mail", "domain", "first", "word", "first-gram", "word-gram", "joined"}

// gramLength is the longest typed word that is looked up as a gram, in letters:
// beyond it few words share a start.
const gramLength = 3

// terms are what one account may be found by.
type terms [fieldCount][]string

// document gives the terms of an account: what its state may be found by and
// nothing else. Following, rebuilding, verifying and tests all call it. No terms
// at all means no document.
func document(a account.Account) (t terms, ok bool) {
	keys := account.Indexed(a.Status)
	tag := siteTag(a.Site)
	switch {
	case keys&account.ByTypedText == 0 && keys&account.ByExactEmail != 0:
		t.add(exactField, tag+a.Email.Canonical)
	case keys&account.ByTypedText != 0:
		for _, form := range appendEmailForms(nil, a.Email) {
			t.add(mailField, tag+form)
			t.add(domainField, tag+domainOf(form))
		}
		for _, s := range starts(a.DisplayName) {
			whole, grams := wordField, wordGramField
			if s.first {
				whole, grams = firstField, firstGramField
			}
			t.add(whole, tag+s.text)
			for n, i := 0, 0; n < gramLength && i < len(s.text); n++ {
				_, size := utf8.DecodeRuneInString(s.text[i:])
				i += size
				t.add(grams, tag+s.text[:i])
			}
		}
		for _, text := range joined(a.DisplayName) {
			t.add(joinedField, tag+text)
		}
	}
	return t, keys != 0
}

func (t *terms) add(f field, term string) {
	for _, have := range t[f] {
		if have == term {
			return
		}
	}
	t[f] = append(t[f], term)
}

// docID is the opaque id of an account's document: the bytes of its UUID.
func docID(id account.ID) string { return string(id.UUID[:]) }

// customerOf reads what docID wrote.
func customerOf(doc []byte) (id account.ID, ok bool) {
	if len(doc) != len(id.UUID) {
		return account.ID{}, false
	}
	id.Kind = account.CustomerKind
	copy(id.UUID[:], doc)
	return id, true
}
