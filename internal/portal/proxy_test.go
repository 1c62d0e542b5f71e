package portal_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"gatehouse/account"
	"gatehouse/internal/testkit"
)

// proxies are those whose sample of the documentation is tested. What they listen on
// in the sample becomes a socket.
var proxies = []struct {
	testkit.Proxy
	sample, listens, socket string
}{
	{testkit.Nginx, "nginx.conf", "listen 80", "listen unix:%s"},
	{testkit.Caddy, "Caddyfile", "help.example.com {", "http://help.example.com {\n\tbind unix/%s"},
}

func sample(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/portal/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// application is what stands behind a proxy: it says whom it was told to answer, and
// would like its answers to be kept.
func application(t *testing.T) string {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=600")
		w.Header().Set("Etag", `"page"`)
		if r.Header.Get("If-None-Match") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		var who []string
		for name, values := range r.Header {
			// As CGI and WSGI read the names.
			if strings.EqualFold(strings.ReplaceAll(name, "_", "-"), "X-Customer-Id") {
				who = append(who, values...)
			}
		}
		fmt.Fprint(w, "for ", strings.Join(who, " and "))
	}))
	t.Cleanup(s.Close)
	return strings.TrimPrefix(s.URL, "http://")
}

// visitor is a customer's browser in front of a proxy.
type visitor struct {
	*browser
	s  *testkit.Server
	id account.ID
}

// wants opens a page, which is shown where it is open, whatever the headers claim.
func (v *visitor) wants(open bool, when string, headers ...string) {
	v.t.Helper()
	status, body, header := v.get("/a%0D%0AX-Split:%20yes?b=c", headers...)
	cache := header.Values("Cache-Control")
	if open && (status != 200 || body != "for "+v.id.String() || len(cache) != 1 || cache[0] != "no-store") {
		v.t.Errorf("%s: got %d %q, to be kept as %q; want the page for %s and no-store", when, status, body, cache, v.id)
	}
	if got, want := header.Get("Location"), "/portal/help/sign-in?return=/a%0D%0AX-Split:%20yes?b=c"; !open &&
		(status != 303 || got != want || header.Get("X-Split") != "" || strings.Contains(body, "for ")) {
		v.t.Errorf("%s: got %d to %q with %v, want 303 to %q", when, status, got, header, want)
	}
}

func (v *visitor) signsIn(want int) {
	v.t.Helper()
	status, body, header := v.send("/portal/help/sign-in", "email", "ana@example.com", "password", password, "return", "/")
	if status != want || want == 303 && header.Get("Location") != "/" {
		v.t.Fatalf("sign-in: got %d to %q, want %d\n%s", status, header.Get("Location"), want, body)
	}
}

func (v *visitor) act(mutation, more string) {
	v.t.Helper()
	answer := v.s.Query(v.s.Token(account.OrganizationAdmin, ""), fmt.Sprintf(`mutation { %s(input: {customerId: "%s"%s}) { changed userErrors { code } } }`, mutation, v.id, more), nil)
	if answer.At(mutation, "changed") != true {
		v.t.Fatalf("%s: got %v %v", mutation, answer.Data, answer.Errors)
	}
}

// TestProxies: a page behind a real proxy with the sample of the documentation is shown
// to who is signed in. A revoke ends that by the very next request, a grant revives no
// session, a delete ends it for good; and nobody can say that they are somebody else.
func TestProxies(t *testing.T) {
	for _, p := range proxies {
		t.Run(p.Name, func(t *testing.T) {
			s, behind := testkit.Start(t), application(t)
			v := &visitor{newBrowser(t, "http://help.example.com"), s, account.ID{}}
			v.Transport = p.Start(t, func(socket string) string {
				return strings.NewReplacer("127.0.0.1:8080", strings.TrimPrefix(s.URL, "http://"), "127.0.0.1:3000", behind,
					p.listens, fmt.Sprintf(p.socket, socket)).Replace(sample(t, p.sample))
			})
			var token string
			v.id, token = invite(t, s, "ana@example.com")
			v.wants(false, "before")
			v.wants(false, "before, under her id", "X-Customer-Id", v.id.String())
			if status, _, _ := v.send("/portal/help/accept", "token", token, "password", password); status != 303 {
				t.Fatalf("accept: got %d, want 303", status)
			}
			v.wants(true, "signed in")
			for _, name := range []string{"X-Customer-Id", "x-customer-id", "X_Customer_Id", "X-Customer_Id"} {
				v.wants(true, "signed in, as another by "+name, name, "cus_other")
			}
			v.wants(true, "signed in, with the header called one of the connection", "Connection", "X-Customer-Id")
			v.act("revokeAccess", "")
			v.wants(false, "revoked")
			v.wants(false, "revoked, with the page at hand", "If-None-Match", `"page"`)
			v.signsIn(422)
			v.act("grantAccess", "")
			v.wants(false, "granted, with the old session")
			v.signsIn(303)
			v.wants(true, "signed in anew")
			v.act("deleteCustomer", `, confirmEmail: "ana@example.com"`)
			v.wants(false, "deleted")
			v.signsIn(422)
		})
	}
}

// TestSamplesAreTold: the page about the portal shows the very files that are tested.
func TestSamplesAreTold(t *testing.T) {
	page, err := os.ReadFile("../../docs/portal.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range proxies {
		if !bytes.Contains(page, []byte(sample(t, p.sample))) {
			t.Errorf("docs/portal.md does not show docs/portal/%s as it is", p.sample)
		}
	}
}
