package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/secure/precis"
)

// EmailVersion is the version of ParseEmail. The store keeps it: another version
// is a migration that reports which addresses collide.
const EmailVersion = 1

// maxEmailOctets bounds an address, in typed and in canonical form (RULES 4).
const maxEmailOctets = 254

// Email is an e-mail address in its two forms.
type Email struct {
	Typed     string // As a person wrote it, without blanks around it; for display only.
	Canonical string // What makes it the same address: unique, searched, held.
}

// Domain gives the ASCII domain of the canonical form.
func (e Email) Domain() string {
	return e.Canonical[strings.LastIndexByte(e.Canonical, '@')+1:]
}

// ParseEmail is the one function that canonicalizes an address (RULES 4): blanks
// trimmed, split at the only @, local part by PRECIS UsernameCaseMapped (RFC
// 8265), domain to ASCII by the IDNA2008 lookup profile, one trailing dot
// stripped. Dots and +tags count. Every way in calls it: invite, search, hold,
// import. Refusals are INVALID_EMAIL and say what is wrong, never the address.
func ParseEmail(text string) (Email, error) {
	typed := strings.TrimSpace(text)
	local, domain, found := strings.Cut(typed, "@")
	switch {
	case typed == "":
		return refuseEmail("The e-mail address is empty. Write it in full, like ana@example.com.")
	case !utf8.ValidString(typed):
		return refuseEmail("The e-mail address is not valid UTF-8 text.")
	case len(typed) > maxEmailOctets:
		return refuseEmail("The e-mail address is longer than 254 octets.")
	case !found:
		return refuseEmail("The e-mail address has no @. It needs a name, an @ and a domain, like ana@example.com.")
	case strings.Contains(domain, "@"):
		return refuseEmail("The e-mail address has more than one @. Write one address, like ana@example.com.")
	case local == "":
		return refuseEmail("The e-mail address has nothing before the @. It needs a name, an @ and a domain, like ana@example.com.")
	case domain == "":
		return refuseEmail("The e-mail address has no domain after the @. It needs a name, an @ and a domain, like ana@example.com.")
	case strings.ContainsFunc(typed, hidden):
		return refuseEmail("The e-mail address has control or invisible characters. Write it without them.")
	}
	local, err := canonicalLocal(local)
	if err != nil {
		return Email{}, err
	}
	domain, err = CanonicalDomain(domain)
	if err != nil {
		return Email{}, err
	}
	canonical := local + "@" + domain
	if len(canonical) > maxEmailOctets {
		return refuseEmail("The e-mail address is longer than 254 octets in its canonical form.")
	}
	return Email{Typed: typed, Canonical: canonical}, nil
}

func canonicalLocal(local string) (string, error) {
	mapped, err := precis.UsernameCaseMapped.String(local)
	if err != nil || strings.ContainsAny(mapped, "@\"(),:;<>[\\]") {
		_, err = refuseEmail("The part before the @ has characters that an address can't have, such as blanks, quotes or brackets. Write the bare address, like ana@example.com.")
		return "", err
	}
	return mapped, nil
}

// CanonicalDomain gives a domain in ASCII, as ParseEmail does for the part after
// the @. Refusals are INVALID_EMAIL.
func CanonicalDomain(domain string) (string, error) {
	if strings.HasPrefix(domain, "[") {
		_, err := refuseEmail("The domain is an address literal. Write a domain name, like example.com.")
		return "", err
	}
	ascii, err := idna.Lookup.ToASCII(domain)
	ascii = strings.TrimSuffix(ascii, ".")
	if err == nil && ascii != "" {
		for label := range strings.SplitSeq(ascii, ".") {
			if label == "" || len(label) > 63 {
				err = errLabel
			}
		}
	}
	if err != nil || ascii == "" {
		_, err = refuseEmail("The domain after the @ is not a domain name. Write one like example.com.")
		return "", err
	}
	return ascii, nil
}

var errLabel = &Error{Code: InvalidEmail, Message: "The domain has an empty or too long part."}

func refuseEmail(why string) (Email, error) {
	return Email{}, &Error{Code: InvalidEmail, Message: why, Field: []string{"email"}}
}

// hidden finds control and format characters. The joiners U+200C and U+200D are
// left to IDNA, which allows them where a script needs them.
func hidden(r rune) bool {
	return r != 0x200C && r != 0x200D && unicode.In(r, unicode.Cc, unicode.Cf)
}
