package contract

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"gatehouse/account"
	"gatehouse/internal/testkit"
)

const raceRounds = 25

// together sends requests at one moment and gives their outcomes, in order: "done",
// "done, changed", or the code of the refusal.
func together(server *testkit.Server, token string, acts ...act) []string {
	outcomes := make([]string, len(acts))
	var ready, all sync.WaitGroup
	start := make(chan struct{})
	ready.Add(len(acts))
	for i, a := range acts {
		all.Go(func() {
			ready.Done()
			<-start
			outcomes[i] = a.outcome(server, token)
		})
	}
	ready.Wait()
	close(start)
	all.Wait()
	return outcomes
}

// act is a mutation with its input.
type act struct {
	mutation string
	input    map[string]any
}

func (a act) outcome(server *testkit.Server, token string) string {
	answer := server.Query(token, fmt.Sprintf("mutation($i:%s%sInput!){a:%s(input:$i){%s userErrors{code}}}",
		strings.ToUpper(a.mutation[:1]), a.mutation[1:], a.mutation, changedOf[a.mutation]), map[string]any{"i": a.input})
	switch refused := answer.At("a", "userErrors", 0, "code"); {
	case answer.Status != http.StatusOK || len(answer.Errors) > 0:
		return fmt.Sprint("error ", answer.Status, answer.Codes())
	case refused != nil:
		return fmt.Sprint(refused)
	case answer.At("a", "changed") == false:
		return "done"
	}
	return "changed"
}

var changedOf = map[string]string{
	"inviteCustomer": "customer{id}", "revokeAccess": "changed", "grantAccess": "changed", "deleteCustomer": "changed",
}

// TestRacingInvites invites one address twice at once, in different case: one is
// done, one is told that the address is taken, and there is one account.
func TestRacingInvites(t *testing.T) {
	server := testkit.Start(t)
	token := server.Token(account.OrganizationAdmin, "")
	site := server.Site("help").ID.String()
	for i := range raceRounds {
		email := fmt.Sprintf("racer%d@acme.example", i)
		invite := func(email string) act {
			return act{"inviteCustomer", map[string]any{"siteId": site, "email": email, "displayName": "Racer"}}
		}
		got := together(server, token, invite(email), invite(strings.ToUpper(email)), invite(" Racer"+email[5:]))
		slices.Sort(got)
		if want := []string{"EMAIL_TAKEN", "EMAIL_TAKEN", "changed"}; !slices.Equal(got, want) {
			t.Errorf("round %d: got %v, want %v", i, got, want)
		}
		answer := server.Query(token, `query($e:String!){site(key:"help"){portalCustomers(email:$e){totalCount} userPicker(query:$e){label}}}`, map[string]any{"e": email})
		found, _ := answer.At("site", "userPicker").([]any)
		if got := answer.At("site", "portalCustomers", "totalCount"); got != 1.0 || len(found) != 1 {
			t.Errorf("round %d: %v accounts have the address, the picker shows %d, want 1", i, got, len(found))
		}
	}
	checkAudit(t, server, map[string]int{"INVITE_CUSTOMER": raceRounds})
}

// TestRacingMoves revokes, grants, deletes and invites again at once: the outcomes
// are those of some order of them.
func TestRacingMoves(t *testing.T) {
	server := testkit.Start(t)
	token := server.Token(account.OrganizationAdmin, "")
	site := server.Site("help").ID
	total := map[string]int{}
	for i := range raceRounds {
		email := fmt.Sprintf("racer%d@acme.example", i)
		a, err := server.Store().InviteCustomer(testkit.System(), site, email, "Racer")
		if err != nil {
			t.Fatal(err)
		}
		id := a.ID.String()
		moves := []act{
			{"revokeAccess", map[string]any{"customerId": id}},
			{"grantAccess", map[string]any{"customerId": id}},
			{"revokeAccess", map[string]any{"customerId": id}},
			{"deleteCustomer", map[string]any{"customerId": id, "confirmEmail": email}},
			{"deleteCustomer", map[string]any{"customerId": id, "confirmEmail": strings.ToUpper(email)}},
			{"inviteCustomer", map[string]any{"siteId": site.String(), "email": email, "displayName": "Racer"}},
		}
		got := together(server, token, moves...)
		if !inSomeOrder(moves, got, account.Active) {
			t.Errorf("round %d: no order of the moves has these outcomes: %v", i, got)
		}
		for j, outcome := range got {
			if outcome == "changed" {
				total[audited[moves[j].mutation]]++
			}
		}
		rows, err := server.Store().AccountsByID(testkit.System(), []account.ID{a.ID})
		if err != nil || rows[0] == nil || rows[0].Status != account.Deleted {
			t.Errorf("round %d: left is %+v, %v, want DELETED", i, rows[0], err)
		}
		total["INVITE_CUSTOMER"]++
	}
	checkAudit(t, server, total)
}

