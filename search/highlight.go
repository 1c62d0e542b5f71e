package search

import (
	"strings"

	"gatehouse/account"
)

// Matched says which parts of an account's name and address a typed text matched, as
// the user picker finds: where each typed word begins a word, and of a near miss the
// word, or the start of one, that was meant. Name first, then address, each in order.
func (x *Index) Matched(text string, a account.Account) []account.TextMatch {
	t := readTyped(text)
	var all []account.TextMatch
	add := func(f account.MatchField, parts []span) {
		for _, p := range parts {
			all = append(all, account.TextMatch{Field: f, Start: p.from, End: p.to})
		}
	}
	if !account.Finds(account.UserPicker, a.Status, account.ByTypedText) {
		return nil
	}
	name, address := t.inName(a.DisplayName, false), t.inEmail(a.Email)
	if len(name)+len(address) == 0 {
		name = t.inName(a.DisplayName, true)
	}
	add(account.MatchedLabel, name)
	add(account.MatchedEmail, address)
	return all
}

// inName finds the typed words in a name, or, near, what comes close to them.
func (t typed) inName(name string, near bool) []span {
	o, ok := trace(name, fold)
	if !ok || len(t.words) == 0 {
		return nil
	}
	if !near {
		return o.back(marks(o.folded, t.words, nil))
	}
	all := marks(o.folded, t.words, nearSpan)
	for _, words := range t.merged {
		if len(all) > 0 {
			break
		}
		all = marks(o.folded, words, joinedSpan)
	}
	return o.back(all)
}

// marks gives every place where a typed word begins a word of a folded name, or for a
// word that begins none, the place where other finds it. None, unless all are found.
func marks(folded string, words []string, other func(folded, word string) (span, bool)) []span {
	var all []span
	name := startsOf(folded)
	for _, word := range words {
		found := len(all)
		for _, s := range name {
			if strings.HasPrefix(s.text, word) {
				all = append(all, span{s.from, s.from + len(word)})
			}
		}
		if len(all) > found {
			continue
		}
		if other == nil {
			return nil
		}
		s, ok := other(folded, word)
		if !ok {
			return nil
		}
		all = append(all, s)
	}
	return all
}

// nearSpan finds what comes closest to a typed word: a word, several as one, the start
// of a word.
func nearSpan(folded, word string) (span, bool) {
	best, at := nearStart+1, span{}
	for _, s := range startsOf(folded) {
		c := nearText(word, s.text)
		if c >= best {
			continue
		}
		best, at = c, span{s.from, s.from + len(s.text)}
		if n := typoStart(word, s.text); c == nearStart && n > 0 {
			at.to = s.from + n
		}
	}
	if best == nearWord {
		return at, true
	}
	if s, ok := joinedSpan(folded, word); ok {
		return s, true
	}
	for _, chain := range chains(folded) {
		text := chain.text(folded)
		if c := nearText(word, text); c < best {
			best, at = c, chain.start(len(text))
			if n := typoStart(word, text); c == nearStart && n > 0 {
				at = chain.start(n)
			}
		}
	}
	return at, best <= nearStart
}

// joinedSpan finds several words that begin as one typed word does.
func joinedSpan(folded, word string) (span, bool) {
	for _, chain := range chains(folded) {
		if strings.HasPrefix(chain.text(folded), word) {
			return chain.start(len(word)), true
		}
	}
	return span{}, false
}

// start gives the part of a chain that has its first n bytes.
func (c chain) start(n int) span {
	for _, s := range c {
		if n <= s.to-s.from {
			return span{c[0].from, s.from + n}
		}
		n -= s.to - s.from
	}
	return span{c[0].from, c[len(c)-1].to}
}

// inEmail finds the typed text in an address as it is shown.
func (t typed) inEmail(email account.Email) []span {
	o, ok := trace(email.Typed, foldEmail)
	at := strings.LastIndexByte(o.folded, '@')
	switch {
	case !ok || at < 0:
	case t.canonical != "" && t.canonical == email.Canonical:
		return o.back([]span{{0, len(o.folded)}})
	case t.mail != "" && strings.HasPrefix(o.folded, t.mail):
		return o.back([]span{{0, len(t.mail)}})
	case t.domain != "" && strings.HasPrefix(o.folded[at+1:], t.domain):
		return o.back([]span{{at, at + 1 + len(t.domain)}})
	}
	return nil
}
