package crash

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gatehouse/internal/forensic"
)

// TestMarks holds Gatehouse to RULES 7: nothing of what a person is called or has
// typed is in any log, metric, trace, error, audit row or crash dump, and once the
// people are deleted it is in no file. It types a mark of its own wherever a client
// can type something, and then reads everything.
//
// To bring a feature in:
//   - A field of GraphQL needs nothing: markedSchema fills each argument of each
//     field. If what is typed there is meant to stay, say so in markedKept.
//   - Another way in (a page, a protocol, a command) is a row of markedActions.
//   - Another way out (traces, mail, calls of other servers) is a row of
//     markedOutputs. A file below the data directory needs none: all are scanned.
//
// A failure names the place where the mark was typed.
func TestMarks(t *testing.T) {
	m := newMarked(t)
	for _, a := range markedActions {
		a.do(m)
	}
	m.crash()
	if m.typed("control") == "" || len(scanText(t, m.all(), m.typed("control"))) == 0 {
		t.Fatal("the scan finds no mark where there is one: it proves nothing")
	}
	// The last name of one, the address of another: what they had before may be erased.
	for _, mark := range []string{m.typed("Mutation.renameCustomer input.displayName"), m.typed("an imported address")} {
		if before, err := scanFiles(m.dir, []string{mark}); err != nil || len(before) == 0 {
			t.Fatalf("what was typed in %s is not in the files before the delete (error %v): the scan proves nothing", m.places[mark], err)
		}
	}
	m.deleteEverybody()
	h := &harness{t: t, dir: m.dir, p: m.p}
	h.proveErased(false)
	for _, o := range markedOutputs {
		text := o.read(m)
		if !strings.Contains(text, o.has) {
			t.Errorf("%s has no %q: it is not the output that it should be\n%.2000s", o.name, o.has, text)
		}
		for _, f := range scanText(t, m.all(), text) {
			t.Errorf("%s has what was typed in %s: %v", o.name, m.places[f.Needle], f)
		}
	}
	found, err := scanFiles(m.dir, m.all())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Errorf("a file has what was typed in %s: %v", m.places[f.Needle], f)
	}
}

// markedOutputs are where Gatehouse says something beside its answers. Each is read
// after the people are deleted, in this order.
var markedOutputs = []struct {
	name string
	read func(*marked) string
	has  string // Proves that it was read, and that there was something to read.
}{
	{"the audit log", func(m *marked) string {
		return m.send(`{ organization { auditLog(first: 100) { nodes { id action actorId subjectId requestId outcome } } } }`, nil)
	}, "DELETE_CUSTOMER"},
	{"the deletion register", func(m *marked) string {
		return m.send(`{ site(key: "help") { deletions(first: 100) { nodes { id actorId erasedAt receipt } } } }`, nil)
	}, `signature`},
	{"/metrics", (*marked).metrics, "# HELP"},
	{"/readyz", func(m *marked) string { return m.raw("GET", "/readyz", "") }, "ready"},
	{"what webhooks send", func(m *marked) string {
		m.target.await(m.t, "a delete", func([]delivery) bool { return strings.Contains(m.target.everything(), "customer.delete_customer") })
		return m.target.everything()
	}, "Webhook-Signature"},
	{"webhooks as admins see them", func(m *marked) string {
		return m.send(`{ site(key: "help") { webhooks { id host paused position waiting deadLetterCount lastFailure { outcome status } deadLetters { eventId subjectId } } } }`, nil)
	}, `"host"`},
	{"gatehouse verify", func(m *marked) string { return m.command("verify", "-data", m.dir, "-json") }, "accounts"},
	{"gatehouse token list", func(m *marked) string { return m.command("token", "list", "-data", m.dir, "-json") }, "tok_"},
	{"the log, and what a crash dumps", func(m *marked) string { m.stop(); return m.said + m.p.output.String() }, "goroutine "},
	{"the traces", func(m *marked) string { return m.traces.text() }, "graphql site.userPicker"},
}

// markedKept are arguments whose text is meant to stay, because it is no customer's:
// what the operator calls things, and free text of requests (RULES 7). They get these
// values.
var markedKept = map[string]string{
	"name": "plain", "key": "plain", "summary": "plain", "supportUrl": "https://crash.example/support", "allowedDomains": "crash.example",
}

// marked is a server that is told marks, and what was typed where.
type marked struct {
	*world
	words  *words
	marks  map[string]string // By place.
	places map[string]string // By mark.
	email  string            // Of the person that actions are about.
	id     string
	said   string // The output of servers that ended.
	traces *collector
	target *target
}

