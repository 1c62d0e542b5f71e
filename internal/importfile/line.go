package importfile

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// maxLine bounds a line: more is no list of people.
const maxLine = 1 << 20

var errLongLine = errors.New("a line is longer than 1 MiB: this is not a list of customers")

// readLine gives the next line without its LF or CRLF, in memory of its own, and
// io.EOF behind the last one. A last line needs no end.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > maxLine:
			return nil, errLongLine
		case err == bufio.ErrBufferFull:
			continue
		case err == io.EOF && len(line) == 0:
			return nil, io.EOF
		case err != nil && err != io.EOF:
			return nil, err
		}
		return bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r")), nil
	}
}
