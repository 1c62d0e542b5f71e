package consoletest

import (
	"fmt"
	"testing"

	"gatehouse/account"
)

// TestFindByAddress finds somebody without access too, by the whole address.
func TestFindByAddress(t *testing.T) {
	w := enter(t, account.SiteAdmin)
	pia := w.invite("Pia Holm", "pia.holm@acme.example")
	w.invite("Nora Vos", "nora@acme.example")
	w.revoke(pia)
	w.open("/sites/help/customers")
	w.typing("Find by full e-mail address", pia.email)
	w.click("button", "Find")
	w.node("heading", "Pia Holm")
	w.until("location.pathname === '/sites/help/customers/" + pia.id + "'")
}

// TestFindByName is told that the box takes an address, and led to where a name helps.
func TestFindByName(t *testing.T) {
	w := enter(t, account.SiteAdmin)
	w.invite("Nora Vos", "nora@acme.example")
	w.typing("Find by full e-mail address", "nora vos")
	w.press("\r")
	w.says("This box finds people by full e-mail address, not by name.")
	w.click("button", "See who is found by this name")
	w.node("heading", "See as others do")
	w.until("document.querySelector('[aria-label=\"User picker\"] .hits') !== null")
	w.says("Nora Vos")
}

// TestNobodyHasThisAddress says the same of an address that nobody ever had and of
// one whose account was deleted.
func TestNobodyHasThisAddress(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	gone := w.invite("Gone Person", "gone@acme.example")
	w.delete(gone)
	for _, address := range []string{"never@acme.example", gone.email} {
		w.open("/sites/help/customers")
		w.typing("Find by full e-mail address", address)
		w.press("\r")
		w.says("Nobody on Help has the address " + address + ". Dots and +tags count.")
		w.node("button", "Invite "+address)
	}
	w.click("button", "Invite "+gone.email)
	w.node("heading", "Invite customers")
	w.click("button", "Invite")
	w.says("It can be invited from")
}

// TestSeeAsOthersDo shows the surfaces side by side for each state.
func TestSeeAsOthersDo(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	nora := w.invite("Nora Vos", "nora@acme.example")
	pia := w.invite("Pia Holm", "pia.holm@acme.example")
	gone := w.invite("Gone Person", "gone@acme.example")
	w.revoke(pia)
	w.delete(gone)
	w.open("/sites/help/see-as")
	for _, c := range []struct{ typed, picker, filter, search, old string }{
		{"nora", nora.name, nora.name, "", nora.name},
		{nora.email, nora.name, nora.name, nora.name, nora.name},
		{"pia", "", "", "", ""},
		{pia.email, "", "Pia Holm (Deactivated)", "Pia Holm (Deactivated)", "Pia Holm (Deactivated)"},
		{gone.email, "", "", "", ""},
		{gone.id, "", "", "", "Former user (Deactivated)"},
	} {
		w.fill("Show what others find for", c.typed)
		if c.typed != gone.id {
			w.typed = append(w.typed, c.typed)
		}
		for column, want := range map[string]string{"User picker": c.picker, "Filter": c.filter, "Admin search": c.search, "Old field": c.old} {
			w.until(fmt.Sprintf(`(() => {
				const column = document.querySelector('[aria-label=%q]');
				const names = [...column.querySelectorAll('.hits .name')].map(n => n.textContent).join();
				return !column.querySelector('.stale') && names === %q;
			})()`, column, want))
		}
	}
	w.fill("Show what others find for", "nor")
	for place, want := range map[string]string{".name": "Nor", ".address": "nor"} {
		w.until(fmt.Sprintf(`document.querySelector('[aria-label="User picker"] %s b.matched')?.textContent === %q`, place, want))
	}
	w.typed = append(w.typed, "nor")
	w.click("DisclosureTriangle", "Why?")
	w.says("by what a person types of name or e-mail")
}

// TestPagingKeepsItsPlace goes to the second page, opens somebody and comes back to
// the same row, scroll and focus.
func TestPagingKeepsItsPlace(t *testing.T) {
	w := prepare(t)
	w.imported(60)
	w.signIn(account.SiteAdmin)
	w.says("60 customers")
	w.says("Row 000")
	w.click("button", "Next")
	w.says("Row 030")
	w.says("Row 049")
	w.click("link", "Row 040")
	w.node("heading", "Row 040")
	scroll := eval[float64](w.tab, "scrollY")
	w.back()
	w.until("!document.querySelector('.panel') && document.body.innerText.includes('Row 040')")
	if got := eval[float64](w.tab, "scrollY"); got != scroll {
		t.Errorf("scrolled to %v, want %v as it was left", got, scroll)
	}
	w.click("link", "Requests")
	w.node("heading", "Requests")
	w.back()
	w.says("Row 040")
	w.until(fmt.Sprintf("Math.abs(scrollY - %v) < 2", scroll))
	w.click("button", "Previous")
	w.says("Row 000")
	w.until("!document.querySelector('.stale')")
	if got := eval[string](w.tab, "document.body.innerText"); len(got) == 0 {
		t.Error("the first page is empty")
	}
}

// TestHostileNames draws names that try to be something else.
func TestHostileNames(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	markup := w.invite(`<img src=x onerror=alert(1)>`, "markup@acme.example")
	w.invite("Former user (Deactivated)", "former@acme.example")
	long := ""
	for len(long) < 255 {
		long += "Maximiliana"[:min(11, 255-len(long))]
	}
	w.invite(long, "long@acme.example")
	w.open("/sites/help/customers")
	w.says(markup.name)
	if got := eval[int](w.tab, "document.querySelectorAll('td img').length"); got != 0 {
		t.Errorf("%d images were made of names", got)
	}
	w.until(`[...document.querySelectorAll('tr')].some(r => r.textContent.includes('Former user (Deactivated)') && r.textContent.includes('Active'))`)
	if wide := eval[bool](w.tab, "document.documentElement.scrollWidth > innerWidth"); wide {
		t.Error("a long name makes the page scroll sideways")
	}
	w.act(markup, "Revoke access")
	w.says("Revoke access for <img src=x onerror=alert(1)>?")
}
