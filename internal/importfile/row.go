package importfile

import (
	"fmt"
	"strings"
)

// Row is what one row of a file has for each field, without blanks around it.
type Row struct {
	Line   int // Of the row's first line, from 1; the header is a line too.
	Values [fields]string
}

// RowError is a row that can't be read. It never holds what stands in the row.
type RowError struct {
	Line   int
	Reason string
}

func (e *RowError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

func wrong(line int, format string, args ...any) error {
	return &RowError{Line: line, Reason: fmt.Sprintf(format, args...)}
}

// Reader gives a file's rows one by one.
type Reader interface {
	// Next gives the next row, io.EOF behind the last one, or a *RowError after
	// which reading goes on. Any other error ends the file.
	Next() (Row, error)
}

// name puts a name together where the file has it in two columns.
func (r *Row) name() string {
	if r.Values[Name] != "" {
		return r.Values[Name]
	}
	return strings.TrimSpace(r.Values[FirstName] + " " + r.Values[LastName])
}

// Person gives who a row is about: an id in its usual form where it is a UUID and
// else as it stands, the address, and the name.
func (r *Row) Person() (id, email, name string) {
	id = r.Values[ID]
	if parsed, ok := parseID(id); ok {
		id = parsed.String()
	}
	return id, r.Values[Email], r.name()
}
