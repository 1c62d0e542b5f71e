package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"gatehouse/account"
	"gatehouse/internal/export"
)

type exportCommand struct{ *Console }

const exportHelp = `Writes the accounts of a site to a file, or all that is held about one person.

  gatehouse export -data ./data -site help -o customers.csv
  gatehouse export -data ./data -site help -format ndjson > customers.ndjson
  gatehouse export -data ./data -customer cus_… -o person.json

The columns are id, email, name, status, createdAt, revokedAt, lastSignInAt; gatehouse
import reads them back: same ids, states and dates. Deleted accounts are not in the
file. In CSV a name or an address that a spreadsheet would read as a formula has an
apostrophe before it; the import takes it off again.

-customer answers a person's own request for data: the account with everything on it,
the requests that the person reported or takes part in, and the audit events about the
account, as JSON.

It works beside a running server, which waits for nothing: each account stands as it is
when its page is read. Every export is written into the audit log before anything is
written, with the number of accounts. FILE is made with mode 0600 and has its name only
once it is whole. It holds personal data: a delete here does not reach it.`

// Run exports a site or a person.
func (c *exportCommand) Run(ctx context.Context, args []string) error {
	f := c.flags("export -site KEY|-customer ID [-data DIR] [-format csv|ndjson] [-o FILE]", exportHelp)
	dir := f.data()
	key := f.String("site", "", "`KEY` of the site whose accounts are written")
	customer := f.String("customer", "", "`ID` of the one customer of whom everything is written, as JSON")
	format := f.String("format", string(export.CSV), "`FORMAT` of a site's file, csv or ndjson")
	path := f.String("o", "-", "the `FILE` to write; - is standard output")
	if err := f.none(args); err != nil {
		return err
	}
	try := "gatehouse export -data " + *dir + " -site help -o customers.csv"
	var id account.ID
	switch {
	case (*key == "") == (*customer == ""):
		return misused(try, "whose accounts? -site names a site, -customer one person")
	case *key != "" && *format != string(export.CSV) && *format != string(export.NDJSON):
		return misused(try, "-format is csv or ndjson, not %q", *format)
	case *customer != "":
		var err error
		if id, err = account.ParseID(*customer); err != nil || id.Kind != account.CustomerKind {
			return misused("gatehouse export -data "+*dir+" -customer cus_…", "-customer is no id of a customer, like cus_0189caa4c8cd70f0b9d3e04df3e68c68")
		}
	}
	d, err := openExisting(ctx, *dir, c.Now, c.log())
	if err != nil {
		return err
	}
	work := func(out io.Writer) error { return export.Person(asSystem(ctx), d.store, id, out) }
	if *key != "" {
		work = func(out io.Writer) error { return c.site(asSystem(ctx), d, *key, export.Format(*format), out) }
	}
	return plain(errors.Join(c.into(*path, work), d.store.Close()))
}

// site writes the accounts of a site, and says how many they are where the file is
// not the output itself.
func (c *exportCommand) site(ctx context.Context, d *deployment, key string, format export.Format, out io.Writer) error {
	if _, err := d.site(ctx, key); err != nil {
		return err
	}
	e, err := export.OfSite(ctx, d.store, key, format)
	if err != nil {
		return err
	}
	bar := c.bar("Exporting")
	defer bar.clear()
	written := 0
	err = e.Write(ctx, out, func(done int) error {
		written = done
		bar.show(int64(done), int64(e.Total), fmt.Sprintf("%d accounts", done))
		return nil
	})
	if err != nil {
		return err
	}
	bar.clear()
	_, err = fmt.Fprintf(c.Err, "Exported %d accounts of %s\n", written, key)
	return err
}

// into has work write to standard output, or to a file that gets its name when it is
// whole.
func (c *exportCommand) into(path string, work func(io.Writer) error) (err error) {
	if path == "-" {
		out := bufio.NewWriterSize(c.Out, 64<<10)
		return errors.Join(work(out), out.Flush())
	}
	part := path + ".part"
	file, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(file, 64<<10)
	if err = errors.Join(work(out), out.Flush(), file.Sync(), file.Close()); err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(part))
	}
	return err
}
