package importfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// readAll reads a whole file into lines that a person can compare.
func readAll(t testing.TB, text, name string, mapping Mapping) []string {
	t.Helper()
	r, err := Open(strings.NewReader(text), name, Auto, mapping)
	if err != nil {
		return []string{"open: " + err.Error()}
	}
	var out []string
	for {
		row, err := r.Next()
		var bad *RowError
		switch {
		case err == io.EOF:
			return out
		case errors.As(err, &bad):
			out = append(out, "bad "+err.Error())
		case err != nil:
			return append(out, "end: "+err.Error())
		default:
			out = append(out, fmt.Sprintf("%d %s|%s|%s", row.Line, row.Values[Email], row.name(), row.Values[Status]))
		}
	}
}

func TestCSV(t *testing.T) {
	const quoteBad = "a quote stands inside of a column: put the column into quotes and double those within"
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"plain", "email,name,status\na@x.example,Ann,active\n", []string{"2 a@x.example|Ann|active"}},
		{"no end of line", "email,name\na@x.example,Ann", []string{"2 a@x.example|Ann|"}},
		{"byte order mark and CRLF", "\uFEFFEmail,Name\r\na@x.example,Ann\r\n", []string{"2 a@x.example|Ann|"}},
		{"quotes", "email,name\n\"a@x.example\",\"Ann \"\"A\"\" Lee, Jr.\"\n", []string{"2 a@x.example|Ann \"A\" Lee, Jr.|"}},
		{"line break in quotes", "email,name\na@x.example,\"Ann\nLee\"\nb@x.example,Bob\n", []string{"2 a@x.example|Ann\nLee|", "4 b@x.example|Bob|"}},
		{"CRLF in quotes", "email,name\r\na@x.example,\"Ann\r\nLee\"\r\n", []string{"2 a@x.example|Ann\nLee|"}},
		{"blank lines", "email,name\n\na@x.example,Ann\n\n\n", []string{"3 a@x.example|Ann|"}},
		{"blanks around", "email , name\n a@x.example , Ann \n", []string{"2 a@x.example|Ann|"}},
		{"semicolons", "email;name\na@x.example;Lee, Ann\n", []string{"2 a@x.example|Lee, Ann|"}},
		{"tabs", "email\tname\na@x.example\tAnn\n", []string{"2 a@x.example|Ann|"}},
		{"first and last name", "E-mail,First Name,Last Name\na@x.example,Ann,Lee\n", []string{"2 a@x.example|Ann Lee|"}},
		{"too many columns", "email,name\na@x.example,Ann,Lee\nb@x.example,Bob\n",
			[]string{"bad line 2: the row has 3 columns and the header 2: check for a separator that is not in quotes", "3 b@x.example|Bob|"}},
		{"quote inside", "email,name\na@x.example,\"Ann\" Lee\nb@x.example,Bob\n", []string{"bad line 2: " + quoteBad, "3 b@x.example|Bob|"}},
		{"quote never closed", "email,name\na@x.example,\"Ann\nb@x.example,Bob\n",
			[]string{"bad line 2: a quote is opened and not closed", "3 b@x.example|Bob|"}},
		{"two quotes never closed", "email,name\na@x.example,\"Ann\nb@x.example,\"Bob\" B\nc@x.example,Cy\n",
			[]string{"bad line 2: " + quoteBad, "bad line 3: " + quoteBad, "4 c@x.example|Cy|"}},
		{"the better name wins", "username,name,email\nann1,Ann,a@x.example\n", []string{"2 a@x.example|Ann|"}},
		{"no header", "a@x.example,Ann\nb@x.example,Bob\n",
			[]string{"open: the file has no header line: its first line looks like a row. Put the names of the columns on top, like id,name,email,status"}},
		{"no e-mail column", "name,contact\nAnn,a@x.example\n",
			[]string{`open: no column is an e-mail address by its name (not known: "contact"): say which one is, like -map "COLUMN=email"`}},
		{"empty", "", []string{"open: the file is empty"}},
		{"only blanks", " \n\n", []string{"open: the file is empty"}},
		{"UTF-16", "\xFF\xFEe\x00", []string{"open: the file is UTF-16 text: save it as UTF-8"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, readAll(t, test.text, "people.csv", nil)); diff != "" {
				t.Errorf("rows differ (-want +got):\n%s", diff)
			}
		})
	}
}

// TestOpenQuoteIsBounded reads a file with a stray quote on top: it costs the row,
// not the thousands behind it.
func TestOpenQuoteIsBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("email,name\na@x.example,\"Ann\n")
	const rows = 5000
	for i := range rows {
		fmt.Fprintf(&b, "p%d@x.example,Person %d\n", i, i)
	}
	got := readAll(t, b.String(), "", nil)
	if len(got) != rows+1 || !strings.HasPrefix(got[0], "bad line 2") || got[rows] != fmt.Sprintf("%d p%d@x.example|Person %d|", rows+2, rows-1, rows-1) {
		t.Errorf("got %d results from %q to %q, want one bad row and then %d good ones", len(got), got[0], got[len(got)-1], rows)
	}
}

func TestMapping(t *testing.T) {
	mapping := Mapping{}
	for _, text := range []string{"Contact=email", "wer=name", "Zustand=status"} {
		if err := mapping.Set(text); err != nil {
			t.Fatalf("Set(%q): %v", text, err)
		}
	}
	got := readAll(t, "Wer,contact,ZUSTAND,email\nAnn,a@x.example,revoked,other@x.example\n", "", mapping)
	if want := []string{"2 a@x.example|Ann|revoked"}; cmp.Diff(want, got) != "" {
		t.Errorf("got %q, want %q: -map goes before the usual names", got, want)
	}
	for _, text := range []string{"", "email", "=email", "x=shoe size"} {
		if err := mapping.Set(text); err == nil {
			t.Errorf("Set(%q) was taken, want an error", text)
		}
	}
}

// FuzzCSV holds the reader against encoding/csv: what that reads as one file, it
// reads the same; and nothing makes it fail, stand still or number a line twice.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"a@x.example,Ann\n", "a,\"b\nc\"\n\"", "\"\n\"\"\n,", "a;b\r\n\"x\"\"y\",z\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		text := "email,name\n" + body
		r, err := Open(strings.NewReader(text), "x.csv", CSV, nil)
		if err != nil {
			t.Fatalf("open: %v", err)
		}
		var got [][]string
		last, clean := 1, true
		for range len(text) + 2 {
			row, err := r.Next()
			if err == io.EOF {
				compare(t, text, got, clean)
				return
			}
			line := row.Line
			var bad *RowError
			if errors.As(err, &bad) {
				line, clean = bad.Line, false
			} else if err != nil {
				t.Fatalf("reading ended: %v", err)
			} else {
				got = append(got, []string{row.Values[Email], row.Values[Name]})
			}
			if line <= last {
				t.Fatalf("line %d comes after line %d", line, last)
			}
			last = line
		}
		t.Fatal("the file never ends")
	})
}

func compare(t *testing.T, text string, got [][]string, clean bool) {
	standard := csv.NewReader(bytes.NewReader([]byte(text)))
	want, err := standard.ReadAll()
	if err != nil || !clean {
		return
	}
	want = want[1:]
	for _, record := range want {
		for i := range record {
			record[i] = strings.TrimSpace(record[i])
		}
	}
	if len(want) == 0 && len(got) == 0 {
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("encoding/csv reads %q otherwise (-want +got):\n%s", text, diff)
	}
}
