package consoletest

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"gatehouse/account"
)

// choose ticks the rows of people.
func (w *world) choose(people ...person) {
	w.t.Helper()
	for _, who := range people {
		w.click("checkbox", "Select \u2068"+who.name+"\u2069")
	}
	w.says(fmt.Sprintf("%d selected", len(people)))
}

// three makes three people and opens the list.
func (w *world) three() (people []person) {
	w.t.Helper()
	for _, name := range []string{"Nora Vos", "Pia Holm", "Zoe Ray"} {
		people = append(people, w.invite(name, strings.ToLower(strings.Fields(name)[0])+"@acme.example"))
	}
	w.open("/sites/help/customers")
	w.says("Nora Vos")
	return people
}

// states holds the states of people.
func (w *world) states(people []person, want string) {
	w.t.Helper()
	for _, who := range people {
		if got := w.status(who); got != want {
			w.t.Errorf("%s is %q, want %q", who.name, got, want)
		}
	}
}

// TestBulkRevokeAndGrant revokes three chosen customers behind a preview, and
// grants them access again.
func TestBulkRevokeAndGrant(t *testing.T) {
	for _, role := range []account.Role{account.OrganizationAdmin, account.SiteAdmin} {
		t.Run(role.String(), func(t *testing.T) {
			w := enter(t, role)
			people := w.three()
			w.choose(people...)
			w.click("button", "Revoke access")
			w.says("3 customers would lose access.")
			w.says("Nora Vos")
			w.states(people, "ACTIVE")
			w.click("button", "Revoke access…")
			w.says("Revoke access for 3 customers?")
			w.click("button", "Revoke access")
			w.says("3 customers lost access.")
			for _, who := range people {
				w.says(who.name + " (Deactivated)")
			}
			w.states(people, "REVOKED")

			w.open("/sites/help/customers")
			w.says("Nora Vos")
			w.click("checkbox", "Select all on this page")
			w.says("3 selected")
			w.click("button", "Grant access")
			w.says("3 customers would get access back.")
			w.click("button", "Grant access…")
			w.click("button", "Grant access")
			w.says("3 customers got access back.")
			w.states(people, "ACTIVE")
		})
	}
}

// TestBulkDelete wants the number typed, and holds no name behind it.
func TestBulkDelete(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	people := w.three()
	w.choose(people[:2]...)
	w.click("button", "Delete")
	w.says("2 customers would be deleted for good.")
	w.click("button", "Delete for good…")
	w.says("Delete 2 accounts for good?")
	w.says("This cannot be undone.")
	w.click("button", "Delete 2 accounts")
	w.says("That is not the number. Type 2.")
	w.states(people, "ACTIVE")
	w.fill("Type 2 to confirm", "2")
	w.press("\r")
	w.says("2 customers deleted for good.")
	w.says("Former user (Deactivated)")
	w.states(people[:2], "")
	w.states(people[2:], "ACTIVE")
	w.until("!document.body.innerText.includes('Nora Vos')")
	w.back()
	w.says("This preview was run.")
	w.until("!document.body.innerText.includes('Nora Vos') && document.body.innerText.includes('Former user')")
	w.open("/sites/help/jobs")
	w.says("2 jobs")
}

// TestBulkDeleteIsForOrganizationAdmins: a site admin is not offered it, and sees
// no job that deletes.
func TestBulkDeleteIsForOrganizationAdmins(t *testing.T) {
	w := enter(t, account.SiteAdmin)
	people := w.three()
	job := w.job("DELETE", map[string]any{"ids": []string{people[0].id}}, true)
	w.choose(people[0])
	if len(w.look("button", "Delete")) > 0 {
		t.Error("a site admin is offered to delete many")
	}
	w.open("/sites/help/jobs/new")
	w.says("Organization admins can delete many accounts.")
	w.open("/sites/help/jobs/" + job)
	w.says("Help has no job of this id that you may see.")
	w.open("/sites/help/jobs")
	w.says("No bulk job yet on Help.")
}

// job starts a bulk job through the API, as an organization admin.
func (w *world) job(action string, selector map[string]any, dryRun bool) string {
	w.t.Helper()
	data := w.ask(`mutation($input: StartBulkJobInput!) { startBulkJob(input: $input) { job { id } userErrors { message } } }`,
		map[string]any{"input": map[string]any{"siteId": w.siteID(), "action": action, "selector": selector, "dryRun": dryRun, "idempotencyKey": action + fmt.Sprint(selector, dryRun)}})
	id := at(data, "startBulkJob", "job", "id")
	if id == "" {
		w.t.Fatalf("start a job: %v", data)
	}
	return id
}

// TestBulkShiftClick chooses all rows between two.
func TestBulkShiftClick(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	people := w.three()
	w.choose(people[0])
	eval[any](w.tab, "document.getElementById('select-"+people[2].id+"').dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true, shiftKey: true})); null")
	w.says("3 selected")
	w.click("button", "Clear")
	w.says("Select all on this page")
	w.until("document.activeElement.id === 'select-page' && !document.querySelector('.pick input:checked')")
}

// TestBulkList previews a pasted list: each line has its own answer, and none of
// what was typed stays.
func TestBulkList(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	w.three()
	w.open("/sites/help/jobs/new")
	w.says("Change many customers")
	w.click("radio", "A list of e-mail addresses")
	w.click("button", "Show the preview")
	w.says("The list is empty.")
	w.typing("E-mail addresses", "Nora <nora@acme.example>\nnobody.here@acme.example, nora@acme.example\nnot an address")
	w.typed = append(w.typed, "nobody.here@acme.example", "not an address")
	w.says("4 lines")
	w.click("button", "Show the preview")
	w.says("Of 4 lines, 1 customer would lose access.")
	w.says("Nobody here has this id or address")
	w.says("nobody.here@acme.example")
	w.says("Named by an earlier line")
	w.says("Not a full e-mail address")
	w.click("button", "1 Not a full e-mail address")
	w.until("document.querySelectorAll('.outcomes tbody tr').length === 1 && document.querySelector('.outcomes').innerText.includes('not an address')")
}

