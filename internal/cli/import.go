package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"gatehouse/account"
	"gatehouse/internal/importfile"
	"gatehouse/search"
)

type importCommand struct{ *Console }

const importHelp = `Takes accounts in from a list that another system exported: CSV with a header line,
or NDJSON. FILE is read once, as a stream; - reads standard input.

  gatehouse import -data ./data -site help customers.csv
  gatehouse import -data ./data -site help -map "Contact=email" - < people.csv

Columns are found by name, in the usual spellings: id, name, email, status, created,
last seen. -map COLUMN=FIELD helps where a name is another; the fields are id, name,
firstName, lastName, email, status, createdAt, revokedAt, lastSignInAt. Only email and
a name are needed. Status is active, revoked (also: inactive, deactivated) or deleted; without
one, active. Times are 2026-11-23T21:40:00Z, 2026-11-23 21:40:00, 2026-11-23 or
milliseconds since 1970; without an offset they are UTC. In CSV an apostrophe before one
of = + - @ ' at the beginning of a column is taken off: exports put it there so that no
spreadsheet reads a name as a formula.

Rows go in as an invite would: an address that is taken, on hold, not allowed or no
address is refused with its line and the reason, and the rest goes in. Who is there
already is left as it is, so a file can be taken in twice. Rows whose status is deleted
are skipped. An id that is a UUID is kept; any other id is ignored, and the row goes by
its address. An id that was deleted here never comes back. Beware of old files without
ids: 14 days after a delete such a file brings the person back, as a brand-new account.

It works beside a running server and ends when the rows are searchable. Exit code 0:
the file was read to its end, whatever rows were refused (the summary counts them,
-report has them all). 1: it was not; run it again, what went in stays in.`

// shownRows bounds how many refused rows are printed; -report has all.
const shownRows = 20

// Run imports one file.
func (c *importCommand) Run(ctx context.Context, args []string) error {
	f := c.flags("import -site KEY [-data DIR] [-map COLUMN=FIELD]... [-format csv|ndjson] [-report FILE] [-json] FILE", importHelp)
	dir, asJSON := f.data(), f.json()
	key := f.String("site", "", "`KEY` of the site that the accounts belong to")
	mapping := importfile.Mapping{}
	f.Var(mapping, "map", "which field a column is: `COLUMN=FIELD`; may be given again")
	format := f.String("format", "", "`FORMAT` of the file, csv or ndjson; unless told, by its name and beginning")
	report := f.String("report", "", "write what became of each row to `FILE`, as NDJSON with line, code and id")
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	try := "gatehouse import -data " + *dir + " -site help customers.csv"
	kind := importfile.Format(*format)
	switch {
	case *key == "":
		return misused(try, "which site do the accounts belong to? -site names it")
	case len(rest) == 0:
		return misused(try, "which file?")
	case len(rest) > 1:
		return misused(try, "one file at a time; %q is one too many", rest[1])
	case kind != importfile.Auto && kind != importfile.CSV && kind != importfile.NDJSON:
		return misused(try, "-format is csv or ndjson, not %q", *format)
	}
	in, name, size, err := c.input(rest[0])
	if err != nil {
		return err
	}
	defer in.Close()
	counted := &countingReader{in: in}
	rows, err := importfile.Open(counted, name, kind, mapping)
	if err != nil {
		return fmt.Errorf("%s: %w", rest[0], err)
	}
	t, err := newTally(c.Console, *key, *report)
	if err != nil {
		return err
	}
	run := &intake{Console: c.Console, tally: t, rows: rows, read: counted, size: size}
	err = run.into(ctx, *dir, *key)
	err = errors.Join(err, t.close())
	t.Seconds = c.Now().Sub(run.begin).Seconds()
	if *asJSON {
		return errors.Join(plain(err), c.printJSON(t))
	}
	t.print(err == nil)
	return plain(err)
}

func (c *importCommand) input(path string) (in io.ReadCloser, name string, size int64, err error) {
	if path == "-" {
		return io.NopCloser(c.In), "", 0, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, "", 0, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, "", 0, errors.Join(err, file.Close())
	}
	if info.IsDir() {
		return nil, "", 0, errors.Join(fmt.Errorf("%s is a directory, not a file", path), file.Close())
	}
	return file, path, info.Size(), nil
}

// intake is one run of an import.
type intake struct {
	*Console
	tally *tally
	rows  importfile.Reader
	read  *countingReader
	size  int64 // Of the file; 0 where nobody knows.
	begin time.Time
}

