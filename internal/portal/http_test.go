package portal_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"gatehouse/account"
	"gatehouse/internal/testkit"
)

// browser is a client that keeps cookies and follows no redirect.
type browser struct {
	*http.Client
	t    *testing.T
	base string
}

func newBrowser(t *testing.T, base string) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{&http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, t, base}
}

func (b *browser) do(request *http.Request) (int, string, http.Header) {
	b.t.Helper()
	response, err := b.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return response.StatusCode, string(body), response.Header
}

func (b *browser) get(path string, headers ...string) (int, string, http.Header) {
	b.t.Helper()
	request, err := http.NewRequest(http.MethodGet, b.base+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	return b.do(request)
}

var formSecret = regexp.MustCompile(`name="form" value="([0-9a-f]{32})"`)

// send opens a page and sends its form with these fields.
func (b *browser) send(page string, fields ...string) (int, string, http.Header) {
	b.t.Helper()
	form := page
	if strings.HasSuffix(page, "/sign-out") {
		form = strings.TrimSuffix(page, "sign-out") + "sign-in"
	}
	_, body, _ := b.get(form)
	secret := formSecret.FindStringSubmatch(body)
	if secret == nil {
		b.t.Fatalf("%s has no form:\n%s", form, body)
	}
	return b.post(page, append(fields, "form", secret[1])...)
}

func (b *browser) post(page string, fields ...string) (int, string, http.Header) {
	b.t.Helper()
	values := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		values.Set(fields[i], fields[i+1])
	}
	request, err := http.NewRequest(http.MethodPost, b.base+page, strings.NewReader(values.Encode()))
	if err != nil {
		b.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(request)
}

// ask sends a GraphQL document with the cookies.
func (b *browser) ask(body string, headers ...string) (int, string, http.Header) {
	b.t.Helper()
	request, err := http.NewRequest(http.MethodPost, b.base+"/graphql", strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	return b.do(request)
}

func (b *browser) wantCheck(site string, want int, customer account.ID, when string) {
	b.t.Helper()
	status, body, header := b.get("/portal/check?site=" + site)
	if status != want || header.Get("X-Customer-Id") != customer.String() || body != "" {
		b.t.Errorf("%s: the check answers %d for %q with %q, want %d for %q", when, status, header.Get("X-Customer-Id"), body, want, customer)
	}
}

const password = "correct horse"

// invite gives a new customer and the secret of the invitation.
func invite(t *testing.T, s *testkit.Server, email string) (account.ID, string) {
	t.Helper()
	answer := s.Query(s.Token(account.SiteAdmin, "help"), `mutation($site: ID!, $email: String!) {
		inviteCustomer(input: {siteId: $site, email: $email, displayName: "Ana Example"}) { customer { id } invitation { url expiresAt } userErrors { code } } }`,
		map[string]any{"site": s.Site("help").ID.String(), "email": email})
	link, _ := answer.At("inviteCustomer", "invitation", "url").(string)
	id, err := account.ParseID(answer.At("inviteCustomer", "customer", "id").(string))
	before, token, ok := strings.Cut(link, "#token=")
	if err != nil || !ok || before != s.URL+"/portal/help/accept" {
		t.Fatalf("got %v %v with the link %q, want one to the accept page", answer.Errors, err, before)
	}
	return id, token
}

// TestPages goes through the portal as a person without scripts does.
func TestPages(t *testing.T) {
	s := testkit.Start(t)
	if _, err := s.Store().CreateSite(testkit.System(), "other", "Other"); err != nil {
		t.Fatal(err)
	}
	ana, token := invite(t, s, "ana@example.com")
	b := newBrowser(t, s.URL)
	b.wantCheck("help", 401, account.ID{}, "before")

	for _, tt := range []struct {
		why, page, token, password string
		status                     int
	}{
		{"cut off", "/portal/help/accept", token[:20], password, 422},
		{"of another site", "/portal/other/accept", token, password, 422},
		{"of another kind", "/portal/help/reset", token, password, 422},
		{"short password", "/portal/help/accept", token, "short", 422},
		{"1 MB", "/portal/help/accept", token, strings.Repeat("x", 1<<20), 413},
	} {
		status, body, header := b.send(tt.page, "token", tt.token, "password", tt.password)
		if status != tt.status || !strings.Contains(body, "<h1>") || strings.Contains(body, `value="short"`) || header.Get("Set-Cookie") != "" {
			t.Errorf("%s: got %d, want %d and no cookie\n%s", tt.why, status, tt.status, body)
		}
	}
	// The link may be pasted whole.
	status, _, header := b.send("/portal/help/accept", "token", s.URL+"/portal/help/accept#token="+token, "password", password)
	if status != 303 || header.Get("Location") != "/portal/help/sign-in" {
		t.Fatalf("accept: got %d to %q, want 303 to the sign-in page", status, header.Get("Location"))
	}
	cookie := header.Get("Set-Cookie")
	for _, part := range []string{"gatehouse_portal=ghp_", "Path=/", "HttpOnly", "SameSite=Lax"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie lacks %s", part)
		}
	}
	b.wantCheck("help", 204, ana, "accepted")
	b.wantCheck("other", 401, account.ID{}, "for another site")
	if status, _, _ := b.get("/portal/check"); status != 400 {
		t.Errorf("a check without a site: got %d, want 400", status)
	}
	if _, body, _ := b.get("/portal/help/sign-in"); !strings.Contains(body, "You are signed in") {
		t.Error("the sign-in page doesn't say that one is signed in")
	}
	if _, body, _ := b.get("/portal/other/sign-in"); strings.Contains(body, "You are signed in") {
		t.Error("the session counts for another site")
	}
	if status, _, _ := b.send("/portal/help/accept", "token", token, "password", "another horse"); status != 422 {
		t.Errorf("the used link: got %d, want 422", status)
	}
	if status, _, _ := b.send("/portal/help/sign-out"); status != 303 {
		t.Errorf("sign-out: got %d, want 303", status)
	}
	b.wantCheck("help", 401, account.ID{}, "signed out")

	_, wrong, _ := b.send("/portal/help/sign-in", "email", "ana@example.com", "password", "wrong horse")
	_, unknown, _ := b.send("/portal/help/sign-in", "email", "bob@example.com", "password", "wrong horse")
	if got := strings.ReplaceAll(unknown, "bob@", "ana@"); got != wrong || !strings.Contains(wrong, `role="alert"`) {
		t.Errorf("a wrong password and an unknown address are told apart:\n%s\n%s", wrong, unknown)
	}
	for next, want := range map[string]string{
		"/page?x=1": "/page?x=1", "": "/portal/help/sign-in", "//evil.test": "/portal/help/sign-in", "https://evil.test": "/portal/help/sign-in",
		`/\evil.test`: "/portal/help/sign-in", "page": "/portal/help/sign-in", "/\t/evil.test": "/portal/help/sign-in",
	} {
		status, _, header := b.send("/portal/help/sign-in", "email", "Ana@Example.com", "password", password, "return", next)
		if status != 303 || header.Get("Location") != want {
			t.Errorf("sign-in for %q: got %d to %q, want %q", next, status, header.Get("Location"), want)
		}
		b.send("/portal/help/sign-out", "everywhere", "yes")
	}
	for path, want := range map[string]int{
		"/portal/nowhere/sign-in": 404, "/portal/help/other": 404, "/portal/help/sign-out": 404, "/portal/-/portal.css": 200, "/portal/-/portal.js": 200, "/portal/-/page.html": 404,
	} {
		if status, _, _ := b.get(path); status != want {
			t.Errorf("%s: got %d, want %d", path, status, want)
		}
	}
	for _, secret := range []string{"#token", token, "ana@", "ghp_"} {
		if at := strings.Index(s.Logs(), secret); at >= 0 {
			t.Errorf("the log has %q: …%s…", secret, s.Logs()[max(at-200, 0):at])
		}
	}
}

// TestFormsOfOthers: a form that another page sends does nothing.
func TestFormsOfOthers(t *testing.T) {
	s := testkit.Start(t)
	ana, token := invite(t, s, "ana@example.com")
	b := newBrowser(t, s.URL)
	if status, _, _ := b.post("/portal/help/accept", "token", token, "password", password, "form", strings.Repeat("0", 32)); status != 403 {
		t.Errorf("without the cookie: got %d, want 403", status)
	}
	b.get("/portal/help/accept")
	if status, _, _ := b.post("/portal/help/accept", "token", token, "password", password); status != 403 {
		t.Errorf("without the secret: got %d, want 403", status)
	}
	if status, _, _ := b.send("/portal/help/accept", "token", token, "password", password); status != 303 {
		t.Errorf("the page's own: got %d, want 303", status)
	}
	b.wantCheck("help", 204, ana, "at last")
}

// TestCustomerAsksTheAPI: with the cookie a customer is CUSTOMER, reaches itself and
// nothing else, and no other site can use the cookie.
func TestCustomerAsksTheAPI(t *testing.T) {
	s := testkit.Start(t)
	ana, token := invite(t, s, "ana@example.com")
	bob, _ := invite(t, s, "bob@example.com")
	request, err := s.Store().CreateRequest(testkit.System(), s.Site("help").ID, "Ours", bob, []account.ID{ana})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Store().CreateRequest(testkit.System(), s.Site("help").ID, "Theirs", bob, nil); err != nil {
		t.Fatal(err)
	}
	b := newBrowser(t, s.URL)
	accept := `{"query":"mutation($t: String!, $p: String!) { acceptInvitation(input: {siteKey: \"help\", token: $t, password: $p}) { customerId sessionExpiresAt userErrors { code } } }","variables":{"t":"` + token + `","p":"` + password + `"}}`
	status, body, header := b.ask(accept)
	if status != 200 || !strings.Contains(body, ana.String()) || !strings.Contains(header.Get("Set-Cookie"), "HttpOnly") || strings.Contains(body, "ghp_") {
		t.Fatalf("accept: got %d %s, want the customer in the body and the session in a cookie", status, body)
	}
	want := func(what, document, answer string) {
		t.Helper()
		if _, body, _ := b.ask(`{"query":"` + strings.ReplaceAll(document, `"`, `\"`) + `"}`); !strings.Contains(body, answer) {
			t.Errorf("%s: got %s, want %s", what, body, answer)
		}
	}
	want("viewer", `{ viewer { role actorId customer { displayName email } sites { key } } }`,
		`{"viewer":{"role":"CUSTOMER","actorId":"`+ana.String()+`","customer":{"displayName":"Ana Example","email":"ana@example.com"},"sites":[{"key":"help"}]}}`)
	want("itself", `{ customer(id: "`+ana.String()+`") { label availableActions { action allowed } } }`, `{"action":"RENAME_CUSTOMER","allowed":true},{"action":"RESET_PASSWORD","allowed":true}`)
	want("another", `{ customer(id: "`+bob.String()+`") { label } node(id: "`+bob.String()+`") { id } }`, `{"customer":null,"node":null}`)
	want("rename itself", `mutation { renameCustomer(input: {customerId: "`+ana.String()+`", displayName: "Ann"}) { changed } }`, `"changed":true`)
	want("rename another", `mutation { renameCustomer(input: {customerId: "`+bob.String()+`", displayName: "B"}) { userErrors { code } } }`, `NOT_FOUND`)
	want("reset itself", `mutation { createPasswordReset(input: {customerId: "`+ana.String()+`"}) { passwordReset { url } userErrors { code } } }`, `{"passwordReset":null,"userErrors":[]}`)
	want("reset another", `mutation { createPasswordReset(input: {customerId: "`+bob.String()+`"}) { userErrors { code } } }`, `NOT_FOUND`)
	want("own requests", `{ site(key: "help") { requests { totalCount nodes { id reporter { label email } } } } }`,
		`{"requests":{"totalCount":1,"nodes":[{"id":"`+request.ID.String()+`","reporter":{"label":"Ana Example","email":null}}]}}`)
	want("somebody's requests", `{ site(key: "help") { requests(filter: {customerId: "`+bob.String()+`"}) { nodes { id } } } }`, `"nodes":[]`)
	want("a search", `{ site(key: "help") { userPicker(query: "ana") { label } } }`, `FORBIDDEN`)
	want("a search among requests", `{ site(key: "help") { requests(filter: {customer: "bob"}) { nodes { id } } } }`, `FORBIDDEN`)
	want("the page", `{ site(key: "help") { portalCustomers { nodes { id } } } }`, `FORBIDDEN`)

	who := `{"query":"{ viewer { role } }"}`
	if status, body, _ := b.ask(who, "Origin", "https://evil.test", "Sec-Fetch-Site", "cross-site"); status != 403 {
		t.Errorf("from another site: got %d %s, want 403", status, body)
	}
	if status, _, _ := b.ask(who, "Content-Type", "text/plain"); status != 403 {
		t.Errorf("as a form could send it: got %d, want 403", status)
	}
	want("sign out", `mutation { signOut(input: {everywhere: true}) { changed } }`, `"changed":true`)
	want("afterwards", `{ viewer { role } }`, `UNAUTHENTICATED`)
	want("once more", `mutation { signOut(input: {}) { changed } }`, `"changed":false`)
}
