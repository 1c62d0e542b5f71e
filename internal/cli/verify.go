package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"

	"gatehouse/search"
	"gatehouse/store"
)

type verifyCommand struct{ *Console }

const verifyHelp = `Checks a deployment: the database's own consistency, the audit log's chain link by
link, holds and their keys, every account's state, that the deletions log has every
deletion and no other, and that the search index has exactly what the states allow,
account by account. It works beside a running server.
Exit code 1 if anything is wrong.

With -erasure it proves that the files hold nothing of deleted people and of former
names and addresses: it decodes what SQLite and the index wrote, down to free pages
and removed documents, and needs no name to look for.

With -receipt it checks an erasure receipt against the public key of the deployment
that signed it. That needs no deployment and no network.

  gatehouse verify -data ./data
  gatehouse verify -data ./data -erasure
  gatehouse verify -receipt receipt.json -key receipt-key.pub`

type verifyReport struct {
	OK          bool     `json:"ok"`
	Accounts    int      `json:"accounts"`
	Deletions   int      `json:"deletions"`
	Logged      int64    `json:"deletionsLogged"`
	Holds       int      `json:"holds"`
	AuditEvents int      `json:"auditEvents"`
	AuditHead   string   `json:"auditHead"`
	Documents   int      `json:"indexDocuments"`
	Problems    []string `json:"problems"`
}

var errWrong = errors.New("the deployment is not as it should be, see above")

// Run checks and tells what is wrong.
func (c *verifyCommand) Run(ctx context.Context, args []string) error {
	f := c.flags("verify [-data DIR] [-erasure | -receipt FILE -key PUB] [-json]", verifyHelp)
	dir, asJSON := f.data(), f.json()
	erasure := f.Bool("erasure", false, "prove that the files hold nothing of erased people")
	receipt := f.String("receipt", "", "check this erasure receipt")
	key := f.String("key", "", "file of the public key that signed the receipt")
	log := f.String("deletions-log", "", "`FILE` that deletions are logged to; without it deletions.log in the data directory")
	f.setting("deletions-log")
	if err := f.none(args); err != nil {
		return err
	}
	if *log == "" {
		*log = filepath.Join(*dir, deletionsLogFile)
	}
	if *receipt != "" {
		return c.checkReceipt(*receipt, *key, *asJSON)
	}
	if *erasure {
		var report erasureReport
		err := c.check(ctx, *dir, "/verify-erasure", &report, func(ctx context.Context, s *store.Store, x *search.Index) (err error) {
			report, err = verifyErasure(ctx, s, x)
			return err
		})
		return c.tell(err, *asJSON, report.OK, report)
	}
	var report verifyReport
	err := c.check(ctx, *dir, "/verify", &report, func(ctx context.Context, s *store.Store, x *search.Index) (err error) {
		report, err = verifyAll(ctx, s, x, *log)
		return err
	})
	return c.tell(err, *asJSON, report.OK, report)
}

// tell prints a report. What is wrong is the command's failure.
func (c *verifyCommand) tell(err error, asJSON, ok bool, report interface{ print(*Console) }) error {
	if err != nil {
		return plain(err)
	}
	if asJSON {
		err = c.printJSON(report)
	} else {
		report.print(c.Console)
	}
	if err == nil && !ok {
		return errWrong
	}
	return err
}

// check has the running server make a report, or makes it alone.
func (c *verifyCommand) check(ctx context.Context, dir, path string, report any, alone func(context.Context, *store.Store, *search.Index) error) (err error) {
	if err := mustExist(dir); err != nil {
		return err
	}
	lock, err := c.reach(ctx, dir, "verify")
	if err != nil {
		return err
	}
	if lock == nil {
		final, err := askServer(ctx, dir, path, func(int64, int64) {})
		if err != nil {
			return err
		}
		return json.Unmarshal(final, report)
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	d, err := c.openStore(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.store.Close()) }()
	return c.alone(ctx, d, func(ctx context.Context, index *search.Index) error { return alone(ctx, d.store, index) })
}

// verifyAll checks the store, then the index against it.
func verifyAll(ctx context.Context, store *store.Store, index *search.Index, deletionsLog string) (verifyReport, error) {
	ctx = asSystem(ctx)
	truth, err := store.Verify(ctx)
	if err != nil {
		return verifyReport{}, err
	}
	logged, unlike, err := store.VerifyDeletionsLog(ctx, deletionsLog)
	if err != nil {
		return verifyReport{}, err
	}
	found, err := index.Verify(ctx)
	if err != nil {
		return verifyReport{}, fmt.Errorf("verify the search index: %w", err)
	}
	report := verifyReport{
		Accounts: truth.Accounts, Deletions: truth.Deletions, Holds: truth.Holds, AuditEvents: truth.AuditEvents,
		AuditHead: fmt.Sprintf("%d %x", truth.Head.Sequence, truth.Head.Hash), Documents: found.Documents,
		Logged: logged, Problems: append(append([]string{}, truth.Problems...), unlike...),
	}
	wrong := func(count int, what string, example any) {
		if count > 0 {
			report.Problems = append(report.Problems, fmt.Sprintf("search index: %d accounts %s, like %v. Build it anew with: gatehouse reindex", count, what, example))
		}
	}
	wrong(found.MissingCount, "are not in it", firstOf(found.Missing))
	wrong(found.SurplusCount, "are in it and should not be", firstOf(found.Surplus))
	wrong(found.DifferentCount, "have terms that their state does not allow, or lack some", firstOf(found.Different))
	report.OK = len(report.Problems) == 0
	return report, nil
}

func firstOf[T any](list []T) any {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func (r verifyReport) print(c *Console) {
	for _, problem := range r.Problems {
		fmt.Fprintf(c.Err, "WRONG: %s\n", problem)
	}
	fmt.Fprintf(c.Out, "accounts      %d\ndeletions     %d (%d in the deletions log)\nholds         %d\naudit events  %d\naudit head    %s\nindex         %d documents\n",
		r.Accounts, r.Deletions, r.Logged, r.Holds, r.AuditEvents, r.AuditHead, r.Documents)
	if r.OK {
		fmt.Fprintln(c.Out, "Everything is as it should be.")
	}
}