// into takes the rows into a deployment: alone with the index following in this
// process, or beside a server that follows.
func (r *intake) into(ctx context.Context, dir, key string) (err error) {
	r.begin = r.Now()
	lock, err := r.reach(ctx, dir, "import")
	if err != nil {
		return err
	}
	if lock != nil {
		defer func() { err = errors.Join(err, lock.release()) }()
	}
	d, err := r.openStore(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.store.Close()) }()
	site, err := d.site(asSystem(ctx), key)
	if err != nil {
		return err
	}
	if lock == nil {
		if err := r.take(ctx, d, site.ID); err != nil {
			return err
		}
		return r.untilSearchable(func(tell progress) error {
			_, err := askServer(ctx, dir, "/wait", tell)
			return err
		})
	}
	return r.alone(ctx, d, func(ctx context.Context, index *search.Index) error {
		if err := r.take(ctx, d, site.ID); err != nil {
			return err
		}
		return r.untilSearchable(func(tell progress) error { return awaitIndex(ctx, d.store, index, tell) })
	})
}

func (r *intake) untilSearchable(wait func(progress) error) error {
	bar := r.bar("Indexing")
	defer bar.clear()
	if err := wait(func(done, total int64) { bar.show(done, total, "") }); err != nil {
		return fmt.Errorf("the rows are in, but not yet searchable: %w", err)
	}
	return nil
}

// take reads the file in one goroutine and hands its rows to the store in this one.
func (r *intake) take(ctx context.Context, d *deployment, site account.ID) error {
	ctx, cancel := context.WithCancel(asSystem(ctx))
	defer cancel()
	batches := make(chan batch, 2)
	go r.readBatches(ctx, batches)
	bar := r.bar("Importing")
	defer bar.clear()
	for b := range batches {
		outcomes, err := r.store(ctx, d, site, b.rows)
		if err != nil {
			return err
		}
		bar.clear()
		if err := r.tally.add(b, outcomes); err != nil {
			return err
		}
		bar.show(b.read, r.size, fmt.Sprintf("%d rows", r.tally.Rows))
		if b.end != nil && b.end != io.EOF {
			return fmt.Errorf("the file can't be read further: %w", b.end)
		}
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("stopped: %w", context.Cause(ctx))
	}
	return d.store.FinishImport(ctx, site, r.tally.Created)
}

// attempts is how often a batch is tried that a busy store refused.
const attempts = 5

func (r *intake) store(ctx context.Context, d *deployment, site account.ID, rows []account.ImportRow) ([]account.ImportOutcome, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	for attempt := 1; ; attempt++ {
		outcomes, err := d.store.ImportCustomers(ctx, site, rows)
		var refusal *account.Error
		if !errors.As(err, &refusal) || refusal.Code != account.StoreIsBusy || attempt == attempts {
			return outcomes, err
		}
		select {
		case <-time.After(max(refusal.RetryAfter, time.Second/10)):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// batchRows is how many rows go into one transaction: few enough that the changes
// of a running server get in between.
const batchRows = 1000

// batch is a piece of the file.
type batch struct {
	rows    []account.ImportRow
	bad     []*importfile.RowError
	ignored map[int]bool // Lines whose id is no UUID.
	read    int64        // Bytes of the file up to here.
	end     error        // io.EOF, or why reading ended.
}

func (r *intake) readBatches(ctx context.Context, out chan<- batch) {
	defer close(out)
	for {
		b := r.readBatch()
		select {
		case out <- b:
		case <-ctx.Done():
			return
		}
		if b.end != nil {
			return
		}
	}
}

func (r *intake) readBatch() batch {
	b := batch{rows: make([]account.ImportRow, 0, batchRows), ignored: map[int]bool{}}
	for len(b.rows)+len(b.bad) < batchRows && b.end == nil {
		row, err := r.rows.Next()
		if err == nil {
			var converted account.ImportRow
			var ignored bool
			converted, ignored, err = row.Account()
			if ignored {
				b.ignored[row.Line] = true
			}
			if err == nil {
				b.rows = append(b.rows, converted)
				continue
			}
		}
		var bad *importfile.RowError
		if errors.As(err, &bad) {
			b.bad = append(b.bad, bad)
			continue
		}
		b.end = err
	}
	b.read = r.read.n
	return b
}

// countingReader counts what was read, for the progress.
type countingReader struct {
	in io.Reader
	n  int64
}

func (r *countingReader) Read(p []byte) (int, error) {
	n, err := r.in.Read(p)
	r.n += int64(n)
	return n, err
}
