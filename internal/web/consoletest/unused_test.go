package consoletest

import (
	"testing"

	"gatehouse/account"
)

// TestUnusedAccounts shows whom the rule would be before it can be switched on, and
// switches it off again.
func TestUnusedAccounts(t *testing.T) {
	w := enter(t, account.OrganizationAdmin)
	w.invite("Nora Vos", "nora@acme.example")
	w.imported(50)
	policy := func() string {
		return at(w.ask(`{ site(key: "help") { settings { inactivityPolicy { revokeAfterDays } } } }`, nil), "site", "settings", "inactivityPolicy", "revokeAfterDays")
	}
	w.open("/settings/sites")
	w.click("button", "kept (change for Help)")
	w.says("It is off.")
	if len(w.look("button", "Switch on")) > 0 {
		t.Error("the rule can be switched on unseen")
	}
	w.fill("Days without a sign-in", "0")
	w.click("button", "Show whom")
	w.says("Give whole days, 1 to 3,650.")
	w.fill("Days without a sign-in", "1")
	w.press("\r")
	w.says("It would be 25 customers now, of whom these are the newest 10.")
	w.fill("Days without a sign-in", "2")
	w.until("!document.body.innerText.includes('25 customers')")
	w.click("button", "Show whom")
	w.says("It would be 1 customer now.")
	w.click("button", "Switch on")
	w.says("revoked after 2 days")
	if got := policy(); got != "2" {
		t.Errorf("the rule is %q days, want 2", got)
	}
	w.click("button", "revoked after 2 days (change for Help)")
	w.says("It is on.")
	w.click("button", "Switch off")
	w.node("button", "kept (change for Help)")
	if got := policy(); got != "" {
		t.Errorf("the rule is %q days, want none", got)
	}
}
