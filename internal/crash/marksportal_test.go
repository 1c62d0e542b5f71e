package crash

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
)

var inviteSecret = regexp.MustCompile(`ghp_[0-9A-Za-z_-]{43}`)

// pages has a person with a password come in by the portal's pages, and somebody who
// types what fits nowhere. The cookie of the session is nobody's business either.
func (m *marked) pages() {
	m.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		m.t.Fatal(err)
	}
	client := &http.Client{Jar: jar, Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	at, err := url.Parse(m.p.url + "/portal/help/sign-in")
	if err != nil {
		m.t.Fatal(err)
	}
	response, err := client.Get(at.String())
	if err != nil {
		m.t.Fatal(err)
	}
	response.Body.Close()
	cookies := jar.Cookies(at)
	if len(cookies) != 1 {
		m.t.Fatalf("the page gave %d cookies, want the form's", len(cookies))
	}
	post := func(page string, fields ...string) (int, string) {
		form := url.Values{"form": {cookies[0].Value}}
		for i := 0; i < len(fields); i += 2 {
			form.Set(fields[i], fields[i+1])
		}
		response, err := client.PostForm(m.p.url+"/portal/help/"+page, form)
		if err != nil {
			m.t.Fatal(err)
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil {
			m.t.Fatal(err)
		}
		return response.StatusCode, string(text)
	}

	m.send(`mutation($in: GrantAccessInput!) { grantAccess(input: $in) { userErrors { code } } }`, map[string]any{"in": map[string]any{"customerId": m.id}})
	answer := m.send(`mutation($in: ResendInvitationInput!) { resendInvitation(input: $in) { invitation { url } userErrors { code } } }`,
		map[string]any{"in": map[string]any{"customerId": m.id}})
	secret := inviteSecret.FindString(answer)
	if secret == "" {
		m.t.Fatalf("there is no invitation to accept: %s", answer)
	}
	m.keep(secret, "an invitation's link")
	password := m.mark("a password on a page") + " of some length"
	if status, text := post("accept", "token", secret, "password", password, "again", password); status != http.StatusOK && status != http.StatusSeeOther {
		m.t.Fatalf("the invitation was not accepted: %d %s", status, text)
	}
	signed := false
	for _, c := range jar.Cookies(at) {
		if c.Value != cookies[0].Value {
			m.keep(c.Value, "the cookie of a portal's session")
			signed = true
		}
	}
	if !signed {
		m.t.Error("accepting opened no session")
	}
	for range 2 {
		post("sign-in", "email", m.email, "password", m.mark("a wrong password on a page"))
		post("sign-in", "email", m.mark("an unknown address on a page")+"@crash.example", "password", m.mark("a password of nobody on a page"))
		post("reset", "email", m.mark("an address to reset on a page"))
		post("reset", "token", m.mark("a link on a page"), "password", m.mark("a new password on a page"))
		post("accept", "token", m.mark("an invitation on a page"), "password", m.mark("a first password on a page"))
	}
	post(m.mark("a page of the portal"))
	for _, path := range []string{"/portal/" + m.mark("a site of the portal") + "/sign-in", "/portal/check?site=" + m.mark("a site to check"), "/portal/help/sign-in?return=" + m.mark("where to return")} {
		m.raw("GET", path, "")
	}
}

// collector takes traces as a collector of OTLP does, and keeps their bytes.
type collector struct {
	mu   sync.Mutex
	said strings.Builder
}

// traced has every server that the test starts from here on send its traces here.
func traced(t *testing.T) *collector {
	t.Helper()
	c := &collector{}
	at := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		defer c.mu.Unlock()
		if _, err := io.Copy(&c.said, r.Body); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(at.Close)
	t.Setenv("GATEHOUSE_OTLP_ENDPOINT", at.URL)
	t.Setenv("GATEHOUSE_TRACE_SHARE", "1")
	return c
}

func (c *collector) text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.said.String()
}
