package cli

import (
	"errors"
	"fmt"
	"io"

	"gatehouse/account"
	"gatehouse/internal/importfile"
)

// bulkLines reads a file of a bulk job: who is meant by id or by address, or whom
// to invite. A line that can't be read is an outcome of its own; a file that can't
// is refused as a whole, and nothing was begun.
func bulkLines(in io.Reader, name string, format importfile.Format, mapping importfile.Mapping, action account.BulkAction) ([]account.JobInputLine, error) {
	needs := []importfile.Field{importfile.Email, importfile.ID}
	if action == account.BulkInvite {
		needs = needs[:1]
	}
	rows, err := importfile.Open(in, name, format, mapping, needs...)
	if err != nil {
		return nil, badFile(err)
	}
	var lines []account.JobInputLine
	for {
		row, err := rows.Next()
		var bad *importfile.RowError
		switch {
		case err == io.EOF:
			return lines, nil
		case errors.As(err, &bad):
			lines = append(lines, account.JobInputLine{Line: bad.Line, Bad: account.LineUnreadable})
		case err != nil:
			return nil, badFile(err)
		default:
			lines = append(lines, bulkLine(row, action))
		}
		if len(lines) > account.MaxBulkLines {
			return nil, badFile(fmt.Errorf("there are more than %d lines: send them in several jobs", account.MaxBulkLines))
		}
	}
}

// bulkLine takes from a row what the action needs. The id goes before the address.
func bulkLine(row importfile.Row, action account.BulkAction) account.JobInputLine {
	line := account.JobInputLine{Line: row.Line}
	id, email, name := row.Person()
	switch {
	case action == account.BulkInvite:
		line.Email, line.DisplayName = email, name
	case id != "":
		line.ID = id
	default:
		line.Email = email
	}
	if line.ID == "" && line.Email == "" {
		line.Bad = account.LineUnreadable
	}
	return line
}

// badFile refuses a file: INVALID_INPUT, with the reader's words, which never
// repeat what is in the file. What the network had to say stays as it is.
func badFile(err error) error {
	var network interface{ Timeout() bool }
	if errors.As(err, &network) {
		return err
	}
	return &account.Error{Code: account.InvalidInput, Message: "The lines can't be taken: " + err.Error() + ". Nothing was begun."}
}
