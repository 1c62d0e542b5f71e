package graph

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// plain are requests that the lean reader takes, and must.
var plain = []string{
	`{"query":"{ viewer { role } }"}`,
	` { "variables" : { "a" : "x\n\"y\\", "b" : -12, "c" : [ true , false , null , [] , {} ] } , "query" : "q\tr" , "operationName" : "n" } `,
	`{"query":"q","variables":null,"operationName":null}`,
	`{"query":"q","variables":{}}`,
	`{"query":"q","variables":{"é":"林 Zoë 😀","n":0}}`,
}

// unusual are requests that it leaves to encoding/json.
var unusual = []string{
	"", "{}", "[]", "null", `{"query":""}`, `{"query":null}`, `{"query":5}`, `{"Query":"q"}`, `{"query":"q","query":"r"}`,
	`{"query":"\u0041"}`, `{"query":"q","variables":{"a":1.5}}`, `{"query":"q","variables":{"a":1e3}}`, `{"query":"q","variables":{"a":01}}`,
	`{"query":"q","variables":{"a":-}}`, `{"query":"q","variables":{"a":1,"a":2}}`, `{"query":"q","variables":[]}`, `{"query":"q"} x`,
	`{"query":"q",}`, `{"query":"q","variables":{"a":[1,]}}`, `{"query":"q","extensions":{}}`, `{"query":"q","other":1}`, `{"query":"q`,
	`{"query":"q\`, `{"query":"q\x"}`, "{\"query\":\"a\nb\"}", `{"query":"q","variables":{"a":tru}}`, "{\"query\":\"q\"}\x00",
	`{"query":"q","variables":{"a":[[[[[[[[[1]]]]]]]]]}}`,
}

func TestLeanReaderTakesPlainRequests(t *testing.T) {
	for _, body := range plain {
		if _, ok := readLean([]byte(body)); !ok {
			t.Errorf("%s is left to encoding/json, want it read", body)
		}
	}
	for _, body := range unusual {
		if _, ok := readLean([]byte(body)); ok {
			t.Errorf("%s is read, want it left to encoding/json", body)
		}
	}
}

// FuzzLeanReader holds whatever the lean reader takes to encoding/json.
func FuzzLeanReader(f *testing.F) {
	for _, body := range append(plain, unusual...) {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, ok := readLean(body)
		if !ok || !utf8.Valid(body) { // The transport refuses what is not UTF-8.
			return
		}
		want, err := decodeParams(body)
		if err != nil {
			t.Fatalf("%q is read, want it refused: %v", body, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", body, diff)
		}
	})
}

func BenchmarkReadRequest(b *testing.B) {
	body, err := json.Marshal(map[string]any{
		"query":     "query($site:String!,$email:String!){site(key:$site){portalCustomers(email:$email){nodes{id displayName email status createdAt}}}}",
		"variables": map[string]any{"site": "help", "email": "somebody@example.com"},
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("lean", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, ok := readLean(body); !ok {
				b.Fatal("not read")
			}
		}
	})
	b.Run("encoding/json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := decodeParams(body); err != nil {
				b.Fatal(err)
			}
		}
	})
}