var audited = map[string]string{
	"inviteCustomer": "INVITE_CUSTOMER", "revokeAccess": "REVOKE_ACCESS", "grantAccess": "GRANT_ACCESS", "deleteCustomer": "DELETE_CUSTOMER",
}

// inSomeOrder tells whether the moves, one after the other in some order, have
// these outcomes by RULES 2 and 5.
func inSomeOrder(moves []act, outcomes []string, from account.Status) bool {
	if len(moves) == 0 {
		return true
	}
	for i, m := range moves {
		to, outcome := ruled(m.mutation, from)
		if outcome == outcomes[i] && inSomeOrder(without(moves, i), without(outcomes, i), to) {
			return true
		}
	}
	return false
}

// ruled is what a move does to the account of the race, or to its address.
func ruled(mutation string, from account.Status) (account.Status, string) {
	switch mutation + " " + from.String() {
	case "revokeAccess ACTIVE":
		return account.Revoked, "changed"
	case "grantAccess REVOKED":
		return account.Active, "changed"
	case "deleteCustomer ACTIVE", "deleteCustomer REVOKED":
		return account.Deleted, "changed"
	case "revokeAccess DELETED", "grantAccess DELETED":
		return from, "CUSTOMER_DELETED"
	case "inviteCustomer ACTIVE":
		return from, "EMAIL_TAKEN"
	case "inviteCustomer REVOKED":
		return from, "CUSTOMER_REVOKED"
	case "inviteCustomer DELETED":
		return from, "EMAIL_ON_HOLD"
	}
	return from, "done"
}

func without[T any](all []T, i int) []T {
	return slices.Concat(all[:i], all[i+1:])
}

// checkAudit walks the whole log: no gap in its sequence, one event a change, none
// for a repeat or a refusal, and its chain is whole.
func checkAudit(t *testing.T, server *testkit.Server, want map[string]int) {
	t.Helper()
	token := server.Token(account.OrganizationAdmin, "")
	got := map[string]int{}
	next, after := 0.0, any(nil)
	for {
		answer := server.Query(token, `query($a:String){organization{auditLog(first:100,after:$a){nodes{sequence action} pageInfo{hasNextPage endCursor}}}}`, map[string]any{"a": after})
		nodes, _ := answer.At("organization", "auditLog", "nodes").([]any)
		for i := range nodes {
			sequence, _ := answer.At("organization", "auditLog", "nodes", i, "sequence").(float64)
			if next != 0 && sequence != next {
				t.Errorf("the audit log goes from %.0f to %.0f", next+1, sequence)
			}
			next = sequence - 1
			got[fmt.Sprint(answer.At("organization", "auditLog", "nodes", i, "action"))]++
		}
		if answer.At("organization", "auditLog", "pageInfo", "hasNextPage") != true {
			break
		}
		after = answer.At("organization", "auditLog", "pageInfo", "endCursor")
	}
	if next != 0 {
		t.Errorf("the audit log begins at %.0f, want 1", next+1)
	}
	for _, action := range audited {
		if got[action] != want[action] {
			t.Errorf("%d events of %s, want %d", got[action], action, want[action])
		}
	}
	report, err := server.Store().Verify(testkit.System())
	if err != nil || len(report.Problems) > 0 {
		t.Errorf("verify: %+v, %v", report, err)
	}
}