// TestBulkNobody says that a choice matches nobody, and offers nothing to run.
func TestBulkNobody(t *testing.T) {
	w := enter(t, account.SiteAdmin)
	w.three()
	w.open("/sites/help/jobs/new")
	w.click("radio", "Everybody at a domain")
	w.fill("Domain", "nowhere.example")
	w.press("\r")
	w.says("Nobody matches: the choice finds no customer, so there is nothing to do.")
	if len(w.look("button", "Revoke access…")) > 0 {
		t.Error("an empty preview can be run")
	}
	w.click("link", "Choose again")
	w.says("Days without a sign-in")
	w.fill("Days without a sign-in", "soon")
	w.click("button", "Show the preview")
	w.says("Give whole days, 1 to 36,500.")
	w.until("document.activeElement.id === 'whom-inactive-value'")
}

// TestBulkLostAnswer loses the answer to a run: pressing again asks for the same
// job, and it is done once.
func TestBulkLostAnswer(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	people := w.three()
	w.choose(people...)
	w.click("button", "Revoke access")
	w.click("button", "Revoke access…")
	w.says("Revoke access for 3 customers?")
	w.door.breaks("StartJob", after)
	w.click("button", "Revoke access")
	w.says("It isn't known whether the job was started.")
	w.door.breaks("StartJob", never)
	w.click("button", "Try again")
	w.says("3 customers lost access.")
	jobs := w.ask(`{ site(key: "help") { jobs { totalCount nodes { dryRun counts { changed } } } } }`, nil)
	if got := at(jobs, "site", "jobs", "totalCount"); got != "2" {
		t.Errorf("there are %s jobs, want the preview and one run: %v", got, jobs)
	}
	w.states(people, "REVOKED")
}

// TestBulkReload loads the page of a job anew while the job is under way, and
// cancels it there.
func TestBulkReload(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	w.imported(10_000)
	job := w.job("REVOKE", map[string]any{"domain": "acme.example"}, false)
	for begun := 0; begun == 0; {
		begun, _ = strconv.Atoi(at(w.ask(`query($id: ID!) { job(id: $id) { counts { done } } }`, map[string]any{"id": job}), "job", "counts", "done"))
	}
	goOn := w.standstill() // Half-way, however slow the browser is.
	w.open("/sites/help/jobs/" + job)
	w.says("Revoking access…")
	w.until("document.querySelector('progress').value > 0")
	w.open("/sites/help/jobs/" + job)
	w.click("button", "Cancel the job")
	for w.door.passed("CancelJob") == 0 && w.ctx.Err() == nil {
		time.Sleep(time.Millisecond)
	}
	goOn()
	w.says("The job was cancelled.")
	w.says("lines were not begun.")
	counts := at(w.ask(`query($id: ID!) { job(id: $id) { state } }`, map[string]any{"id": job}), "job", "state")
	if counts != "CANCELLED" {
		t.Errorf("the job is %s, want CANCELLED", counts)
	}
	w.open("/sites/help/jobs")
	w.says("Cancelled")
}

// TestBulkPreviewReloaded can be looked at and not run: what was chosen was kept in
// the page alone.
func TestBulkPreviewReloaded(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	people := w.three()
	w.choose(people[0])
	w.click("button", "Revoke access")
	w.says("1 customer would lose access.")
	w.open(eval[string](w.tab, "location.pathname"))
	w.says("can be looked at, but not run any more")
	w.says("Nora Vos")
}

// TestBulkFineForAxe looks at the way to a bulk job as TestNothingSeriousForAxe does
// at the other pages.
func TestBulkFineForAxe(t *testing.T) {
	for scheme, width := range map[string]int64{"light": 1440, "dark": 360} {
		t.Run(fmt.Sprintf("%s %d", scheme, width), func(t *testing.T) {
			w := enter(t, account.OrganizationAdmin)
			w.screen(width, scheme)
			w.choose(w.three()[0])
			w.fine("a selection")
			w.click("button", "Delete")
			w.click("button", "Delete for good…")
			w.click("button", "Delete 1 account")
			w.says("That is not the number.")
			w.fine("a delete dialog with an error")
		})
	}
}

// TestJobPagesFineForAxe looks at the pages of jobs, and at the column of the sites.
func TestJobPagesFineForAxe(t *testing.T) {
	for scheme, width := range map[string]int64{"light": 360, "dark": 1440} {
		t.Run(fmt.Sprintf("%s %d", scheme, width), func(t *testing.T) {
			w := enter(t, account.OrganizationAdmin)
			w.screen(width, scheme)
			people := w.three()
			w.revoke(people[1])
			job := w.job("REVOKE", map[string]any{"emails": []string{people[0].email, people[1].email, "x"}}, true)
			for _, page := range []struct{ path, says string }{
				{"/sites/help/jobs/new", "Days without a sign-in"}, {"/sites/help/jobs", "1 job"},
				{"/sites/help/jobs/" + job, "Had no access already"}, {"/settings/sites", "Unused accounts"},
			} {
				w.open(page.path)
				w.says(page.says)
				w.fine(page.path)
			}
		})
	}
}
