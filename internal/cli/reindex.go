package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gatehouse/search"
)

type reindexCommand struct{ *Console }

const reindexHelp = `Builds the search index anew from the store, beside the old one, and puts it in its
place. A running server does it itself, and goes on answering searches meanwhile.

  gatehouse reindex -data ./data`

type reindexReport struct {
	Accounts int64   `json:"accounts"`
	Seconds  float64 `json:"seconds"`
}

// Run builds the index anew.
func (c *reindexCommand) Run(ctx context.Context, args []string) error {
	f := c.flags("reindex [-data DIR] [-json]", reindexHelp)
	dir, asJSON := f.data(), f.json()
	if err := f.none(args); err != nil {
		return err
	}
	begin := c.Now()
	bar := c.bar("Indexing")
	var report reindexReport
	tell := func(done, total int64) {
		report.Accounts = total
		bar.show(done, total, fmt.Sprintf("%d of %d accounts", done, total))
	}
	err := c.rebuild(ctx, *dir, tell)
	bar.clear()
	if err != nil {
		return plain(err)
	}
	report.Seconds = c.Now().Sub(begin).Seconds()
	if *asJSON {
		return c.printJSON(report)
	}
	_, err = fmt.Fprintf(c.Out, "Indexed %d accounts in %s\n", report.Accounts, c.Now().Sub(begin).Round(time.Second/10))
	return err
}

func (c *reindexCommand) rebuild(ctx context.Context, dir string, tell progress) (err error) {
	if err := mustExist(dir); err != nil {
		return err
	}
	lock, err := c.reach(ctx, dir, "reindex")
	if err != nil {
		return err
	}
	if lock == nil {
		_, err := askServer(ctx, dir, "/reindex", tell)
		return err
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	d, err := c.openStore(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.store.Close()) }()
	return c.alone(ctx, d, func(ctx context.Context, index *search.Index) error {
		return index.Rebuild(ctx, func(done, total int) { tell(int64(done), int64(total)) })
	})
}
