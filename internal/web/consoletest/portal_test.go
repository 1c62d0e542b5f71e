package consoletest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"gatehouse/account"
)

// TestInvitationIsShownOnce: the link stands in the answer's row until the page is
// left, and nowhere else.
func TestInvitationIsShownOnce(t *testing.T) {
	w := enter(t, account.SiteAdmin)
	w.open("/sites/help/invite")
	w.typing("People to invite to Help", "ana@new.example")
	w.click("button", "Invite")
	w.says("Shown once. It works until")
	w.node("button", "Copy link")
	link := eval[string](w.tab, "document.querySelector('.once code').textContent")
	if before, token, ok := strings.Cut(link, "#token="); !ok || !strings.HasSuffix(before, "/portal/help/accept") {
		t.Fatalf("got the link %q, want one to the accept page", before)
	} else {
		w.typed = append(w.typed, token)
	}
	w.open("/sites/help/customers")
	w.click("link", "ana")
	w.click("button", "New invitation")
	w.click("button", "Make an invitation")
	w.says("Shown once. It works until")
	if again := eval[string](w.tab, "document.querySelector('.once code').textContent"); again == link {
		t.Error("the new invitation is the old one")
	}
}

// TestResetPassword makes a link by the menu, and shows it once.
func TestResetPassword(t *testing.T) {
	w := enter(t, account.SiteAdmin)
	nora := w.invite("Nora Vos", "nora@acme.example")
	w.open("/sites/help/customers")
	w.act(nora, "Reset password")
	w.says("The old password works until it is used.")
	if got := w.door.passed("CreatePasswordReset"); got != 0 {
		t.Fatalf("%d links were made by opening the dialog, want 0", got)
	}
	w.click("button", "Make a link")
	w.says("Shown once. It works until")
	link := eval[string](w.tab, "document.querySelector('.once code').textContent")
	_, token, ok := strings.Cut(link, "/portal/help/reset#token=")
	if !ok {
		t.Fatal("the dialog shows no link to the reset page")
	}
	w.typed = append(w.typed, token)
	w.fine("the link")
	w.click("button", "Done")
	w.until("!document.body.innerText.includes('Shown once')")
}

// TestPortalPages lets somebody in by each page, light and dark, wide and narrow. The
// secret leaves the address at once; axe finds nothing serious.
func TestPortalPages(t *testing.T) {
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{1440, 360} {
			t.Run(fmt.Sprintf("%s %d", scheme, width), func(t *testing.T) {
				w := prepare(t)
				w.screen(width, scheme)
				data := w.ask(`mutation($input: InviteCustomerInput!) { inviteCustomer(input: $input) { invitation { url } } }`,
					map[string]any{"input": map[string]any{"siteId": w.siteID(), "email": "ana@acme.example", "displayName": "Ana"}})
				_, token, _ := strings.Cut(at(data, "inviteCustomer", "invitation", "url"), "#token=")
				w.typed = append(w.typed, token)
				w.open("/portal/help/accept#token=" + token)
				w.until("location.hash === '' && document.querySelector('[data-token]').hidden")
				w.fine("accept")
				w.picture(fmt.Sprintf("accept-%s-%d", scheme, width))
				w.fill("New password", "short")
				eval[any](w.tab, "document.querySelector('form').noValidate = true; null")
				w.click("button", "Set password and sign in")
				w.says("shorter than 8 characters")
				w.fine("accept with an error")
				w.typing("New password", "correct horse")
				w.click("button", "Set password and sign in")
				w.says("You are signed in")
				w.fine("signed in")
				w.picture(fmt.Sprintf("signed-in-%s-%d", scheme, width))
				w.click("button", "Sign out")
				w.says("Sign in to Help")
				w.fill("E-mail address", "ana@acme.example")
				w.fill("Password", "wrong horse")
				w.click("button", "Sign in")
				w.says("or the account has no access")
				w.fine("sign-in with an error")
				w.picture(fmt.Sprintf("sign-in-%s-%d", scheme, width))
				w.open("/portal/help/reset")
				w.fine("reset")
				w.picture(fmt.Sprintf("reset-%s-%d", scheme, width))
			})
		}
	}
}

// picture keeps a screenshot where GATEHOUSE_PICTURES names a directory.
func (w *world) picture(name string) {
	w.t.Helper()
	dir := os.Getenv("GATEHOUSE_PICTURES")
	if dir == "" {
		return
	}
	image, err := chromedp.Run(w.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), image, 0o644)
	}
	if err != nil {
		w.t.Error(err)
	}
}
