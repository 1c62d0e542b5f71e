package httpd_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"gatehouse/account"
	"gatehouse/internal/cli"
	"gatehouse/internal/testkit"
)

// send makes a request; headers come in pairs.
func send(t *testing.T, s *testkit.Server, method, path, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequest(method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(text)
}

const (
	jsonType = "application/json"
	whoAmI   = `{"query":"{viewer{role}}"}`
)

// signIn trades a token for the cookie of a session.
func signIn(t *testing.T, s *testkit.Server, token string) *http.Cookie {
	t.Helper()
	response, body := send(t, s, "POST", "/session", `{"token":"`+token+`"}`, "Content-Type", jsonType)
	cookies := response.Cookies()
	if response.StatusCode != 200 || len(cookies) != 1 {
		t.Fatalf("POST /session answers %d with %d cookies: %s", response.StatusCode, len(cookies), body)
	}
	return cookies[0]
}

func TestSession(t *testing.T) {
	s := testkit.Start(t)
	token := s.Token(account.SiteAdmin, "help")
	cookie := signIn(t, s, token)
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Secure || cookie.Path != "/" || cookie.Value == token {
		t.Errorf("the cookie is %q, want HttpOnly, SameSite=Strict, for the whole site, and not the token", cookie.Raw)
	}
	if cookie.MaxAge != 12*60*60 {
		t.Errorf("the cookie lasts %d s, want 12 hours", cookie.MaxAge)
	}
	pair := cookie.Name + "=" + cookie.Value
	if _, body := send(t, s, "POST", "/graphql", whoAmI, "Cookie", pair, "Content-Type", jsonType); !strings.Contains(body, "SITE_ADMIN") {
		t.Errorf("with the cookie viewer is %s, want SITE_ADMIN", body)
	}

	response, _ := send(t, s, "DELETE", "/session", "", "Cookie", pair)
	if gone := response.Cookies(); response.StatusCode != 204 || len(gone) != 1 || gone[0].MaxAge >= 0 {
		t.Errorf("DELETE /session answers %d and the cookies %v, want 204 and the cookie taken away", response.StatusCode, gone)
	}
	if _, body := send(t, s, "POST", "/graphql", whoAmI, "Cookie", pair, "Content-Type", jsonType); !strings.Contains(body, "UNAUTHENTICATED") {
		t.Errorf("after DELETE /session viewer is %s, want UNAUTHENTICATED", body)
	}
}

func TestSessionEnds(t *testing.T) {
	s := testkit.Start(t)
	ask := func(cookie *http.Cookie) string {
		_, body := send(t, s, "POST", "/graphql", whoAmI, "Cookie", cookie.Name+"="+cookie.Value, "Content-Type", jsonType)
		return body
	}
	cookie := signIn(t, s, s.Token(account.OrganizationAdmin, ""))
	s.Clock.Advance(12*time.Hour - time.Millisecond)
	if body := ask(cookie); !strings.Contains(body, "ORGANIZATION_ADMIN") {
		t.Errorf("just before its end the session answers %s", body)
	}
	s.Clock.Advance(time.Millisecond)
	if body := ask(cookie); !strings.Contains(body, "UNAUTHENTICATED") {
		t.Errorf("at its end the session answers %s", body)
	}

	// A session dies with its token.
	secret := s.Token(account.Agent, "help")
	cookie = signIn(t, s, secret)
	_, token, err := s.Store().Authenticate(testkit.System(), secret)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Store().RevokeToken(testkit.System(), token.ID); err != nil {
		t.Fatal(err)
	}
	if body := ask(cookie); !strings.Contains(body, "UNAUTHENTICATED") {
		t.Errorf("after its token was revoked the session answers %s", body)
	}
}

func TestSessionRefusals(t *testing.T) {
	s := testkit.Start(t)
	token := s.Token(account.OrganizationAdmin, "")
	for _, test := range []struct {
		name, body string
		headers    []string
		status     int
		code       string
	}{
		{"wrong token", `{"token":"gh_wrong"}`, []string{"Content-Type", jsonType}, 401, "UNAUTHENTICATED"},
		{"no token", `{}`, []string{"Content-Type", jsonType}, 400, "INVALID_ARGUMENT"},
		{"no JSON", `token=x`, []string{"Content-Type", jsonType}, 400, "INVALID_ARGUMENT"},
		{"a form", `token=` + token, []string{"Content-Type", "application/x-www-form-urlencoded"}, 403, "FORBIDDEN"},
		{"another site", `{"token":"` + token + `"}`, []string{"Content-Type", jsonType, "Sec-Fetch-Site", "cross-site"}, 403, "FORBIDDEN"},
		{"too long", `{"token":"` + strings.Repeat("x", 5000) + `"}`, []string{"Content-Type", jsonType}, 400, "INVALID_ARGUMENT"},
	} {
		response, body := send(t, s, "POST", "/session", test.body, test.headers...)
		if response.StatusCode != test.status || !strings.Contains(body, test.code) || len(response.Cookies()) > 0 {
			t.Errorf("%s: got %d %s with the cookies %v, want %d %s and none", test.name, response.StatusCode, body, response.Cookies(), test.status, test.code)
		}
	}
	if response, body := send(t, s, "POST", "/session", "", "Authorization", "Bearer "+token); response.StatusCode != 200 {
		t.Errorf("with the token in the Authorization header: %d %s, want 200", response.StatusCode, body)
	}
}

// TestCrossSite plays what a page of another site may make a browser send along
// with the cookie.
func TestCrossSite(t *testing.T) {
	s := testkit.Start(t)
	cookie := signIn(t, s, s.Token(account.OrganizationAdmin, ""))
	pair := cookie.Name + "=" + cookie.Value
	const rename = `{"query":"mutation{updateOrganization(input:{name:\"Taken over\"}){organization{name}}}"}`
	for _, test := range []struct {
		name    string
		headers []string
		done    bool
	}{
		{"this page", []string{"Content-Type", jsonType, "Sec-Fetch-Site", "same-origin"}, true},
		{"this page, old browser", []string{"Content-Type", jsonType, "Origin", s.URL}, true},
		{"another site", []string{"Content-Type", jsonType, "Sec-Fetch-Site", "cross-site"}, false},
		{"a sister site", []string{"Content-Type", jsonType, "Sec-Fetch-Site", "same-site"}, false},
		{"another origin", []string{"Content-Type", jsonType, "Origin", "https://evil.example"}, false},
		{"a form", []string{"Content-Type", "text/plain"}, false},
		{"no type", nil, false},
	} {
		response, body := send(t, s, "POST", "/graphql", rename, append(test.headers, "Cookie", pair)...)
		if done := strings.Contains(body, "Taken over"); done != test.done || !test.done && response.StatusCode != 403 {
			t.Errorf("%s: got %d %s, want it done: %v", test.name, response.StatusCode, body, test.done)
		}
		response, _ = send(t, s, "DELETE", "/session", "", append(test.headers, "Cookie", "gatehouse_session=other")...)
		if refused := response.StatusCode == 403; refused != (!test.done && len(test.headers) > 2) {
			t.Errorf("%s: DELETE /session answers %d", test.name, response.StatusCode)
		}
	}
}

// TestWhoAsks sees to it that a bad token is not made good by the cookie beside it.
func TestWhoAsks(t *testing.T) {
	s := testkit.Start(t)
	cookie := signIn(t, s, s.Token(account.OrganizationAdmin, ""))
	pair := cookie.Name + "=" + cookie.Value
	agent := s.Token(account.Agent, "help")
	for _, test := range []struct{ authorization, want string }{
		{"Bearer " + agent, "AGENT"}, {"bearer " + agent, "AGENT"},
		{"Bearer gh_wrong", "UNAUTHENTICATED"}, {"Bearer", "UNAUTHENTICATED"}, {"Basic " + agent, "UNAUTHENTICATED"},
		{"Bearer " + cookie.Value, "UNAUTHENTICATED"},
	} {
		_, body := send(t, s, "POST", "/graphql", whoAmI, "Content-Type", jsonType, "Cookie", pair, "Authorization", test.authorization)
		if !strings.Contains(body, test.want) {
			t.Errorf("with %.10q and the cookie viewer is %s, want %s", test.authorization, body, test.want)
		}
	}
	if _, body := send(t, s, "POST", "/graphql", whoAmI, "Content-Type", jsonType, "Cookie", "gatehouse_session="+agent); !strings.Contains(body, "UNAUTHENTICATED") {
		t.Errorf("a token in the cookie's place: %s, want UNAUTHENTICATED", body)
	}
}

func TestBehindTLS(t *testing.T) {
	s := testkit.Start(t, func(c *cli.Config) { c.BehindTLS = true })
	if cookie := signIn(t, s, s.Token(account.Agent, "help")); !cookie.Secure {
		t.Errorf("the cookie is %q, want Secure", cookie.Raw)
	}
	if response, _ := send(t, s, "GET", "/healthz", ""); response.Header.Get("Strict-Transport-Security") == "" {
		t.Error("no Strict-Transport-Security behind TLS")
	}
}
