package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gatehouse/store"
)

type keysCommand struct{ *Console }

const keysHelp = `Lists and exchanges the secret keys of a deployment. It works beside a running
server, which goes on with the new key at once.

  gatehouse keys list   -data ./data
  gatehouse keys rotate -data ./data             # the key of the holds on addresses
  gatehouse keys rotate -data ./data -receipts   # the key that signs receipts and backups

The hold key (hold-keys.json) hides which addresses are on hold after a deletion. The
receipt key (receipt-key.json) signs erasure receipts and backups; its public half is
in receipt-key.pub. Both files belong in a safe place of their own, apart from backups
of the database: copy them again after a rotation.`

// Run runs keys list and keys rotate.
func (c *keysCommand) Run(ctx context.Context, args []string) error {
	return c.pick("keys", keysHelp, args, []act{
		{"list", func(args []string) error { return c.list(ctx, args) }},
		{"rotate", func(args []string) error { return c.rotate(ctx, args) }},
	})
}

// keyReport is a key without its secret.
type keyReport struct {
	ID      string     `json:"id"`
	For     string     `json:"for"` // "holds" or "receipts".
	Current bool       `json:"current"`
	Holds   *int       `json:"holds,omitempty"` // Of a hold key: how many running holds need it.
	Until   *time.Time `json:"neededUntil"`     // The end of the last of these; null: none, or for good.
}

func (c *keysCommand) list(ctx context.Context, args []string) error {
	f := c.flags("keys list [-data DIR] [-json]", "Lists the keys, without their secrets: what each is for, whether it is the one in\nuse, how many holds still need it, and until when. Of earlier receipt keys there is\nthe public half, for good.")
	dir, asJSON := f.data(), f.json()
	if err := f.none(args); err != nil {
		return err
	}
	d, err := openExisting(ctx, *dir, c.Now, c.log())
	if err != nil {
		return err
	}
	reports, err := d.listKeys(asSystem(ctx))
	if err = errors.Join(err, d.store.Close()); err != nil {
		return plain(err)
	}
	if *asJSON {
		return c.printJSON(reports)
	}
	return c.table(func(row func(...any)) {
		row("ID", "FOR", "STATE", "HOLDS", "NEEDED UNTIL")
		for _, r := range reports {
			state, holds, until := "old", "-", "for good"
			if r.Current {
				state = "in use"
			}
			if r.Holds != nil {
				holds, until = fmt.Sprint(*r.Holds), cell(r.Until)
			}
			row(r.ID, r.For, state, holds, until)
		}
	})
}

func (d *deployment) listKeys(ctx context.Context) ([]keyReport, error) {
	held, err := d.store.HoldKeys(ctx)
	if err != nil {
		return nil, err
	}
	reports := []keyReport{}
	for _, k := range held {
		reports = append(reports, keyReport{ID: k.ID, For: "holds", Current: k.Current, Holds: &k.Holds, Until: optional(k.Until)})
	}
	if _, err := openReceiptKey(d.dir); err != nil {
		return nil, err
	}
	publics, err := publicKeys(d.dir)
	for i, id := range publics.IDs() {
		reports = append(reports, keyReport{ID: id, For: "receipts", Current: i == 0})
	}
	return reports, err
}

const keysRotateHelp = `Makes a new key and uses it from now on. It is audited.

Hold key: holds that run stay on the old key, which is kept until the last of them
has ended, and then removed by the running server. A start is refused while a hold
needs a key that the file does not have.

Receipt key (-receipts): the private half of the old key is gone. Its public half
stays in receipt-key.pub, so that verify -receipt and restore check what it signed.

  gatehouse keys rotate -data ./data`

// rotatedReport tells what a rotation made.
type rotatedReport struct {
	ID  string `json:"id"`
	For string `json:"for"`
}

func (c *keysCommand) rotate(ctx context.Context, args []string) error {
	f := c.flags("keys rotate [-receipts] [-data DIR] [-json]", keysRotateHelp)
	dir, asJSON := f.data(), f.json()
	receipts := f.Bool("receipts", false, "exchange the key that signs receipts and backups, not the one of the holds")
	if err := f.none(args); err != nil {
		return err
	}
	report, err := c.exchange(ctx, *dir, *receipts)
	if err != nil {
		return plain(err)
	}
	if *asJSON {
		return c.printJSON(report)
	}
	copies := "hold-keys.json"
	if *receipts {
		copies = receiptKeyFile + " and " + receiptPublicFile
	}
	_, err = fmt.Fprintf(c.Out, "The key for %s is now %s. Copy %s to where you keep it.\n", report.For, report.ID, copies)
	return err
}

// exchange has the running server make the new key, or makes it alone.
func (c *keysCommand) exchange(ctx context.Context, dir string, receipts bool) (report rotatedReport, err error) {
	if err := mustExist(dir); err != nil {
		return report, err
	}
	lock, err := c.reach(ctx, dir, "keys rotate")
	if err != nil {
		return report, err
	}
	if lock == nil {
		path := "/rotate-hold-key"
		if receipts {
			path = "/rotate-receipt-key"
		}
		final, err := askServer(ctx, dir, path, func(int64, int64) {})
		if err != nil {
			return report, err
		}
		return report, json.Unmarshal(final, &report)
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	d, err := c.openStore(ctx, dir)
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, d.store.Close()) }()
	if receipts {
		key, err := rotateReceiptKey(asSystem(ctx), dir, d.store)
		if err != nil {
			return report, err
		}
		return rotatedReport{key.ID, "receipts"}, nil
	}
	return rotateHoldKey(ctx, d.store)
}

func rotateHoldKey(ctx context.Context, s *store.Store) (rotatedReport, error) {
	id, err := s.RotateHoldKey(asSystem(ctx))
	return rotatedReport{id, "holds"}, err
}
