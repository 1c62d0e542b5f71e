package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"
)

func (c *Console) printJSON(value any) error {
	encoder := json.NewEncoder(c.Out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}

// table prints columns for people.
func (c *Console) table(print func(row func(cells ...any))) error {
	w := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
	print(func(cells ...any) {
		for i, cell := range cells {
			if i > 0 {
				io.WriteString(w, "\t")
			}
			fmt.Fprint(w, cell)
		}
		io.WriteString(w, "\n")
	})
	return w.Flush()
}

// moment writes a time, and a dash for none.
func moment(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.RFC3339)
}

// optional is a time in JSON: null for none.
func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	utc := t.UTC()
	return &utc
}
