package web_test

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"gatehouse/account"
	"gatehouse/internal/testkit"
)

// tabs gives the example tabs as they are committed, in order.
func tabs(t *testing.T) (names []string, documents map[string]string) {
	t.Helper()
	files, err := filepath.Glob("graphiql/tabs/*.graphql")
	if err != nil || len(files) < 15 {
		t.Fatalf("found %d example tabs, error %v", len(files), err)
	}
	documents = map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file)[3:], ".graphql")
		names, documents[name] = append(names, name), string(text)
	}
	return names, documents
}

// expectedCodes are the errors that a tab shows on purpose.
var expectedCodes = map[string]string{
	"change-email": "EMAIL_MANAGED_BY_IDENTITY_PROVIDER",
	"page":         "EMAIL_ADDRESS_REQUIRED",
}

// TestTabsRun runs every example tab in order, as a newcomer would, with the
// samples and the token of the first start.
func TestTabsRun(t *testing.T) {
	s := testkit.Start(t, testkit.WithSamples())
	secret, err := os.ReadFile(s.Dir + "/first-token")
	if err != nil {
		t.Fatal(err)
	}
	token := strings.TrimSpace(string(secret))
	request := s.Query(token, `{site(key:"help"){requests(first:1){nodes{id}}}}`, nil).At("site", "requests", "nodes", 0, "id")
	known := map[string]any{"siteId": s.Site("help").ID.String(), "requestId": request}
	names, documents := tabs(t)
	for _, name := range names {
		variables := map[string]any{}
		for key, value := range known {
			if strings.Contains(documents[name], "$"+key+":") {
				variables[key] = value
			}
		}
		answer := s.Query(token, documents[name], variables)
		if got := strings.Join(answer.Codes(), " "); got != expectedCodes[name] {
			t.Errorf("tab %s: errors %q, want %q", name, got, expectedCodes[name])
		}
		for field, payload := range answer.Data {
			object, _ := payload.(map[string]any)
			errors, _ := object["userErrors"].([]any)
			if len(errors) > 0 && name != "re-invite" {
				t.Errorf("tab %s: %s answers %v", name, field, errors)
			}
		}
	}
}

// TestStory follows the tabs that show what a revoke, a grant and a delete mean.
func TestStory(t *testing.T) {
	s := testkit.Start(t, testkit.WithSamples())
	token := s.Token(account.OrganizationAdmin, "")
	_, documents := tabs(t)
	site := map[string]any{"siteId": s.Site("help").ID.String()}
	surfaces := func() string {
		a := s.Query(token, documents["surfaces"], nil)
		has := func(way ...any) bool { return strings.Contains(fmt.Sprint(a.At(way...)), "Nora Vos") }
		return fmt.Sprintf("picker %v, name %v, start %v, exact %v, page %v, old request %v", has("site", "userPicker"), has("site", "filterByName", "nodes"),
			has("site", "filterByStartOfAddress"), has("site", "filterByExactAddress"), has("site", "customersPage"),
			a.At("site", "oldRequest", "nodes", 0, "reporter", "label"))
	}
	invite := func() any {
		return s.Query(token, documents["re-invite"], site).At("inviteCustomer", "userErrors", 0, "code")
	}
	const all = "picker true, name true, start true, exact true, page true, old request Nora Vos"
	for _, step := range []struct{ tab, surfaces, invite string }{
		{"me", all, "EMAIL_TAKEN"},
		{"revoke", "picker false, name false, start false, exact true, page true, old request Nora Vos (Deactivated)", "CUSTOMER_REVOKED"},
		{"grant", all, "EMAIL_TAKEN"},
		{"delete", "picker false, name false, start false, exact false, page false, old request Former user (Deactivated)", "EMAIL_ON_HOLD"},
	} {
		if codes := s.Query(token, documents[step.tab], nil).Codes(); codes != nil {
			t.Fatalf("tab %s: %v", step.tab, codes)
		}
		if got := surfaces(); got != step.surfaces {
			t.Errorf("after %s: got %s, want %s", step.tab, got, step.surfaces)
		}
		if got := invite(); got != step.invite {
			t.Errorf("after %s an invite answers %v, want %s", step.tab, got, step.invite)
		}
	}
	s.Clock.Advance(account.DefaultHold)
	again := s.Query(token, documents["re-invite"], site)
	if id := again.At("inviteCustomer", "customer", "id"); id == nil || id == "cus_0198c0de000070008000000000000001" {
		t.Errorf("when the hold has ended, the invite gives the id %v (%v), want a new one", id, again.At("inviteCustomer", "userErrors"))
	}
}

