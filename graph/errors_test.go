package graph

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"gatehouse/account"
)

// marked are requests that no resolver sees, one or more for each way in which a
// document or a variable can be wrong, with the marker wherever a client can write
// something.
var marked = map[string][]map[string]any{
	"GRAPHQL_PARSE_FAILED": {
		document(`{ ` + marker), document(`{site(key:"` + marker + `}`), document(marker), document(`{site(key:` + marker + `@acme.example){id}}`),
		document("{site(key:\"\\u12" + marker + "\"){id}}"), document(`{a(b:"` + marker + "\n\"){c}}"),
	},
	"GRAPHQL_VALIDATION_FAILED": {
		// FragmentsOnCompositeTypes, KnownFragmentNames, NoFragmentCycles, NoUnusedFragments, UniqueFragmentNames.
		document("{...M} fragment M on Role{x}"), document("{..." + marker + "}"),
		document("{..." + marker + "} fragment " + marker + " on Query{..." + marker + "}"),
		document("{__typename} fragment " + marker + " on Query{__typename}"),
		document("{..." + marker + "} fragment " + marker + " on Query{__typename} fragment " + marker + " on Query{__typename}"),
		document("{node(id:1){..." + marker + "}} fragment " + marker + " on Viewer{role}"),
		// UniqueOperationNames, LoneAnonymousOperation, no such operation.
		document("query " + marker + "{__typename} query " + marker + "{__typename}"), document("query " + marker + "{__typename} {__typename}"),
		{"query": "query A{__typename}", "operationName": marker},
		// Variables: unused, undeclared, twice, no input type, elsewhere.
		document("query " + marker + "($" + marker + ":ID){__typename}"), document("query " + marker + "{node(id:$" + marker + "){id}}"),
		document("query($" + marker + ":ID!,$" + marker + ":ID!){node(id:$" + marker + "){id}}"),
		document("query($" + marker + ":Site){node(id:$" + marker + "){id}}"), document("query($" + marker + ":Int){node(id:$" + marker + "){id}}"),
		// OverlappingFieldsCanBeMerged.
		document("{" + marker + ":viewer{role} " + marker + ":organization{name}}"),
		document(`{site(key:"` + marker + `"){id} site(key:"x"){id}}`),
		// ValuesOfCorrectType.
		document(`{site(key:` + marker + `){id}}`), document(`{site(key:["` + marker + `"]){id}}`), document(`{site(key:{` + marker + `:1}){id}}`),
		document(`{site(key:"x"){portalCustomers(first:"` + marker + `"){totalCount}}}`),
		document(`{site(key:"x"){portalCustomers(status:` + marker + `){totalCount}}}`),
		document(`{site(key:"x"){portalCustomers(status:"` + marker + `"){totalCount}}}`),
		document(`{site(key:"x"){portalCustomers(activity:"` + marker + `"){totalCount}}}`),
		document(`{site(key:"x"){portalCustomers(activity:{neverSignedIn:"` + marker + `"}){totalCount}}}`),
		document(`mutation{inviteCustomer(input:"""` + marker + `"""){changed:__typename}}`),
		document(`{node(id:1.5){id}}`), document(`query($x:Int="` + marker + `"){site(key:"x"){userPicker(query:"",first:$x){label}}}`),
		document(`{viewer @skip(if:"` + marker + `"){role}}`),
		// UniqueInputFieldNames, UniqueArgumentNames, ProvidedRequiredArguments.
		document(`mutation{renameCustomer(input:{customerId:"` + marker + `",customerId:"x",displayName:"` + marker + `"}){changed}}`),
		document(`{site(key:"` + marker + `",key:"` + marker + `"){id}}`), document(`mutation{renameCustomer(input:{displayName:"` + marker + `"}){changed}}`),
		// Values of variables.
		variable("ID!", "node(id:$v){id}", map[string]any{marker: marker}), variable("ID!", "node(id:$v){id}", []string{marker, marker}), variable("ID!", "node(id:$v){id}", 1.5),
		variable("Int", `site(key:"x"){userPicker(query:"",first:$v){label}}`, marker), variable("Int", `site(key:"x"){userPicker(query:"",first:$v){label}}`, "99999999999"),
		variable("Int", `site(key:"x"){userPicker(query:"",first:$v){label}}`, 1e30),
		variable("CustomerStatus", `site(key:"x"){portalCustomers(status:$v){totalCount}}`, marker),
		variable("CustomerStatus", `site(key:"x"){portalCustomers(status:$v){totalCount}}`, "active"),
		variable("CustomerActivityFilter", `site(key:"x"){portalCustomers(activity:$v){totalCount}}`, map[string]any{marker: true}),
		variable("CustomerActivityFilter", `site(key:"x"){portalCustomers(activity:$v){totalCount}}`, map[string]any{"neverSignedIn": marker}),
		variable("CustomerActivityFilter", `site(key:"x"){portalCustomers(activity:$v){totalCount}}`, []string{marker}),
		variable("RequestFilter", `site(key:"x"){requests(filter:$v){totalCount}}`, map[string]any{"customer": map[string]any{marker: 1}}),
	},
	"INVALID_ARGUMENT": {
		document(`mutation{createAccessToken(input:{role:AGENT,expiresAt:"` + marker + `"}){secret}}`),
		{"query": "mutation($i:CreateAccessTokenInput!){createAccessToken(input:$i){secret}}", "variables": map[string]any{"i": map[string]any{"role": "AGENT", "expiresAt": marker}}},
		variable("[ID!]!", "nodes(ids:$v){id}", slices.Repeat([]string{marker}, 101)),
	},
	"INVALID_ID": {
		document(`{node(id:"` + marker + `"){id}}`), variable("ID!", "customer(id:$v){id}", marker), variable("ID!", "customer(id:$v){id}", "cus_"+marker),
		document(`mutation{revokeAccess(input:{customerId:"` + marker + `",reason:"` + marker + `"}){changed}}`),
	},
	"DOCUMENT_REFUSED": {
		document("{" + strings.Repeat(marker+" ", 5000) + "}"), document("{" + repeat(1001, marker+"%d:__typename ") + "}"),
	},
}

