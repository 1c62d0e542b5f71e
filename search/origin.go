package search

import (
	"slices"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// origin is a folded text that knows where in the text before the fold it comes from.
type origin struct {
	folded string
	piece  []int // By byte of folded: the piece of the text that it was folded from.
	ends   []int // By piece: where it ends in the text, in UTF-16 code units; it starts where the one before ends.
}

// trace folds a text piece by piece, where pieces are what folds on its own: a letter
// with its marks, a ligature, half a surrogate pair never. ok is false where that is
// not the fold of the whole.
func trace(text string, fold func(string) string) (o origin, ok bool) {
	var folded []byte
	units := 0
	for rest := text; rest != ""; {
		n := norm.NFKC.NextBoundaryInString(rest, true)
		if n <= 0 {
			return origin{}, false
		}
		from := len(folded)
		folded = append(folded, fold(rest[:n])...)
		for range len(folded) - from {
			o.piece = append(o.piece, len(o.ends))
		}
		for _, r := range rest[:n] {
			if units++; r > 0xFFFF {
				units++
			}
		}
		o.ends = append(o.ends, units)
		rest = rest[n:]
	}
	o.folded = string(folded)
	return o, utf8.ValidString(text) && o.folded == fold(text)
}

// back gives where some spans of the folded text come from, in order and without
// overlaps, in UTF-16 code units.
func (o origin) back(spans []span) []span {
	var all []span
	for _, s := range spans {
		if s.from >= s.to {
			continue
		}
		first, last := o.piece[s.from], o.piece[s.to-1]
		from := 0
		if first > 0 {
			from = o.ends[first-1]
		}
		all = append(all, span{from, o.ends[last]})
	}
	slices.SortFunc(all, func(a, b span) int { return a.from - b.from })
	merged := all[:0]
	for _, s := range all {
		if last := len(merged) - 1; last >= 0 && s.from <= merged[last].to {
			merged[last].to = max(merged[last].to, s.to)
			continue
		}
		merged = append(merged, s)
	}
	return merged
}
