package crash

import (
	"encoding/json"
	"net/url"
	"strings"
)

// provisioning keeps a person over SCIM as an identity provider does, and sends what
// none would. The refusals, unlike users, repeat nothing.
func (m *marked) provisioning() {
	m.t.Helper()
	token := m.tokenOf("IDENTITY_PROVIDER", "-name", "scim")
	const users = "/scim/v2/help/Users"
	send := func(method, path, body string) string { return m.request(method, path, body, token) }
	refused := func(method, path, body string) {
		answer := send(method, path, body)
		if !strings.Contains(answer, `"status":"4`) {
			m.t.Errorf("%s was not refused: %s", method, answer)
		}
		for _, f := range scanText(m.t, m.all(), answer) {
			m.t.Errorf("a refusal over SCIM has what was typed in %s: %v", m.places[f.Needle], f)
		}
	}
	patch := func(path, value string) string {
		return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"` + path + `","value":"` + value + `"}]}`
	}
	address := m.mark("userName over SCIM") + "@crash.example"
	user := `{"userName":"` + address + `","displayName":"` + m.mark("displayName over SCIM") + `","externalId":"` + m.mark("externalId over SCIM") +
		`","password":"` + m.mark("password over SCIM") + `","title":"` + m.mark("title over SCIM") + `"}`
	var made struct{ ID string }
	if text := send("POST", users, user); json.Unmarshal([]byte(text), &made) != nil || made.ID == "" {
		m.t.Fatalf("the create over SCIM answered %s", text)
	}
	one := users + "/" + made.ID
	refused("POST", users, user)
	send("GET", users+"?filter="+url.QueryEscape(`userName eq "`+address+`"`), "")
	send("PATCH", one, patch("displayName", m.mark("a new displayName over SCIM")))
	send("PATCH", one, patch("userName", m.mark("a new userName over SCIM")+"@crash.example"))
	send("PATCH", one, patch("active", "False"))
	send("DELETE", one, "")
	refused("PATCH", one, patch("userName", m.mark("a userName over SCIM that is none")))
	refused("PATCH", one, patch(m.mark("a path over SCIM"), "x"))
	refused("PATCH", one, patch("displayName", m.mark("a bad displayName over SCIM")+"\u202e"))
	refused("PATCH", one, patch("active", m.mark("active over SCIM")))
	refused("GET", users+"?filter="+m.mark("a filter over SCIM"), "")
	refused("GET", users+"?filter="+url.QueryEscape(`userName sw "`+m.mark("a part over SCIM")+`"`), "")
	refused("GET", users+"?startIndex="+m.mark("startIndex over SCIM"), "")
	refused("GET", users+"/"+m.mark("an id over SCIM"), "")
	refused("DELETE", users+"/"+m.mark("an id over SCIM"), "")
	refused("GET", "/scim/v2/"+m.mark("a site over SCIM")+"/Users", "")
	refused("POST", users, m.mark("a body over SCIM"))
}