// variable is a request with one variable.
func variable(kind, selection string, value any) map[string]any {
	return map[string]any{"query": "query " + marker + "($v:" + kind + "){" + selection + "}", "variables": map[string]any{"v": value}, "operationName": marker}
}

// TestErrorsRepeatNothing sends them all: each is refused by its code, and neither
// the answer nor the log has the marker.
func TestErrorsRepeatNothing(t *testing.T) {
	d := newDoor(Config{})
	for code, requests := range marked {
		for _, request := range requests {
			body, refusals := d.ask(t, request)
			if len(refusals) == 0 || refusals[0].Extensions["code"] != code {
				t.Errorf("%.200v: got %.300s, want %s", request, body, code)
			}
			if strings.Contains(body, marker) {
				t.Errorf("%.200v: the answer repeats it: %.300s", request, body)
			}
			for _, r := range refusals {
				if r.Extensions["requestId"] != requestID || r.Message == masked {
					t.Errorf("%.200v: no request id, or masked: %.300s", request, body)
				}
			}
		}
	}
	if d.log.Len() > 0 {
		t.Errorf("a refused document is no fault of ours, but the log has:\n%.2000s", d.log.String())
	}
}

// broken is a store whose disk fails.
type broken struct{ Store }

func (broken) SiteByKey(context.Context, string) (account.Site, bool, error) {
	return account.Site{}, false, errors.New("read page 7: input/output error")
}

// mistaken is a store with a mistake in it, which has what was typed at hand.
type mistaken struct{ Store }

func (mistaken) SiteByKey(_ context.Context, key string) (account.Site, bool, error) {
	panic("no such key: " + key)
}

// TestFaultsAreMasked lets a resolver panic, and a store fail: the answer says no
// more than that, the log says it once, under the request's id.
func TestFaultsAreMasked(t *testing.T) {
	for name, given := range map[string]Store{"a panic": mistaken{}, "a failing store": broken{}} {
		d := newDoor(Config{Store: given})
		body, refusals := d.ask(t, map[string]any{
			"query": "query " + marker + "($k:String!){" + marker[:3] + ":site(key:$k){id}}", "operationName": marker, "variables": map[string]any{"k": marker},
		})
		if len(refusals) != 1 || refusals[0].Message != masked || refusals[0].Extensions["code"] != string(account.Internal) ||
			refusals[0].Extensions["requestId"] != requestID || len(refusals[0].Path) != 1 {
			t.Errorf("%s: got %s", name, body)
		}
		log := d.log.String()
		if got := strings.Count(log, requestID); got != 1 || strings.Count(log, "\n") != 1 {
			t.Errorf("%s: the log names the request %d times, want once:\n%s", name, got, log)
		}
		if strings.Contains(body, marker) || strings.Contains(log, marker) {
			t.Errorf("%s: the marker is in the answer or the log:\n%s\n%s", name, body, log)
		}
	}
}

