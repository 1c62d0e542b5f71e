package consoletest

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"gatehouse/account"
	"gatehouse/internal/testkit"
)

//go:embed testdata/axe.min.js
var axe string

// axeScript runs axe and gives what it finds serious or worse, one a line.
const axeScript = `axe.run(document, {resultTypes: ['violations']}).then(r => r.violations
	.filter(v => v.impact === 'serious' || v.impact === 'critical')
	.map(v => v.id + ': ' + v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | ')).join('\n'))`

// TestNothingSeriousForAxe looks at each page and state, light and dark, wide and
// narrow: axe finds nothing serious, and nothing scrolls sideways.
func TestNothingSeriousForAxe(t *testing.T) {
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{1440, 360} {
			t.Run(fmt.Sprintf("%s %d", scheme, width), func(t *testing.T) {
				w := prepare(t)
				nora := w.invite("Nora Vos", "nora@acme.example")
				pia := w.invite("Pia Holm", "pia.holm@acme.example")
				gone := w.invite("Gone Person", "gone@acme.example")
				w.request("The badge reader blinks", nora, pia, gone)
				w.revoke(pia)
				w.delete(gone)
				w.screen(width, scheme)
				w.open("/")
				w.fine("sign in")
				w.signIn(account.OrganizationAdmin)
				w.says("Nora Vos")
				w.fine("customers")
				w.click("button", "Export")
				w.says("all 2 customers")
				w.fine("export")
				w.press("\u001b")
				w.click("button", "Actions for \u2068Nora Vos\u2069")
				w.node("menuitem", "Delete customer")
				w.fine("menu")
				w.click("menuitem", "Delete customer")
				w.says("14 days")
				w.fine("delete dialog")
				w.click("button", "Delete for good")
				w.says("That is not this account's address.")
				w.fine("delete dialog with an error")
				w.open("/sites/help/customers/" + pia.id)
				w.says("History")
				w.fine("panel")
				w.open("/sites/help/customers?status=REVOKED&activity=never")
				w.says("Pia Holm")
				w.open("/sites/help/customers?status=REVOKED&activity=90")
				w.says("Clear filters")
				w.fine("empty")
				w.fill("Find by full e-mail address", "nora")
				w.press("\r")
				w.says("not by name")
				w.fine("error")
				w.open("/sites/help/see-as")
				w.fill("Show what others find for", "nora")
				w.until("document.querySelectorAll('.hits').length === 3")
				w.fine("see as others do")
				for _, page := range []struct{ path, says string }{
					{"/sites/help/invite", "Nothing is sent until you press Invite."}, {"/sites/help/requests", "HELP-1"},
					{"/sites/help/deletions", "in 14 days"}, {"/sites/help/audit", "Customer deleted"},
					{"/settings/tokens", "Organization admin"}, {"/settings/sites", "every domain"}, {"/sites/nowhere/audit", "Nothing is at this address"},
				} {
					w.open(page.path)
					w.says(page.says)
					w.fine(page.path)
				}
			})
		}
	}
}

// fine holds a page to what axe says and to its width.
func (w *world) fine(what string) {
	w.t.Helper()
	// A fade that is half way through has other colours than the page that stays.
	w.until("document.getAnimations().every(a => a.playState !== 'running')")
	eval[any](w.tab, "if (!window.axe) { "+axe+"; } null")
	if found := eval[string](w.tab, axeScript); found != "" {
		w.t.Errorf("%s: axe finds\n%s", what, found)
	}
	if wide := eval[string](w.tab, "document.documentElement.scrollWidth > innerWidth ? document.documentElement.scrollWidth + ' of ' + innerWidth : ''"); wide != "" {
		w.t.Errorf("%s scrolls sideways: %s", what, wide)
	}
}

// TestNothingIsCutBesideThePanel reads the list while one of its rows is open: where
// there is no room for a column it goes, and what stays is whole.
func TestNothingIsCutBesideThePanel(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	who := w.invite("Nora Vos", "nora@acme.example")
	longAgo := w.server.Clock.Now().AddDate(0, -2, 0) // Shown as a date.
	if _, err := w.server.Store().ImportCustomers(testkit.System(), w.server.Site("help").ID, []account.ImportRow{
		{Email: "pia.holm@acme.example", DisplayName: "Pia Holm", Status: account.Revoked, CreatedAt: longAgo, RevokedAt: longAgo, LastSignInAt: longAgo},
	}); err != nil {
		t.Fatal(err)
	}
	for _, width := range []int64{1440, 1280, 1100} {
		w.screen(width, "light")
		w.open("/sites/help/customers/" + who.id)
		w.says("History")
		w.until("document.querySelectorAll('.customers tbody tr').length === 2")
		cut := eval[string](w.tab, "[...document.querySelectorAll('.customers td')].filter(c => c.scrollWidth > c.clientWidth).map(c => c.textContent).join(' | ')")
		if cut != "" {
			t.Errorf("%d wide these are cut: %s", width, cut)
		}
	}
}

// TestThemeBeforePaint keeps the chosen theme over a reload.
func TestThemeBeforePaint(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	w.click("button", "Your menu")
	w.click("menuitemradio", "Dark theme")
	w.open("/sites/help/customers")
	if got := eval[string](w.tab, "getComputedStyle(document.documentElement).backgroundColor"); got != "rgb(13, 16, 21)" {
		t.Errorf("background %s after a reload, want the dark page", got)
	}
}

// TestFailingList keeps, above the failure, what was there before.
func TestFailingList(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	w.invite("Nora Vos", "nora@acme.example")
	w.open("/sites/help/customers")
	w.says("Nora Vos")
	w.door.breaks("CustomersList", before)
	eval[any](w.tab, "const s = document.querySelector('.filters select'); s.value = 'ACTIVE'; s.dispatchEvent(new Event('change', {bubbles: true}))")
	w.says("The list could not be loaded.")
	if page := eval[string](w.tab, "document.body.innerText"); !strings.Contains(page, "Nora Vos") {
		t.Errorf("the rows are gone, want what was there before:\n%s", page)
	}
	w.door.breaks("CustomersList", never)
	w.click("button", "Try again")
	w.until("!document.body.innerText.includes('could not be loaded')")
}
