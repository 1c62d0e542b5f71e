package contract

import (
	"crypto/sha256"
	"fmt"
	"net/url"
	"strings"
)

var mediaTypes = []exchange{
	{name: "accept graphql-response", accept: responseType, body: typename, status: 200, answer: responseType},
	{name: "accept json", accept: jsonType, body: typename, status: 200},
	{name: "accept anything", accept: "*/*", body: typename, status: 200},
	{name: "accept any application", accept: "application/*", body: typename, status: 200},
	{name: "accept missing", body: typename, status: 200},
	{name: "accept empty", headers: map[string]string{"Accept": ""}, body: typename, status: 200},
	{name: "accept both, the first wins", accept: responseType + ", " + jsonType, body: typename, status: 200, answer: responseType},
	{name: "accept both, json first", accept: jsonType + ", " + responseType, body: typename, status: 200},
	{name: "accept by weight", accept: jsonType + ";q=0.5, " + responseType + ";q=0.9", body: typename, status: 200, answer: responseType},
	{name: "accept json, or anything by weight", accept: "*/*;q=0.1, " + responseType, body: typename, status: 200, answer: responseType},
	{name: "accept in capitals", accept: "Application/GraphQL-Response+JSON", body: typename, status: 200, answer: responseType},
	{name: "accept in utf-8", accept: responseType + "; charset=UTF-8", body: typename, status: 200, answer: responseType},
	{name: "accept with server-sent events, as urql does", accept: responseType + ", " + jsonType + ", text/event-stream, multipart/mixed", body: typename, status: 200, answer: responseType},
	{name: "accept html only", accept: "text/html", body: typename, status: 406, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "accept events only", accept: "text/event-stream", body: typename, status: 406, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "accept another charset only", accept: responseType + ";charset=iso-8859-1", body: typename, status: 406, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "accept with weight 0", accept: jsonType + ";q=0", body: typename, status: 406, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "anything but json", accept: jsonType + ";q=0, */*", body: typename, status: 200, answer: responseType},
	{name: "accept anything, response rather", accept: "*/*, " + responseType, body: typename, status: 200, answer: responseType},
	{name: "accept with a weight that is none", accept: responseType + ";q=x, " + jsonType + ";q=0.1", body: typename, status: 200},
	{name: "accept with a weight over 1", accept: responseType + ";q=7, " + jsonType + ";q=0.1", body: typename, status: 200},
	{name: "accept nonsense", accept: marker, body: typename, status: 406, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "body in utf-8", kind: "application/json; charset=utf-8", body: typename, status: 200},
	{name: "body in another charset", kind: "application/json; charset=utf-16", body: typename, status: 415, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "body that is a form", kind: "application/x-www-form-urlencoded", body: "query={__typename}", status: 415, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "body that is text", kind: "text/plain", body: typename, status: 415, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "body that is multipart", kind: "multipart/form-data; boundary=x", body: typename, status: 415, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "body that is a document", kind: "application/graphql", body: "{__typename}", status: 415, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "body of no type", kind: "-", body: typename, status: 415, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "body that is compressed", headers: map[string]string{"Content-Encoding": "gzip"}, body: typename, status: 415, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "body in a type of its own", kind: marker, body: typename, status: 415, errors: true, code: "DOCUMENT_REFUSED"},
}

// ask is the URL of a GET.
func ask(pairs ...string) url.Values {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return values
}

const change = `mutation{revokeAccess(input:{customerId:"cus_0189caa4c8cd70f0b9d3e04df3e68c68"}){changed}}`

