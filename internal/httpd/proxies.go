package httpd

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// proxies is whose word about a client's address counts, and where it stands.
type proxies struct {
	header  string // "" where no proxy is in front.
	trusted []netip.Prefix
}

// client is where a request comes from. The header is read from its end: each
// proxy appends whom it heard from, so the last address that is no trusted proxy
// is the client's, and what stands before it is its own invention. From anybody
// but a trusted proxy the header is ignored. In IPv6 the client is a network of 64
// bits, for each has all of one. What is no address is the zero address: all of
// that counts as one client.
func (p proxies) client(r *http.Request) netip.Addr {
	text, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		text = r.RemoteAddr
	}
	address := parseAddress(text)
	if p.header != "" && p.trusts(address) {
		said := strings.Split(strings.Join(r.Header.Values(p.header), ","), ",")
		for _, one := range slices.Backward(said) {
			if one = strings.TrimSpace(one); one == "" {
				continue
			}
			address = parseAddress(one)
			if !p.trusts(address) {
				break
			}
		}
	}
	if address.Is6() {
		network, _ := address.Prefix(64)
		return network.Addr()
	}
	return address
}

func (p proxies) trusts(address netip.Addr) bool {
	return slices.ContainsFunc(p.trusted, func(network netip.Prefix) bool { return network.Contains(address) })
}

func parseAddress(text string) netip.Addr {
	address, _ := netip.ParseAddr(text)
	return address.Unmap().WithZone("")
}
