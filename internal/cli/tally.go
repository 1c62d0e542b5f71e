package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"

	"gatehouse/account"
)

// tally counts what became of the rows of an import, prints those refused and
// writes the report.
type tally struct {
	console *Console
	report  *bufio.Writer
	file    *os.File
	shown   int

	Site         string         `json:"site"`
	Rows         int            `json:"rows"`
	Created      int            `json:"created"`
	AlreadyThere int            `json:"alreadyThere"`
	Skipped      int            `json:"skippedDeleted"`
	Refused      int            `json:"refused"`
	IgnoredIDs   int            `json:"ignoredIds"`
	Reasons      map[string]int `json:"refusedByCode"`
	Seconds      float64        `json:"seconds"`
}

// badRow is the code of a row that could not be read.
const badRow account.Code = "BAD_ROW"

// rowReport is a line of the report. It never holds a name or an address.
type rowReport struct {
	Line      int          `json:"line"`
	Code      account.Code `json:"code"`
	ID        string       `json:"id,omitempty"` // Of the account that was made, or as the row has it.
	IDIgnored bool         `json:"idIgnored,omitempty"`
	Reason    string       `json:"reason,omitempty"`
}

func newTally(c *Console, site, report string) (*tally, error) {
	t := &tally{console: c, Site: site, Reasons: map[string]int{}}
	if report == "" {
		return t, nil
	}
	file, err := os.OpenFile(report, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the report can't be written: %w", err)
	}
	t.file, t.report = file, bufio.NewWriter(file)
	return t, nil
}

// add counts a batch.
func (t *tally) add(b batch, outcomes []account.ImportOutcome) error {
	t.IgnoredIDs += len(b.ignored)
	for _, bad := range b.bad {
		if err := t.row(rowReport{Line: bad.Line, Code: badRow, IDIgnored: b.ignored[bad.Line], Reason: bad.Reason}); err != nil {
			return err
		}
	}
	for _, o := range outcomes {
		code := o.Code
		if o.Created {
			code = "CREATED"
		}
		if err := t.row(rowReport{o.Line, code, o.ID.String(), b.ignored[o.Line], o.Message}); err != nil {
			return err
		}
	}
	return nil
}

func (t *tally) row(r rowReport) error {
	t.Rows++
	switch r.Code {
	case "CREATED":
		t.Created++
	case account.AlreadyThere:
		t.AlreadyThere++
	case account.RowDeleted:
		t.Skipped++
	default:
		t.Refused++
		t.Reasons[string(r.Code)]++
		t.show(r)
	}
	if t.report == nil {
		return nil
	}
	line, err := json.Marshal(r)
	if err == nil {
		_, err = t.report.Write(append(line, '\n'))
	}
	if err != nil {
		return fmt.Errorf("the report can't be written: %w", err)
	}
	return nil
}

func (t *tally) show(r rowReport) {
	t.shown++
	switch {
	case t.shown <= shownRows:
		fmt.Fprintf(t.console.Err, "line %d: %s: %s\n", r.Line, r.Code, r.Reason)
	case t.shown == shownRows+1:
		fmt.Fprintf(t.console.Err, "… more refused rows are counted below; -report FILE lists them all\n")
	}
}

func (t *tally) close() error {
	if t.report == nil {
		return nil
	}
	return errors.Join(t.report.Flush(), t.file.Close())
}

// print tells a person how it went.
func (t *tally) print(done bool) {
	head := "Imported"
	if !done {
		head = "Stopped after"
	}
	rate := ""
	if t.Seconds >= 1 {
		rate = fmt.Sprintf(" in %.0f s (%.0f rows/s)", t.Seconds, float64(t.Rows)/t.Seconds)
	}
	out := t.console.Out
	fmt.Fprintf(out, "%s %d rows into %s%s\n", head, t.Rows, t.Site, rate)
	fmt.Fprintf(out, "  created          %d\n  already there    %d\n  skipped, deleted %d\n  refused          %d\n", t.Created, t.AlreadyThere, t.Skipped, t.Refused)
	for _, code := range slices.Sorted(maps.Keys(t.Reasons)) {
		fmt.Fprintf(out, "    %-18s %d\n", code, t.Reasons[code])
	}
	if t.IgnoredIDs > 0 {
		fmt.Fprintf(out, "  ids that are no UUID, ignored: %d\n", t.IgnoredIDs)
	}
}
