package crash

import (
	"testing"
	"time"

	"gatehouse/account"
	"gatehouse/internal/testkit"
)

// TestClockJumpsBack deletes somebody, then sets the clock back by a year, restarts,
// and deletes another: dates never run backwards and no hold gets longer or shorter.
func TestClockJumpsBack(t *testing.T) {
	s := testkit.Start(t)
	token := s.Token(account.OrganizationAdmin, "")
	site := s.Site("help").ID.String()
	const invite = `mutation($site: ID!, $email: String!) { inviteCustomer(input: {siteId: $site, email: $email, displayName: "Nora"}) {
		customer { id } userErrors { code ... on EmailOnHoldError { availableAt } } } }`
	const remove = `mutation($id: ID!, $email: String!) { deleteCustomer(input: {customerId: $id, confirmEmail: $email}) {
		deletion { deletedAt purgeAt } } }`
	ask := func(document string, variables map[string]any) testkit.Answer {
		a := s.Query(token, document, variables)
		if len(a.Errors) > 0 {
			t.Fatalf("got %+v", a.Errors)
		}
		return a
	}
	die := func(email string) (deletedAt, purgeAt any) {
		id := ask(invite, map[string]any{"site": site, "email": email}).At("inviteCustomer", "customer", "id")
		a := ask(remove, map[string]any{"id": id, "email": email})
		return a.At("deleteCustomer", "deletion", "deletedAt"), a.At("deleteCustomer", "deletion", "purgeAt")
	}
	deletedAt, purgeAt := die("first@crash.example")
	s.Clock.Advance(-365 * 24 * time.Hour)
	for range 2 {
		a := ask(invite, map[string]any{"site": site, "email": "first@crash.example"})
		if got := a.At("inviteCustomer", "userErrors", 0, "availableAt"); got != purgeAt || got == nil {
			t.Errorf("the hold ends at %v after the clock jumped back, want %v as before", got, purgeAt)
		}
		s.Restart()
	}
	if again, _ := die("second@crash.example"); again.(string) < deletedAt.(string) {
		t.Errorf("a later deletion is dated %v, before %v", again, deletedAt)
	}
	// From the true beginning, the hold ends when it always would have.
	s.Clock.Advance(365*24*time.Hour + 14*24*time.Hour)
	a := ask(invite, map[string]any{"site": site, "email": "first@crash.example"})
	if a.At("inviteCustomer", "customer", "id") == nil {
		t.Errorf("got %v after 14 days, want a new account", a.Data)
	}
}
