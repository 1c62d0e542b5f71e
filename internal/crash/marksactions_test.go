package crash

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

// markedActions are the ways in which somebody can type something. They run in this
// order on one server.
var markedActions = []struct {
	name string
	do   func(*marked)
}{
	{"every field of the schema, as an admin", func(m *marked) { m.schema(m.p.token) }},
	{"every field of the schema, as the identity provider", func(m *marked) { m.schema(m.tokenOf("IDENTITY_PROVIDER")) }},
	{"every field of the schema, as an agent", func(m *marked) { m.schema(m.tokenOf("AGENT", "-site", "help")) }},
	{"every field of the schema, as nobody", func(m *marked) { m.schema(m.mark("token")) }},
	{"a name twice, with what a name may not have", (*marked).renames},
	{"addresses that are none", (*marked).addresses},
	{"documents that are none", (*marked).documents},
	{"requests that no client sends", (*marked).strange},
	{"an import", (*marked).imports},
	{"a session of the console", (*marked).signIn},
	{"bulk jobs", (*marked).bulk},
	{"provisioning over SCIM", (*marked).provisioning},
	{"the portal's pages", (*marked).pages},
	{"webhooks", (*marked).webhooks},
}

func (m *marked) renames() {
	for _, name := range []string{m.mark("a former name") + " Walker", m.mark("a name with a bidi override") + "\u202e", m.mark("a long name") + strings.Repeat("x", 300), m.mark("a later name")} {
		m.send(`mutation($in: RenameCustomerInput!) { renameCustomer(input: $in) { userErrors { code message } } }`,
			map[string]any{"in": map[string]any{"customerId": m.id, "displayName": name}})
	}
	for _, field := range []string{"revokeAccess", "grantAccess"} {
		m.send("mutation($in: "+strings.ToUpper(field[:1])+field[1:]+"Input!) { "+field+"(input: $in) { userErrors { code message } } }",
			map[string]any{"in": map[string]any{"customerId": m.id, "reason": m.mark("the reason of " + field)}})
	}
}

func (m *marked) addresses() {
	for _, address := range []string{
		m.mark("an address without @"), m.mark("an address without domain") + "@", "@" + m.mark("an address without name"),
		m.mark("an address with two @") + "@x@y", strings.Repeat(m.mark("a long address"), 40) + "@x.example", m.mark("a known address") + "@crash.example",
	} {
		for range 2 {
			m.send(`mutation($in: InviteCustomerInput!) { inviteCustomer(input: $in) { userErrors { code message } } }`,
				map[string]any{"in": map[string]any{"siteId": m.client.site, "email": address, "displayName": m.mark("the name beside an address")}})
		}
		m.send(`query($q: String!) { site(key: "help") { userPicker(query: $q) { label } customerFilter(query: $q, after: $q) { totalCount }
			portalCustomers(email: $q) { totalCount } requests(filter: {customer: $q}) { totalCount } } node(id: $q) { id } }`, map[string]any{"q": address})
	}
}

func (m *marked) documents() {
	literal := m.mark("a literal")
	for _, document := range []string{
		`{ site(key: "` + literal + `") { id } node(id: "` + literal + `") { id } ` + m.mark("an unknown field") + ` }`,
		`{ site(key: "help") { userPicker(query: "` + literal + `") { label } } }`,
		`{ ` + m.mark("a syntax error") + `( "`, `{ viewer { role } } # ` + m.mark("a comment"),
		`{ ...` + m.mark("a fragment") + ` }`, `{ viewer @` + m.mark("a directive") + ` { role } }`,
		`{ site(key: "help") { portalCustomers(status: ` + m.mark("an enum value") + `) { totalCount } } }`,
	} {
		m.send(document, nil)
	}
	name := m.mark("a variable")
	m.send(`query($`+name+`: String!) { viewer { role } }`, map[string]any{name: map[string]any{name: 1}})
}

// strange sends what no client of ours would.
func (m *marked) strange() {
	query, body := m.mark("a query string"), m.mark("a body")
	for _, address := range []string{
		"/graphql?query=" + url.QueryEscape(`{ site(key: "`+query+`") { id } }`) + "&operationName=" + query,
		"/graphql?" + query + "=1&variables=" + query, "/" + m.mark("a path"), "/graphql/" + m.mark("a path below"), "/graphiql?query=" + query, "/?q=" + query,
		"/export?site=" + query, "/export?site=help&format=" + query, "/export?site=help",
	} {
		for _, method := range []string{"GET", "POST", "DELETE", "PUT", strings.ToUpper(m.mark("a method"))} {
			m.raw(method, address, body)
		}
	}
	m.raw("POST", "/session", `{"token":"`+m.mark("a token in a body")+`"}`)
	m.raw("POST", "/graphql", `{"query":"{viewer{role}}","operationName":"`+m.mark("an operation's name")+`","extensions":{"`+body+`":"`+body+`"}}`)
}

// imports brings a file with good and bad lines in, beside the server.
func (m *marked) imports() {
	lines := []string{"email,name,status,id", m.mark("an imported address") + "@crash.example," + m.mark("an imported name") + ",active,"}
	for _, line := range []string{"#,x,active,", "# @x,x,active,", "#@crash.example,x,#,", "#@crash.example,x,active,#", "#@crash.example,#\u202e,active,", "\"#"} {
		lines = append(lines, strings.ReplaceAll(line, "#", m.mark("a bad line of an import")))
	}
	file := filepath.Join(m.t.TempDir(), "customers.csv")
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		m.t.Fatal(err)
	}
	said := m.command("import", "-data", m.dir, "-site", "help", file)
	if !strings.Contains(said, "line") {
		m.t.Errorf("the import said %s, want it to tell the bad lines", said)
	}
	for _, f := range scanText(m.t, m.all(), said) {
		m.t.Errorf("what the import says has what was typed in %s: %v", m.places[f.Needle], f)
	}
}

