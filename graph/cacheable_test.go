package graph

import (
	"fmt"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// TestCacheKeepsNoText sends documents with a literal or a comment in every place
// where one can stand, and then looks into the cache (RULES 7).
func TestCacheKeepsNoText(t *testing.T) {
	d := newDoor(Config{Introspection: true})
	for _, text := range []string{
		`{__type(name:"Nora Vos"){name}}`,
		`{__type(name:"""Nora Vos"""){name}}`,
		`query($n:String="Nora Vos"){__type(name:$n){name}}`,
		`query($i:InviteCustomerInput={siteId:"",email:"nora@acme.example",displayName:""}){...@include(if:false){...m}} fragment m on Query{__typename}`,
		`mutation($i:ID!){a:revokeAccess(input:{customerId:$i,reason:"Nora Vos"}){changed}}`,
		`{userReferences(ids:["Nora Vos"]){label}}`,
		`{nodes(ids:[]){...on Site{userPicker(query:"Nora Vos"){label}}}}`,
		`{...f} fragment f on Query{__type(name:"Nora Vos"){name}}`,
		`{...on Query{__type(name:"Nora Vos"){name}}}`,
		"{__typename} # Nora Vos",
		"# Nora Vos\n{__typename}",
		"query{ #Nora Vos\n__typename}",
	} {
		d.ask(t, document(text))
		if d.documents.documents.Contains(text) {
			t.Errorf("kept: %s", text)
		}
	}
	if got := d.documents.documents.Len(); got != 0 {
		t.Errorf("%d documents are kept, want 0", got)
	}
	for _, text := range []string{
		`query($n:String!){__type(name:$n){name}}`, "{__typename}", `query($i:RevokeAccessInput!){__typename ...@skip(if:true){viewer{role}} __type(name:$n){name}}`,
	} {
		d.ask(t, map[string]any{"query": text, "variables": map[string]any{"n": "Nora Vos", "i": map[string]any{}}})
	}
	if got, want := d.documents.documents.Len(), 2; got != want {
		t.Errorf("%d documents are kept, want %d: the two that are whole and hold no text", got, want)
	}
}

// TestTextIsFoundAnywhere looks also where no directive of the schema takes a text
// today.
func TestTextIsFoundAnywhere(t *testing.T) {
	for _, text := range []string{
		`query @x(a:"s"){b}`, `query($v:X @x(a:"s")){b}`, `query($v:X=[{a:"s"}]){b}`, `{b @x(a:"s")}`, `{...@x(a:"s"){b}}`, `{...f @x(a:"s")} fragment f on X{b}`,
		`{...f} fragment f on X @x(a:"s"){b}`, `{b{c(d:[[{e:["s"]}]])}}`, `{...on X{b(c:"""s""")}}`, `{b} query Q{c(d:"")}`,
	} {
		parsed, err := parser.ParseQuery(&ast.Source{Input: text})
		if err != nil {
			t.Fatal(err)
		}
		if !holdsText(parsed) {
			t.Errorf("no text is found in %s", text)
		}
	}
	parsed, err := parser.ParseQuery(&ast.Source{Input: `query Q($v:X=1 @x(a:E)){b(c:[1,2.5,{d:true,e:null,f:$v}]) @x(a:E) ...f} fragment f on X{g}`})
	if err != nil || holdsText(parsed) {
		t.Errorf("a text is found where there is none, or %v", err)
	}
}

// TestCacheIsBounded sends more documents than the cache has room for.
func TestCacheIsBounded(t *testing.T) {
	d := newDoor(Config{})
	for i := range cachedDocuments + 50 {
		d.ask(t, document(fmt.Sprintf("{a%d:__typename}", i)))
	}
	if got := d.documents.documents.Len(); got != cachedDocuments {
		t.Errorf("%d documents are kept, want %d", got, cachedDocuments)
	}
}
