package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"gatehouse/account"
	"gatehouse/internal/importfile"
	"gatehouse/internal/jobs"
	"gatehouse/search"
	"gatehouse/store"
)

type bulkCommand struct{ *Console }

const bulkHelp = `Revokes, grants, deletes or invites many accounts: those that a file lists, in CSV with
a header line or in NDJSON. FILE is read once; - reads standard input.

  gatehouse bulk -data ./data -site help -action revoke -dry-run left.csv
  gatehouse bulk -data ./data -site help -action revoke -reason "Contract ended" left.csv
  gatehouse bulk -data ./data -site help -action delete -confirm 212 erase.csv

A line names an account by id or by e-mail address (the id goes first); for an invite it
has an address and a name. Columns are found by name; -map COLUMN=FIELD helps where a
name is another. Each line goes by the rules of the single act, and a bad line stops no
other. A dry run changes nothing and says of each line what the run would do. A delete
asks for the number of lines: -confirm N.

What became of each line is printed as line, customer id and code: never an address.
The codes are CHANGED, UNCHANGED, DUPLICATE_LINE, UNREADABLE_LINE, NOT_FOUND and those of
the single act. The summary goes to standard error.

It works beside a running server, which does the work, and alone. A stop (Ctrl-C) ends
the job before its next line; after a crash it goes on with the server's next start.
Exit code 0: every line has its outcome. 1: not.`

// Run works off one file.
func (c *bulkCommand) Run(ctx context.Context, args []string) error {
	f := c.flags("bulk -site KEY -action revoke|grant|delete|invite [-dry-run] [-confirm N] [-data DIR] [flags] FILE", bulkHelp)
	dir, asJSON := f.data(), f.json()
	key := f.String("site", "", "`KEY` of the site whose accounts are meant")
	action := f.String("action", "", "`ACTION`: revoke, grant, delete or invite")
	run := &bulkRun{Console: c.Console, asJSON: asJSON}
	f.BoolVar(&run.job.DryRun, "dry-run", false, "change nothing and say what the run would do")
	confirm := f.Int("confirm", -1, "delete: `N` lines are meant to be deleted")
	f.StringVar(&run.job.Reason, "reason", "", "revoke and grant: `TEXT` to keep with each account, for admins")
	f.StringVar(&run.job.Key, "key", "", "`KEY` of the job, to try again safely: with the same file it gives the job of the first time")
	f.StringVar(&run.log, "deletions-log", "", "`FILE` that deletions are logged to where no server runs; without it deletions.log in the data directory")
	mapping := importfile.Mapping{}
	f.Var(mapping, "map", "which field a column is: `COLUMN=FIELD`; may be given again")
	format := f.String("format", "", "`FORMAT` of the file, csv or ndjson; unless told, by its name and beginning")
	f.setting("deletions-log")
	rest, err := f.parse(args)
	if err != nil {
		return err
	}
	try := "gatehouse bulk -data " + *dir + " -site help -action revoke -dry-run left.csv"
	known, kind := false, importfile.Format(*format)
	run.job.Action, known = account.ParseBulkAction(strings.ToUpper(*action))
	switch {
	case *key == "":
		return misused(try, "whose accounts? -site names the site")
	case !known:
		return misused(try, "what is to be done? -action is revoke, grant, delete or invite")
	case len(rest) != 1:
		return misused(try, "give one file; there are %d", len(rest))
	case kind != importfile.Auto && kind != importfile.CSV && kind != importfile.NDJSON:
		return misused(try, "-format is csv or ndjson, not %q", *format)
	}
	if *confirm >= 0 {
		run.job.ConfirmCount = confirm
	}
	if run.job.Key == "" {
		run.job.Key = account.NewID(account.JobKind).String()
	}
	in, name, _, err := (&importCommand{c.Console}).input(rest[0])
	if err != nil {
		return err
	}
	defer in.Close()
	if run.job.Lines, err = bulkLines(in, name, kind, mapping, run.job.Action); err != nil {
		return plain(err)
	}
	return plain(run.into(ctx, *dir, *key))
}

// bulkRun is one job of the command line.
type bulkRun struct {
	*Console
	job    account.JobInput
	log    string
	asJSON *bool
}

// into has the job done by the running server, or does it alone with an index and
// an eraser of its own.
func (r *bulkRun) into(ctx context.Context, dir, key string) (err error) {
	if err := mustExist(dir); err != nil {
		return err
	}
	lock, err := r.reach(ctx, dir, "bulk")
	if err != nil {
		return err
	}
	options := store.Options{Dir: dir, Now: r.Now, Log: r.Console.log(), Beside: lock == nil}
	if lock != nil {
		defer func() { err = errors.Join(err, lock.release()) }()
		if options.DeletionsLog = r.log; r.log == "" {
			options.DeletionsLog = filepath.Join(dir, deletionsLogFile)
		}
	}
	d, err := openDeploymentWith(ctx, options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.store.Close()) }()
	site, err := d.site(asSystem(ctx), key)
	if err != nil {
		return err
	}
	r.job.Site = site.ID
	if lock == nil {
		return r.beside(ctx, d)
	}
	return r.alone(ctx, d, func(ctx context.Context, index *search.Index) error { return r.byItself(ctx, d, index) })
}

