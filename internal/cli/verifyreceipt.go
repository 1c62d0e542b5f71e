package cli

import (
	"errors"
	"fmt"
	"os"

	"gatehouse/internal/seal"
)

// receiptReport is what verify -receipt says of a receipt that passes: all of it.
type receiptReport struct {
	OK bool `json:"ok"`
	seal.Receipt
}

var errNoKey = errors.New("name the public key, too: gatehouse verify -receipt FILE -key receipt-key.pub (it lies in the data directory of the deployment that signed)")

// checkReceipt checks an erasure receipt. It needs the two files and nothing else:
// no deployment, no network.
func (c *Console) checkReceipt(receipt, key string, asJSON bool) error {
	if key == "" {
		return errNoKey
	}
	keyText, err := os.ReadFile(key)
	if err != nil {
		return fmt.Errorf("read the public key: %w", err)
	}
	publics, err := seal.ParsePublics(string(keyText))
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	text, err := os.ReadFile(receipt)
	if err != nil {
		return fmt.Errorf("read the receipt: %w", err)
	}
	r, err := seal.Verify(text, publics)
	if err != nil {
		return fmt.Errorf("%s: %w", receipt, err)
	}
	if asJSON {
		return c.printJSON(receiptReport{true, r})
	}
	fmt.Fprintf(c.Out, "The receipt is genuine: signed with key %s, and not changed since.\n\n", r.KeyID)
	err = c.table(func(row func(...any)) {
		row("customer", r.CustomerID)
		row("site", r.SiteID)
		row("deleted", r.DeletedAt.Format(timeForm)+" by "+r.ActorID)
		row("erased", r.ErasedAt.Format(timeForm)+" from the files")
		row("on hold until", r.PurgeAt.Format(timeForm)+" (the address)")
		row("audit head", fmt.Sprintf("%d %s", r.AuditHead.Sequence, r.AuditHead.Hash))
	})
	for _, part := range []struct {
		title string
		lines []string
	}{{"Erased", r.Erased}, {"Checked", r.Checked}, {"Not promised", r.Limits}} {
		fmt.Fprintf(c.Out, "\n%s:\n", part.title)
		for _, line := range part.lines {
			fmt.Fprintf(c.Out, "- %s\n", line)
		}
	}
	return err
}

const timeForm = "2006-01-02T15:04:05.000Z07:00"
