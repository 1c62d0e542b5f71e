package importfile

import (
	"strings"
	"testing"
)

// TestBare takes the apostrophes off that exports put before formulas, and no other.
func TestBare(t *testing.T) {
	for text, want := range map[string]string{
		"'=1+1": "=1+1", "'+a": "+a", "'-a": "-a", "'@a": "@a", "'＝a": "＝a", "''a": "'a", "''=a": "'=a",
		"'s Gravenhage": "'s Gravenhage", "'": "'", "": "", "a'=b": "a'=b", "=a": "=a",
	} {
		r, err := Open(strings.NewReader("name,email\n"+text+",a@b\n"), "", CSV, nil)
		if err != nil {
			t.Fatal(err)
		}
		row, err := r.Next()
		if err != nil || row.Values[Name] != want {
			t.Errorf("%q reads as %q, error %v; want %q", text, row.Values[Name], err, want)
		}
	}
}
