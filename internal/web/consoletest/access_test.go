package consoletest

import (
	"testing"

	"gatehouse/account"
)

// TestRevokeAndUndo revokes by the menu, sees the new state at once, and takes it
// back by the flag.
func TestRevokeAndUndo(t *testing.T) {
	for _, role := range []account.Role{account.OrganizationAdmin, account.SiteAdmin} {
		t.Run(role.String(), func(t *testing.T) {
			w := enter(t, role)
			nora := w.invite("Nora Vos", "nora@acme.example")
			w.open("/sites/help/customers")
			w.act(nora, "Revoke access")
			w.says("Revoke access for Nora Vos?")
			w.says(`it reads “Nora Vos (Deactivated)”`)
			w.says("You can undo this")
			if got := w.status(nora); got != "ACTIVE" {
				t.Fatalf("status %s before the press, want ACTIVE: opening a dialog must not act", got)
			}
			w.click("button", "Revoke access")
			w.says("Access revoked for Nora Vos.")
			if got := w.status(nora); got != "REVOKED" {
				t.Errorf("status %s after the revoke, want REVOKED", got)
			}
			w.until("document.activeElement.id === 'actions-" + nora.id + "'")
			w.click("button", "Undo")
			w.says("has access again and must sign in anew")
			if got := w.status(nora); got != "ACTIVE" {
				t.Errorf("status %s after Undo, want ACTIVE", got)
			}
		})
	}
}

// TestGrant gives access back to somebody found by the whole address.
func TestGrant(t *testing.T) {
	w := enter(t, account.SiteAdmin)
	pia := w.invite("Pia Holm", "pia.holm@acme.example")
	w.revoke(pia)
	w.typing("Find by full e-mail address", pia.email)
	w.press("\r")
	w.node("heading", "Pia Holm")
	w.click("button", "Grant access")
	w.says("can sign in again with the same password")
	w.click("button", "Grant access")
	w.says("Pia Holm has access again.")
	if got := w.status(pia); got != "ACTIVE" {
		t.Errorf("status %s, want ACTIVE", got)
	}
}

// TestRename changes a name, and tells what is wrong with one that can't be.
func TestRename(t *testing.T) {
	w := enter(t, account.SiteAdmin)
	nora := w.invite("Nora Vos", "nora@acme.example")
	w.open("/sites/help/customers")
	w.act(nora, "Change name")
	w.fill("New name", "")
	w.click("button", "Change name")
	w.until("document.querySelector('dialog .notice.danger') !== null")
	w.fill("New name", "Nora Vos-Lindqvist")
	w.click("button", "Change name")
	w.says("The name is now Nora Vos-Lindqvist.")
	name := at(w.ask(`query($id: ID!) { customer(id: $id) { displayName } }`, map[string]any{"id": nora.id}), "customer", "displayName")
	if name != "Nora Vos-Lindqvist" {
		t.Errorf("name %q, want the new one", name)
	}
}

// TestBrokenConnection breaks the connection around a revoke: the page says what
// is known, finds out what happened, and sends nothing again by itself.
func TestBrokenConnection(t *testing.T) {
	for _, c := range []struct {
		name   string
		when   cutting
		says   string
		status string
	}{
		{"before the server", before, "and this is what happened: It was not.", "ACTIVE"},
		{"after the act", after, "and this is what happened: It was revoked.", "REVOKED"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := enter(t, account.OrganizationAdmin)
			nora := w.invite("Nora Vos", "nora@acme.example")
			w.open("/sites/help/customers")
			w.door.breaks("RevokeAccess", c.when)
			w.act(nora, "Revoke access")
			w.click("button", "Revoke access")
			w.says(c.says)
			if got := w.door.passed("RevokeAccess"); got != 1 {
				t.Errorf("the revoke was sent %d times, want once", got)
			}
			if got := w.status(nora); got != c.status {
				t.Errorf("status %s, want %s", got, c.status)
			}
		})
	}
}

// TestServerGone has nobody answer at all: then it is not known, and the page says so.
func TestServerGone(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	nora := w.invite("Nora Vos", "nora@acme.example")
	w.open("/sites/help/customers")
	w.act(nora, "Revoke access")
	w.says("Revoke access for Nora Vos?")
	w.door.breaks("*", before)
	w.click("button", "Revoke access")
	w.says("It isn't known yet whether access was revoked. The server can't be asked just now.")
	w.door.breaks("*", never)
	w.click("button", "Check again")
	w.says("It was not.")
	w.click("button", "Try again")
	w.says("Access revoked for Nora Vos.")
	if got := w.status(nora); got != "REVOKED" {
		t.Errorf("status %s, want REVOKED", got)
	}
}

// TestKeyboardAlone revokes without touching the mouse.
func TestKeyboardAlone(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	nora := w.invite("Nora Vos", "nora@acme.example")
	w.open("/sites/help/customers")
	w.node("button", "Actions for \u2068Nora Vos\u2069")
	w.tabTo("actions-" + nora.id)
	w.press("\r")
	w.until("document.activeElement.textContent.startsWith('Change name')")
	w.press("\u001b")
	w.until("document.activeElement.id === 'actions-" + nora.id + "'")
	w.press(arrowUp)
	w.until("document.activeElement.textContent.startsWith('Delete customer')")
	w.press("r")
	w.until("document.activeElement.textContent.startsWith('Reset password')")
	w.press("r")
	w.until("document.activeElement.textContent.startsWith('Revoke access')")
	w.press("\r")
	w.until("document.activeElement.id === 'dialog-title'")
	w.tabTo("dialog-act")
	w.press("\r")
	w.says("Access revoked for Nora Vos.")
	if got := w.status(nora); got != "REVOKED" {
		t.Errorf("status %s, want REVOKED", got)
	}
}

// The keys of the keyboard that are no letters.
const (
	arrowDown = "\u0301"
	arrowUp   = "\u0304"
)

// tabTo presses Tab until the element with this id has the focus.
func (w *world) tabTo(id string) {
	w.t.Helper()
	for range 80 {
		if w.focused() == id {
			return
		}
		w.press("\t")
	}
	w.t.Fatalf("Tab does not reach %s; the focus is on %q", id, w.focused())
}
