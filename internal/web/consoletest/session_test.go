package consoletest

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"

	"gatehouse/account"
	"gatehouse/internal/testkit"
)

// TestFirstLink signs in by the link of the very first start; its token is in no
// address and no history entry afterwards.
func TestFirstLink(t *testing.T) {
	w := prepare(t)
	w.invite("Nora Vos", "nora@acme.example")
	token := w.admin
	w.typed = append(w.typed, token)
	w.open("/#token=" + token)
	w.node("heading", "Portal-only customers")
	for _, entry := range do(w.tab, page.GetNavigationHistory, cdp.Empty{}).Entries {
		if strings.Contains(entry.URL, "token") {
			t.Errorf("the history holds %s", entry.URL)
		}
	}
}

// TestWrongToken says what is wrong with a token, and what mends it.
func TestWrongToken(t *testing.T) {
	w := prepare(t)
	w.open("/sign-in")
	w.click("button", "Sign in")
	w.says("Paste an access token.")
	w.typing("Access token", "gh_0000000000000000000000000000000000000000000")
	w.press("\r")
	w.says("Gatehouse doesn't know this token")
}

// TestSignOut leaves nothing: neither Back nor a reload shows a customer again.
func TestSignOut(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	nora := w.invite("Nora Vos", "nora@acme.example")
	w.open("/sites/help/customers")
	w.says("Nora Vos")
	w.click("link", "Requests")
	w.node("heading", "Requests")
	w.click("button", "Your menu")
	w.click("menuitem", "Sign out")
	w.node("heading", "Sign in to Gatehouse")
	w.back()
	w.node("heading", "Sign in to Gatehouse")
	w.forgets(nora)
}

// TestSessionEndsInADialog ends the session while a dialog is open: the page is
// emptied, nothing half-typed is sent, and signing in comes back here.
func TestSessionEndsInADialog(t *testing.T) {
	w := prepare(t)
	nora := w.invite("Nora Vos", "nora@acme.example")
	token, secret, err := w.server.Store().CreateToken(testkit.System(), account.OrganizationAdmin, account.ID{}, "short", w.server.Clock.Now().AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	w.open("/")
	w.fill("Access token", secret)
	w.press("\r")
	w.act(nora, "Delete customer")
	w.typing("Type nora@acme.example to confirm", nora.email)
	if _, _, err := w.server.Store().RevokeToken(testkit.System(), token.ID); err != nil {
		t.Fatal(err)
	}
	w.click("button", "Delete for good")
	w.says("Your session has ended")
	w.forgets(nora)
	if got := w.status(nora); got != "ACTIVE" {
		t.Errorf("status %q, want ACTIVE", got)
	}
	w.click("button", "Sign in")
	w.fill("Access token", w.admin)
	w.press("\r")
	w.says("Delete the account of Nora Vos for good?")
	if got := eval[string](w.tab, "document.getElementById('confirm').value"); got != "" {
		t.Errorf("the confirm box holds %q, want nothing", got)
	}
}

// TestRoles lands each role where it belongs, and explains what is not for it.
func TestRoles(t *testing.T) {
	t.Run("agent", func(t *testing.T) {
		w := enter(t, account.Agent)
		w.node("heading", "Requests")
		if found := w.look("link", "Customers"); len(found) > 0 {
			t.Error("the rail offers a page that agents can't open")
		}
		w.open("/sites/help/customers")
		w.says("Your role can't open this page")
		w.says("You are an agent of Help; organization admins can.")
	})
	t.Run("identity provider", func(t *testing.T) {
		w := enter(t, account.IdentityProvider)
		w.says("This console is for admins and agents.")
	})
	t.Run("site admin", func(t *testing.T) {
		w := enter(t, account.SiteAdmin)
		w.node("heading", "Portal-only customers")
		w.open("/sites/help/deletions")
		w.says("Your role can't open this page")
	})
}
