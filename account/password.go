package account

import (
	"unicode/utf8"

	"golang.org/x/text/secure/precis"
)

// Bounds of a password, in characters as it is compared. MaxPasswordOctets is what
// 128 characters can take: longer text is refused before anything is computed.
const (
	MinPasswordLength = 8
	MaxPasswordLength = 128
	MaxPasswordOctets = 4 * MaxPasswordLength
)

// ParsePassword checks a new password and gives the form in which it is hashed: the
// PRECIS profile OpaqueString (RFC 8265), under which the same password typed on
// another keyboard is the same. 8 to 128 characters; refusals are INVALID_PASSWORD.
func ParsePassword(text string) (string, error) {
	prepared, ok := TypedPassword(text)
	n := utf8.RuneCountInString(prepared)
	switch {
	case len(text) > MaxPasswordOctets || n > MaxPasswordLength:
		return "", passwordRefused("The password is longer than 128 characters. Choose a shorter one.")
	case !ok && len(text) > 0:
		return "", passwordRefused("The password has characters that passwords can't have, such as line breaks. Choose another one.")
	case n < MinPasswordLength:
		return "", passwordRefused("The password is shorter than 8 characters. Choose a longer one.")
	}
	return prepared, nil
}

// TypedPassword gives a password that somebody typed to sign in, in the form in
// which it is compared; false for what can be nobody's password.
func TypedPassword(text string) (string, bool) {
	if len(text) > MaxPasswordOctets || !utf8.ValidString(text) {
		return "", false
	}
	prepared, err := precis.OpaqueString.String(text)
	return prepared, err == nil
}

func passwordRefused(why string) error {
	return &Error{Code: InvalidPassword, Field: []string{"password"}, Message: why}
}
