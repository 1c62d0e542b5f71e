package importfile

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"
)

// Format is how a file is written.
type Format string

// The formats. Auto looks at the file's name, then at its first character.
const (
	Auto   Format = ""
	CSV    Format = "csv"
	NDJSON Format = "ndjson"
)

// ErrEmpty says that there is nothing in the file.
var ErrEmpty = errors.New("the file is empty")

// Open begins to read a file. Its name helps to tell the format; it may be "". A
// CSV file needs a column for one of the fields in needs; for Email where none is
// given.
func Open(in io.Reader, name string, format Format, mapping Mapping, needs ...Field) (Reader, error) {
	buffered := bufio.NewReaderSize(in, 256<<10)
	begin, err := buffered.Peek(512)
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(begin, []byte("\xEF\xBB\xBF")):
		begin = begin[3:]
		if _, err := buffered.Discard(3); err != nil {
			return nil, err
		}
	case bytes.HasPrefix(begin, []byte("\xFF\xFE")), bytes.HasPrefix(begin, []byte("\xFE\xFF")):
		return nil, errors.New("the file is UTF-16 text: save it as UTF-8")
	case bytes.HasPrefix(begin, []byte("PK\x03\x04")), bytes.HasPrefix(begin, []byte("\x1F\x8B")):
		return nil, errors.New("the file is packed or a workbook: unpack it, or save it as CSV")
	}
	if len(bytes.TrimSpace(begin)) == 0 && err == io.EOF {
		return nil, ErrEmpty
	}
	if format == Auto {
		format = guess(name, begin)
	}
	if format == NDJSON {
		if bytes.HasPrefix(bytes.TrimSpace(begin), []byte("[")) {
			return nil, errors.New("the file is a JSON array: write one object a line (jq -c '.[]' does it)")
		}
		return newNDJSON(buffered, mapping), nil
	}
	if len(needs) == 0 {
		needs = []Field{Email}
	}
	return newCSV(buffered, mapping, needs)
}

func guess(name string, begin []byte) Format {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".ndjson", ".jsonl", ".json":
		return NDJSON
	case ".csv", ".tsv":
		return CSV
	}
	if first := bytes.TrimSpace(begin); len(first) > 0 && (first[0] == '{' || first[0] == '[') {
		return NDJSON
	}
	return CSV
}
