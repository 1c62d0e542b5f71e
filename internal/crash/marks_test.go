package crash

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gatehouse/internal/forensic"
)

// marks are texts that no output may repeat. Each begins in its own way.
const (
	markName    = "Qwxzkvname"
	markRenamed = "Qxwzjvrenamed"
	markMail    = "qzkxwvmail"
	markReason  = "zqkwxjreason"
	markTyped   = "wqzxkjtyped"
	markConfirm = "kzqwxvconfirm"
	markName2   = "Jqzxwkoperation"
	markHeader  = "vqzjxwheader"
	markQuery   = "xqzvkwquery"
	markLiteral = "zxqvjkliteral"
	markPath    = "jkqzxvpath"
	markToken   = "wzqvxktoken"
)

var marks = []string{markName, markRenamed, markMail, markReason, markTyped, markConfirm, markName2, markHeader, markQuery, markLiteral, markPath, markToken}

// TestMarks drives every customer operation, and every error a client can cause,
// with marked texts. None of them may be in what the server writes, in the audit
// log, or, once the people are deleted, in any file.
func TestMarks(t *testing.T) {
	w := newWorld(t, t.TempDir(), 1)
	ids := w.marked()
	if found := scanText(t, markName+" "+markTyped); len(found) == 0 {
		t.Fatal("the scan finds no mark where there is one: it proves nothing")
	}
	if before, err := scanFiles(w.dir, []string{markName, markMail}); err != nil || len(before) == 0 {
		t.Fatalf("the people are not in the files before their delete (error %v): the scan proves nothing", err)
	}
	for _, id := range ids {
		w.send(`mutation($in: DeleteCustomerInput!) { deleteCustomer(input: $in) { userErrors { code } } }`, map[string]any{
			"in": map[string]any{"customerId": id.id, "confirmEmail": id.email}})
	}
	h := &harness{t: t, dir: w.dir, p: w.p}
	h.proveErased(false)
	audit := w.send(`{ organization { auditLog(first: 100) { nodes { id action actorId subjectId requestId outcome } } } }`, nil)
	if !strings.Contains(audit, "DELETE_CUSTOMER") {
		t.Errorf("got the audit log %s, want the deletions in it", audit)
	}
	// The access log is written out at the stop, at the latest.
	w.stop()
	if lines := strings.Count(w.p.output.String(), `"msg":"request"`); lines < 80 {
		t.Errorf("the log has %d requests, want at least 80", lines)
	}
	for _, f := range scanText(t, audit+w.p.output.String()) {
		t.Errorf("the audit log or the log has a mark: %v", f)
	}
	found, err := scanFiles(w.dir, marks)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Error(f)
	}
}

type markedPerson struct{ id, email string }