// TestEveryCodeIsTold presents each refusal of the domain: its code, its message,
// its field, and when to come again.
func TestEveryCodeIsTold(t *testing.T) {
	d := newDoor(Config{})
	ctx := account.WithRequestID(t.Context(), requestID)
	codes := append(slices.Clone(account.UserErrorCodes), account.Unauthenticated, account.Forbidden, account.EmailManaged, account.InvalidID,
		account.InvalidCursor, account.InvalidPageSize, account.InvalidArgument, account.EmailRequired, account.SearchIsDown, account.StoreIsBusy)
	for _, code := range codes {
		given := &account.Error{Code: code, Message: "Why.", Field: []string{"input", "email"}, RetryAfter: 3e9}
		got := d.present(ctx, gqlerror.Wrap(fmt.Errorf("around it: %w", given)))
		want := map[string]any{"code": string(code), "requestId": requestID, "field": []string{"input", "email"}, "retryAfter": 3}
		if got.Message != "Why." || fmt.Sprint(got.Extensions) != fmt.Sprint(want) {
			t.Errorf("%s: got %q, %v; want %v", code, got.Message, got.Extensions, want)
		}
	}
	arguments := graphql.WithFieldContext(ctx, &graphql.FieldContext{Field: graphql.CollectedField{Field: &ast.Field{Arguments: ast.ArgumentList{{Name: "first"}}}}})
	if got := d.present(arguments, gqlerror.Errorf("strconv.Atoi: parsing %q", marker)); got.Extensions["code"] != validationFailed || strings.Contains(got.Message, marker) {
		t.Errorf("an argument that can't be read: got %v", got)
	}
	if d.log.Len() > 0 {
		t.Errorf("refusals are in the log:\n%s", d.log.String())
	}
	if got := d.present(ctx, errors.New("disk "+marker)); got.Message != masked || got.Extensions["code"] != string(account.Internal) {
		t.Errorf("a fault: got %v", got)
	}
}

// TestUserErrorsCarryTheCure makes each code of the schema the type that carries its
// cure, and lets no other error through as one.
func TestUserErrorsCarryTheCure(t *testing.T) {
	r := &resolver{}
	types := map[account.Code]string{
		account.EmailOnHold: "EmailOnHoldError", account.DomainNotAllowed: "DomainNotAllowedError", account.NotSelectable: "NotSelectableError",
		account.CountMismatch: "ConfirmCountMismatchError",
	}
	withCustomer := []account.Code{account.EmailTaken, account.CustomerRevoked} // Read from a store; the contract's scripts hold them.
	for _, code := range account.UserErrorCodes {
		if slices.Contains(withCustomer, code) {
			continue
		}
		want := "*model." + types[code]
		if types[code] == "" {
			want = "*model.PlainUserError"
		}
		list, err := r.userErrors(t.Context(), &account.Error{Code: code, Message: "Why.", Field: []string{"email"}})
		if err != nil || len(list) != 1 || fmt.Sprintf("%T", list[0]) != want {
			t.Errorf("%s: got %T, %v, want %s", code, list, err, want)
			continue
		}
		if string(list[0].GetCode()) != string(code) || list[0].GetMessage() != "Why." || !slices.Equal(list[0].GetField(), []string{"email"}) {
			t.Errorf("%s: got %+v", code, list[0])
		}
	}
	for _, other := range []error{errors.New("x"), &account.Error{Code: account.Forbidden}} {
		if list, err := r.userErrors(t.Context(), other); err != other || list != nil {
			t.Errorf("%v became %v, %v", other, list, err)
		}
	}
	if list, err := r.userErrors(t.Context(), nil); err != nil || list == nil || len(list) != 0 {
		t.Errorf("no error: got %v, %v, want an empty list", list, err)
	}
}

// TestEveryRuleHasItsWords finds validation rules whose messages nobody looked at.
func TestEveryRuleHasItsWords(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(validationRules().GetInner())) {
		rule := strings.TrimSuffix(name, withoutSuggestions)
		_, known := ruleMessages[rule]
		if known == tellingRules[rule] && rule != "SingleFieldSubscriptions" {
			t.Errorf("rule %s: own words %v, told as it is %v; want one of the two", rule, known, tellingRules[rule])
		}
	}
}