// beside keeps the job for the running server and watches it.
func (r *bulkRun) beside(ctx context.Context, d *deployment) error {
	job, err := jobs.New(jobs.Config{Store: d.store, Now: r.Now, Log: r.Console.log()}).Start(asSystem(ctx), r.job)
	if err != nil {
		return err
	}
	bar := r.bar(r.doing())
	defer bar.clear()
	for !job.State.Ended() {
		if !sleep(ctx, redraw) {
			return r.stopped(d, job.ID)
		}
		if job, _, err = d.store.JobByID(asSystem(ctx), job.ID); err != nil {
			return err
		}
		r.show(bar, job.Done(), job.Total)
	}
	bar.clear()
	return r.report(ctx, d, job)
}

// byItself does the job in this process, and cleans the files behind it.
func (r *bulkRun) byItself(ctx context.Context, d *deployment, index *search.Index) error {
	d.store.OnCommit(index.Committed)
	engine := jobs.New(jobs.Config{Store: d.store, Index: index, Now: r.Now, Log: r.Console.log()})
	job, err := engine.Start(asSystem(ctx), r.job)
	if err != nil {
		return err
	}
	bar := r.bar(r.doing())
	defer bar.clear()
	done := 0
	err = engine.Drain(ctx, job.ID, func() {
		done = min(done+100, job.Total)
		r.show(bar, done, job.Total)
	})
	if ctx.Err() != nil {
		return r.stopped(d, job.ID)
	}
	if err != nil {
		return err
	}
	bar.clear()
	if err := r.clean(asSystem(ctx), d, index); err != nil {
		return err
	}
	if job, _, err = d.store.JobByID(asSystem(ctx), job.ID); err != nil {
		return err
	}
	return r.report(ctx, d, job)
}

// show draws how far the job is; the numbers keep their width, so that the bar does.
func (r *bulkRun) show(bar *bar, done, total int) {
	bar.show(int64(done), int64(total), fmt.Sprintf("%*d of %d lines", len(fmt.Sprint(total)), done, total))
}

// doing is what stands before the bar.
func (r *bulkRun) doing() string {
	if r.job.DryRun {
		return "Looking"
	}
	return map[account.BulkAction]string{
		account.BulkRevoke: "Revoking", account.BulkGrant: "Granting", account.BulkDelete: "Deleting", account.BulkInvite: "Inviting",
	}[r.job.Action]
}

// clean takes out of the files what the job removed.
func (r *bulkRun) clean(ctx context.Context, d *deployment, index *search.Index) error {
	key, err := openReceiptKey(d.dir)
	if err != nil {
		return err
	}
	e := newEraser(d.store, index, key, r.Now, r.Console.log())
	for {
		n, err := e.erase(ctx)
		if n == 0 || err != nil {
			return err
		}
	}
}

// stopped cancels a job whose command was stopped.
func (r *bulkRun) stopped(d *deployment, id account.ID) error {
	ctx, cancel := context.WithTimeout(asSystem(context.Background()), 10*time.Second)
	defer cancel()
	job, _, err := d.store.CancelJob(ctx, id)
	if err != nil {
		return err
	}
	return fmt.Errorf("stopped behind %d of %d lines; what was done stays done", job.Done(), job.Total)
}

// bulkOutcome is a line of the output.
type bulkOutcome struct {
	Line       int          `json:"line"`
	CustomerID string       `json:"customerId,omitempty"`
	Code       account.Code `json:"code"`
}

// report prints what became of each line, and the counts.
func (r *bulkRun) report(ctx context.Context, d *deployment, job account.Job) error {
	if !*r.asJSON {
		fmt.Fprintln(r.Out, "line,customerId,code")
	}
	page := account.Page{Size: account.MaxPageSize}
	for more := true; more; {
		rows, err := d.store.JobOutcomes(asSystem(ctx), job.ID, "", page)
		if err != nil {
			return err
		}
		for _, line := range rows.Items {
			o := bulkOutcome{line.Line, line.Customer.String(), line.Code}
			if *r.asJSON {
				err = r.printJSON(o)
			} else {
				_, err = fmt.Fprintf(r.Out, "%d,%s,%s\n", o.Line, o.CustomerID, o.Code)
			}
			if err != nil {
				return err
			}
			at := account.LinePosition(job.ID, line.Line)
			page.After = &at
		}
		more = rows.HasNext
	}
	r.summary(job)
	if job.State != account.JobDone {
		return fmt.Errorf("the job %s is %s %s behind %d of %d lines", job.ID, job.State, job.Failure, job.Done(), job.Total)
	}
	return nil
}

func (r *bulkRun) summary(job account.Job) {
	head := string(job.Action)
	if job.DryRun {
		head += ", dry run: nothing was changed"
	}
	fmt.Fprintf(r.Err, "%s: %d lines (%s)\n", head, job.Total, job.ID)
	for _, code := range account.LineCodes {
		if n := job.Counts[code]; n > 0 {
			fmt.Fprintf(r.Err, "  %-22s %d\n", code, n)
		}
	}
}