// marked drives the operations and the errors, and gives who was made by them.
func (w *world) marked() []markedPerson {
	w.t.Helper()
	who := markedPerson{email: markMail + "@" + "crash.example"}
	const invite = `mutation($in: InviteCustomerInput!) { inviteCustomer(input: $in) { customer { id } userErrors { code message } } }`
	text := w.send(invite, map[string]any{"in": map[string]any{"siteId": w.client.site, "email": who.email, "displayName": markName + " Walker"}})
	var made struct {
		Data struct {
			InviteCustomer struct{ Customer struct{ ID string } }
		}
	}
	if err := json.Unmarshal([]byte(text), &made); err != nil {
		w.t.Fatal(err)
	}
	who.id = made.Data.InviteCustomer.Customer.ID
	act := func(field string, input map[string]any) {
		w.send("mutation "+markName2+"($in: "+strings.ToUpper(field[:1])+field[1:]+"Input!) { "+field+"(input: $in) { userErrors { code message } } }",
			map[string]any{"in": input})
	}
	for _, id := range []string{who.id, markTyped, "cus_00000000000070008000000000000000"} {
		act("revokeAccess", map[string]any{"customerId": id, "reason": markReason})
		act("inviteCustomer", map[string]any{"siteId": w.client.site, "email": who.email, "displayName": markTyped})
		act("grantAccess", map[string]any{"customerId": id, "reason": markReason})
		act("inviteCustomer", map[string]any{"siteId": id, "email": who.email, "displayName": markTyped})
		act("renameCustomer", map[string]any{"customerId": id, "displayName": markRenamed + "\u202e"})
		act("renameCustomer", map[string]any{"customerId": id, "displayName": markRenamed})
		act("updateCustomerEmail", map[string]any{"customerId": id, "email": markTyped + "@crash.example"})
		act("deleteCustomer", map[string]any{"customerId": id, "confirmEmail": markConfirm + "@crash.example"})
		act("createRequest", map[string]any{"siteId": w.client.site, "summary": "Help", "reporterId": id, "participantIds": []string{markTyped}})
		act("setRequestParticipants", map[string]any{"requestId": id, "participantIds": []string{id}})
		act("revokeAccessToken", map[string]any{"tokenId": id})
		act("createAccessToken", map[string]any{"role": markTyped, "name": "x"})
		act("updateSiteSettings", map[string]any{"siteId": id, "allowedDomains": []string{markTyped + " x"}})
		act("createSite", map[string]any{"key": markTyped + "!", "name": "x"})
	}
	for _, email := range []string{markTyped, markTyped + "@", "@" + markTyped, markTyped + "@x@y", strings.Repeat(markTyped, 40) + "@x.example"} {
		act("inviteCustomer", map[string]any{"siteId": w.client.site, "email": email, "displayName": markTyped})
		w.send(`query($q: String!) { site(key: "help") { userPicker(query: $q) { label } customerFilter(query: $q, after: $q) { totalCount }
			portalCustomers(email: $q) { totalCount } requests(filter: {customer: $q}) { totalCount } } node(id: $q) { id } }`, map[string]any{"q": email})
	}
	w.send(`{ site(key: "`+markLiteral+`") { id } node(id: "`+markLiteral+`") { id } `+markLiteral+` }`, nil)
	w.send(`{ site(key: "help") { userPicker(query: "`+markLiteral+`") { label } } }`, nil)
	w.send(`{ `+markLiteral+`( "`, nil)
	w.send(`query($`+markTyped+`: String!) { viewer { role } }`, map[string]any{markTyped: map[string]any{markTyped: 1}})
	w.strange()
	return []markedPerson{who}
}

// strange sends what no client of ours would.
func (w *world) strange() {
	w.t.Helper()
	for _, address := range []string{
		"/graphql?query=" + url.QueryEscape(`{ site(key: "`+markQuery+`") { id } }`) + "&operationName=" + markQuery,
		"/graphql?" + markQuery + "=1&variables=" + markQuery, "/" + markPath, "/graphql/" + markPath, "/graphiql?query=" + markQuery, "/?q=" + markQuery,
		"/export?site=" + markQuery, "/export?site=help&format=" + markQuery, "/export?site=help",
	} {
		for _, method := range []string{"GET", "POST", "DELETE", "PUT", strings.ToUpper(markTyped)} {
			w.raw(method, address, markTyped)
		}
	}
	w.raw("POST", "/session", `{"token":"`+markToken+`"}`)
	w.raw("POST", "/graphql", `{"query":"{viewer{role}}","operationName":"`+markName2+`","extensions":{"`+markTyped+`":"`+markTyped+`"}}`)
}

// send asks the API as an admin, with marked headers, and gives the whole answer.
func (w *world) send(document string, variables map[string]any) string {
	w.t.Helper()
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		w.t.Fatal(err)
	}
	return w.raw("POST", "/graphql", string(body))
}

func (w *world) raw(method, address, body string) string {
	w.t.Helper()
	request, err := http.NewRequest(method, w.p.url+address, strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+w.p.token)
	for _, name := range []string{"X-Request-Id", "User-Agent", "Referer", "Traceparent", "X-Forwarded-For", "Origin-" + markHeader} {
		request.Header.Set(name, markHeader)
	}
	response, err := w.p.client.Do(request)
	if err != nil {
		w.t.Fatal(err)
	}
	defer response.Body.Close()
	var text bytes.Buffer
	if _, err := text.ReadFrom(response.Body); err != nil {
		w.t.Fatal(err)
	}
	return text.String()
}

// scanText looks for the marks in a text as in a file.
func scanText(t *testing.T, text string) []forensic.Finding {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "output"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	found, err := scanFiles(dir, marks)
	if err != nil {
		t.Fatal(err)
	}
	return found
}
