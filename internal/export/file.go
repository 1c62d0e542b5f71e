package export

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strings"
	"time"

	"gatehouse/account"
)

// Format is how a file is written.
type Format string

// The formats.
const (
	CSV    Format = "csv"
	NDJSON Format = "ndjson"
)

// mediaTypes are the formats' names in HTTP.
var mediaTypes = map[Format]string{CSV: "text/csv; charset=utf-8; header=present", NDJSON: "application/x-ndjson"}

// columns are the header of a CSV file, in the words that an import knows.
var columns = []string{"id", "email", "name", "status", "createdAt", "revokedAt", "lastSignInAt"}

// row is an account as a file holds it: everything that an import takes. The reason
// of a revoke is not in it, for no import takes that.
type row struct {
	ID           string `json:"id"`
	Email        string `json:"email"`
	Name         string `json:"name"`
	Status       string `json:"status"`
	CreatedAt    string `json:"createdAt"`
	RevokedAt    string `json:"revokedAt,omitempty"`
	LastSignInAt string `json:"lastSignInAt,omitempty"`
}

func rowOf(a account.Account) row {
	return row{
		a.ID.String(), a.Email.Typed, a.DisplayName, a.Status.String(), moment(a.CreatedAt), moment(a.RevokedAt), moment(a.LastSignInAt),
	}
}

// moment writes a time to the millisecond, and nothing for none.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// file writes accounts in a format.
type file interface {
	add(account.Account) error
	flush() error
}

// begin begins a file.
func (f Format) begin(out io.Writer) (file, error) {
	if f == NDJSON {
		encoder := json.NewEncoder(out)
		encoder.SetEscapeHTML(false)
		return ndjsonFile{encoder}, nil
	}
	w := csvFile{csv.NewWriter(out)}
	return w, w.Write(columns)
}

type csvFile struct{ *csv.Writer }

func (f csvFile) add(a account.Account) error {
	r := rowOf(a)
	return f.Write([]string{r.ID, harmless(r.Email), harmless(r.Name), r.Status, r.CreatedAt, r.RevokedAt, r.LastSignInAt})
}

func (f csvFile) flush() error {
	f.Flush()
	return f.Error()
}

// formulas begin what a spreadsheet computes, also in their wide forms.
const formulas = "=+-@＝＋－＠"

// harmless puts an apostrophe before text that a spreadsheet would take for a
// formula, and before an apostrophe that an import would take for such a one. An
// import takes it off again, so every name and address comes back as it was.
func harmless(text string) string {
	if strings.IndexAny(text, formulas) == 0 || strings.IndexAny(strings.TrimPrefix(text, "'"), formulas+"'") == 0 && text[0] == '\'' {
		return "'" + text
	}
	return text
}

type ndjsonFile struct{ *json.Encoder }

func (f ndjsonFile) add(a account.Account) error { return f.Encode(rowOf(a)) }

func (f ndjsonFile) flush() error { return nil }
