package cli_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gatehouse/account"
	"gatehouse/internal/cli"
	"gatehouse/internal/forensic"
	"gatehouse/internal/testkit"
)

// patience bounds a wait for what has to come, also on a slow and busy machine.
const patience = 2 * time.Minute

// until waits for something that the server does by itself.
func until(t *testing.T, s *testkit.Server, what string, done func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for !done() {
		select {
		case <-again.C:
		case <-ctx.Done():
			t.Fatalf("%s: it does not happen\n%s", what, s.Logs())
		}
	}
}

func erasures(t *testing.T, s *testkit.Server) cli.ErasureStats {
	t.Helper()
	stats, err := s.Erasures()
	if err != nil {
		t.Fatal(err)
	}
	return stats
}

func invite(t *testing.T, s *testkit.Server, email string) account.Account {
	t.Helper()
	a, err := s.Store().InviteCustomer(testkit.System(), s.Site("help").ID, email, "Some Person")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func remove(t *testing.T, s *testkit.Server, a account.Account) account.Deletion {
	t.Helper()
	d, _, err := s.Store().DeleteCustomer(testkit.System(), a.ID, a.Email.Typed)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestHoldsVanishAtTheirEnd: the server removes a hold's row and what it left in the
// files when the clock says that it has ended, running or started later.
func TestHoldsVanishAtTheirEnd(t *testing.T) {
	for _, restart := range []bool{false, true} {
		t.Run(fmt.Sprintf("restart %t", restart), func(t *testing.T) {
			s := testkit.Start(t)
			d := remove(t, s, invite(t, s, "held@acme.example"))
			until(t, s, "the erasure", func() bool { return erasures(t, s).Erased == 1 })
			db, err := sql.Open("sqlite3", "file:"+filepath.Join(s.Dir, "gatehouse.db")+"?mode=ro")
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			var mac []byte
			if err := db.QueryRow("SELECT mac FROM hold").Scan(&mac); err != nil {
				t.Fatal(err)
			}
			onDisk := func() bool {
				found, err := forensic.Scan(s.Dir, []string{string(mac)})
				if err != nil {
					t.Fatal(err)
				}
				return len(found) > 0
			}
			s.Clock.Advance(d.PurgeAt.Sub(s.Clock.Now()) - time.Millisecond)
			invite(t, s, "first@acme.example") // A commit wakes whoever removes holds.
			if !onDisk() {
				t.Fatal("the hold is not on disk before its end: the test would prove nothing")
			}
			if restart {
				s.Stop() // Before the end comes, or this server might still notice it.
			}
			s.Clock.Advance(time.Minute)
			if restart {
				s.Restart()
			} else {
				invite(t, s, "second@acme.example")
			}
			until(t, s, "the end of the hold", func() bool { return erasures(t, s).HoldsRemoved == 1 })
			if onDisk() {
				t.Error("the hold is still in a file after it was removed")
			}
			if invited := invite(t, s, "held@acme.example"); invited.ID == d.Customer {
				t.Error("the address was not taken by a brand-new account")
			}
		})
	}
}

// TestErasureWaitsForABackup: an erasure that meets a backup cleans the index once,
// tells that it waits, and goes on at the copy's end.
func TestErasureWaitsForABackup(t *testing.T) {
	s := testkit.Start(t)
	somebody := invite(t, s, "somebody@acme.example")
	lock, err := os.OpenFile(filepath.Join(s.Dir, "backup.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	// What a backup holds while it copies.
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	d := remove(t, s, somebody)
	until(t, s, "the wait", func() bool { return erasures(t, s).WaitsFor == "a backup" })
	if stats := erasures(t, s); stats.Waiting != 1 || !stats.Oldest.Equal(d.DeletedAt) || stats.Since.IsZero() {
		t.Errorf("got %+v, want one erasure, waiting", stats)
	}
	// Others come and go meanwhile; nothing is tried again for that.
	for i := range 5 {
		remove(t, s, invite(t, s, fmt.Sprintf("other%d@acme.example", i)))
	}
	if stats := erasures(t, s); stats.Runs+stats.Failures != 0 || stats.Waiting != 6 {
		t.Errorf("got %+v, want six waiting and no run ended", stats)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_UN); err != nil {
		t.Fatal(err)
	}
	until(t, s, "the erasures", func() bool { return erasures(t, s).Erased == 6 })
	if stats := erasures(t, s); stats.WaitsFor != "" || !stats.Since.IsZero() || stats.Waiting != 0 || stats.Failures != 0 {
		t.Errorf("got %+v, want nothing waiting", stats)
	}
	for _, line := range []string{`msg="erasures from the files wait" for="a backup"`, `msg="erasures go on" waited_for="a backup"`} {
		if n := strings.Count(s.Logs(), line); n != 1 {
			t.Errorf("got the log line %s %d times, want once", line, n)
		}
	}
	if bytes.Contains([]byte(s.Logs()), []byte("erasing from the files failed")) {
		t.Error("a wait was logged as a failure")
	}
}

// TestManyDeletionsShareRuns deletes many in a row: they share a few runs, and each
// has its receipt.
func TestManyDeletionsShareRuns(t *testing.T) {
	const many = 400
	s := testkit.Start(t)
	var rows []account.ImportRow
	for i := range many {
		rows = append(rows, account.ImportRow{Line: i + 1, Email: fmt.Sprintf("one%d@acme.example", i), DisplayName: "Some Person"})
	}
	if _, err := s.Store().ImportCustomers(testkit.System(), s.Site("help").ID, rows); err != nil {
		t.Fatal(err)
	}
	accounts, err := s.Store().AccountsAfter(testkit.System(), account.ID{}, many)
	if err != nil || len(accounts) != many {
		t.Fatalf("got %d accounts and error %v, want %d", len(accounts), err, many)
	}
	for _, a := range accounts {
		remove(t, s, a)
	}
	until(t, s, "the erasures", func() bool { return erasures(t, s).Erased == many })
	if stats := erasures(t, s); stats.Runs > many/20 {
		t.Errorf("%d deletions took %d runs, want a few", many, stats.Runs)
	}
	register, err := s.Store().Deletions(testkit.System(), s.Site("help").ID, account.Page{Size: account.MaxPageSize})
	if err != nil || len(register.Items) == 0 {
		t.Fatalf("the register: %d rows and error %v", len(register.Items), err)
	}
	for _, d := range register.Items {
		if d.ErasedAt.IsZero() {
			t.Errorf("%s is not erased", d.Customer)
		}
	}
}
