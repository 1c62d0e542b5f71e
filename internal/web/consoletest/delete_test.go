package consoletest

import (
	"strings"
	"testing"

	"gatehouse/account"
)

// TestDelete deletes for good: wrong text is answered, right text acts once, and
// afterwards neither the page nor its memory knows who it was.
func TestDelete(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	before := w.invite("Bea Stone", "bea@acme.example")
	nora := w.invite("Nora Vos", "nora@acme.example")
	w.request("The badge reader blinks", before, nora)
	w.open("/sites/help/customers")
	w.act(nora, "Delete customer")
	w.says("Delete the account of Nora Vos for good?")
	w.says("This cannot be undone.")
	w.says("1 request with this person as participant stays and reads “Former user (Deactivated)”.")
	w.says("Text written inside requests is not searched or changed.")
	w.says("14 days")
	w.typing("Type nora@acme.example to confirm", "nora@acme.test")
	w.click("button", "Delete for good")
	w.says("That is not this account's address. Type nora@acme.example.")
	if got := w.status(nora); got != "ACTIVE" {
		t.Fatalf("status %q after a wrong address, want ACTIVE", got)
	}
	w.typing("Type nora@acme.example to confirm", nora.email)
	w.click("button", "Delete for good")
	w.says("Account deleted")
	w.says("The address can be invited again from")
	if got := w.status(nora); got != "" {
		t.Errorf("status %q, want none", got)
	}
	if got := w.door.passed("DeleteCustomer"); got != 2 {
		t.Errorf("the delete was sent %d times for two presses", got)
	}
	w.forgets(nora)
	w.says("Verified in the files")
	eval[any](w.tab, "URL.createObjectURL = file => { window.saved = file.text(); return ''; }; null")
	w.click("button", "Download receipt")
	if receipt := eval[string](w.tab, "window.saved"); !strings.Contains(receipt, strings.TrimPrefix(nora.id, "cus_")) || strings.Contains(receipt, nora.email) {
		t.Errorf("the receipt does not tell of %s, or tells too much: %s", nora.id, receipt)
	}
	w.click("button", "Done")
	w.until("document.activeElement.id === 'actions-" + before.id + "'")
	w.click("link", "Deletions")
	w.node("heading", "Deletions")
	w.back()
	w.node("heading", "Portal-only customers")
	w.forgets(nora)
}

// forgets holds that the page shows nothing of somebody any more.
func (w *world) forgets(who person) {
	w.t.Helper()
	page := eval[string](w.tab, "document.documentElement.outerHTML + [...document.querySelectorAll('input')].map(i => i.value).join()")
	for _, held := range []string{who.name, who.email} {
		if strings.Contains(page, held) {
			w.t.Errorf("the page still holds %q", held)
		}
	}
}

// TestDeleteIsSentOnce presses Enter twice while the answer is on its way.
func TestDeleteIsSentOnce(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	nora := w.invite("Nora Vos", "nora@acme.example")
	w.open("/sites/help/customers")
	w.act(nora, "Delete customer")
	w.typing("Type nora@acme.example to confirm", nora.email)
	release := w.door.holdBack()
	w.press("\r")
	w.press("\r")
	w.says("Deleting…")
	w.click("button", "Deleting…")
	release()
	w.says("Account deleted")
	if got := w.door.passed("DeleteCustomer"); got != 1 {
		t.Errorf("the delete was sent %d times, want once", got)
	}
}

// TestDeleteOutcomeUnknown loses the answer, or the question: the page says that it
// does not know, looks when asked to, and never deletes from the same dialog.
func TestDeleteOutcomeUnknown(t *testing.T) {
	for _, c := range []struct {
		name, says string
		when       cutting
		status     string
	}{
		{"the answer is lost", "Account deleted", after, ""},
		{"the question is lost", "The account is still there.", before, "ACTIVE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := enter(t, account.OrganizationAdmin)
			nora := w.invite("Nora Vos", "nora@acme.example")
			w.open("/sites/help/customers")
			w.act(nora, "Delete customer")
			w.typing("Type nora@acme.example to confirm", nora.email)
			w.door.breaks("DeleteCustomer", c.when)
			w.click("button", "Delete for good")
			w.says("It isn't known whether the account was deleted. Nothing will be sent again by itself.")
			if found := w.look("button", "Delete for good"); len(found) > 0 {
				t.Error("the dialog could delete again")
			}
			w.click("button", "Check what happened")
			w.says(c.says)
			if got := w.status(nora); got != c.status {
				t.Errorf("status %q, want %q", got, c.status)
			}
			if got := w.door.passed("DeleteCustomer"); got != 1 {
				t.Errorf("the delete was sent %d times, want once", got)
			}
		})
	}
}

// TestDeleteIsExplainedToSiteAdmins reaches the option by arrows and reads why it
// is not theirs.
func TestDeleteIsExplainedToSiteAdmins(t *testing.T) {
	w := enter(t, account.SiteAdmin)
	nora := w.invite("Nora Vos", "nora@acme.example")
	w.open("/sites/help/customers")
	w.click("button", "Actions for \u2068Nora Vos\u2069")
	w.press(arrowUp)
	item := w.node("menuitem", "Delete customer")
	if got := string(item.Description.Value); !strings.Contains(got, "Only organization admins can delete portal-only accounts.") {
		t.Errorf("the option is described as %s, want the reason", got)
	}
	w.press("\r")
	if got := eval[string](w.tab, "location.pathname"); got != "/sites/help/customers" {
		t.Errorf("the dimmed option led to %s", got)
	}
	w.open("/sites/help/customers/" + nora.id + "/delete")
	w.says("Only organization admins can delete portal-only accounts.")
	if found := w.look("button", "Delete for good"); len(found) > 0 {
		t.Error("a site admin is offered the button")
	}
}

// TestDeleteLink opens a delete link from elsewhere: it shows the dialog, and
// never acts; Esc leads to the customer.
func TestDeleteLink(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	nora := w.invite("Nora Vos", "nora@acme.example")
	w.open("/sites/help/customers/" + nora.id + "/delete")
	w.says("Delete the account of Nora Vos for good?")
	w.press("\u001b")
	w.until("location.pathname === '/sites/help/customers/" + nora.id + "'")
	if got := w.status(nora); got != "ACTIVE" {
		t.Errorf("status %q, want ACTIVE", got)
	}
	if got := w.door.passed("DeleteCustomer"); got != 0 {
		t.Errorf("a delete was sent %d times", got)
	}
}

// TestDeleteInAnotherTab deletes while a second tab has a dialog of the same person.
func TestDeleteInAnotherTab(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	nora := w.invite("Nora Vos", "nora@acme.example")
	w.open("/sites/help/customers/" + nora.id + "/revoke")
	w.says("Revoke access for Nora Vos?")
	other := newTab(t, w.door.URL, w.tab)
	other.open("/sites/help/customers/" + nora.id + "/delete")
	other.says("Delete the account of Nora Vos for good?")
	other.fill("Type nora@acme.example to confirm", nora.email)
	other.click("button", "Delete for good")
	other.says("Account deleted")
	w.says("This account was deleted meanwhile. Nothing is left to change.")
	w.forgets(nora)
}
