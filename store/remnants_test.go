package store

import (
	"context"
	"fmt"
	"index/suffixarray"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"gatehouse/account"
)

// crowd is a store full of accounts with the letters of their names drawn at
// random, so that no text is there by chance.
type crowd struct {
	*Store
	dir  string
	ctx  context.Context
	site account.ID
	rand *rand.Rand
	all  []account.Account
}

func newCrowd(t *testing.T, size int) *crowd {
	t.Helper()
	c := &crowd{
		dir: t.TempDir(), rand: rand.New(rand.NewPCG(7, 11)),
		ctx: account.WithCaller(t.Context(), account.System()),
	}
	var err error
	c.Store, err = Open(c.ctx, Options{Dir: c.dir, Now: func() time.Time { return time.UnixMilli(1_700_000_000_000) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, _, err := c.Bootstrap(c.ctx, nil); err != nil {
		t.Fatal(err)
	}
	site, _, err := c.SiteByKey(c.ctx, "help")
	if err != nil {
		t.Fatal(err)
	}
	c.site = site.ID
	var rows []account.ImportRow
	for i := range size {
		rows = append(rows, account.ImportRow{Line: i + 1, Email: c.email(), DisplayName: c.text(40)})
	}
	for batch := range slices.Chunk(rows, 500) {
		if _, err := c.ImportCustomers(c.ctx, c.site, batch); err != nil {
			t.Fatal(err)
		}
	}
	for after := (account.ID{}); len(c.all) < size; after = c.all[len(c.all)-1].ID {
		page, err := c.AccountsAfter(c.ctx, after, 1000)
		if err != nil || len(page) == 0 {
			t.Fatalf("after %d of %d accounts: %v", len(c.all), size, err)
		}
		c.all = append(c.all, page...)
	}
	return c
}

func (c *crowd) text(most int) string {
	b := make([]byte, 10+c.rand.IntN(most))
	for i := range b {
		b[i] = byte('a' + c.rand.IntN(26))
	}
	return string(b)
}

func (c *crowd) email() string { return c.text(30) + "@" + c.text(10) + ".example" }

// churn deletes a third of the crowd, renames and re-addresses another, and gives
// the addresses and names that are gone and those that stay.
func (c *crowd) churn(t *testing.T) (gone, live []string) {
	t.Helper()
	type change struct {
		account.Account
		email, name string
	}
	work := make(chan change, len(c.all))
	for i, a := range c.all {
		switch i % 3 {
		case 0:
			gone = append(gone, a.Email.Canonical, a.DisplayName)
			work <- change{Account: a}
		case 1:
			gone = append(gone, a.Email.Canonical, a.DisplayName)
			next := change{a, c.email(), c.text(90)}
			live = append(live, next.email, next.name)
			work <- next
		default:
			live = append(live, a.Email.Canonical, a.DisplayName)
		}
	}
	close(work)
	var group sync.WaitGroup
	for range 32 {
		group.Go(func() {
			for w := range work {
				var err error
				if w.email == "" {
					_, _, err = c.DeleteCustomer(c.ctx, w.ID, w.Email.Canonical)
				} else if _, _, err = c.UpdateEmail(c.ctx, w.ID, w.email); err == nil {
					_, _, err = c.RenameCustomer(c.ctx, w.ID, w.name)
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	return gone, live
}

// inFiles counts which of the texts stand in any file of the directory.
func (c *crowd) inFiles(t *testing.T, texts []string) (n int) {
	t.Helper()
	var all []byte
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		path := filepath.Join(c.dir, e.Name())
		file, err := keptOpen(path) // Closing it would drop SQLite's locks.
		if err != nil {
			t.Fatal(err)
		}
		info, err := file.Stat()
		if err != nil {
			t.Fatal(err)
		}
		content := make([]byte, info.Size())
		if _, err := file.ReadAt(content, 0); err != nil && len(content) > 0 {
			t.Fatal(err)
		}
		all = append(all, content...)
	}
	index := suffixarray.New(all)
	for _, text := range texts {
		if len(index.Lookup([]byte(text), 1)) > 0 {
			n++
		}
	}
	return n
}

func (c *crowd) report(t *testing.T) RemnantReport {
	t.Helper()
	report, err := c.Remnants(c.ctx)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func kindsOf(report RemnantReport) map[RemnantKind]int {
	kinds := map[RemnantKind]int{}
	for _, r := range report.Remnants {
		kinds[r.Kind]++
	}
	return kinds
}

// TestScrubLeavesNothing is the store's erasure, judged twice: by decoding, and by
// looking for every name and address that is gone.
func TestScrubLeavesNothing(t *testing.T) {
	c := newCrowd(t, 3000)
	gone, live := c.churn(t)
	before := c.report(t)
	if got := kindsOf(before)[RemnantLog]; got != 1 || before.LogFrames == 0 {
		t.Errorf("a log in use: got %d findings, %d frames; want it reported", got, before.LogFrames)
	}
	if got := c.inFiles(t, gone); got == 0 {
		t.Fatal("nothing of the deleted is in the files before the erasure: the search for it proves nothing")
	}
	emptied, err := c.RemnantsRunning(c.ctx)
	if err != nil {
		t.Fatal(err)
	}
	if kinds := kindsOf(emptied); kinds[RemnantGap] == 0 || len(kinds) != 1 {
		t.Errorf("with secure deletion and an empty log: got %v, want old copies in the free space of pages and nothing else", kinds)
	}
	t.Logf("%d pages, %d places that secure deletion left, %d of %d texts readable in them", emptied.Pages, emptied.Found, c.inFiles(t, gone), len(gone))

	overwritten, err := c.Scrub(c.ctx)
	if err != nil {
		t.Fatal(err)
	}
	if overwritten != emptied.Found {
		t.Errorf("places overwritten: got %d, want the %d that were found", overwritten, emptied.Found)
	}
	if after := c.report(t); !after.Clean() {
		t.Errorf("after the erasure: got %v, want nothing", after.Remnants)
	}
	if got := c.inFiles(t, gone); got != 0 {
		t.Errorf("names and addresses of the deleted in the files: got %d, want 0", got)
	}
	if got := c.inFiles(t, live); got != len(live) {
		t.Errorf("names and addresses of the living in the files: got %d, want all %d", got, len(live))
	}
	c.sound(t)
}

func (c *crowd) sound(t *testing.T) {
	t.Helper()
	verdict, err := read(c.ctx, c.Store, func(c *conn) (string, error) {
		r, err := c.first("PRAGMA integrity_check")
		if err != nil {
			return "", err
		}
		return r.text(0), nil
	})
	if err != nil || verdict != "ok" {
		t.Errorf("integrity check: got %q, %v; want ok", verdict, err)
	}
}

// TestRemnantsOfInsecureDeletion is the positive control: a connection that does
// not overwrite what it deletes leaves it, and Remnants says so.
func TestRemnantsOfInsecureDeletion(t *testing.T) {
	c := newCrowd(t, 2000)
	err := c.alone(c.ctx, func(c *conn) error {
		return c.script(`PRAGMA secure_delete = OFF;
			DELETE FROM customer WHERE n % 3 = 0 OR n > 1500;
			UPDATE customer SET reason = hex(randomblob(4000)) WHERE n = 1;
			UPDATE customer SET reason = NULL WHERE n = 1;
			PRAGMA wal_checkpoint(TRUNCATE);
			PRAGMA secure_delete = ON`)
	})
	if err != nil {
		t.Fatal(err)
	}
	report := c.report(t)
	kinds := kindsOf(report)
	for _, kind := range []RemnantKind{RemnantFreeBlock, RemnantFreePage} {
		if kinds[kind] == 0 {
			t.Errorf("%s: got no finding in %v, want one", kind, kinds)
		}
	}
	var gone []string
	for i, a := range c.all {
		if n := i + 1; n%3 == 0 || n > 1500 {
			gone = append(gone, a.Email.Canonical)
		}
	}
	if got := c.inFiles(t, gone); got < len(gone)/2 {
		t.Errorf("deleted addresses in the file: got %d of %d, want most", got, len(gone))
	}
	if _, err := c.Scrub(c.ctx); err != nil {
		t.Fatal(err)
	}
	if after := c.report(t); !after.Clean() {
		t.Errorf("after the erasure: got %v, want nothing", after.Remnants)
	}
	c.sound(t)
}

// TestScrubDropsCachedPages guards the order inside scrub: a page that the writer
// has in memory would bring the old bytes back with its next change.
func TestScrubDropsCachedPages(t *testing.T) {
	c := newCrowd(t, 1500)
	c.churn(t)
	if overwritten, err := c.Scrub(c.ctx); err != nil || overwritten == 0 {
		t.Fatalf("places overwritten: got %d, %v; want some", overwritten, err)
	}
	// Every page of the table is written again, each row in its place.
	err := c.alone(c.ctx, func(c *conn) error {
		return c.script("UPDATE customer SET name = upper(name)")
	})
	if err == nil {
		err = c.truncateWAL(c.ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
	if after := c.report(t); !after.Clean() {
		t.Errorf("after the next change of each row: got %v, want nothing", after.Remnants)
	}
}

// TestScrubBesideChanges runs erasures while others change and read the store.
func TestScrubBesideChanges(t *testing.T) {
	c := newCrowd(t, 1000)
	var group sync.WaitGroup
	group.Go(func() { c.churn(t) })
	stop := make(chan struct{})
	group.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			if _, err := c.CountCustomers(c.ctx, account.CustomerQuery{Site: c.site}); err != nil {
				t.Error(err)
			}
		}
	})
	for range 5 {
		if _, err := c.Scrub(c.ctx); err != nil {
			t.Error(err)
		}
		if _, err := c.Remnants(c.ctx); err != nil {
			t.Error(err)
		}
	}
	close(stop)
	group.Wait()
	if _, err := c.Scrub(c.ctx); err != nil {
		t.Fatal(err)
	}
	if after := c.report(t); !after.Clean() {
		t.Errorf("after the last erasure: got %v, want nothing", after.Remnants)
	}
	c.sound(t)
}

// TestRemnantsReportsStrayFiles puts files beside the database that SQLite, or an
// admin in a hurry, might leave.
func TestRemnantsReportsStrayFiles(t *testing.T) {
	c := newCrowd(t, 1)
	if _, err := c.Scrub(c.ctx); err != nil {
		t.Fatal(err)
	}
	if report := c.report(t); !report.Clean() {
		t.Fatalf("before: got %v, want nothing", report.Remnants)
	}
	for _, name := range []string{"gatehouse.db-journal", "gatehouse.db.bak", "etilqs_4f2a"} {
		path := filepath.Join(c.dir, name)
		// A journal that starts with zeros is one that SQLite is done with.
		if err := os.WriteFile(path, []byte("\x00 some text"), 0o600); err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprintf("[%s: file beside the database]", name)
		if got := fmt.Sprint(c.report(t).Remnants); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}
