package contract

import (
	"encoding/json"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"gatehouse/account"
	"gatehouse/internal/testkit"
)

// mostAllocations bounds the work of one request: 30,000 fields, the largest answer,
// take about ten each.
const mostAllocations = 1_000_000

// FuzzDoor sends anything at all as a document with variables, as an organization
// admin: there is an answer in JSON, none of our own faults, and a bounded amount
// of work. A panic of a resolver shows as such a fault.
func FuzzDoor(f *testing.F) {
	server := testkit.Start(f, testkit.WithSamples())
	token := server.Token(account.OrganizationAdmin, "")
	for _, q := range questionsOf() {
		f.Add(q.document, `{"input":{},"id":"cus_0198c0de000070008000000000000001","key":"help","ids":["x"],"query":"ann","first":5}`)
	}
	for _, group := range [][]exchange{hostile, documents, requests} {
		for _, x := range group {
			var body struct {
				Query     string
				Variables json.RawMessage
			}
			if json.Unmarshal([]byte(x.body), &body) == nil && len(body.Query) < 10_000 {
				f.Add(body.Query, string(body.Variables))
			}
		}
	}
	f.Add(`query($q:String!,$n:Int){site(key:"help"){userPicker(query:$q,first:$n){...R} customerFilter(query:$q,first:$n){totalCount pageInfo{endCursor} nodes{...C}}}} fragment R on UserReference{customerId label} fragment C on Customer{id label deletionImpact{requestsReported} availableActions{action allowed reason{code}}}`, `{"q":"łuk","n":3}`)
	f.Add(`mutation A($i:InviteCustomerInput!){inviteCustomer(input:$i){customer{id} userErrors{__typename code ...on EmailTakenError{customer{email}}}}} query B{viewer{role}}`, `{"i":{"siteId":"site_x","email":"a@b","displayName":"\u202e"}}`)
	f.Fuzz(func(t *testing.T, document, variables string) {
		if len(document)+len(variables) > 1<<16 {
			return
		}
		query, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		body := `{"query":` + string(query)
		if variables != "" {
			body += `,"variables":` + variables
		}
		request, err := http.NewRequest("POST", server.URL+"/graphql", strings.NewReader(body+"}"))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", jsonType)
		request.Header.Set("Accept", responseType)
		request.Header.Set("Authorization", "Bearer "+token)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		response, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		if n := after.Mallocs - before.Mallocs; n > mostAllocations {
			t.Errorf("%d allocations", n)
		}
		var answer struct {
			Data   json.RawMessage
			Errors []testkit.APIError
		}
		if err := json.Unmarshal(text, &answer); err != nil || response.StatusCode >= 500 || response.StatusCode == http.StatusOK && answer.Data == nil {
			t.Fatalf("status %d: %.500s (%v)", response.StatusCode, text, err)
		}
		for _, e := range answer.Errors {
			if e.Code() == string(account.Internal) || e.Code() == string(account.Timeout) || e.Code() == "<nil>" {
				t.Errorf("status %d: %+v\n%.3000s", response.StatusCode, e, server.Logs())
			}
		}
	})
}
