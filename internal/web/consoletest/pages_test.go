package consoletest

import (
	"strings"
	"testing"

	"gatehouse/account"
)

// TestInviteMany gives each of five lines its own answer and its cure.
func TestInviteMany(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	nora := w.invite("Nora Vos", "nora@acme.example")
	pia := w.invite("Pia Holm", "pia.holm@acme.example")
	gone := w.invite("Gone Person", "gone@acme.example")
	w.revoke(pia)
	w.delete(gone)
	w.open("/sites/help/invite")
	lines := []string{"ana@new.example", "Nora <nora@acme.example>", "pia.holm@acme.example, Pia", "bob@", "gone@acme.example"}
	w.typing("People to invite to Help", strings.Join(lines, "\n"))
	w.click("button", "Invite 5 people")
	w.says("1 invited · 3 need a decision · 1 to mend")
	for _, says := range []string{"Has access", "No access", "On hold", "Not an address"} {
		w.says(says)
	}
	if got := w.door.passed("InviteCustomer"); got != len(lines) {
		t.Errorf("%d invites were sent for %d lines", got, len(lines))
	}
	w.click("button", "Grant access")
	w.says("Grant access to Pia Holm?")
	w.click("button", "Grant access")
	w.says("Access granted")
	if got := w.status(pia); got != "ACTIVE" {
		t.Errorf("status %s after the cure, want ACTIVE", got)
	}
	w.click("button", "Take off the list")
	w.until("!document.body.innerText.includes('On hold')")
	if got := w.status(nora); got != "ACTIVE" {
		t.Errorf("status %s of somebody invited again, want ACTIVE", got)
	}
}

// TestExport says what the file holds, and gives it.
func TestExport(t *testing.T) {
	w := enter(t, account.SiteAdmin)
	w.invite("Nora Vos", "nora@acme.example")
	w.revoke(w.invite("=1+1", "pia.holm@acme.example"))
	w.open("/sites/help/customers")
	w.click("button", "Export")
	w.says("Export the customers of Help?")
	w.says("all 2 customers")
	got := eval[string](w.tab, "fetch(document.querySelector('dialog a[download]').href).then(r => r.text())")
	for _, want := range []string{"nora@acme.example,Nora Vos,ACTIVE,", "pia.holm@acme.example,'=1+1,REVOKED,"} {
		if !strings.Contains(got, want) {
			t.Errorf("the file is\n%s\nwant %q in it", got, want)
		}
	}
	w.open("/sites/help/audit")
	w.says("Customers exported")
}

// TestAgentsMayInvite follows the site's setting.
func TestAgentsMayInvite(t *testing.T) {
	w := enter(t, account.Agent)
	if found := w.look("link", "Invite"); len(found) > 0 {
		t.Error("the rail offers Invite where the site does not allow it")
	}
	w.ask(`mutation($id: ID!) { updateSiteSettings(input: {siteId: $id, agentsMayInvite: true}) { site { id } } }`, map[string]any{"id": w.siteID()})
	w.open("/sites/help/requests")
	w.click("link", "Invite")
	w.typing("People to invite to Help", "new@acme.example")
	w.click("button", "Invite")
	w.says("1 invited")
}

// TestRequests shows labels with their states, and filters by somebody picked.
func TestRequests(t *testing.T) {
	w := enter(t, account.Agent)
	nora := w.invite("Nora Vos", "nora@acme.example")
	pia := w.invite("Pia Holm", "pia.holm@acme.example")
	gone := w.invite("Gone Person", "gone@acme.example")
	w.request("The badge reader blinks", nora, pia)
	w.request("The invoice is wrong", gone)
	w.revoke(pia)
	w.delete(gone)
	w.open("/sites/help/requests")
	w.says("Pia Holm (Deactivated)")
	w.says("Former user (Deactivated)")
	w.click("combobox", "Only requests of")
	w.press("nor")
	w.click("option", "Nora Vos Active")
	w.says("1 request")
	w.until("new URLSearchParams(location.search).get('customer') === '" + nora.id + "'")
	w.click("link", "HELP-1")
	w.says("The badge reader blinks")
}

// TestRecords shows a deletion and its line in the audit log, by ids alone.
func TestRecords(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	gone := w.invite("Gone Person", "gone@acme.example")
	w.delete(gone)
	short := "cus_…" + gone.id[len(gone.id)-4:]
	w.open("/sites/help/deletions")
	w.says(short)
	w.says("in 14 days")
	w.click("link", short)
	w.says(gone.id)
	w.open("/sites/help/audit?subject=" + gone.id)
	w.says("Customer deleted")
	w.says("Customer invited")
	w.says("2 events")
	w.forgets(gone)
}

// TestTokensAndSites makes a token, sees its secret this once, revokes it, and
// makes a site.
func TestTokensAndSites(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	w.open("/settings/tokens")
	w.click("button", "Make a token")
	w.fill("What it is for", "nightly script")
	w.click("button", "Make the token")
	w.says("Shown once.")
	secret := eval[string](w.tab, "document.querySelector('.once code').textContent")
	if answer := w.server.Query(secret, `{ viewer { role } }`, nil); at(answer.Data, "viewer", "role") != "AGENT" {
		t.Errorf("the new token is %v, want an agent's", answer)
	}
	w.click("button", "Done")
	w.says("nightly script")
	if strings.Contains(eval[string](w.tab, "document.documentElement.outerHTML"), secret) {
		t.Error("the page still holds the secret")
	}
	w.click("button", "Revoke token nightly script")
	w.click("button", "Revoke token")
	w.says("The token was revoked.")
	if answer := w.server.Query(secret, `{ viewer { role } }`, nil); len(answer.Errors) == 0 {
		t.Error("the revoked token still works")
	}
	w.open("/settings/sites")
	w.click("button", "Make a site")
	w.fill("Name", "Partners")
	w.fill("Key", "partners")
	w.click("button", "Make the site")
	w.says("The site was made.")
	w.click("link", "Partners")
	w.says("No portal-only customers yet.")
}
