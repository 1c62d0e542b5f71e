package contract

import (
	"encoding/json"
	"flag"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"gatehouse/account"
	"gatehouse/internal/testkit"
)

var update = flag.Bool("update", false, "write the expected output in testdata/*.txtar anew")

// TestContract runs every script of testdata against a server of its own.
func TestContract(t *testing.T) {
	scripts, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, script := range scripts {
		t.Run(strings.TrimSuffix(filepath.Base(script), ".txtar"), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			testscript.Run(t, testscript.Params{
				Files: []string{script}, UpdateScripts: *update, Cmds: w.commands(),
			})
		})
	}
}

// world is what a script acts in: a server, who is asking, and the names that the
// script gave to ids.
type world struct {
	server *testkit.Server
	token  string
	names  map[string]string // id → name
	people map[string]person // by name
}

// person is a customer as the script introduced it.
type person struct{ id, email, name, request, site string }

func newWorld(t *testing.T) *world {
	w := &world{server: testkit.Start(t), names: map[string]string{}, people: map[string]person{}}
	w.become("ORGANIZATION_ADMIN", "")
	return w
}

func (w *world) commands() map[string]func(*testscript.TestScript, bool, []string) {
	command := func(f func(ts *testscript.TestScript, args []string) string) func(*testscript.TestScript, bool, []string) {
		return func(ts *testscript.TestScript, neg bool, args []string) {
			if neg {
				ts.Fatalf("this command can't be negated")
			}
			if out := f(ts, args); out != "" {
				fmt.Fprint(ts.Stdout(), out)
			}
		}
	}
	return map[string]func(*testscript.TestScript, bool, []string){
		"as":       command(w.as),
		"site":     command(w.site),
		"invite":   command(w.invite),
		"act":      command(w.act),
		"clock":    command(w.clock),
		"know":     command(w.know),
		"gql":      command(w.gql),
		"scim":     command(w.scim),
		"surfaces": command(w.surfaces),
	}
}

// become takes on a role: as ROLE [SITE]; as NOBODY sends no token, as STRANGER a
// wrong one.
func (w *world) become(role, site string) {
	switch role {
	case "NOBODY":
		w.token = ""
	case "STRANGER":
		w.token = "gh_" + strings.Repeat("x", 43)
	default:
		parsed, ok := account.ParseRole(role)
		if !ok {
			panic("no such role: " + role)
		}
		w.token = w.server.Token(parsed, site)
	}
}

func (w *world) as(ts *testscript.TestScript, args []string) string {
	if len(args) == 1 {
		args = append(args, "")
	}
	w.become(args[0], args[1])
	return ""
}

// site makes a site: site NAME KEY.
func (w *world) site(ts *testscript.TestScript, args []string) string {
	answer := w.admin(`mutation($key:String!){createSite(input:{key:$key,name:"A site"}){site{id} userErrors{code}}}`, map[string]any{"key": args[1]})
	w.call(ts, args[0], text(answer, "data", "createSite", "site", "id"))
	return ""
}

// invite makes a customer and an old request that holds it: invite NAME SITE
// EMAIL DISPLAY NAME.
func (w *world) invite(ts *testscript.TestScript, args []string) string {
	name, key, email, display := args[0], args[1], args[2], strings.Join(args[3:], " ")
	site := text(w.admin(`query($key:String!){site(key:$key){id}}`, map[string]any{"key": key}), "data", "site", "id")
	answer := w.admin(`mutation($i:InviteCustomerInput!){inviteCustomer(input:$i){customer{id} userErrors{code message}}}`,
		map[string]any{"i": map[string]any{"siteId": site, "email": email, "displayName": display}})
	id := text(answer, "data", "inviteCustomer", "customer", "id")
	if id == "" {
		ts.Fatalf("not invited: %s", indent(answer))
	}
	answer = w.admin(`mutation($i:CreateRequestInput!){createRequest(input:$i){request{id} userErrors{code}}}`,
		map[string]any{"i": map[string]any{"siteId": site, "summary": "Old request", "reporterId": id}})
	request := text(answer, "data", "createRequest", "request", "id")
	w.people[name] = person{id, email, display, request, key}
	w.call(ts, name, id)
	w.call(ts, name+"_request", request)
	return ""
}

// clock moves the server's clock: clock 336h.
func (w *world) clock(ts *testscript.TestScript, args []string) string {
	by, err := time.ParseDuration(args[0])
	ts.Check(err)
	w.server.Clock.Advance(by)
	return ""
}

// gql asks and prints the answer: gql FILE [VARIABLE=VALUE ...]. Values that are
// JSON are sent as such.
func (w *world) gql(ts *testscript.TestScript, args []string) string {
	variables := map[string]any{}
	for _, arg := range args[1:] {
		name, value, _ := strings.Cut(arg, "=")
		var decoded any
		if json.Unmarshal([]byte(value), &decoded) != nil {
			decoded = value
		}
		variables[name] = decoded
	}
	return w.scrub(indent(w.ask(w.token, ts.ReadFile(args[0]), variables)))
}

// call gives an id a name, in the script's environment and in its output.
func (w *world) call(ts *testscript.TestScript, name, id string) {
	if id == "" {
		ts.Fatalf("%s has no id", name)
	}
	ts.Setenv(name, id)
	w.names[id] = name
	if rest, ok := strings.CutPrefix(id, "cus_"); ok {
		ts.Setenv(name+"_deletion", "del_"+rest)
		w.names["del_"+rest] = name + "_deletion"
	}
}

var (
	idPattern   = regexp.MustCompile(`\b(cus|site|req|aud|del|tok|job)_[0-9a-f]{32}\b`)
	uuidPattern = regexp.MustCompile(`\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`)
)

// scrub writes the script's names for ids, so that goldens stay the same.
func (w *world) scrub(s string) string {
	s = idPattern.ReplaceAllStringFunc(s, func(id string) string {
		if name, ok := w.names[id]; ok {
			return "<" + name + ">"
		}
		kind, _, _ := strings.Cut(id, "_")
		return "<" + kind + ">"
	})
	return uuidPattern.ReplaceAllString(s, "<uuid>")
}

// admin asks as an organization admin, whoever the script is at the moment.
func (w *world) admin(document string, variables map[string]any) map[string]any {
	return w.ask(w.server.Token(account.OrganizationAdmin, ""), document, variables)
}

// know gives a name to a site's id: know NAME KEY.
func (w *world) know(ts *testscript.TestScript, args []string) string {
	w.call(ts, args[0], text(w.admin(`query($key:String!){site(key:$key){id}}`, map[string]any{"key": args[1]}), "data", "site", "id"))
	return ""
}
