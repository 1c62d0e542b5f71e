package graph

import (
	"fmt"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"gatehouse/account"
)

func repeat(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// chain spreads a fragment in a fragment in a fragment.
func chain(n int) string {
	var b strings.Builder
	b.WriteString("{...f0}")
	for i := range n {
		fmt.Fprintf(&b, " fragment f%d on Query{...f%d}", i, i+1)
	}
	fmt.Fprintf(&b, " fragment f%d on Query{__typename}", n)
	return b.String()
}

// TestGuardRefuses hands over documents within the limit of tokens that cost
// seconds to validate, or would.
func TestGuardRefuses(t *testing.T) {
	for name, document := range map[string]string{
		"one field again and again":  "{" + strings.Repeat("__typename ", 3900) + "}",
		"one object again and again": "{" + strings.Repeat(`viewer{role} `, 900) + "}",
		"alike below alike":          "{" + strings.Repeat(`viewer{role role role role role role role role role role} `, 30) + "}",
		"alike in other fragments": "{" + repeat(60, "...f%d ") + "}" +
			repeat(60, "fragment f%d on Query{"+strings.Repeat("__typename ", 9)+"}"),
		"alike in inline fragments": "{" + strings.Repeat("...{__typename} ", 700) + "}",
		"fragments that double": "{...f0}" + repeat(20, "fragment f%[1]d on Query{a:viewer{...f%[1]d} b:viewer{...f%[1]d}}") +
			"fragment f20 on Query{__typename}",
		"a fragment in a circle":               "{...f} fragment f on Query{viewer{...f}}",
		"many operations on one":               repeat(300, "query q%d{...f}") + "fragment f on Query{" + repeat(20, "a%d:__typename ") + "}",
		"inline fragments in inline fragments": "{__typename" + strings.Repeat("...{", 400) + "__typename" + strings.Repeat("}", 401),
		"fragments in fragments":               chain(60),
		"fragments that nobody names":          "{__typename}" + "fragment f on Query{" + strings.Repeat("__typename ", 900) + "}",
	} {
		g := guard{newDocumentCache(nil)}
		err := g.MutateOperationParameters(t.Context(), &graphql.RawParams{Query: document})
		if err == nil || err.Extensions["code"] != string(account.DocumentRefused) {
			t.Errorf("%s: got %v, want DOCUMENT_REFUSED", name, err)
		}
	}
}

// TestGuardLetsPass holds the guard to documents as front ends write them.
func TestGuardLetsPass(t *testing.T) {
	for name, document := range map[string]string{
		"introspection": introspection,
		"components with a fragment each": `query($key:String!){site(key:$key){portalCustomers{nodes{` + repeat(60, "...f%d ") + "}}}}" +
			repeat(60, "fragment f%d on Customer{id __typename displayName}"),
		"a page of its own for each": "{" + repeat(20, `a%d:site(key:"help"){portalCustomers{nodes{id displayName label status email createdAt}}} `) + "}",
		"no document at all":         "nonsense {",
		"an unknown fragment":        "{...nowhere}",
	} {
		g := guard{newDocumentCache(nil)}
		if err := g.MutateOperationParameters(t.Context(), &graphql.RawParams{Query: document}); err != nil {
			t.Errorf("%s: got %v, want it to pass", name, err)
		}
	}
}

// introspection is what GraphiQL asks first.
const introspection = `query{__schema{queryType{name} mutationType{name} subscriptionType{name} types{...FullType}
 directives{name description locations args{...InputValue}}}}
fragment FullType on __Type{kind name description fields(includeDeprecated:true){name description args{...InputValue}
 type{...TypeRef} isDeprecated deprecationReason} inputFields{...InputValue} interfaces{...TypeRef}
 enumValues(includeDeprecated:true){name description isDeprecated deprecationReason} possibleTypes{...TypeRef}}
fragment InputValue on __InputValue{name description type{...TypeRef} defaultValue}
fragment TypeRef on __Type{kind name ofType{kind name ofType{kind name ofType{kind name ofType{kind name ofType{kind name
 ofType{kind name ofType{kind name ofType{kind name ofType{kind name}}}}}}}}}}`

// TestGuardStopsSoon counts what the guard looks at: no more than a little beyond
// its limits, whatever fragments unfold to.
func TestGuardStopsSoon(t *testing.T) {
	for _, document := range []string{
		"{...f0}" + repeat(80, "fragment f%[1]d on Query{a:viewer{...f%[1]d} b:viewer{...f%[1]d}}"),
		repeat(500, "query q%d{...f}") + "fragment f on Query{" + repeat(100, "a%d:__typename ") + "}",
		"{" + strings.Repeat("__typename ", 3900) + "}",
	} {
		parsed, err := parser.ParseQuery(&ast.Source{Input: document})
		if err != nil {
			t.Fatal(err)
		}
		u := unfold(parsed)
		if !u.over() {
			t.Errorf("%.40s…: passed", document)
		}
		if u.seen > 2*maxUnfolded+200 {
			t.Errorf("%.40s…: looked at %d selections", document, u.seen)
		}
	}
}
