package importfile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// ndjsonReader reads one JSON object a line. Members are found by their names as
// columns are.
type ndjsonReader struct {
	in      *bufio.Reader
	line    int
	mapping Mapping
	known   map[string]meaning
}

func newNDJSON(in *bufio.Reader, mapping Mapping) *ndjsonReader {
	return &ndjsonReader{in: in, mapping: mapping, known: map[string]meaning{}}
}

func (r *ndjsonReader) Next() (Row, error) {
	for {
		text, err := readLine(r.in)
		if err != nil {
			return Row{}, err
		}
		r.line++
		if text = bytes.TrimSpace(text); len(text) > 0 {
			return r.row(text)
		}
	}
}

func (r *ndjsonReader) row(text []byte) (Row, error) {
	if !utf8.Valid(text) {
		return Row{}, wrong(r.line, "the line is not UTF-8 text")
	}
	var object map[string]any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&object); err != nil || object == nil || decoder.More() {
		return Row{}, wrong(r.line, "the line is not one JSON object")
	}
	row := Row{Line: r.line}
	var rank [fields]int
	var from [fields]string
	for name, value := range object {
		m := r.meaningOf(name)
		text, ok := plain(value)
		switch {
		case m.field == None || text == "" && ok:
		case !ok:
			return Row{}, wrong(r.line, "the member for %s is neither text nor a number", m.field)
		case from[m.field] == "" || m.rank < rank[m.field] || m.rank == rank[m.field] && name < from[m.field]:
			from[m.field], rank[m.field], row.Values[m.field] = name, m.rank, strings.TrimSpace(text)
		}
	}
	return row, nil
}

func (r *ndjsonReader) meaningOf(name string) meaning {
	m, ok := r.known[name]
	if !ok {
		m = r.mapping.meaningOf(name)
		// Files whose members differ from line to line must not fill the memory.
		if len(r.known) < 1000 {
			r.known[name] = m
		}
	}
	return m
}

func plain(value any) (string, bool) {
	switch v := value.(type) {
	case nil:
		return "", true
	case string:
		return v, true
	case bool, json.Number:
		return fmt.Sprint(v), true
	default:
		return "", false
	}
}