// bulk starts jobs of every kind, also some that are refused, and one from a file.
// Nobody new is made: what is invited is invited in dry runs.
func (m *marked) bulk() {
	start := func(key string, more map[string]any) {
		input := map[string]any{"siteId": m.client.site, "idempotencyKey": m.mark("an idempotency key") + key, "dryRun": true}
		for name, value := range more {
			input[name] = value
		}
		m.send(`mutation($in: StartBulkJobInput!) { startBulkJob(input: $in) { job { id outcomes { nodes { line code } } } userErrors { code message } } }`, map[string]any{"in": input})
	}
	invitations := []map[string]any{{"email": m.mark("an invited address") + "@crash.example", "displayName": m.mark("an invited name")},
		{"email": m.mark("no invited address"), "displayName": m.mark("an invited name")}}
	start("1", map[string]any{"action": "INVITE", "invitations": invitations})
	start("1", map[string]any{"action": "INVITE", "invitations": invitations[:1]})
	for _, selector := range []map[string]any{{"ids": []string{m.id, m.mark("an id of a job")}}, {"emails": []string{m.email, m.mark("an address of a job")}}, {"domain": m.mark("a domain of a job")}} {
		start("2", map[string]any{"action": "REVOKE", "selector": selector, "reason": m.mark("the reason of a job"), "dryRun": false})
		start("3", map[string]any{"action": "DELETE", "selector": selector, "dryRun": false})
	}
	line := `{"email":"` + m.mark("an address of POST /bulk") + `@crash.example","name":"` + m.mark("a name of POST /bulk") + `"}` + "\n"
	for _, query := range []string{"site=help&action=INVITE&dryRun=true", "site=help&action=GRANT&x=" + m.mark("a query of POST /bulk")} {
		m.raw("POST", "/bulk?"+query, line+line+m.mark("a bad line of POST /bulk"))
	}
	file := filepath.Join(m.t.TempDir(), "bulk.csv")
	if err := os.WriteFile(file, []byte("email,name\n"+m.mark("an address of gatehouse bulk")+"@crash.example,"+m.mark("a name of gatehouse bulk")+"\n#,#,#"), 0o600); err != nil {
		m.t.Fatal(err)
	}
	said := m.command("bulk", "-data", m.dir, "-site", "help", "-action", "invite", "-dry-run", file)
	if !strings.Contains(said, "2,,CHANGED") || !strings.Contains(said, "3,,UNREADABLE_LINE") {
		m.t.Errorf("the bulk job said %s, want the outcomes of both lines", said)
	}
	for _, f := range scanText(m.t, m.all(), said) {
		m.t.Errorf("what the bulk job says has what was typed in %s: %v", m.places[f.Needle], f)
	}
}

// tokenOf makes a token of a role.
func (m *marked) tokenOf(role string, more ...string) string {
	m.t.Helper()
	text, err := run(append([]string{"token", "create", "-data", m.dir, "-role", role}, more...)...)
	if err != nil {
		m.t.Fatalf("token create: %v\n%s", err, text)
	}
	secret := strings.TrimSpace(text)
	m.keep(secret, "the output of token create: the secret of "+role)
	return secret
}

// signIn opens a session of the console, whose secret is nobody's business either.
func (m *marked) signIn() {
	m.t.Helper()
	response, err := m.p.client.Post(m.p.url+"/session", "application/json", strings.NewReader(`{"token":"`+m.p.token+`"}`))
	if err != nil {
		m.t.Fatal(err)
	}
	defer response.Body.Close()
	if len(response.Cookies()) != 1 {
		m.t.Fatalf("POST /session gave %d cookies", len(response.Cookies()))
	}
	m.keep(response.Cookies()[0].Value, "the cookie of a session")
}

// send asks the API as an admin, with marked headers, and gives the whole answer.
func (m *marked) send(document string, variables map[string]any) string {
	m.t.Helper()
	return m.as(m.p.token, document, variables)
}

func (m *marked) as(token, document string, variables map[string]any) string {
	m.t.Helper()
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		m.t.Fatal(err)
	}
	return m.request("POST", "/graphql", string(body), token)
}

func (m *marked) raw(method, address, body string) string {
	m.t.Helper()
	return m.request(method, address, body, m.p.token)
}

func (m *marked) request(method, address, body, token string) string {
	m.t.Helper()
	request, err := http.NewRequest(method, m.p.url+address, strings.NewReader(body))
	if err != nil {
		m.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	if strings.HasPrefix(address, "/bulk") {
		request.Header.Set("Content-Type", "application/x-ndjson")
	}
	header := m.mark("a header")
	for _, name := range []string{"X-Request-Id", "User-Agent", "Referer", "Traceparent", "Tracestate", "Baggage", "X-Forwarded-For", "Idempotency-Key", "Origin-" + header} {
		request.Header.Set(name, header)
	}
	response, err := m.p.client.Do(request)
	if err != nil {
		m.t.Fatal(err)
	}
	defer response.Body.Close()
	var text bytes.Buffer
	if _, err := text.ReadFrom(response.Body); err != nil {
		m.t.Fatal(err)
	}
	return text.String()
}
