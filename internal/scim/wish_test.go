package scim

import (
	"encoding/json"
	"testing"
)

// TestOneAddress chooses among several addresses: the primary one, else that of the
// type work, else the first.
func TestOneAddress(t *testing.T) {
	for emails, want := range map[string]string{
		`[{"value":"a","type":"home"},{"value":"b","type":"work"},{"value":"c","primary":true}]`:  "c",
		`[{"value":"a","type":"home"},{"value":"b","type":"work"},{"value":"c","primary":false}]`: "b",
		`[{"value":"a","type":"home"},{"value":"b"},{"value":"","primary":true}]`:                 "a",
		`[{"value":"a","type":"work"},{"VALUE":"c","Primary":"True"}]`:                            "c",
		`{"value":"a"}`: "a",
		`[]`:            "",
	} {
		var value any
		if err := json.Unmarshal([]byte(emails), &value); err != nil {
			t.Fatal(err)
		}
		var w wish
		if err := setEmails(&w, value); err != nil {
			t.Errorf("%s: %v", emails, err)
		}
		got := ""
		if w.email != nil {
			got = *w.email
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", emails, got, want)
		}
	}
}

// TestNewName says which name a change of some attributes comes to.
func TestNewName(t *testing.T) {
	p := func(s string) *string { return &s }
	for _, c := range []struct {
		name string
		w    wish
		want *string
	}{
		{"nothing", wish{}, nil},
		{"display name", wish{displayName: p("Vos"), formatted: p("Else"), given: p("X"), family: p("Y")}, p("Vos")},
		{"empty display name", wish{displayName: p("")}, p("")},
		{"other words for it", wish{formatted: p("nora VOS")}, nil},
		{"other parts for it", wish{given: p("Nora"), family: p("Vos")}, nil},
		{"formatted", wish{formatted: p("Nora Maria Vos")}, p("Nora Maria Vos")},
		{"both parts", wish{given: p("Nora"), family: p("de Boer")}, p("Nora de Boer")},
		{"one part", wish{family: p("de Boer")}, nil},
		{"the other part", wish{given: p("Eleonora")}, nil},
	} {
		got := c.w.newName("Vos, Nora")
		if (got == nil) != (c.want == nil) || got != nil && *got != *c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}
