package contract

import (
	"fmt"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// surfaces prints, surface by surface, what the caller of the moment is shown of
// a person: surfaces NAME. It asks by name, by the start of the name, by the start
// of the address and by the whole address wherever text can be typed.
func (w *world) surfaces(ts *testscript.TestScript, args []string) string {
	who, ok := w.people[args[0]]
	if !ok {
		ts.Fatalf("nobody is called %s", args[0])
	}
	var b strings.Builder
	line := func(surface, shown string) { fmt.Fprintf(&b, "%-42s %s\n", surface, w.scrub(shown)) }
	for _, typed := range who.typed() {
		line("user picker, "+typed.how, w.found(who, "userPicker", `userPicker(query:$text,first:100){customerId label status selectable email}`, typed.text))
	}
	for _, typed := range who.typed() {
		line("filter, "+typed.how, w.found(who, "customerFilter", `customerFilter(query:$text){nodes{customerId:id label status email} totalCount}`, typed.text))
	}
	line("page, list", w.found(who, "portalCustomers", `portalCustomers(first:100){nodes{customerId:id label status email} totalCount}`, ""))
	for _, typed := range who.typed() {
		line("page, search box, "+typed.how, w.found(who, "portalCustomers", `portalCustomers(email:$text){nodes{customerId:id label status email} totalCount}`, typed.text))
	}
	line("organization's page, exact e-mail", w.organizationPage(who))
	line("old request", w.oldRequest(who))
	line("lookup by id", w.lookup(who))
	line("node by id", w.node(who))
	line("reference by id", w.reference(who))
	line("requests by id", w.requests(who, map[string]any{"customerId": who.id}))
	for _, typed := range who.typed() {
		line("requests, "+typed.how, w.requests(who, map[string]any{"customer": typed.text}))
	}
	line("counts", w.counts(who))
	line("deletion register", w.register(who))
	line("select in a field", w.selectInField(who))
	return b.String()
}

type typing struct{ how, text string }

func (p person) typed() []typing {
	return []typing{
		{"name", p.name}, {"start of name", p.name[:3]}, {"start of e-mail", p.email[:strings.Index(p.email, "@")+2]},
		{"exact e-mail", p.email}, {"exact e-mail in capitals", strings.ToUpper(p.email)},
	}
}

// found asks a surface of the person's site and tells how the person appears.
func (w *world) found(who person, field, selection, typed string) string {
	declare := "($key:String!,$text:String!)"
	if !strings.Contains(selection, "$text") {
		declare = "($key:String!)"
	}
	answer := w.ask(w.token, "query"+declare+"{site(key:$key){"+selection+"}}", map[string]any{"key": who.site, "text": typed})
	if code := refusal(answer, ""); code != "" {
		return code
	}
	if at(answer, "data", "site") == nil {
		return "no such site"
	}
	rows, ok := at(answer, "data", "site", field).([]any)
	if !ok {
		rows, _ = at(answer, "data", "site", field, "nodes").([]any)
	}
	for _, row := range rows {
		if text(row, "customerId") == who.id {
			return "yes: " + shown(row)
		}
	}
	return "no"
}

func shown(row any) string {
	out := fmt.Sprintf("%s, %v", text(row, "label"), at(row, "status"))
	if selectable, ok := at(row, "selectable").(bool); ok {
		out += fmt.Sprintf(", selectable %v", selectable)
	}
	if email := text(row, "email"); email != "" {
		return out + ", " + email
	}
	return out + ", no e-mail"
}

func (w *world) organizationPage(who person) string {
	answer := w.ask(w.token, `query($text:String!){organization{portalCustomers(email:$text){nodes{customerId:id label status email}}}}`, map[string]any{"text": who.email})
	if code := refusal(answer, ""); code != "" {
		return code
	}
	if row := at(answer, "data", "organization", "portalCustomers", "nodes", 0); row != nil {
		return "yes: " + shown(row)
	}
	return "no"
}

const oldRequestFields = `...on Request{reporter{customerId label status selectable email}}`

func (w *world) oldRequest(who person) string {
	answer := w.ask(w.token, `query($id:ID!){node(id:$id){`+oldRequestFields+`}}`, map[string]any{"id": who.request})
	return orNull(answer, at(answer, "data", "node", "reporter"))
}

func (w *world) lookup(who person) string {
	answer := w.ask(w.token, `query($id:ID!){customer(id:$id){label status email}}`, map[string]any{"id": who.id})
	return orNull(answer, at(answer, "data", "customer"))
}

func (w *world) node(who person) string {
	answer := w.ask(w.token, `query($id:ID!){node(id:$id){...on Customer{label status email}}}`, map[string]any{"id": who.id})
	return orNull(answer, at(answer, "data", "node"))
}

func (w *world) reference(who person) string {
	answer := w.ask(w.token, `query($id:ID!){userReferences(ids:[$id]){label status selectable email}}`, map[string]any{"id": who.id})
	return orNull(answer, at(answer, "data", "userReferences", 0))
}

func orNull(answer, row any) string {
	if code := refusal(answer, ""); code != "" {
		return code
	}
	if row == nil {
		return "null"
	}
	return shown(row)
}

func (w *world) requests(who person, filter map[string]any) string {
	answer := w.ask(w.token, `query($key:String!,$filter:RequestFilter){site(key:$key){requests(filter:$filter){totalCount nodes{reporter{customerId}}}}}`,
		map[string]any{"key": who.site, "filter": filter})
	if code := refusal(answer, ""); code != "" {
		return code
	}
	if at(answer, "data", "site") == nil {
		return "no such site"
	}
	return fmt.Sprintf("%v", at(answer, "data", "site", "requests", "totalCount"))
}

func (w *world) counts(who person) string {
	answer := w.ask(w.token, `query($key:String!){site(key:$key){counts{total active revoked neverSignedIn}}}`, map[string]any{"key": who.site})
	if code := refusal(answer, ""); code != "" {
		return code
	}
	c := at(answer, "data", "site", "counts")
	if c == nil {
		return "no such site"
	}
	return fmt.Sprintf("total %v, active %v, revoked %v, never signed in %v", at(c, "total"), at(c, "active"), at(c, "revoked"), at(c, "neverSignedIn"))
}

func (w *world) register(who person) string {
	answer := w.ask(w.token, `query($key:String!){site(key:$key){deletions(first:100){nodes{customerId deletedAt purgeAt actorId}}}}`, map[string]any{"key": who.site})
	if code := refusal(answer, ""); code != "" {
		return code
	}
	rows, _ := at(answer, "data", "site", "deletions", "nodes").([]any)
	for _, row := range rows {
		if text(row, "customerId") == who.id {
			return fmt.Sprintf("deleted %s, hold until %s, by %s", text(row, "deletedAt"), text(row, "purgeAt"), text(row, "actorId"))
		}
	}
	return "no"
}

// selectInField tries to choose the person as a new participant of another
// request, and takes it back.
func (w *world) selectInField(who person) string {
	site := text(w.admin(`query($key:String!){site(key:$key){id}}`, map[string]any{"key": who.site}), "data", "site", "id")
	other := w.people["somebody"]
	request := text(w.admin(`mutation($i:CreateRequestInput!){createRequest(input:$i){request{id}}}`,
		map[string]any{"i": map[string]any{"siteId": site, "summary": "Another request", "reporterId": other.id}}), "data", "createRequest", "request", "id")
	set := `mutation($r:ID!,$p:[ID!]!){setRequestParticipants(input:{requestId:$r,participantIds:$p}){request{id} userErrors{code}}}`
	answer := w.ask(w.token, set, map[string]any{"r": request, "p": []string{who.id}})
	if code := refusal(answer, "setRequestParticipants"); code != "" {
		return "refused " + code
	}
	w.admin(set, map[string]any{"r": request, "p": []string{}})
	return "accepted"
}