var requests = []exchange{
	{name: "GET", method: "GET", url: ask("query", "{__typename}"), status: 200},
	{name: "GET with variables", method: "GET", url: ask("query", "query($n:String!){__type(name:$n){name}}", "variables", `{"n":"Site"}`), status: 200},
	{name: "GET with a name", method: "GET", url: ask("query", "query A{__typename} query B{__typename}", "operationName", "B"), status: 200},
	{name: "GET with variables that are none", method: "GET", url: ask("query", "{__typename}", "variables", marker), status: 400, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "GET without a query", method: "GET", url: ask("x", marker), status: 400, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "GET of a mutation", method: "GET", url: ask("query", change), status: 405, errors: true, code: "DOCUMENT_REFUSED", allow: "POST"},
	{name: "GET of one operation of two that is a mutation", method: "GET", url: ask("query", "query A{__typename} "+strings.Replace(change, "{", " B{", 1), "operationName", "B"), status: 405, errors: true, code: "DOCUMENT_REFUSED", allow: "POST"},
	{name: "GET of a mutation, graphql-response", method: "GET", url: ask("query", change), accept: responseType, status: 405, answer: responseType, errors: true, code: "DOCUMENT_REFUSED", allow: "POST"},
	{name: "GET by a hash that nobody sent before", method: "GET", url: ask("extensions", `{"persistedQuery":{"version":1,"sha256Hash":"`+strings.Repeat("0", 64)+`"}}`), status: 200, errors: true, code: "PERSISTED_QUERY_NOT_FOUND"},
	{name: "a hash that nobody sent before", accept: responseType, body: `{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + strings.Repeat("0", 64) + `"}}}`, status: 400, answer: responseType, errors: true, code: "PERSISTED_QUERY_NOT_FOUND"},
	{name: "GET of a mutation by its hash", method: "GET", url: ask("query", change, "extensions", `{"persistedQuery":{"version":1,"sha256Hash":"`+fmt.Sprintf("%x", sha256.Sum256([]byte(change)))+`"}}`), status: 405, errors: true, code: "DOCUMENT_REFUSED", allow: "POST"},
	{name: "PUT", method: "PUT", body: typename, status: 405, errors: true, code: "DOCUMENT_REFUSED", allow: "GET, POST"},
	{name: "DELETE", method: "DELETE", status: 405, errors: true, code: "DOCUMENT_REFUSED", allow: "GET, POST"},
	{name: "PATCH", method: "PATCH", body: typename, status: 405, errors: true, code: "DOCUMENT_REFUSED", allow: "GET, POST"},
	{name: "OPTIONS", method: "OPTIONS", status: 405, errors: true, code: "DOCUMENT_REFUSED", allow: "GET, POST"},
	{name: "HEAD", method: "HEAD", url: ask("query", "{__typename}"), status: 405, allow: "GET, POST"},
	{name: "a query in the URL of a POST does not count", url: ask("query", "{__typename}"), kind: jsonType, body: `{}`, status: 400, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "1 MB of body", body: `{"query":"{__typename}","x":"` + strings.Repeat("x", 1<<20-40) + `"}`, status: 200},
	{name: "more than 1 MB of body", body: `{"query":"{__typename}","x":"` + strings.Repeat("x", 1<<20) + `"}`, status: 413, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "no body", body: "", status: 400, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "no JSON", body: `{ "` + marker, status: 400, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "no JSON, graphql-response", accept: responseType, body: `{ "` + marker, status: 400, answer: responseType, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "two objects", body: typename + typename, status: 400, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "something behind the object", body: typename + marker, status: 400, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "a text", body: `"` + marker + `"`, status: 400, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "null", body: `null`, status: 400, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "a batch", body: "[" + typename + "," + typename + "]", status: 400, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "an empty batch", body: " \n[]", status: 400, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "no UTF-8", body: "{\"query\":\"{__typename}\",\"x\":\"\xff\"}", status: 400, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "very deep JSON", body: strings.Repeat(`{"variables":`, 50_000), status: 400, errors: true, code: "DOCUMENT_REFUSED"},
	{name: "a body that is nested in variables", body: `{"query":"{__typename}","variables":` + strings.Repeat("[", 50_000) + strings.Repeat("]", 50_000) + `}`, status: 400, errors: true, code: "DOCUMENT_REFUSED"},
}

// parameters are taken or refused whatever media type the client accepts.
var parameters = func() (all []exchange) {
	wrong := map[string][]string{
		"query":         {`{"` + marker + `":1}`, `7`, `false`, `["` + marker + `"]`, `null`, `""`},
		"operationName": {`{"` + marker + `":1}`, `7`, `false`, `["` + marker + `"]`},
		"variables":     {`"` + marker + `"`, `7`, `false`, `["` + marker + `"]`},
		"extensions":    {`"` + marker + `"`, `7`, `false`, `["` + marker + `"]`},
	}
	for _, accept := range []string{jsonType, responseType} {
		for name, values := range wrong {
			for _, value := range values {
				body := `{"query":"{__typename}","` + name + `":` + value + `}`
				if name == "query" {
					body = `{"query":` + value + `}`
				}
				all = append(all, exchange{name: name + " is " + value, accept: accept, body: body, status: 400, answer: accept, errors: true, code: "DOCUMENT_REFUSED"})
			}
			if name != "query" {
				all = append(all, exchange{name: name + " is null", accept: accept, body: `{"query":"{__typename}","` + name + `":null}`, status: 200, answer: accept})
			}
		}
		all = append(all,
			exchange{name: "query is missing", accept: accept, body: `{"qeury":"{__typename}"}`, status: 400, answer: accept, errors: true, code: "DOCUMENT_REFUSED"},
			exchange{name: "a named operation", accept: accept, body: `{"query":"query Q{__typename}","operationName":"Q"}`, status: 200, answer: accept},
			exchange{name: "variables", accept: accept, body: `{"query":"query($n:String!){__type(name:$n){name}}","variables":{"n":"some"}}`, status: 200, answer: accept},
			exchange{name: "extensions", accept: accept, body: `{"query":"{__typename}","extensions":{"some":"value"}}`, status: 200, answer: accept},
			exchange{name: "members that nobody knows", accept: accept, body: `{"query":"{__typename}","x":[1]}`, status: 200, answer: accept})
	}
	return all
}()

// documents are not executed: 400, or 200 for clients from before GraphQL over
// HTTP; never data.
var documents = func() (all []exchange) {
	refused := map[string]struct{ body, code string }{
		"no GraphQL":                {`{"query":"{"}`, "GRAPHQL_PARSE_FAILED"},
		"no document":               {`{"query":" "}`, "GRAPHQL_VALIDATION_FAILED"},
		"an unknown field":          {`{"query":"{nosuchfield}"}`, "GRAPHQL_VALIDATION_FAILED"},
		"fragments alone":           {`{"query":"fragment F on Query{__typename}"}`, "GRAPHQL_VALIDATION_FAILED"},
		"a subscription":            {`{"query":"subscription{__typename}"}`, "GRAPHQL_VALIDATION_FAILED"},
		"no such operation":         {`{"query":"query A{__typename}","operationName":"` + marker + `"}`, "GRAPHQL_VALIDATION_FAILED"},
		"which operation":           {`{"query":"query A{__typename} query B{__typename}"}`, "GRAPHQL_VALIDATION_FAILED"},
		"a missing variable":        {`{"query":"query($id:ID!){node(id:$id){id}}"}`, "GRAPHQL_VALIDATION_FAILED"},
		"a null variable":           {`{"query":"query($id:ID!){node(id:$id){id}}","variables":{"id":null}}`, "GRAPHQL_VALIDATION_FAILED"},
		"a variable of wrong type":  {`{"query":"query($id:ID!){node(id:$id){id}}","variables":{"id":{"` + marker + `":1}}}`, "GRAPHQL_VALIDATION_FAILED"},
		"a variable of wrong value": {`{"query":"query($s:CustomerStatus){site(key:\"help\"){portalCustomers(status:$s){totalCount}}}","variables":{"s":"` + marker + `"}}`, "GRAPHQL_VALIDATION_FAILED"},
		"a value of wrong type":     {`{"query":"{site(key:\"help\"){portalCustomers(first:\"` + marker + `\"){totalCount}}}"}`, "GRAPHQL_VALIDATION_FAILED"},
	}
	for name, x := range refused {
		all = append(all,
			exchange{name: name, accept: jsonType, body: x.body, status: 200, errors: true, code: x.code},
			exchange{name: name, accept: responseType, body: x.body, status: 400, answer: responseType, errors: true, code: x.code})
	}
	return append(all,
		exchange{name: "a refused field is data", accept: responseType, body: `{"query":"{customer(id:\"cus_0189caa4c8cd70f0b9d3e04df3e68c68\"){id}}"}`, status: 200, answer: responseType})
}()
