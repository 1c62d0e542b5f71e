package contract

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// selections says what act asks of each mutation's payload.
var selections = map[string]string{
	"inviteCustomer":         "customer{id label status email lastSignInAt}",
	"revokeAccess":           "changed customer{id label status revokedAt accessReason}",
	"grantAccess":            "changed customer{id label status revokedAt accessReason}",
	"deleteCustomer":         "changed deletion{id customerId deletedAt purgeAt actorId}",
	"renameCustomer":         "changed customer{id label status}",
	"updateCustomerEmail":    "changed customer{id label status email}",
	"createRequest":          "request{key summary reporter{label} participants{label}}",
	"setRequestParticipants": "request{key participants{label}}",
	"createSite":             "site{key name}",
	"updateSiteSettings":     "site{key name settings{allowedDomains agentsMayInvite}}",
	"updateOrganization":     "organization{name userManagement supportUrl reinviteHoldDays portalCustomersLocation(siteKey:\"help\")}",
	"createAccessToken":      "accessToken{name role site{key} expiresAt}",
	"revokeAccessToken":      "changed accessToken{id}",
}

const cures = `userErrors{code field
 ...on EmailTakenError{customer{id}} ...on CustomerRevokedError{customer{id}} ...on EmailOnHoldError{availableAt} ...on NotSelectableError{customerIds}}`

// act runs one mutation and prints one line: what was done, or the refusal with
// its field and cure. act MUTATION FIELD=VALUE ...; values that are JSON are sent
// as such.
func (w *world) act(ts *testscript.TestScript, args []string) string {
	name := args[0]
	selection, ok := selections[name]
	if !ok {
		ts.Fatalf("no mutation is called %s", name)
	}
	input := map[string]any{}
	for _, arg := range args[1:] {
		field, value, _ := strings.Cut(arg, "=")
		var decoded any
		if json.Unmarshal([]byte(value), &decoded) != nil {
			decoded = value
		}
		input[field] = decoded
	}
	document := fmt.Sprintf("mutation($i:%s%sInput!){%s(input:$i){%s %s}}", strings.ToUpper(name[:1]), name[1:], name, selection, cures)
	answer := w.ask(w.token, document, map[string]any{"i": input})
	return w.scrub(summary(answer, name)) + "\n"
}

func summary(answer map[string]any, name string) string {
	if list, _ := answer["errors"].([]any); len(list) > 0 {
		return "error " + text(list[0], "extensions", "code")
	}
	payload, _ := at(answer, "data", name).(map[string]any)
	if list, _ := payload["userErrors"].([]any); len(list) > 0 {
		out := "refused " + text(list[0], "code")
		if field, _ := at(list[0], "field").([]any); len(field) > 0 {
			out += " at " + join(field, ".")
		}
		if id := text(list[0], "customer", "id"); id != "" {
			out += ", customer " + id
		}
		if until := text(list[0], "availableAt"); until != "" {
			out += ", available at " + until
		}
		if ids, ok := at(list[0], "customerIds").([]any); ok {
			out += ", customers " + join(ids, " ")
		}
		return out
	}
	delete(payload, "userErrors")
	line, err := json.Marshal(payload)
	if err != nil {
		panic(err)
	}
	return "done " + string(line)
}

func join(values []any, separator string) string {
	var out []string
	for _, v := range values {
		out = append(out, fmt.Sprint(v))
	}
	return strings.Join(out, separator)
}
