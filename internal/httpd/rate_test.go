package httpd_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"gatehouse/account"
	"gatehouse/internal/cli"
	"gatehouse/internal/httpd"
	"gatehouse/internal/testkit"
)

// TestRateLimit counts what a token is good for, over all of its sessions, while
// the clock stands, and a second later.
func TestRateLimit(t *testing.T) {
	s := testkit.Start(t, func(c *cli.Config) { c.RateLimit = 5 })
	token := s.Token(account.OrganizationAdmin, "")
	cookie := signIn(t, s, token)
	ways := [][]string{{"Authorization", "Bearer " + token}, {"Cookie", cookie.Name + "=" + cookie.Value}}
	ask := func(requests int) (done int) {
		t.Helper()
		for i := range requests {
			response, body := send(t, s, "POST", "/graphql", whoAmI, append(ways[i%2], "Content-Type", jsonType)...)
			switch response.StatusCode {
			case 200:
				done++
			case 429:
				if !strings.Contains(body, `"code":"TOO_MANY_REQUESTS"`) || !strings.Contains(body, `"retryAfter":0.2`) || response.Header.Get("Retry-After") != "1" {
					t.Errorf("the refusal is %s, Retry-After %q", body, response.Header.Get("Retry-After"))
				}
			default:
				t.Errorf("got %d %s", response.StatusCode, body)
			}
		}
		return done
	}
	for _, step := range []struct {
		pass time.Duration
		want int
	}{{0, 5}, {0, 0}, {200 * time.Millisecond, 1}, {time.Second, 5}, {time.Hour, 5}, {-24 * time.Hour, 0}, {time.Second, 5}} {
		s.Clock.Advance(step.pass)
		if got := ask(8); got != step.want {
			t.Errorf("after %v %d of 8 requests are answered, want %d", step.pass, got, step.want)
		}
	}
	// Other tokens have limits of their own.
	if _, body := send(t, s, "POST", "/graphql", whoAmI, "Authorization", "Bearer "+s.Token(account.Agent, "help"), "Content-Type", jsonType); !strings.Contains(body, "AGENT") {
		t.Errorf("another token gets %s", body)
	}
}

// TestAnonymousLimit has one address ask without a token, or with wrong ones, until
// it is refused; whoever has a token still gets in from there.
func TestAnonymousLimit(t *testing.T) {
	s := testkit.Start(t)
	token := s.Token(account.Agent, "help")
	statuses := map[int]int{}
	for i := range 150 {
		var response *http.Response
		var body string
		switch i % 3 {
		case 0:
			response, body = send(t, s, "POST", "/graphql", whoAmI, "Content-Type", jsonType)
		case 1:
			response, body = send(t, s, "POST", "/graphql", whoAmI, "Content-Type", jsonType, "Authorization", fmt.Sprintf("Bearer gh_%d", i))
		case 2:
			response, body = send(t, s, "POST", "/session", fmt.Sprintf(`{"token":"gh_%d"}`, i), "Content-Type", jsonType)
		}
		statuses[response.StatusCode]++
		if response.StatusCode == 429 && (!strings.Contains(body, "TOO_MANY_REQUESTS") || response.Header.Get("Retry-After") != "1") {
			t.Errorf("the refusal is %s, Retry-After %q", body, response.Header.Get("Retry-After"))
		}
	}
	if statuses[200]+statuses[401] != 100 || statuses[429] != 50 {
		t.Errorf("the answers are %v, want 100 of 200 and 401, and 50 of 429", statuses)
	}
	signIn(t, s, token)
	if _, body := send(t, s, "POST", "/graphql", whoAmI, "Content-Type", jsonType, "Authorization", "Bearer "+token); !strings.Contains(body, "AGENT") {
		t.Errorf("with a token the address gets %s", body)
	}
	s.Clock.Advance(50 * time.Millisecond)
	for _, want := range []int{200, 429} {
		if response, _ := send(t, s, "POST", "/graphql", whoAmI, "Content-Type", jsonType); response.StatusCode != want {
			t.Errorf("a twentieth of a second later: got %d, want %d", response.StatusCode, want)
		}
	}
}

// TestAddresses tells which callers without a token are counted as one.
func TestAddresses(t *testing.T) {
	for _, test := range []struct {
		name, header string
		spend, then  string // Remote address, and behind a blank the header's value.
		same         bool
	}{
		{"one address, two ports", "", "192.0.2.1:1", "192.0.2.1:2", true},
		{"two addresses", "", "192.0.2.1:1", "192.0.2.2:1", false},
		{"one network of IPv6", "", "[2001:db8::1]:1", "[2001:db8::ffff:1]:1", true},
		{"two networks of IPv6", "", "[2001:db8::1]:1", "[2001:db8:0:1::1]:1", false},
		{"IPv4 in IPv6", "", "[::ffff:192.0.2.1]:1", "192.0.2.1:1", true},
		{"a header that nobody asked for", "", "192.0.2.1:1 198.51.100.1", "192.0.2.1:1 198.51.100.2", true},
		{"a header from nobody that is trusted", "X-Forwarded-For", "203.0.113.9:1 198.51.100.1", "203.0.113.9:1 198.51.100.2", true},
		{"two proxies", "X-Forwarded-For", "192.0.2.1:1 198.51.100.1, 192.0.2.7", "192.0.2.1:1 198.51.100.2, 192.0.2.7", false},
		{"no more than proxies", "X-Forwarded-For", "192.0.2.1:1 192.0.2.7", "192.0.2.9:1 192.0.2.7", true},
		{"a proxy's word", "X-Forwarded-For", "192.0.2.1:1 198.51.100.1", "192.0.2.1:1 198.51.100.2", false},
		{"the client's own word before it", "X-Forwarded-For", "192.0.2.1:1 203.0.113.1, 198.51.100.1", "192.0.2.1:1 203.0.113.2,198.51.100.1", true},
		{"no address", "X-Forwarded-For", "192.0.2.1:1 one", "192.0.2.1:1 two", true},
	} {
		handler, _ := door(t, func(c *httpd.Config) {
			c.AddressHeader, c.TrustedProxies = test.header, []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}
			c.GraphQL = http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
		})
		ask := func(from string) int {
			r := httptest.NewRequest("GET", "/graphql", nil)
			address, said, sent := strings.Cut(from, " ")
			r.RemoteAddr = address
			if sent {
				r.Header.Set("X-Forwarded-For", said)
			}
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			return w.Code
		}
		for i := range 100 {
			if got := ask(test.spend); got != 200 {
				t.Fatalf("%s: request %d gets %d", test.name, i+1, got)
			}
		}
		want := 200
		if test.same {
			want = 429
		}
		if got := ask(test.then); got != want {
			t.Errorf("%s: got %d, want %d", test.name, got, want)
		}
	}
}
