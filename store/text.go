package store

import (
	"fmt"
	"net"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"gatehouse/account"
)

// plainText checks a line of free text that an admin typed: valid UTF-8, no
// control characters, least to most characters without the blanks around it.
// Refusals are INVALID_INPUT.
func plainText(text string, least, most int, field string) (string, error) {
	text = strings.TrimSpace(text)
	n := utf8.RuneCountInString(text)
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		return "", badInput("The text has control characters or line breaks. Write it without them.", field)
	case n < least || n > most:
		return "", badInput(fmt.Sprintf("The text has %d characters. Give %d to %d.", n, least, most), field)
	}
	return text, nil
}

// allowedDomains gives domains in canonical form, each once. Refusals are
// INVALID_INPUT.
func allowedDomains(typed []string) ([]string, error) {
	const field, most = "allowedDomains", 100
	if len(typed) > most {
		return nil, badInput("There are more than 100 domains. Give fewer, or none to allow every domain.", field)
	}
	var domains []string
	seen := map[string]bool{}
	for _, text := range typed {
		domain, err := account.CanonicalDomain(strings.TrimSpace(text))
		if err != nil {
			return nil, badInput("One of the domains is not a domain name. Write each like example.com, without an @.", field)
		}
		if !seen[domain] {
			domains = append(domains, domain)
		}
		seen[domain] = true
	}
	return domains, nil
}

// supportURL checks where stuck admins are sent: nothing, or an address that a
// browser or a mail program opens.
func supportURL(text string) (string, error) {
	const field = "supportUrl"
	text = strings.TrimSpace(text)
	if text == "" {
		return "", nil
	}
	u, err := url.Parse(text)
	web := err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
	mail := err == nil && u.Scheme == "mailto" && u.Opaque != ""
	if !web && !mail || !utf8.ValidString(text) || utf8.RuneCountInString(text) > 500 {
		return "", badInput("The support address is not a full https, http or mailto address of 500 characters at most. Write it like https://example.com/help.", field)
	}
	return text, nil
}

// portalURL checks where a portal has its pages: nothing, or a web address that
// /accept and the like can be put behind. Plain http is for this machine alone: a
// link carries a secret.
func portalURL(text string) (string, error) {
	const field = "portalUrl"
	text = strings.TrimRight(strings.TrimSpace(text), "/")
	if text == "" {
		return "", nil
	}
	u, err := url.Parse(text)
	local := err == nil && u.Scheme == "http" && (u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback())
	web := err == nil && (u.Scheme == "https" || local) && u.Host != "" && u.User == nil && u.RawQuery == "" && u.Fragment == "" && !u.ForceQuery
	if !web || !utf8.ValidString(text) || utf8.RuneCountInString(text) > 500 {
		return "", badInput("The portal's address is not an https address of 500 characters at most without query and fragment. Write it like https://help.example.com/portal.", field)
	}
	return text, nil
}
