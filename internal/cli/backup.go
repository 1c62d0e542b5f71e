package cli

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"gatehouse/internal/seal"
	"gatehouse/store"
)

type backupCommand struct{ *Console }

const backupHelp = `Copies the database of a deployment, beside a running server, checks the copy, and
signs a manifest with the deployment's receipt key. The backup is a directory with
gatehouse.db and manifest.json; where -to is there already, it is a new directory
inside.

  gatehouse backup -data ./data -to /backups

A backup has no hold-keys.json, receipt-key.json, first-token, search index or
deletions log. Keep the first two somewhere else: a restore needs them. The deletions
log must not be restored with the database: it is what tells a restored database who
was deleted since. Who is deleted stays in backups made before until these are gone.`

// The files of a backup.
const (
	copyFile     = "gatehouse.db"
	manifestFile = "manifest.json"
)

type backupReport struct {
	Path     string        `json:"path"`
	Manifest seal.Manifest `json:"manifest"`
	Seconds  float64       `json:"seconds"`
}

// Run makes a backup.
func (c *backupCommand) Run(ctx context.Context, args []string) error {
	f := c.flags("backup -to PATH [-data DIR] [-json]", backupHelp)
	dir, asJSON := f.data(), f.json()
	to := f.String("to", "", "`PATH` of the backup to make, or of a directory to make it in")
	if err := f.none(args); err != nil {
		return err
	}
	if *to == "" {
		return misused("gatehouse backup -data "+*dir+" -to ./backup", "where to?")
	}
	begin := c.Now()
	report, err := c.backUp(ctx, *dir, *to)
	if err != nil {
		return plain(err)
	}
	report.Seconds = c.Now().Sub(begin).Seconds()
	if *asJSON {
		return c.printJSON(report)
	}
	m := report.Manifest
	_, err = fmt.Fprintf(c.Out, "Backed up %d accounts and %d deletions to %s, %.1f MB in %s\n",
		m.Accounts, m.Deletions, report.Path, float64(m.Size)/1e6, c.Now().Sub(begin).Round(time.Second/10))
	return err
}

// backUp makes the backup beside its place and moves it there when it is whole.
func (c *backupCommand) backUp(ctx context.Context, dir, to string) (report backupReport, err error) {
	d, err := openExisting(ctx, dir, c.Now, c.log())
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, d.store.Close()) }()
	if _, err := os.Stat(to); err == nil {
		to = filepath.Join(to, "gatehouse-"+c.Now().UTC().Format("20060102T150405.000Z"))
	} else if !errors.Is(err, fs.ErrNotExist) {
		return report, err
	}
	staged, err := os.MkdirTemp(filepath.Dir(to), ".gatehouse-backup-*") // Mode 0700.
	if err != nil {
		return report, fmt.Errorf("make the backup's directory: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(staged))
		}
	}()
	bar := c.bar("Copying")
	made, err := d.store.Backup(ctx, filepath.Join(staged, copyFile), func(done, total int64) {
		bar.show(done, total, fmt.Sprintf("%.0f MB", float64(done)/1e6))
	})
	bar.clear()
	if err != nil {
		return report, err
	}
	key, err := openReceiptKey(dir)
	if err != nil {
		return report, err
	}
	text, err := manifestOf(ctx, key, filepath.Join(staged, copyFile), made)
	if err == nil {
		err = writePrivately(filepath.Join(staged, manifestFile), text)
	}
	if err == nil {
		report.Manifest, err = seal.ReadManifest([]byte(text))
	}
	if err != nil {
		return report, err
	}
	if err := os.Rename(staged, to); err != nil {
		return report, err
	}
	report.Path = to
	return report, syncDirectory(filepath.Dir(to))
}

func manifestOf(ctx context.Context, key *seal.Key, path string, made store.Copy) (string, error) {
	size, sum, err := checksum(ctx, path, func(int64) {})
	if err != nil {
		return "", err
	}
	return key.SignManifest(seal.Manifest{
		StoreID: hex.EncodeToString(made.StoreID[:]), SchemaVersion: made.Schema, CreatedAt: made.CreatedAt,
		File: copyFile, Size: size, SHA256: sum, Accounts: made.Accounts, Deletions: made.Deletions,
		DeletionsLog: seal.LogPosition{Lines: made.LogLines, Hash: hex.EncodeToString(made.LogHash[:])},
		AuditHead:    seal.Head{Sequence: made.Head.Sequence, Hash: hex.EncodeToString(made.Head.Hash[:])},
	})
}
