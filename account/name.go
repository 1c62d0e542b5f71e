package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxNameLength is the longest display name, in characters (code points after
// NFC).
const MaxNameLength = 255

// ParseDisplayName checks a display name and gives it in NFC without blanks
// around it: 1 to 255 characters, no control characters, no line separators, no
// bidirectional overrides, embeddings or isolates, and something to see. Refusals
// are INVALID_DISPLAY_NAME.
func ParseDisplayName(text string) (string, error) {
	refuse := func(why string) (string, error) {
		return "", &Error{Code: InvalidDisplayName, Message: why, Field: []string{"displayName"}}
	}
	if !utf8.ValidString(text) {
		return refuse("The name is not valid UTF-8 text.")
	}
	name := norm.NFC.String(strings.TrimSpace(text))
	if strings.ContainsFunc(name, unseemly) {
		return refuse("The name has control characters, line breaks or characters that change the writing direction. Write it without them.")
	}
	if !strings.ContainsFunc(name, visible) {
		return refuse("The name is empty. Give 1 to 255 characters.")
	}
	if utf8.RuneCountInString(name) > MaxNameLength {
		return refuse("The name is longer than 255 characters. Shorten it.")
	}
	return name, nil
}

func unseemly(r rune) bool {
	return unicode.Is(unicode.Cc, r) || unicode.In(r, unicode.Zl, unicode.Zp) ||
		r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

func visible(r rune) bool {
	return unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S) && r != 0x2800 && r != 0x3164 && r != 0x115F && r != 0x1160 && r != 0xFFA0
}

// maxReason bounds the free text beside a revoke or a grant, in characters.
const maxReason = 500

// CheckReason refuses a reason that is too long or no text: INVALID_INPUT.
func CheckReason(reason string) error {
	if utf8.ValidString(reason) && utf8.RuneCountInString(reason) <= maxReason {
		return nil
	}
	return &Error{Code: InvalidInput, Field: []string{"reason"}, Message: "The reason is longer than 500 characters. Shorten it."}
}
