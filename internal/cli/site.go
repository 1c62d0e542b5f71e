package cli

import (
	"context"
	"errors"

	"gatehouse/account"
)

type siteCommand struct{ *Console }

const siteHelp = `Makes and lists the sites (help centers) of a deployment. It works beside a
running server.

  gatehouse site create -data ./data -key partners -name "Partner portal"
  gatehouse site list -data ./data`

// Run runs site create and site list.
func (c *siteCommand) Run(ctx context.Context, args []string) error {
	return c.pick("site", siteHelp, args, []act{
		{"create", func(args []string) error { return c.create(ctx, args) }},
		{"list", func(args []string) error { return c.list(ctx, args) }},
	})
}

type siteReport struct {
	ID   string `json:"id"`
	Key  string `json:"key"`
	Name string `json:"name"`
}

func reportSite(s account.Site) siteReport { return siteReport{s.ID.String(), s.Key, s.Name} }

func (c *siteCommand) create(ctx context.Context, args []string) error {
	f := c.flags("site create -key KEY -name NAME [-data DIR] [-json]",
		"Makes a site and prints its id.\n\n  gatehouse site create -data ./data -key partners -name \"Partner portal\"")
	dir, asJSON := f.data(), f.json()
	key := f.String("key", "", "`KEY` of the site, for good: 2 to 32 small letters, digits and hyphens, a letter first")
	name := f.String("name", "", "`NAME` of the site, 1 to 100 characters")
	if err := f.none(args); err != nil {
		return err
	}
	if *key == "" || *name == "" {
		return misused("gatehouse site create -data "+*dir+" -key partners -name \"Partner portal\"", "a site needs a key and a name")
	}
	d, err := c.openStore(ctx, *dir)
	if err != nil {
		return err
	}
	site, err := d.store.CreateSite(asSystem(ctx), *key, *name)
	if err = errors.Join(err, d.store.Close()); err != nil {
		return plain(err)
	}
	if *asJSON {
		return c.printJSON(reportSite(site))
	}
	return c.table(func(row func(...any)) { row(site.ID) })
}

func (c *siteCommand) list(ctx context.Context, args []string) error {
	f := c.flags("site list [-data DIR] [-json]", "Lists the sites.")
	dir, asJSON := f.data(), f.json()
	if err := f.none(args); err != nil {
		return err
	}
	d, err := openExisting(ctx, *dir, c.Now, c.log())
	if err != nil {
		return err
	}
	sites, err := d.store.Sites(asSystem(ctx))
	if err = errors.Join(err, d.store.Close()); err != nil {
		return plain(err)
	}
	if *asJSON {
		reports := make([]siteReport, len(sites))
		for i, s := range sites {
			reports[i] = reportSite(s)
		}
		return c.printJSON(reports)
	}
	return c.table(func(row func(...any)) {
		row("KEY", "NAME", "ID")
		for _, s := range sites {
			row(s.Key, s.Name, s.ID)
		}
	})
}
