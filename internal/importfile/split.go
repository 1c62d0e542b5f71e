package importfile

import "bytes"

// state is how far a text is a record.
type state uint8

const (
	whole state = iota // A record.
	open               // A quote is not closed yet: the record goes on in the next line.
	stray              // A quote where none can be.
)

// split takes the columns of one record apart.
func split(text []byte, comma byte) ([]string, state) {
	var record []string
	for {
		if len(text) == 0 || text[0] != '"' {
			end := bytes.IndexByte(text, comma)
			column := text
			if end >= 0 {
				column = text[:end]
			}
			record = append(record, string(column))
			if end < 0 {
				return record, whole
			}
			text = text[end+1:]
			continue
		}
		column, rest, closed := unquote(text[1:])
		if !closed {
			return nil, open
		}
		record = append(record, column)
		rest = bytes.TrimLeft(rest, " ")
		if len(rest) == 0 {
			return record, whole
		}
		if rest[0] != comma {
			return nil, stray
		}
		text = rest[1:]
	}
}

// unquote reads up to the closing quote; two quotes in a row are one.
func unquote(text []byte) (column string, rest []byte, closed bool) {
	var b []byte
	for {
		end := bytes.IndexByte(text, '"')
		if end < 0 {
			return "", nil, false
		}
		b = append(b, text[:end]...)
		if end+1 == len(text) || text[end+1] != '"' {
			return string(b), text[end+1:], true
		}
		b = append(b, '"')
		text = text[end+2:]
	}
}
