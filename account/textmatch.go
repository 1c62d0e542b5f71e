package account

// MatchField is the text that a TextMatch is a part of.
type MatchField string

// The texts that a search shows.
const (
	MatchedLabel MatchField = "LABEL"
	MatchedEmail MatchField = "EMAIL"
)

// TextMatch is a part of a shown text that matched what was typed: from Start up to
// but not including End, in UTF-16 code units, the unit of JavaScript's strings.
type TextMatch struct {
	Field      MatchField
	Start, End int
}
