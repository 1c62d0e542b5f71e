package plan_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"gatehouse/account"
	"gatehouse/graph"
)

var requestID = regexp.MustCompile(`"requestId":"[^"]*"`)

// TestPlansKeepEveryCheck sends what an execution refuses for its variables, its
// name or its cost, after the document's plan answered: the refusals are those of
// the generated code, and what was right before is right again.
func TestPlansKeepEveryCheck(t *testing.T) {
	w := newWorld(t)
	send := func(h *graph.Handler, body string) string {
		r := httptest.NewRequest("POST", "/graphql", bytes.NewReader([]byte(body)))
		r = r.WithContext(account.WithCaller(context.Background(), w.callers[0]))
		r.Header.Set("Content-Type", "application/json")
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, r)
		return fmt.Sprintln(answer.Code, requestID.ReplaceAllString(answer.Body.String(), ""))
	}
	wide := "query Page($k:String!,$n:Int){site(key:$k){portalCustomers(first:$n){nodes{"
	for i := range 310 {
		wide += fmt.Sprintf("a%d:id ", i)
	}
	wide += "}}}}"
	narrow := "query($k:String!,$e:String,$s:CustomerStatus){site(key:$k){portalCustomers(email:$e,status:$s){nodes{id}}}}"
	list := "query($ids:[ID!]!){userReferences(ids:$ids){label}}"
	for _, c := range []struct{ query, good, bad, want string }{
		{wide, `"variables":{"k":"help","n":1}`, `"variables":{"k":"help","n":100}`, "COMPLEXITY_LIMIT_EXCEEDED"},
		{wide, `"variables":{"k":"help","n":1}`, `"variables":{"k":"help"}`, `"data":`},
		{wide, `"variables":{"k":"help","n":1},"operationName":"Page"`, `"variables":{"k":"help","n":1},"operationName":"Other"`, "GRAPHQL_VALIDATION_FAILED"},
		{wide, `"variables":{"k":"help","n":1}`, `"variables":{"n":1}`, "GRAPHQL_VALIDATION_FAILED"},
		{wide, `"variables":{"k":"help","n":1}`, `"variables":{"k":null,"n":1}`, "GRAPHQL_VALIDATION_FAILED"},
		{wide, `"variables":{"k":"help","n":1}`, `"variables":{"k":7,"n":1}`, "GRAPHQL_VALIDATION_FAILED"},
		{narrow, `"variables":{"k":"help"}`, `"variables":{"k":"help","s":"active"}`, "GRAPHQL_VALIDATION_FAILED"},
		{narrow, `"variables":{"k":"help"}`, `"variables":{"k":"help","e":"no address"}`, "EMAIL_ADDRESS_REQUIRED"},
		{narrow, `"variables":{"k":"help"}`, `"variables":{"k":"help","unasked":"x","e":null}`, `"nodes"`},
		{list, `"variables":{"ids":["` + w.ids[6] + `"]}`, `"variables":{"ids":[` + strings.Repeat(`"x",`, 100) + `"x"]}`, "INVALID_ARGUMENT"},
	} {
		good, bad := fmt.Sprintf(`{"query":%q,%s}`, c.query, c.good), fmt.Sprintf(`{"query":%q,%s}`, c.query, c.bad)
		want := send(w.code, good)
		for i := range 3 {
			if got := send(w.plans, good); got != want {
				t.Errorf("%s, time %d: got %s, want %s", c.good, i+1, got, want)
			}
			if got, want := w.heard[0].last(), w.heard[1].last(); got != want {
				t.Errorf("%s, time %d: observers hear %s, want %s", c.good, i+1, got, want)
			}
		}
		want = send(w.code, bad)
		if got := send(w.plans, bad); got != want || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %s, want %s with %s", c.bad, got, want, c.want)
		}
	}
	if hits := w.plans.PlanStats()["hit"]; hits < 20 {
		t.Errorf("got %d answers by plans, want most", hits)
	}
}
