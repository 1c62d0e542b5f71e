package forensic_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"gatehouse/account"
	"gatehouse/internal/forensic"
	"gatehouse/search"
	"gatehouse/store"
)

// deployment is a real store and a real index that follows it, in one directory.
type deployment struct {
	dir   string
	ctx   context.Context
	store *store.Store
	index *search.Index
	site  account.ID
}

func deploy(t *testing.T) *deployment {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	t.Cleanup(cancel)
	d := &deployment{dir: t.TempDir(), ctx: account.WithCaller(ctx, account.System())}
	now := func() time.Time { return time.UnixMilli(1_800_000_000_000) }
	var err error
	if d.store, err = store.Open(d.ctx, store.Options{Dir: d.dir, Now: now}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.store.Bootstrap(d.ctx, nil); err != nil {
		t.Fatal(err)
	}
	site, _, err := d.store.SiteByKey(d.ctx, "help")
	if err != nil {
		t.Fatal(err)
	}
	d.site = site.ID
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	if d.index, err = search.Open(d.ctx, search.Options{Dir: d.dir, Source: d.store, Now: now, Log: log}); err != nil {
		t.Fatal(err)
	}
	d.store.OnCommit(d.index.Committed)
	running, stop := context.WithCancel(d.ctx)
	done := make(chan error, 1)
	go func() { done <- d.index.Run(running) }()
	t.Cleanup(func() {
		stop()
		if err := errors.Join(<-done, d.index.Close(), d.store.Close()); err != nil {
			t.Error(err)
		}
	})
	if err := d.index.WaitReady(d.ctx); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *deployment) invite(t *testing.T, name, email string) account.Account {
	t.Helper()
	a, err := d.store.InviteCustomer(d.ctx, d.site, email, name)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// fill imports ordinary accounts, in batches that the index takes one by one.
func (d *deployment) fill(t *testing.T, batches, size int) {
	t.Helper()
	for batch := range batches {
		var rows []account.ImportRow
		for i := range size {
			rows = append(rows, account.ImportRow{
				Line: i + 1, Email: fmt.Sprintf("ordinary.%d.%d@acme.example", batch, i), DisplayName: fmt.Sprintf("Ordinary Person %d", i),
			})
		}
		if _, err := d.store.ImportCustomers(d.ctx, d.site, rows); err != nil {
			t.Fatal(err)
		}
		d.index.Notify()
		d.level(t)
	}
}

func (d *deployment) level(t *testing.T) int64 {
	t.Helper()
	last, err := d.store.LastChange(d.ctx)
	if err == nil {
		err = d.index.WaitFor(d.ctx, last.Position)
	}
	if err != nil {
		t.Fatal(err)
	}
	return last.Position
}

func (d *deployment) scan(t *testing.T, needles ...string) []forensic.Finding {
	t.Helper()
	found, err := forensic.Scan(d.dir, needles)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestErasedIsInNoFile deletes, renames and re-addresses people with made-up names
// and wants every trace of them in every file of the deployment gone, after it was
// there before. Erasing is what the job does: the index's files, then the store's.
func TestErasedIsInNoFile(t *testing.T) {
	for _, tt := range []struct {
		name          string
		batches, size int
		writer        bool
	}{
		{"nobody else", 0, 0, false},
		{"one batch", 1, 50, false},
		{"several segments", 5, 800, false},
		{"a heavy writer", 3, 800, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := deploy(t)
			d.fill(t, tt.batches, tt.size)
			deleted := d.invite(t, "Zqxvorbeln Kwyptanish", "zqxvorbeln@kwyptanish.example")
			renamed := d.invite(t, "Jxhuvikrop Person", "renamed@acme.example")
			moved := d.invite(t, "Moved Person", "wpqelundig@acme.example")
			live := d.invite(t, "Vbnmtroskal Stays", "vbnmtroskal@acme.example")
			gone := []string{"Zqxvorbeln", "Kwyptanish", "kwyptanish.example", "Jxhuvikrop", "wpqelundig", "gfhyzzokla", "Ltrwquombi"}
			if _, _, err := d.store.UpdateEmail(d.ctx, moved.ID, "gfhyzzokla@acme.example"); err != nil {
				t.Fatal(err)
			}
			d.level(t)

			// The control: what follows is there to be erased, and can be seen.
			seen := map[string]bool{}
			for _, f := range d.scan(t, gone...) {
				seen[f.Needle] = true
			}
			if len(seen) < len(gone)-1 {
				t.Fatalf("seen before: got %v, want all but the one who isn't there yet", seen)
			}

			stop := d.write(t, tt.writer)
			_, _, err := d.store.DeleteCustomer(d.ctx, deleted.ID, deleted.Email.Canonical)
			if err == nil {
				_, _, err = d.store.RenameCustomer(d.ctx, renamed.ID, "Some Person")
			}
			if err == nil {
				_, _, err = d.store.UpdateEmail(d.ctx, moved.ID, "moved@acme.example")
			}
			if err != nil {
				t.Fatal(err)
			}
			// Made and deleted before the index has seen either.
			brief := d.invite(t, "Ltrwquombi Brief", "ltrwquombi@acme.example")
			if _, _, err := d.store.DeleteCustomer(d.ctx, brief.ID, brief.Email.Canonical); err != nil {
				t.Fatal(err)
			}
			d.erase(t)
			stop()
			if found := d.scan(t, gone...); len(found) > 0 {
				t.Errorf("after the erasure: got %v, want nothing", found)
			}
			found := d.scan(t, "Vbnmtroskal")
			for len(found) < 2 && d.ctx.Err() == nil {
				found = d.scan(t, "Vbnmtroskal") // A merge may exchange the files meanwhile.
			}
			if len(found) < 2 {
				t.Errorf("somebody who stays (%s): got %v, want the name in store and index", live.ID, found)
			}
			d.proved(t, tt.writer)
		})
	}
}

// erase does what the job does with what waits in the queue.
func (d *deployment) erase(t *testing.T) {
	t.Helper()
	queue, err := d.store.Erasures(d.ctx)
	if err == nil {
		err = d.index.Expunge(d.ctx, queue.UpTo, queue.Customers)
	}
	if err == nil {
		_, err = d.store.Scrub(d.ctx)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// proved asks for the proof that needs no names. A writer leaves changes on their
// way, which an erasure of its own takes care of first.
func (d *deployment) proved(t *testing.T, wrote bool) {
	t.Helper()
	if wrote {
		d.level(t)
		d.erase(t)
	}
	inIndex, err := d.index.Remnants(d.ctx)
	if err != nil || !inIndex.Clean() {
		t.Errorf("the index's proof: got %+v, %v; want nothing found", inIndex, err)
	}
	inStore, err := d.store.RemnantsRunning(d.ctx)
	if err != nil || !inStore.Clean() {
		t.Errorf("the store's proof: got %+v, %v; want nothing found", inStore, err)
	}
}

// write keeps revoking and granting access to others until stop is called.
func (d *deployment) write(t *testing.T, on bool) (stop func()) {
	t.Helper()
	if !on {
		return func() {}
	}
	others, err := d.store.AccountsAfter(d.ctx, account.ID{}, 500)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(d.ctx)
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			for i := worker; ctx.Err() == nil; i += 4 {
				id := others[i%len(others)].ID
				_, _, err := d.store.RevokeAccess(d.ctx, id, "")
				if err == nil {
					_, _, err = d.store.GrantAccess(d.ctx, id, "")
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	return func() { cancel(); group.Wait() }
}
