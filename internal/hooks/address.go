package hooks

import (
	"errors"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"unicode/utf8"

	"gatehouse/account"
)

// maxURL bounds the address of a webhook, in octets.
const maxURL = 2000

// forbidden are the networks that no webhook may reach unless a setting allows it:
// what lies inside of somebody's walls, and what is nobody's (IANA's registries of
// special-purpose addresses). docs/webhooks.md lists them.
var forbidden = networks(
	"0.0.0.0/8",       // "This network", and the unspecified address.
	"10.0.0.0/8",      // Private.
	"100.64.0.0/10",   // Shared by carriers (CGNAT).
	"127.0.0.0/8",     // Loopback.
	"169.254.0.0/16",  // Link-local: the metadata of clouds, too.
	"172.16.0.0/12",   // Private.
	"192.0.0.0/24",    // Protocol assignments.
	"192.0.2.0/24",    // Documentation.
	"192.88.99.0/24",  // Former relays to IPv6.
	"192.168.0.0/16",  // Private.
	"198.18.0.0/15",   // Measurements.
	"198.51.100.0/24", // Documentation.
	"203.0.113.0/24",  // Documentation.
	"224.0.0.0/4",     // Multicast.
	"240.0.0.0/4",     // Reserved, and broadcast.
	"2001::/23",       // Protocol assignments, Teredo.
	"2001:db8::/32",   // Documentation.
	"2002::/16",       // 6to4: holds an IPv4 address.
	"3fff::/20",       // Documentation.
)

// global is all of IPv6 that is given out. The rest is forbidden: ::, ::1, addresses
// that hold an IPv4 one, NAT64, fc00::/7, fe80::/10, ff00::/8.
var global = netip.MustParsePrefix("2000::/3")

func networks(texts ...string) []netip.Prefix {
	all := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		all[i] = netip.MustParsePrefix(text)
	}
	return all
}

// errNotAllowed is why an address is not dialled.
var errNotAllowed = errors.New("the target's address is on a network that webhooks may not reach")

// guard decides which addresses may be dialled.
type guard struct {
	allowed []netip.Prefix // By the operator's setting.
	// plain is the guard of http: what is not encrypted goes to allowed networks alone.
	plain bool
}

// may tells whether an address may be dialled. One of IPv4 that is written as IPv6
// is taken for what it is.
func (g guard) may(address netip.Addr) bool {
	address = address.Unmap().WithZone("")
	if within(g.allowed, address) {
		return true
	}
	if g.plain || !address.IsValid() || within(forbidden, address) {
		return false
	}
	return address.Is4() || global.Contains(address)
}

func within(all []netip.Prefix, address netip.Addr) bool {
	for _, network := range all {
		if network.Contains(address) {
			return true
		}
	}
	return false
}

// control is called for each address that is about to be dialled, with what a name
// was resolved to: no name and no second look-up gets past it.
func (g guard) control(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !g.may(to.Addr()) {
		return errNotAllowed
	}
	return nil
}

// parseURL checks the address of a webhook. Refusals are INVALID_INPUT and don't
// repeat it.
func parseURL(text string, allowed []netip.Prefix) (*url.URL, error) {
	bad := func(message string) (*url.URL, error) {
		return nil, &account.Error{Code: account.InvalidInput, Field: []string{"url"}, Message: message}
	}
	if len(text) > maxURL || !utf8.ValidString(text) {
		return bad("The address is longer than 2,000 octets, or not UTF-8. Give a shorter one.")
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" || strings.HasSuffix(u.Host, ":") {
		return bad("That is no full web address. Write it like https://example.com/webhooks.")
	}
	switch {
	case u.User != nil:
		return bad("The address has a user or a password in it. Leave them out: deliveries are signed.")
	case u.Fragment != "":
		return bad("The address has a fragment, which is sent to nobody. Leave out what follows the #.")
	case u.Scheme == "http" && len(allowed) == 0:
		return bad("The address has to begin with https://. Plain http is for networks that the operator allows with -webhook-allow.")
	}
	if address, err := netip.ParseAddr(u.Hostname()); err == nil && !(guard{allowed, u.Scheme == "http"}).may(address) {
		return bad("The address is on a network that webhooks may not reach. The operator can allow it with -webhook-allow.")
	}
	return u, nil
}
