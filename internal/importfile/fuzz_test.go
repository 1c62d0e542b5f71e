package importfile

import (
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzNDJSON: whatever stands in a file, it is read to its end, each line is
// numbered once and refused or taken, and what is taken is text.
func FuzzNDJSON(f *testing.F) {
	for _, seed := range []string{
		`{"email":"a@x.example","name":"Ann"}`, "\n\n{}\n[]\nnull\n", `{"email":1,"name":2.50}`, `{"email":{},"name":[]}`, `{"email":"a"} {"email":"b"}`,
		`{"email":"a","E-Mail":"b","mail":"c"}`, "{\"email\":\"\xff\"}", `{"name":"\ud800"}`, `{"id":"x","status":null,"created":true}`, "\ufeff{\"email\":\"a\"}", `{"email":"` + strings.Repeat("a", 5000),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := Open(strings.NewReader(text), "x.ndjson", NDJSON, nil)
		if err != nil {
			return // Empty, packed, UTF-16, an array: refused as a whole.
		}
		lines, last := strings.Count(text, "\n")+1, 0
		for range lines + 1 {
			row, err := r.Next()
			if err == io.EOF {
				return
			}
			line := row.Line
			var bad *RowError
			if errors.As(err, &bad) {
				line = bad.Line
			} else if err != nil {
				t.Fatalf("reading ended: %v", err)
			}
			if line <= last || line > lines {
				t.Fatalf("line %d of %d comes after line %d", line, lines, last)
			}
			last = line
			for field, value := range row.Values {
				if !utf8.ValidString(value) || value != strings.TrimSpace(value) {
					t.Errorf("field %v of line %d is %q", field, line, value)
				}
			}
		}
		t.Fatal("the file never ends")
	})
}
