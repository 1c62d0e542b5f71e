package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gatehouse/account"
	"gatehouse/store"
)

// firstTokenFile holds the secret of the first organization admin's token, for
// whoever can read the data directory.
const firstTokenFile = "first-token"

// deletionsLogFile is where deletions are logged unless a setting names another
// place, as it should: what is restored together with the database proves nothing.
const deletionsLogFile = "deletions.log"

// deployment is a data directory with its store open.
type deployment struct {
	dir   string
	store *store.Store
	fresh bool // This run made it.
}

// openDeployment opens a data directory and makes a working deployment where
// there is none: organization, site "help", first token.
func openDeployment(ctx context.Context, dir string, now func() time.Time, log *slog.Logger) (*deployment, error) {
	return openDeploymentWith(ctx, store.Options{Dir: dir, Now: now, Log: log, Beside: true})
}

func openDeploymentWith(ctx context.Context, o store.Options) (*deployment, error) {
	dir := o.Dir
	s, err := store.Open(ctx, o)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	_, fresh, err := s.Bootstrap(asSystem(ctx), func(secret string) error {
		return writePrivately(filepath.Join(dir, firstTokenFile), secret+"\n")
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", dir, err), s.Close())
	}
	return &deployment{dir: dir, store: s, fresh: fresh}, nil
}

// openExisting opens a data directory for commands that would make no sense of an
// empty one.
func openExisting(ctx context.Context, dir string, now func() time.Time, log *slog.Logger) (*deployment, error) {
	if err := mustExist(dir); err != nil {
		return nil, err
	}
	return openDeployment(ctx, dir, now, log)
}

func mustExist(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, "gatehouse.db")); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no deployment in %s: name its directory with -data, or make one with: gatehouse serve -data %s", dir, dir)
	}
	return nil
}

// openStore opens the store for a command, and tells where that made a deployment.
func (c *Console) openStore(ctx context.Context, dir string) (*deployment, error) {
	d, err := openDeployment(ctx, dir, c.Now, c.log())
	if err == nil && d.fresh {
		fmt.Fprintf(c.Err, "Made a new deployment in %s. Its first token is in %s.\n", dir, filepath.Join(dir, firstTokenFile))
	}
	return d, err
}

// log is for what a command's parts have to say to its user: warnings and worse.
func (c *Console) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(c.Err, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// site finds a site by its key, and else says which there are.
func (d *deployment) site(ctx context.Context, key string) (account.Site, error) {
	site, ok, err := d.store.SiteByKey(ctx, key)
	if err != nil || ok {
		return site, err
	}
	sites, err := d.store.Sites(ctx)
	if err != nil {
		return account.Site{}, err
	}
	var keys []string
	for _, s := range sites {
		keys = append(keys, s.Key)
	}
	return account.Site{}, fmt.Errorf("there is no site %q; the sites are: %s. Make one with: gatehouse site create -data %s -key %s -name NAME", key, strings.Join(keys, ", "), d.dir, key)
}

// asSystem is the command line's own caller: whoever can read the data directory
// has it all.
func asSystem(ctx context.Context) context.Context { return account.WithCaller(ctx, account.System()) }

// writePrivately writes a file for its owner alone, in the place of an older one. It
// is on disk when this returns: a power cut right after leaves the old or the new.
func writePrivately(path, text string) error {
	unfinished := path + ".new"
	// A leftover of another mode would keep that mode.
	if err := os.Remove(unfinished); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := os.OpenFile(unfinished, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(unfinished, path); err != nil {
		return err
	}
	return syncDirectory(filepath.Dir(path))
}
