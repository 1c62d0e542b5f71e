package cli

import (
	"errors"
	"fmt"
	"os"

	"gatehouse/internal/seal"
)

// receiptReport is what verify -receipt says of a receipt that passes.
type receiptReport struct {
	OK         bool   `json:"ok"`
	CustomerID string `json:"customerId"`
	DeletedAt  string `json:"deletedAt"`
	ErasedAt   string `json:"erasedAt"`
	KeyID      string `json:"keyId"`
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
	report := receiptReport{true, r.CustomerID, r.DeletedAt.Format(timeForm), r.ErasedAt.Format(timeForm), r.KeyID}
	if asJSON {
		return c.printJSON(report)
	}
	fmt.Fprintf(c.Out, "The receipt is genuine.\ncustomer    %s\ndeleted     %s\nerased      %s\nsigned with %s\n",
		report.CustomerID, report.DeletedAt, report.ErasedAt, report.KeyID)
	return nil
}

const timeForm = "2006-01-02T15:04:05.000Z07:00"
