package importfile

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A quote that is opened and not closed would swallow the rest of the file. Beyond
// these bounds it is the row that is wrong, and reading goes on with the line after
// the one where the row began.
const (
	maxRecord      = 64 << 10
	maxRecordLines = 100
)

// csvReader reads RFC 4180 with what spreadsheets make of it: a byte order mark,
// CRLF, line breaks inside of quotes, and semicolons or tabs for commas.
type csvReader struct {
	in     *bufio.Reader
	ahead  [][]byte // Lines that were read and are to be read again.
	line   int      // Number of the last line that was taken.
	start  int      // Number of the record's first line.
	comma  byte
	column []Field // The field of each column.
	record []string
}

func newCSV(in *bufio.Reader, mapping Mapping, needs []Field) (*csvReader, error) {
	r := &csvReader{in: in, comma: ','}
	header, err := r.peek()
	if err != nil {
		return nil, err
	}
	r.comma = separator(header)
	if err := r.next(); err != nil {
		return nil, fmt.Errorf("the header can't be read: %w", err)
	}
	return r, r.takeHeader(mapping, needs)
}

// takeHeader finds the field of each column by its name.
func (r *csvReader) takeHeader(mapping Mapping, needs []Field) error {
	best := map[Field]int{} // The column that a field is taken from.
	var strange []string
	for i, name := range r.record {
		m := mapping.meaningOf(name)
		r.column = append(r.column, None)
		if m.field == None {
			strange = append(strange, fmt.Sprintf("%q", name))
			continue
		}
		if before, twice := best[m.field]; twice {
			if mapping.meaningOf(r.record[before]).rank <= m.rank {
				continue
			}
			r.column[before] = None
		}
		best[m.field], r.column[i] = i, m.field
	}
	for _, field := range needs {
		if _, ok := best[field]; ok {
			return nil
		}
	}
	if strings.Contains(strings.Join(strange, ""), "@") {
		return errors.New("the file has no header line: its first line looks like a row. Put the names of the columns on top, like id,name,email,status")
	}
	return fmt.Errorf("no column is an e-mail address by its name (not known: %s): say which one is, like -map \"COLUMN=email\"", strings.Join(strange, ", "))
}

// separator finds what stands between the names of a header.
func separator(header []byte) byte {
	best := byte(',')
	for _, c := range []byte{';', '\t'} {
		if bytes.Count(header, []byte{c}) > bytes.Count(header, []byte{best}) {
			best = c
		}
	}
	return best
}

func (r *csvReader) Next() (Row, error) {
	for {
		if err := r.next(); err != nil {
			return Row{}, err
		}
		if len(r.record) > 1 || r.record[0] != "" {
			break
		}
	}
	if len(r.record) != len(r.column) {
		return Row{}, wrong(r.start, "the row has %d columns and the header %d: check for a separator that is not in quotes", len(r.record), len(r.column))
	}
	row := Row{Line: r.start}
	for i, field := range r.column {
		if field != None {
			row.Values[field] = bare(strings.TrimSpace(r.record[i]))
		}
	}
	return row, nil
}

// bare takes off the apostrophe that keeps a spreadsheet from reading a column as a
// formula: gatehouse export puts it there, and so do other careful exports.
func bare(text string) string {
	if rest, ok := strings.CutPrefix(text, "'"); ok && strings.IndexAny(rest, "=+-@'＝＋－＠") == 0 {
		return rest
	}
	return text
}

// next reads the next record.
func (r *csvReader) next() error {
	text, err := r.take()
	if err != nil {
		return err
	}
	r.start = r.line
	var more [][]byte // The lines after the first that the record may reach over.
	for {
		record, state := split(text, r.comma)
		switch state {
		case whole:
			r.record = record
			return nil
		case stray:
			return r.giveUp(more, "a quote stands inside of a column: put the column into quotes and double those within")
		}
		for closes := false; !closes; {
			line, err := r.take()
			if err != nil && err != io.EOF {
				return err
			}
			if err == nil {
				more = append(more, line)
			}
			if err == io.EOF || len(text)+len(line) > maxRecord || len(more) > maxRecordLines {
				return r.giveUp(more, "a quote is opened and not closed")
			}
			text = append(append(text, '\n'), line...)
			closes = bytes.IndexByte(line, '"') >= 0
		}
	}
}

// giveUp goes back to the line after the one where a wrong record began.
func (r *csvReader) giveUp(more [][]byte, reason string) error {
	r.ahead = append(more, r.ahead...)
	r.line = r.start
	return wrong(r.start, "%s", reason)
}

func (r *csvReader) peek() ([]byte, error) {
	text, err := r.take()
	if err != nil {
		return nil, err
	}
	r.ahead, r.line = append(r.ahead, text), r.line-1
	return text, nil
}

// take gives the next line without its end. The slice is the caller's to keep.
func (r *csvReader) take() ([]byte, error) {
	if len(r.ahead) > 0 {
		line := r.ahead[0]
		r.ahead = r.ahead[1:]
		r.line++
		return line, nil
	}
	line, err := readLine(r.in)
	if err == nil {
		r.line++
	}
	return line, err
}
