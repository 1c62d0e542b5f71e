package cli

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"gatehouse/internal/seal"
	"gatehouse/store"
)

type restoreCommand struct{ *Console }

const restoreHelp = `Puts the database of a backup in place. It checks the manifest's signature, the
checksum, the database's structure and its audit head first. The search index is
removed and built anew by the next start.

  gatehouse restore -from ./backup -data ./data

The next start deletes again whom the deletions log names and the backup still has,
before anybody can find them. Without that log it refuses to start: bring it, and
name its place with -deletions-log. Bring hold-keys.json back, too, if it is gone.

Everything else that happened since the backup is undone: names and addresses are
the old ones, access that was revoked is open again, tokens that were revoked since
work again. Webhooks are paused until an admin resumes each.`

type restoreFlags struct {
	from, dir, key, log string
	force, withoutKey   bool
}

type restoreReport struct {
	Path            string        `json:"path"`
	Manifest        seal.Manifest `json:"manifest"`
	SignatureProved bool          `json:"signatureProved"`
	Notes           []string      `json:"notes"`
}

// Run restores a backup.
func (c *restoreCommand) Run(ctx context.Context, args []string) error {
	f := c.flags("restore -from PATH [-data DIR] [-deletions-log FILE] [-key PUB | -without-key] [-force] [-json]", restoreHelp)
	dir, asJSON := f.data(), f.json()
	var o restoreFlags
	f.StringVar(&o.from, "from", "", "`PATH` of the backup: the directory with manifest.json")
	f.StringVar(&o.log, "deletions-log", "", "`FILE` that deletions are logged to; without it deletions.log in the data directory")
	f.StringVar(&o.key, "key", "", "`FILE` of the public key that the backup was signed with; without it receipt-key.pub in the data directory")
	f.BoolVar(&o.withoutKey, "without-key", false, "the key is lost: trust the checksum alone")
	f.BoolVar(&o.force, "force", false, "replace the deployment that is in the data directory")
	f.setting("deletions-log")
	if err := f.none(args); err != nil {
		return err
	}
	if o.dir = *dir; o.from == "" {
		return misused("gatehouse restore -from ./backup -data "+o.dir, "restore what?")
	}
	if o.log == "" {
		o.log = filepath.Join(o.dir, deletionsLogFile)
	}
	report, err := c.restore(ctx, o)
	if err != nil {
		return err
	}
	if *asJSON {
		return c.printJSON(report)
	}
	fmt.Fprintf(c.Out, "Restored %d accounts and %d deletions as of %s to %s\n",
		report.Manifest.Accounts, report.Manifest.Deletions, moment(report.Manifest.CreatedAt), report.Path)
	for _, note := range report.Notes {
		fmt.Fprintf(c.Out, "- %s\n", note)
	}
	return nil
}

func (c *restoreCommand) restore(ctx context.Context, o restoreFlags) (report restoreReport, err error) {
	manifest, proved, err := readBackup(o)
	if err != nil {
		return report, err
	}
	if err := makeDataDir(o.dir); err != nil {
		return report, err
	}
	lock, err := lockDir(o.dir, "restore")
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, lock.release()) }()
	if err := mustExist(o.dir); err == nil && !o.force {
		return report, fmt.Errorf("there is a deployment in %s already: restore into another directory with -data, or replace it with -force", o.dir)
	}
	// Not under the database's own name: what begins with it counts as its remnant.
	staged := filepath.Join(o.dir, "restore.db")
	defer func() {
		if gone := os.Remove(staged); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}()
	if err := c.stage(ctx, filepath.Join(o.from, copyFile), staged, manifest); err != nil {
		return report, err
	}
	if err := store.PutInPlace(o.dir, staged, manifest.CreatedAt); err != nil {
		return report, err
	}
	if err := os.RemoveAll(filepath.Join(o.dir, "search")); err != nil {
		return report, err
	}
	return restoreReport{o.dir, manifest, proved, notes(o)}, nil
}

// readBackup reads the manifest, and proves its signature where there is a key.
func readBackup(o restoreFlags) (manifest seal.Manifest, proved bool, err error) {
	text, err := os.ReadFile(filepath.Join(o.from, manifestFile))
	if err != nil {
		return manifest, false, fmt.Errorf("read the backup: %w: -from names the directory that gatehouse backup made", err)
	}
	if o.withoutKey {
		manifest, err = seal.ReadManifest(text)
		return manifest, false, err
	}
	publics, err := signingKeys(o)
	if err == nil {
		manifest, err = seal.VerifyManifest(text, publics)
	}
	return manifest, err == nil, err
}

func signingKeys(o restoreFlags) (seal.Publics, error) {
	path := o.key
	if path == "" {
		path = filepath.Join(o.dir, receiptPublicFile)
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the key that proves the backup's signature is not in %s: name receipt-key.pub with -key, or, if it is lost, trust the checksum alone with -without-key", path)
	}
	if err != nil {
		return nil, err
	}
	return seal.ParsePublics(string(text))
}

// stage copies the database beside its place and checks the copy, not the
// original: what is checked is what is used.
func (c *restoreCommand) stage(ctx context.Context, from, to string, m seal.Manifest) error {
	file, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	bar := c.bar("Copying")
	size, sum, err := copyHashed(ctx, from, file, func(done int64) {
		bar.show(done, m.Size, fmt.Sprintf("%.0f MB", float64(done)/1e6))
	})
	bar.clear()
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("copy the database: %w", err)
	}
	if size != m.Size || sum != m.SHA256 {
		return fmt.Errorf("%s is not the file that the manifest tells of: it has %d bytes and SHA-256 %s, and should have %d and %s. Take another backup", from, size, sum, m.Size, m.SHA256)
	}
	found, err := store.CheckCopy(ctx, to)
	if err != nil {
		return err
	}
	if hex.EncodeToString(found.StoreID[:]) != m.StoreID || found.Head.Sequence != m.AuditHead.Sequence || hex.EncodeToString(found.Head.Hash[:]) != m.AuditHead.Hash {
		return errors.New("the database of the backup is not the one that its manifest tells of. Take another backup")
	}
	return nil
}

// notes say what the next start will do, and what it lacks.
func notes(o restoreFlags) []string {
	there := func(path string) bool {
		_, err := os.Stat(path)
		return err == nil
	}
	var notes []string
	if there(o.log) {
		notes = append(notes, "The next start deletes again who was deleted since, as "+o.log+" tells.")
	} else {
		notes = append(notes, "There is no deletions log at "+o.log+". Bring it before you start, or name its place with -deletions-log: without it the start is refused.")
	}
	if !there(filepath.Join(o.dir, "hold-keys.json")) {
		notes = append(notes, "Bring hold-keys.json back into "+o.dir+" before you start: holds on addresses can't be told without it.")
	}
	if !there(filepath.Join(o.dir, receiptKeyFile)) {
		notes = append(notes, "Bring "+receiptKeyFile+" back, or a new key is made, and receipts and backups of before are proved with the old public key.")
	}
	return append(notes, "The next start builds the search index anew.")
}