// TestGraphiQL opens the link of the first start in a browser: a tab runs, no
// request goes elsewhere, nothing is blocked or complained about, and nothing is
// left in the browser.
func TestGraphiQL(t *testing.T) {
	s := testkit.Start(t, testkit.WithSamples())
	token := s.Token(account.OrganizationAdmin, "")
	b := testkit.OpenBrowser(t)
	b.Do("open the link", chromedp.Navigate(s.URL+"/graphiql#token="+token))
	b.WaitUntil(`document.querySelector("#who").textContent.startsWith("Signed in as ORGANIZATION_ADMIN")`)
	b.WaitUntil(`document.querySelectorAll(".graphiql-tab").length >= 15`)
	if got := testkit.Evaluate[string](b, "location.href"); got != s.URL+"/graphiql" {
		t.Errorf("the address is %q, want it without the token", got)
	}
	run(b)
	b.WaitUntil(`document.querySelector(".result-window").textContent.includes("Nora Vos")`)

	b.Do("open the tab revoke", chromedp.Click(chromedp.CSS(`.graphiql-tab:nth-child(2) .graphiql-tab-button`)))
	b.WaitUntil(`document.querySelector(".graphiql-query-editor .CodeMirror").CodeMirror.getValue().includes("mutation revoke")`)
	run(b)
	b.WaitUntil(`document.querySelector(".result-window").textContent.includes("Nora Vos (Deactivated)")`)

	b.Do("open the documentation", chromedp.Click(chromedp.CSS(`.graphiql-sidebar button[aria-label*="Documentation"]`)))
	b.WaitUntil(`document.querySelector(".graphiql-doc-explorer")?.textContent.includes("Mutation")`)

	for _, address := range b.Requests() {
		if u, err := url.Parse(address); err != nil || u.Scheme != "data" && u.Scheme+"://"+u.Host != s.URL {
			t.Errorf("a request went to %s, want all at %s", address, s.URL)
		}
	}
	if problems := b.Problems(); len(problems) > 0 {
		t.Errorf("the browser complains: %q", problems)
	}
	left := testkit.Evaluate[string](b, `JSON.stringify([localStorage, sessionStorage, document.cookie, history.length, history.state])`)
	if left != `[{},{},"",2,null]` {
		t.Errorf("the browser keeps %s, want nothing", left)
	}
	if strings.Contains(s.Logs(), token) {
		t.Error("the token is in the server's log")
	}
}

// TestGraphiQLSignIn opens the page without a token and pastes one.
func TestGraphiQLSignIn(t *testing.T) {
	s := testkit.Start(t)
	b := testkit.OpenBrowser(t)
	b.Do("open the page", chromedp.Navigate(s.URL+"/graphiql"))
	b.WaitUntil(`document.querySelector("#who").textContent.startsWith("Paste an access token")`)
	paste := func(token string) {
		b.Do("paste a token", chromedp.SendKeys(chromedp.CSS("#token"), token), chromedp.Click(chromedp.CSS("#sign-in button")))
	}
	paste("gh_wrong")
	b.WaitUntil(`document.querySelector("#who").textContent.startsWith("This token is unknown")`)
	paste(s.Token(account.Agent, "help"))
	b.WaitUntil(`document.querySelector("#who").textContent.startsWith("Signed in as AGENT")`)
	b.Do("sign out", chromedp.Click(chromedp.CSS("#sign-out")))
	b.WaitUntil(`document.querySelector("#who").textContent.startsWith("Paste an access token")`)
}

func run(b *testkit.Browser) {
	b.Do("run the tab", chromedp.Click(chromedp.CSS(".graphiql-execute-button")))
}
