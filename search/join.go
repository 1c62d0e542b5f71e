package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// shortWord is the longest word that many people write together with the next one,
// in letters: de, van, Al, Mc, عبد, and nearly every family name in Chinese.
const shortWord = 3

// span is a word of a folded text, as bytes of it.
type span struct{ from, to int }

// spans finds the words of a folded text: those that words gives.
func spans(folded string) []span { return appendSpans(nil, folded) }

func appendSpans(all []span, folded string) []span {
	from := -1
	for i, r := range folded {
		switch {
		case between(r) && from >= 0:
			all, from = append(all, span{from, i}), -1
		case !between(r) && from < 0:
			from = i
		}
	}
	if from >= 0 {
		all = append(all, span{from, len(folded)})
	}
	return all
}

// glue is what may stand between words that are also written as one: apostrophes,
// hyphens, dots and invisible joiners.
const glue = "'’‘`.-‐‑·・\u200c\u200d"

// glued tells which neighbours are often written as one: those with nothing but glue
// between them (O'Brien, Jean-Luc, J.R.R.) and, told loosely, those of which the first
// is short.
func glued(folded string, left, right span, loosely bool) bool {
	gap := folded[left.to:right.from]
	return strings.Trim(gap, glue) == "" ||
		loosely && strings.Trim(gap, glue+" ") == "" && utf8.RuneCountInString(folded[left.from:left.to]) <= shortWord
}

// chain is a run of words that may be written as one.
type chain []span

// maxChain bounds how many words are looked at as one.
const maxChain = 4

// chains lists every run of words of a folded text that may be written as one.
func chains(folded string) []chain {
	list := spans(folded)
	var all []chain
	for from := range list {
		for to := from + 1; to < min(len(list), from+maxChain) && glued(folded, list[to-1], list[to], true); to++ {
			all = append(all, list[from:to+1])
		}
	}
	return all
}

func (c chain) text(folded string) string {
	var b strings.Builder
	for _, s := range c {
		b.WriteString(folded[s.from:s.to])
	}
	return b.String()
}

// joined gives what chains make of a text, written as one.
func joined(text string) []string {
	folded := fold(text)
	var all []string
	for _, c := range chains(folded) {
		if whole := c.text(folded); !slices.Contains(all, whole) {
			all = append(all, whole)
		}
	}
	return all
}

// merged gives the words of a typed text with every run that may be one word written
// as one, in the strict and in the loose way; none where there is no such run.
func merged(text string) (all [][]string) {
	folded := fold(text)
	list := spans(folded)
	for _, loosely := range []bool{false, true} {
		var some []string
		for i, s := range list {
			if i > 0 && glued(folded, list[i-1], s, loosely) {
				some[len(some)-1] += folded[s.from:s.to]
				continue
			}
			some = append(some, folded[s.from:s.to])
		}
		if len(some) < len(list) && (len(all) == 0 || len(some) < len(all[0])) {
			all = append(all, some)
		}
	}
	for i, some := range all {
		all[i] = essential(some)
	}
	return all
}
