package scim_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"gatehouse/account"
	"gatehouse/internal/testkit"
)

// answer is what a test reads of a response.
type answer struct {
	status int
	Detail string
	Kind   string `json:"scimType"`
	ID     string
}

func send(t *testing.T, method, url, body string, header http.Header) answer {
	t.Helper()
	request, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = header
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	a := answer{status: response.StatusCode}
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &a); err != nil {
		t.Fatalf("%s %s answered %d, no JSON: %s", method, url, a.status, text)
	}
	return a
}

func bearing(token string) http.Header {
	return http.Header{"Authorization": {"Bearer " + token}, "Content-Type": {"application/scim+json"}}
}

// TestBounds sends more than the door takes, and what is no text.
func TestBounds(t *testing.T) {
	s := testkit.Start(t)
	users := s.URL + "/scim/v2/help/Users"
	header := bearing(s.Token(account.IdentityProvider, ""))
	made := send(t, "POST", users, `{"userName":"ana@acme.example","displayName":"Ana"}`, header)
	if made.status != http.StatusCreated {
		t.Fatalf("create answered %+v", made)
	}
	operations := func(n int, path string) string {
		one := fmt.Sprintf(`{"op":"add","path":%q,"value":"x"}`, path)
		return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` + strings.TrimSuffix(strings.Repeat(one+",", n), ",") + `]}`
	}
	ana := users + "/" + made.ID
	for _, c := range []struct {
		name, method, url, body string
		status                  int
		kind                    string
	}{
		{"a body of 1 MB", "POST", users, `{"title":"` + strings.Repeat("x", 1<<20-12) + `"}`, 400, "invalidValue"},
		{"a longer one", "POST", users, `{"title":"` + strings.Repeat("x", 1<<20-11) + `"}`, 413, ""},
		{"no UTF-8", "POST", users, "{\"userName\":\"\xff@acme.example\"}", 400, "invalidSyntax"},
		{"two objects", "POST", users, `{"userName":"b@acme.example","displayName":"B"} {}`, 400, "invalidSyntax"},
		{"100 operations", "PATCH", ana, operations(100, "title"), 200, ""},
		{"101 operations", "PATCH", ana, operations(101, "title"), 400, "invalidValue"},
		{"a long path", "PATCH", ana, operations(1, strings.Repeat("x", 257)), 400, "invalidPath"},
		{"a deep path", "PATCH", ana, operations(1, "emails[((((type eq 1))))]"), 400, "invalidPath"},
		{"a long filter", "GET", users + "?filter=userName+eq+%22" + strings.Repeat("x", 1024) + "%22", "", 400, "invalidFilter"},
		{"a long name", "PATCH", ana, strings.ReplaceAll(operations(1, "displayName"), `"x"`, `"`+strings.Repeat("x", 256)+`"`), 400, "invalidValue"},
	} {
		if got := send(t, c.method, c.url, c.body, header); got.status != c.status || got.Kind != c.kind {
			t.Errorf("%s: got %d %s (%s), want %d %s", c.name, got.status, got.Kind, got.Detail, c.status, c.kind)
		}
	}
}

// TestNoCookie shows that a session of the browser opens this door to nobody, and
// that a revoked token doesn't either.
func TestNoCookie(t *testing.T) {
	s := testkit.Start(t)
	users := s.URL + "/scim/v2/help/Users"
	token, secret, err := s.Store().CreateToken(testkit.System(), account.IdentityProvider, account.ID{}, "provider", s.Clock.Now().AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	session, _, err := s.Store().CreateSession(testkit.System(), secret)
	if err != nil {
		t.Fatal(err)
	}
	if got := send(t, "GET", users, "", bearing(secret)); got.status != http.StatusOK {
		t.Errorf("with the token: got %+v, want 200", got)
	}
	if got := send(t, "GET", users, "", http.Header{"Cookie": {"gatehouse_session=" + session}}); got.status != http.StatusUnauthorized {
		t.Errorf("with the cookie: got %+v, want 401", got)
	}
	if _, _, err := s.Store().RevokeToken(testkit.System(), token.ID); err != nil {
		t.Fatal(err)
	}
	if got := send(t, "GET", users, "", bearing(secret)); got.status != http.StatusUnauthorized {
		t.Errorf("with the revoked token: got %+v, want 401", got)
	}
}

// TestTooManyWithoutToken shows that the refusals of the door before this one come
// in SCIM's form, too.
func TestTooManyWithoutToken(t *testing.T) {
	s := testkit.Start(t)
	users := s.URL + "/scim/v2/help/Users"
	for range 200 {
		if got := send(t, "GET", users, "", bearing("wrong")); got.status == http.StatusTooManyRequests {
			if !strings.Contains(got.Detail, "without a valid token") {
				t.Errorf("got the detail %q", got.Detail)
			}
			return
		}
	}
	t.Error("200 requests with a wrong token: none was refused for their number")
}
