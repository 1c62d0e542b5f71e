package contract

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gatehouse/account"
	"gatehouse/internal/testkit"
)

const (
	responseType = "application/graphql-response+json"
	jsonType     = "application/json"
)

// marker is put wherever a client can write something. No answer may repeat it.
const marker = "Qz7marked"

// exchange is one request and what must come back. Requests are POSTs of JSON to
// /graphql unless said otherwise.
type exchange struct {
	name    string
	method  string // POST.
	url     url.Values
	kind    string // Content-Type: application/json; "-": none.
	accept  string // "": none.
	headers map[string]string
	body    string

	status int
	answer string // Media type of the answer; "": application/json.
	errors bool   // There are errors, and no data, not even null.
	code   string // Of the first error.
	allow  string
}

const typename = `{"query":"{__typename}"}`

// TestGraphQLOverHTTP holds the door to GraphQL over HTTP, MUST and SHOULD, as the
// audits of the graphql-http project list them, and to RFC 9110 beside it.
func TestGraphQLOverHTTP(t *testing.T) {
	server := testkit.Start(t)
	token := server.Token(account.OrganizationAdmin, "")
	for _, group := range [][]exchange{mediaTypes, requests, parameters, documents, hostile} {
		for _, x := range group {
			t.Run(x.name, func(t *testing.T) { x.check(t, server.URL, token) })
		}
	}
	if logs := server.Logs(); strings.Contains(logs, marker) {
		t.Errorf("the log repeats what was sent:\n%s", logs)
	}
}

func (x exchange) check(t *testing.T, base, token string) {
	response, body := x.send(t, base, token)
	if got, want := response.StatusCode, x.status; got != want {
		t.Errorf("status: got %d, want %d: %s", got, want, body)
	}
	want := x.answer
	if want == "" {
		want = jsonType
	}
	if got := response.Header.Get("Content-Type"); got != want+"; charset=utf-8" {
		t.Errorf("content type: got %q, want %q in UTF-8", got, want)
	}
	if got := response.Header.Get("Allow"); got != x.allow {
		t.Errorf("Allow: got %q, want %q", got, x.allow)
	}
	if strings.Contains(string(body), marker) {
		t.Errorf("the answer repeats what was sent: %s", body)
	}
	if x.method == http.MethodHead {
		return
	}
	var answer map[string]json.RawMessage
	if err := json.Unmarshal(body, &answer); err != nil {
		t.Fatalf("the answer is no JSON object: %v: %s", err, body)
	}
	_, hasErrors := answer["errors"]
	_, hasData := answer["data"]
	if hasErrors != x.errors || hasData == x.errors {
		t.Errorf("errors %v, data %v; want errors %v: %s", hasErrors, hasData, x.errors, body)
	}
	for member := range answer {
		if member != "errors" && member != "data" && member != "extensions" {
			t.Errorf("the answer has a member %q", member)
		}
	}
	if got := firstCode(t, answer["errors"]); got != x.code {
		t.Errorf("code: got %q, want %q: %s", got, x.code, body)
	}
}

func firstCode(t *testing.T, errors json.RawMessage) string {
	if errors == nil {
		return ""
	}
	var list []testkit.APIError
	if err := json.Unmarshal(errors, &list); err != nil || len(list) == 0 || list[0].Message == "" {
		t.Fatalf("errors are no list of errors with messages: %s", errors)
	}
	if list[0].Extensions["requestId"] == "" {
		t.Errorf("the error names no request: %s", errors)
	}
	return list[0].Code()
}

func (x exchange) send(t *testing.T, base, token string) (*http.Response, []byte) {
	method, address := x.method, base+"/graphql"
	if method == "" {
		method = http.MethodPost
	}
	if x.url != nil {
		address += "?" + x.url.Encode()
	}
	request, err := http.NewRequest(method, address, strings.NewReader(x.body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	if x.accept != "" {
		request.Header.Set("Accept", x.accept)
	}
	switch {
	case x.kind == "" && x.url == nil:
		request.Header.Set("Content-Type", jsonType)
	case x.kind != "-" && x.kind != "":
		request.Header.Set("Content-Type", x.kind)
	}
	for name, value := range x.headers {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, body
}
