package consoletest

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"gatehouse/account"
	"gatehouse/internal/testkit"
)

// world is a server with a few people, a door before it and a person at a page.
type world struct {
	*tab
	server *testkit.Server
	door   *door
	admin  string   // An organization admin's token, for asking what is true.
	typed  []string // What was typed and may be found nowhere.
}

// person is a customer that a test knows.
type person struct{ id, name, email string }

// enter starts a server and signs in at its console as somebody of that role.
func enter(t *testing.T, role account.Role) *world {
	t.Helper()
	w := prepare(t)
	w.signIn(role)
	return w
}

// prepare starts a server, and an empty page before it.
func prepare(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	w := &world{server: testkit.Start(t)}
	w.door = newDoor(t, w.server.URL)
	w.tab = newTab(t, w.door.URL, nil)
	w.admin = w.server.Token(account.OrganizationAdmin, "")
	t.Cleanup(w.clean)
	return w
}

func (w *world) signIn(role account.Role) {
	w.t.Helper()
	site := ""
	if role.OfOneSite() {
		site = "help"
	}
	w.open("/sign-in")
	w.fill("Access token", w.server.Token(role, site))
	w.press("\r")
	w.until("document.querySelector('h1') !== null && !document.getElementById('token')")
}

// clean holds what every flow keeps: no error in the page, no request to another
// host, and no typed address in any place where it would stay.
func (w *world) clean() {
	if w.t.Failed() {
		return
	}
	if problems := w.noted(); len(problems) > 0 {
		w.t.Errorf("the browser complains: %q", problems)
	}
	for _, address := range w.asked() {
		if !strings.HasPrefix(address, w.base+"/") && !strings.HasPrefix(address, "blob:"+w.base) && !strings.HasPrefix(address, "data:") {
			w.t.Errorf("the page asked another host: %s", address)
		}
	}
	places := map[string]string{
		"the history":        w.history(),
		"the storage":        eval[string](w.tab, "JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage}) + JSON.stringify(history.state) + document.cookie"),
		"the title":          eval[string](w.tab, "document.title"),
		"an address asked":   strings.Join(w.asked(), "\n"),
		"the server's log":   w.server.Logs(),
		"the browser's list": eval[string](w.tab, "performance.getEntries().filter(e => e.entryType !== 'navigation').map(e => e.name).join(' ')"),
	}
	for _, text := range w.typed {
		for place, held := range places {
			if strings.Contains(held, text) {
				w.t.Errorf("%s holds the typed text %q", place, text)
			}
		}
	}
}

// typing types an address into a box, and remembers that it may stay nowhere.
func (w *world) typing(box, text string) {
	w.t.Helper()
	w.typed = append(w.typed, text)
	w.fill(box, text)
}

// ask asks the API as an organization admin.
func (w *world) ask(document string, variables map[string]any) map[string]any {
	w.t.Helper()
	answer := w.server.Query(w.admin, document, variables)
	if len(answer.Errors) > 0 {
		w.t.Fatalf("%s: %v", document, answer.Errors)
	}
	return answer.Data
}

// invite makes a customer through the API.
func (w *world) invite(name, email string) person {
	w.t.Helper()
	data := w.ask(`mutation($input: InviteCustomerInput!) { inviteCustomer(input: $input) { customer { id } userErrors { message } } }`,
		map[string]any{"input": map[string]any{"siteId": w.siteID(), "email": email, "displayName": name}})
	id := at(data, "inviteCustomer", "customer", "id")
	if id == "" {
		w.t.Fatalf("invite %s: %v", name, data)
	}
	return person{id, name, email}
}

func (w *world) siteID() string { return w.server.Site("help").ID.String() }

func (w *world) revoke(who person) {
	w.t.Helper()
	w.ask(`mutation($id: ID!) { revokeAccess(input: {customerId: $id}) { changed } }`, map[string]any{"id": who.id})
}

func (w *world) delete(who person) {
	w.t.Helper()
	w.ask(`mutation($id: ID!, $e: String!) { deleteCustomer(input: {customerId: $id, confirmEmail: $e}) { changed } }`,
		map[string]any{"id": who.id, "e": who.email})
}

// request makes a request that holds people.
func (w *world) request(summary string, reporter person, participants ...person) {
	w.t.Helper()
	ids := []string{}
	for _, one := range participants {
		ids = append(ids, one.id)
	}
	w.ask(`mutation($input: CreateRequestInput!) { createRequest(input: $input) { request { id } } }`,
		map[string]any{"input": map[string]any{"siteId": w.siteID(), "summary": summary, "reporterId": reporter.id, "participantIds": ids}})
}

// imported adds people as an import does: any number, with their last sign-ins.
func (w *world) imported(n int) {
	w.t.Helper()
	ctx, site := testkit.System(), w.server.Site("help").ID
	rows := make([]account.ImportRow, n)
	for i := range rows {
		made := w.server.Clock.Now().Add(-time.Duration(i) * time.Hour)
		rows[i] = account.ImportRow{Email: fmt.Sprintf("row%03d@acme.example", i), DisplayName: fmt.Sprintf("Row %03d", i), Status: account.Active, CreatedAt: made, LastSignInAt: made}
	}
	if _, err := w.server.Store().ImportCustomers(ctx, site, rows); err != nil {
		w.t.Fatal(err)
	}
}

// standstill lets nobody write to the database until goOn is called.
func (w *world) standstill() (goOn func()) {
	w.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(w.server.Dir, "gatehouse.db")+"?_txlock=immediate&_busy_timeout=0")
	if err != nil {
		w.t.Fatal(err)
	}
	held, err := db.Begin()
	for err != nil && strings.Contains(err.Error(), "locked") { // Between two who write.
		held, err = db.Begin()
	}
	if err != nil {
		w.t.Fatal(err)
	}
	goOn = sync.OnceFunc(func() {
		if err := errors.Join(held.Rollback(), db.Close()); err != nil {
			w.t.Error(err)
		}
	})
	w.t.Cleanup(goOn)
	return goOn
}

// status is the state of a customer as the API tells it; "" once deleted.
func (w *world) status(who person) string {
	w.t.Helper()
	return at(w.ask(`query($id: ID!) { customer(id: $id) { status } }`, map[string]any{"id": who.id}), "customer", "status")
}

// act opens the menu of a row and chooses.
func (w *world) act(who person, item string) {
	w.t.Helper()
	w.click("button", "Actions for \u2068"+who.name+"\u2069")
	w.click("menuitem", item)
}

// at walks into an answer, and gives the text at the end; "" where there is none.
func at(value any, path ...string) string {
	for _, step := range path {
		object, _ := value.(map[string]any)
		value = object[step]
	}
	if value == nil {
		return ""
	}
	return fmt.Sprint(value)
}
