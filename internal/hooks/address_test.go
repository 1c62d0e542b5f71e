package hooks

import (
	"net/netip"
	"os"
	"strings"
	"testing"

	"gatehouse/account"
)

// TestForbiddenNetworks: the first and the last address of each network, and what is
// written otherwise; and that the neighbours outside are allowed.
func TestForbiddenNetworks(t *testing.T) {
	for text, want := range map[string]bool{
		"8.8.8.8": true, "1.1.1.1": true, "100.63.255.255": true, "100.128.0.0": true, "172.15.255.255": true, "172.32.0.0": true,
		"169.253.255.255": true, "192.167.255.255": true, "223.255.255.255": true, "2606:4700::1111": true, "2a00::1": true,

		"0.0.0.0": false, "0.1.2.3": false, "10.0.0.0": false, "10.255.255.255": false, "100.64.0.0": false, "100.127.255.255": false,
		"127.0.0.1": false, "127.255.255.255": false, "169.254.169.254": false, "172.16.0.0": false, "172.31.255.255": false,
		"192.0.0.8": false, "192.0.2.1": false, "192.88.99.1": false, "192.168.0.1": false, "192.168.255.255": false, "198.18.0.1": false,
		"198.19.255.255": false, "198.51.100.7": false, "203.0.113.9": false, "224.0.0.1": false, "239.255.255.255": false,
		"240.0.0.1": false, "255.255.255.255": false,

		"::": false, "::1": false, "::ffff:127.0.0.1": false, "::ffff:10.1.2.3": false, "::ffff:169.254.169.254": false, "::127.0.0.1": false,
		"64:ff9b::7f00:1": false, "64:ff9b:1::1": false, "100::1": false, "2001::1": false, "2001:db8::1": false, "2002:7f00:1::": false,
		"3fff::1": false, "5f00::1": false, "fc00::1": false, "fd12:3456::1": false, "fe80::1": false, "fe80::1%eth0": false, "fec0::1": false,
		"ff02::1": false, "::ffff:8.8.8.8": true,
	} {
		if got := (guard{}).may(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s: allowed %v, want %v", text, got, want)
		}
		if (guard{plain: true}).may(netip.MustParseAddr(text)) {
			t.Errorf("%s: allowed by plain http, want only what a setting allows", text)
		}
	}
	own := guard{allowed: networks("10.1.0.0/16", "fd00::/8")}
	for text, want := range map[string]bool{"10.1.2.3": true, "::ffff:10.1.2.3": true, "10.2.0.1": false, "fd00::1": true, "fc00::1": false, "127.0.0.1": false, "8.8.8.8": true} {
		if got := own.may(netip.MustParseAddr(text)); got != want {
			t.Errorf("with networks allowed, %s: allowed %v, want %v", text, got, want)
		}
	}
	if err := (guard{}).control("tcp4", "not an address", nil); err == nil {
		t.Error("what can't be read is dialled")
	}
	if (guard{}).may(netip.Addr{}) {
		t.Error("no address at all is dialled")
	}
}

// TestNetworksAreDocumented holds the page for admins against the table.
func TestNetworksAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../../docs/webhooks.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, network := range append(forbidden, global) {
		if !strings.Contains(string(page), "`"+network.String()+"`") {
			t.Errorf("docs/webhooks.md does not name %s", network)
		}
	}
	for _, wait := range backoff {
		text := strings.TrimSuffix(strings.TrimSuffix(wait.String(), "0s"), "0m")
		text = strings.NewReplacer("h", " h", "m", " min", "s", " s").Replace(text)
		if !strings.Contains(string(page), text) {
			t.Errorf("docs/webhooks.md does not say that a try comes behind %s", text)
		}
	}
}

func TestAddresses(t *testing.T) {
	own := networks("10.1.0.0/16")
	for text, want := range map[string]bool{
		"https://example.com/hooks": true, "https://example.com:8443/a?token=x": true, "https://bücher.example/": true, "https://8.8.8.8/": true,
		"https://[2606:4700::1111]/": true, "https://10.1.2.3/": true, "http://10.1.2.3/": true, "http://intern.example/": true,
		"https://" + strings.Repeat("a", maxURL-8): true,

		"": false, "example.com": false, "/hooks": false, "ftp://example.com/": false, "https://": false, "https:///x": false, "https:example.com": false,
		"https://user@example.com/": false, "https://user:password@example.com/": false, "https://:@example.com/": false,
		"https://example.com/#x": false, "https://example.com:/": false, "https://example.com:port/": false, "https://%zz/": false,
		"https://127.0.0.1/": false, "https://[::1]/": false, "https://[::ffff:10.0.0.1]/": false, "https://[fe80::1%25eth0]/": false,
		"https://10.2.0.1/": false, "http://8.8.8.8/": false, "https://0.0.0.0/": false, "javascript:alert(1)": false, "https://a b/": false,
		"https://example.com/\xff": false, "https://" + strings.Repeat("a", maxURL-7): false,
	} {
		_, err := parseURL(text, own)
		if got := err == nil; got != want {
			t.Errorf("%.60q: taken %v, want %v (%v)", text, got, want, err)
		}
		if err != nil && account.CodeOf(err) != account.InvalidInput {
			t.Errorf("%.60q: got %v, want INVALID_INPUT", text, err)
		}
		if err != nil && len(text) > 12 && strings.Contains(err.Error(), text) {
			t.Errorf("the refusal repeats %.60q", text)
		}
	}
	if _, err := parseURL("http://10.1.2.3/", nil); err == nil {
		t.Error("plain http is taken although no network is allowed")
	}
}
