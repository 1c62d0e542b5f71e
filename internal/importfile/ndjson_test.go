package importfile

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNDJSON(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"plain", `{"email":"a@x.example","displayName":"Ann","status":"ACTIVE"}` + "\n", []string{"1 a@x.example|Ann|ACTIVE"}},
		{"no end of line", `{"email":"a@x.example","name":"Ann"}`, []string{"1 a@x.example|Ann|"}},
		{"blank lines and CRLF", "\r\n{\"e-mail\":\"a@x.example\",\"name\":\"Ann\"}\r\n\r\n", []string{"2 a@x.example|Ann|"}},
		{"null and other members", `{"email":"a@x.example","name":"Ann","status":null,"tags":[1,2],"plan":{"x":1}}`, []string{"1 a@x.example|Ann|"}},
		{"not an object", "[]\n7\n\"x\"\n{\n{} {}\nnull\n" + `{"email":"a@x.example","name":"Ann"}`, []string{
			"open: the file is a JSON array: write one object a line (jq -c '.[]' does it)"}},
		{"bad lines", "{\"email\":\"a@x.example\",\"name\":\"Ann\"}\n7\n{\n{} {}\nnull\n{\"email\":\"b@x.example\",\"name\":\"Bob\"}\n", []string{
			"1 a@x.example|Ann|", "bad line 2: the line is not one JSON object", "bad line 3: the line is not one JSON object",
			"bad line 4: the line is not one JSON object", "bad line 5: the line is not one JSON object", "6 b@x.example|Bob|"}},
		{"a list for an address", `{"email":["a@x.example"],"name":"Ann"}`, []string{"bad line 1: the member for email is neither text nor a number"}},
		{"not UTF-8", "{\"email\":\"a@x.example\",\"name\":\"\xff\"}", []string{"bad line 1: the line is not UTF-8 text"}},
		{"two members, one meaning", `{"mail":"b@x.example","email":"a@x.example","name":"Ann"}`, []string{"1 a@x.example|Ann|"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, readAll(t, test.text, "people.ndjson", nil)); diff != "" {
				t.Errorf("rows differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestGuess(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"", `{"email":"a@x.example","name":"Ann"}`, []string{"1 a@x.example|Ann|"}},
		{"people.txt", "email,name\na@x.example,Ann\n", []string{"2 a@x.example|Ann|"}},
		{"people.jsonl", `{"email":"a@x.example","name":"Ann"}`, []string{"1 a@x.example|Ann|"}},
		{"people.csv", "{,email\nAnn,a@x.example\n", []string{"2 a@x.example||"}},
	} {
		if got := readAll(t, test.text, test.name, nil); cmp.Diff(test.want, got) != "" {
			t.Errorf("%q as %q: got %q, want %q", test.text, test.name, got, test.want)
		}
	}
}
