package contract

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

// badInput are texts as they stand in a request's JSON, and what the searches answer:
// how many they find of Ann Mason and Bo Rand, or the code of their refusal. The
// engine's syntax is text like any other.
var badInput = []struct {
	name, text     string
	picker, filter int
	code           string
}{
	{name: "nothing", text: ``},
	{name: "a blank", text: ` `},
	{name: "a tab and a line", text: `\t\n`},
	{name: "punctuation", text: `!#$%&()*+,-./:;<=>?[]^_{|}~`},
	{name: "an @", text: `@`},
	{name: "a dot", text: `.`},
	{name: "a null", text: `\u0000`},
	{name: "half a surrogate", text: `\ud800`},
	{name: "the other half", text: `\udfff`},
	{name: "halves in a word", text: `\ud800ann\udc00`, picker: 1, filter: 1},
	{name: "halves within a word", text: `an\ud800nn`},
	{name: "a star", text: `*`},
	{name: "a star behind", text: `an*`, picker: 1, filter: 1},
	{name: "a star within", text: `a*n`},
	{name: "a question mark", text: `a?n`},
	{name: "fuzzy", text: `mazon~`, picker: 1},
	{name: "fuzzy by two", text: `mxxon~2`},
	{name: "a field", text: `exact:ann.mason@acme.example`},
	{name: "another field", text: `_id:*`},
	{name: "a phrase", text: `\"ann mason\"`, picker: 1, filter: 1},
	{name: "an open phrase", text: `\"ann`, picker: 1, filter: 1},
	{name: "a backslash", text: `ann\\`, picker: 1, filter: 1},
	{name: "must and must not", text: `+ann -mason`, picker: 1, filter: 1},
	{name: "either", text: `ann OR bo`},
	{name: "a boost", text: `ann^10`},
	{name: "a range", text: `[a TO z]`},
	{name: "greater", text: `>a`, picker: 1, filter: 1},
	{name: "a regular expression", text: `/a.*/`, picker: 1, filter: 1},
	{name: "another one", text: `^(a|b).*$`},
	{name: "SQL", text: `' OR 1=1 --`},
	{name: "SQL's wildcard", text: `%`},
	{name: "256 characters", text: strings.Repeat("m", 256)},
	{name: "256 of four bytes", text: strings.Repeat("😀", 256)},
	{name: "257 characters", text: strings.Repeat("m", 257), code: "INVALID_ARGUMENT"},
	{name: "10,000 characters", text: strings.Repeat("ann ", 2500), code: "INVALID_ARGUMENT"},
}

// TestBadInput asks over HTTP what no person means: an empty answer or a clear error,
// never an accident, and never somebody who is not found by that text.
func TestBadInput(t *testing.T) {
	s := testkit.Start(t)
	ctx, help := testkit.System(), s.Site("help")
	for name, email := range map[string]string{"Ann Mason": "ann.mason@acme.example", "Bo Rand": "bo.rand@bolt.example"} {
		if _, err := s.Store().InviteCustomer(ctx, help.ID, email, name); err != nil {
			t.Fatal(err)
		}
	}
	token := s.Token(account.SiteAdmin, "help")
	for _, c := range badInput {
		for field, want := range map[string]int{
			"userPicker(query: $q) { label }":                       c.picker,
			"customerFilter(query: $q) { nodes { id } totalCount }": c.filter,
		} {
			document := `query($q: String!) { site(key: \"help\") { found: ` + field + ` } }`
			code, found, message := searchRaw(t, s.URL, token, document, c.text)
			if code != c.code || found != want && code == "" {
				t.Errorf("%s, %s: got %d found, %q (%s), want %d, %q", c.name, field, found, code, message, want, c.code)
			}
			if c.code != "" && !strings.Contains(message, "type their beginning") {
				t.Errorf("%s: the error %q does not say what to do", c.name, message)
			}
		}
		document := `query($q: String!) { site(key: \"help\") { found: portalCustomers(email: $q) { nodes { id } totalCount } } }`
		if code, _, message := searchRaw(t, s.URL, token, document, c.text); code != "EMAIL_ADDRESS_REQUIRED" {
			t.Errorf("%s, the page's search box: got %q (%s), want EMAIL_ADDRESS_REQUIRED", c.name, code, message)
		}
	}
	if strings.Contains(s.Logs(), "mxxon") || strings.Contains(s.Logs(), "panic") {
		t.Error("the log holds a typed text or a panic")
	}
}

// searchRaw sends a text as it stands, escapes and all, which no JSON encoder would
// write.
func searchRaw(t *testing.T, url, token, document, text string) (code string, found int, message string) {
	t.Helper()
	body := fmt.Sprintf(`{"query":"%s","variables":{"q":"%s"}}`, document, text)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/graphql", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%q: status %d, %v: %s", text, response.StatusCode, err, raw)
	}
	var answer struct {
		Data struct {
			Site struct{ Found json.RawMessage }
		}
		Errors []testkit.APIError
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		t.Fatal(err)
	}
	if len(answer.Errors) > 0 {
		return answer.Errors[0].Code(), 0, answer.Errors[0].Message
	}
	var list []any
	if json.Unmarshal(answer.Data.Site.Found, &list) == nil {
		return "", len(list), ""
	}
	var page struct {
		Nodes      []any
		TotalCount int
	}
	if err := json.Unmarshal(answer.Data.Site.Found, &page); err != nil || page.TotalCount != len(page.Nodes) {
		t.Errorf("%q: %d rows of %d, %v", text, len(page.Nodes), page.TotalCount, err)
	}
	return "", len(page.Nodes), ""
}
