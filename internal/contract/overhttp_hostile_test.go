package contract

import (
	"encoding/json"
	"fmt"
	"strings"
)

// hostile is what a stock server spends seconds on, or answers in ways that help an
// attacker. What is counted of each is in graph's tests; here each goes through the
// whole door.
var hostile = func() (all []exchange) {
	numbered := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for name, x := range map[string]struct{ document, code string }{
		"a million bytes of tokens":            {"{" + strings.Repeat("a ", 500_000) + "}", "DOCUMENT_REFUSED"},
		"a million bytes of comments":          {"{__typename}" + strings.Repeat("#\n", 200_000), "DOCUMENT_REFUSED"},
		"one name of 900 kB":                   {"{" + strings.Repeat("v", 900_000) + "}", "GRAPHQL_VALIDATION_FAILED"},
		"10,000 aliases":                       {"{" + numbered(10_000, "a%d:__typename ") + "}", "DOCUMENT_REFUSED"},
		"1,001 aliases":                        {"{" + numbered(1001, "a%d:__typename ") + "}", "DOCUMENT_REFUSED"},
		"331 searches":                         {`{site(key:"help"){` + numbered(331, `a%d:userPicker(query:"x"){label} `) + "}}", "COMPLEXITY_LIMIT_EXCEEDED"},
		"one field 3,900 times":                {"{" + strings.Repeat("__typename ", 3900) + "}", "DOCUMENT_REFUSED"},
		"3,900 unknown fields":                 {"{" + numbered(3900, "b%d ") + "}", "DOCUMENT_REFUSED"},
		"500 directives on a field":            {"{__typename" + strings.Repeat("@skip(if:false)", 500) + "}", "GRAPHQL_VALIDATION_FAILED"},
		"directives that nobody knows":         {"{__typename" + numbered(1900, "@d%d") + "}", "GRAPHQL_VALIDATION_FAILED"},
		"@defer":                               {"{...@defer{__typename}}", "GRAPHQL_VALIDATION_FAILED"},
		"deep introspection":                   {"{__schema{types{" + strings.Repeat("ofType{", 40) + "name" + strings.Repeat("}", 43), "DOCUMENT_REFUSED"},
		"introspection in circles":             {"{__schema{types{fields{type{fields{type{fields{type{fields{name}}}}}}}}}}", "GRAPHQL_VALIDATION_FAILED"},
		"fragments in a circle":                {"{...a} fragment a on Query{...b} fragment b on Query{...a}", "GRAPHQL_VALIDATION_FAILED"},
		"fragments that double twenty times":   {"{...f0}" + numbered(20, "fragment f%[1]d on Query{a:viewer{...f%[1]d} b:viewer{...f%[1]d}}"), "DOCUMENT_REFUSED"},
		"400 inline fragments in each other":   {"{__typename" + strings.Repeat("...{", 400) + "__typename" + strings.Repeat("}", 401), "DOCUMENT_REFUSED"},
		"a list value nested 2,000 times":      {"{nodes(ids:" + strings.Repeat("[", 1900) + strings.Repeat("]", 1900) + "){id}}", "GRAPHQL_PARSE_FAILED"},
		"an object value nested 1,000 times":   {"mutation{revokeAccess(input:" + strings.Repeat("{a:", 900) + "1" + strings.Repeat("}", 900) + "){changed}}", "GRAPHQL_VALIDATION_FAILED"},
		"a page of pages":                      {`{site(key:"help"){portalCustomers(first:100){nodes{` + numbered(310, "a%d:id ") + "}}}}", "COMPLEXITY_LIMIT_EXCEEDED"},
		"1,000 variables":                      {"query(" + numbered(900, "$v%d:ID ") + "){__typename}", "GRAPHQL_VALIDATION_FAILED"},
		"a suggestion is not made":             {"{viewr{role}}", "GRAPHQL_VALIDATION_FAILED"},
		"the syntax error is not repeated":     {"{" + marker + "(", "GRAPHQL_PARSE_FAILED"},
		"the unknown operation is not printed": {"query " + marker + "{nosuchfield}", "GRAPHQL_VALIDATION_FAILED"},
	} {
		body, err := json.Marshal(map[string]string{"query": x.document})
		if err != nil {
			panic(err)
		}
		all = append(all, exchange{name: name, accept: responseType, body: string(body), status: 400, answer: responseType, errors: true, code: x.code})
	}
	const upload = "--x\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n" + typename + "\r\n--x--\r\n"
	return append(all,
		exchange{name: "an upload as another site's form can send it", kind: "multipart/form-data; boundary=x", body: upload, status: 415, errors: true, code: "DOCUMENT_REFUSED"},
		exchange{name: "a web socket", method: "GET", headers: map[string]string{"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="}, status: 400, errors: true, code: "DOCUMENT_REFUSED"},
		exchange{name: "another method in a header", headers: map[string]string{"X-HTTP-Method-Override": "DELETE"}, body: typename, status: 200},
		exchange{name: "1 MB of variables", body: `{"query":"{__typename}","variables":{"a":"` + strings.Repeat("x", 1<<20-60) + `"}}`, status: 200},
		exchange{name: "a member that comes 10,000 times", body: `{"query":"{__typename}","variables":{` + strings.Repeat(`"a":1,`, 10_000) + `"a":1}}`, status: 200},
	)
}()