func newMarked(t *testing.T) *marked {
	t.Setenv("GATEHOUSE_WEBHOOK_ALLOW", "127.0.0.0/8")
	traces := traced(t)
	m := &marked{
		traces: traces, world: newWorld(t, t.TempDir(), 1), marks: map[string]string{}, places: map[string]string{},
		words: &words{rng: rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 3)), seen: map[string]bool{}},
	}
	m.target = newTarget(t)
	m.mark("control")
	m.email = m.mark("Mutation.inviteCustomer input.email") + "@crash.example"
	text := m.send(`mutation($in: InviteCustomerInput!) { inviteCustomer(input: $in) { customer { id } userErrors { code message } } }`,
		map[string]any{"in": map[string]any{"siteId": m.client.site, "email": m.email, "displayName": m.mark("Mutation.inviteCustomer input.displayName")}})
	var made struct {
		Data struct {
			InviteCustomer struct{ Customer struct{ ID string } }
		}
	}
	if err := json.Unmarshal([]byte(text), &made); err != nil || made.Data.InviteCustomer.Customer.ID == "" {
		t.Fatalf("the invite answered %s", text)
	}
	m.id = made.Data.InviteCustomer.Customer.ID
	return m
}

// mark gives the word that is typed in a place, the same each time.
func (m *marked) mark(place string) string {
	if m.marks[place] == "" {
		word := m.words.next()
		m.marks[place], m.places[word] = word, place
	}
	return m.marks[place]
}

// keep notes a word that Gatehouse made and must show once only.
func (m *marked) keep(word, place string) { m.marks[place], m.places[word] = word, place }

// typed gives the word that was typed in a place; "" if none was.
func (m *marked) typed(place string) string { return m.marks[place] }

func (m *marked) all() []string {
	var all []string
	for _, mark := range m.marks {
		all = append(all, mark)
	}
	return all
}

// deleteEverybody deletes all customers of the site, whoever made them.
func (m *marked) deleteEverybody() {
	m.t.Helper()
	text := m.send(`{ site(key: "help") { portalCustomers(first: 100) { nodes { id email } pageInfo { hasNextPage } } } }`, nil)
	var page struct {
		Data struct {
			Site struct {
				PortalCustomers struct {
					Nodes    []struct{ ID, Email string }
					PageInfo struct{ HasNextPage bool }
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &page); err != nil {
		m.t.Fatal(err)
	}
	list := page.Data.Site.PortalCustomers
	if len(list.Nodes) < 2 || list.PageInfo.HasNextPage {
		m.t.Fatalf("there are %d customers, want those of the actions on one page", len(list.Nodes))
	}
	for _, who := range list.Nodes {
		answer := m.send(`mutation($in: DeleteCustomerInput!) { deleteCustomer(input: $in) { deletion { id } userErrors { code } } }`,
			map[string]any{"in": map[string]any{"customerId": who.ID, "confirmEmail": who.Email}})
		if !strings.Contains(answer, "del_") {
			m.t.Fatalf("a delete answered %s", answer)
		}
	}
}

// crash has the runtime dump all goroutines while requests are under way, as it does
// after a fault that nothing recovers from, and starts the server again.
func (m *marked) crash() {
	m.t.Helper()
	counted := m.metrics()
	m.stop() // The access log is written out at the stop, at the latest.
	m.said = counted + m.p.output.String()
	if lines := strings.Count(m.said, `"msg":"request"`); lines < 200 {
		m.t.Errorf("the log has %d requests, want those of the actions", lines)
	}
	m.p = start(m.t, m.dir)
	m.schema(m.p.token)
	if err := m.p.command.Process.Signal(syscall.SIGQUIT); err != nil {
		m.t.Fatal(err)
	}
	<-m.p.ended
	m.said += m.p.output.String()
	m.p = start(m.t, m.dir)
}

func (m *marked) metrics() string {
	m.t.Helper()
	text, err := m.p.metrics()
	if err != nil {
		m.t.Fatal(err)
	}
	return text
}

// command runs a command of the binary and gives what it printed, done or not.
func (m *marked) command(args ...string) string {
	text, err := run(args...)
	return fmt.Sprintf("%s%v", text, err)
}

// scanText looks for words in a text as in a file.
func scanText(t *testing.T, words []string, text string) []forensic.Finding {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "output"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	found, err := forensic.Scan(dir, words)
	if err != nil {
		t.Fatal(err)
	}
	return found
}
