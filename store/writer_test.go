package store

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gatehouse/account"
)

// together runs acts at once and gives their errors in order.
func together(acts ...func() error) []error {
	errs := make([]error, len(acts))
	var all sync.WaitGroup
	for i, act := range acts {
		all.Go(func() { errs[i] = act() })
	}
	all.Wait()
	return errs
}

// TestRacingInvites: of two invites of one address, in different case, one makes
// the account and the other one is told of it.
func TestRacingInvites(t *testing.T) {
	h := newHouse(t)
	for _, pair := range [][2]string{{"ana@example.com", "ANA@Example.com"}, {"bea@bücher.example", "Bea@xn--bcher-kva.example"}} {
		var made [2]account.Account
		errs := together(
			func() (err error) { made[0], err = h.InviteCustomer(h.admin, h.site.ID, pair[0], "A"); return err },
			func() (err error) { made[1], err = h.InviteCustomer(h.admin, h.site.ID, pair[1], "A"); return err },
		)
		winner := slices.Index(errs, nil)
		if winner < 0 {
			t.Fatalf("got errors %v, want one invite to be done", errs)
		}
		if got, want := refusalOf(errs[1-winner]), (refusal{account.EmailTaken, "email", made[winner].ID}); got != want {
			t.Errorf("got %+v for the other invite, want %+v", got, want)
		}
	}
	h.sound()
}

// TestRacingMoves lets revoke, grant and delete race on the same account: each
// comes out as if they had come one after the other, and each change has one event.
func TestRacingMoves(t *testing.T) {
	h := newHouse(t)
	for range 20 {
		a := h.invite("ana@example.com")
		var changed [3]bool
		errs := together(
			func() (err error) { _, changed[0], err = h.RevokeAccess(h.admin, a.ID, ""); return err },
			func() (err error) { _, changed[1], err = h.GrantAccess(h.admin, a.ID, ""); return err },
			func() (err error) { _, changed[2], err = h.DeleteCustomer(h.admin, a.ID, a.Email.Typed); return err },
		)
		if errs[2] != nil || !changed[2] {
			t.Fatalf("delete: changed %t, error %v", changed[2], errs[2])
		}
		if changed[1] && !changed[0] {
			t.Error("grant changed an account that was never revoked")
		}
		events := int64(2) // Invite, delete.
		for i := range 2 {
			if errs[i] != nil && (account.CodeOf(errs[i]) != account.CustomerDeleted || changed[i]) {
				t.Errorf("act %d: got changed %t and %v, want CUSTOMER_DELETED", i, changed[i], errs[i])
			}
			if changed[i] {
				events++
			}
		}
		n, err := h.CountAuditEvents(h.admin, account.AuditQuery{Subject: a.ID.String()})
		if err != nil || int64(n) != events {
			t.Errorf("got %d events and error %v, want %d", n, err, events)
		}
		h.clock.Move(account.DefaultHold)
	}
	h.sound()
}

// group hands acts to the writer as one group: the writer is held until all of
// them wait.
func (h *house) group(acts ...func(*tx) error) []error {
	h.t.Helper()
	started, release, held := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		_, err := change(h.admin, h.Store, func(*tx) (int, error) {
			close(started)
			<-release
			return 0, nil
		})
		held <- err
	}()
	<-started
	var all []func() error
	for _, act := range acts {
		all = append(all, func() error {
			_, err := change(h.admin, h.Store, func(t *tx) (int, error) { return 0, act(t) })
			return err
		})
	}
	done := make(chan []error)
	go func() { done <- together(all...) }()
	for deadline := time.Now().Add(time.Minute); len(h.queue) < len(acts) && time.Now().Before(deadline); {
		runtime.Gosched()
	}
	waiting := len(h.queue)
	close(release)
	if err := <-held; err != nil || waiting != len(acts) {
		h.t.Fatalf("got %d acts waiting and error %v, want %d", waiting, err, len(acts))
	}
	return <-done
}

// TestNeighbours: a change that fails, by a refusal or by a fault, undoes what it
// did and nothing of the changes that share its commit.
func TestNeighbours(t *testing.T) {
	h := newHouse(t)
	insert := func(email string, then error) func(*tx) error {
		return func(t *tx) error {
			a := account.Account{
				ID: account.NewID(account.CustomerKind), Site: h.site.ID, Status: account.Active, CreatedAt: t.now,
				Email: account.Email{Typed: email, Canonical: email}, DisplayName: "Ana",
			}
			if _, err := t.insertAccount(a); err != nil {
				return err
			}
			if err := t.record(a, account.AuditInvite); err != nil {
				return err
			}
			return then
		}
	}
	broken := errors.New("broken")
	var told []account.Commit
	h.OnCommit(func(c []account.Commit) { told = append(told, c...) })
	errs := h.group(
		insert("a@example.com", nil),
		insert("b@example.com", badInput("no")),
		func(t *tx) error { _, err := t.exec("INSERT INTO nowhere VALUES (1)"); return err },
		insert("c@example.com", broken),
		insert("d@example.com", nil),
	)
	if errs[0] != nil || errs[4] != nil {
		t.Errorf("got %v and %v for the neighbours, want them done", errs[0], errs[4])
	}
	if account.CodeOf(errs[1]) != account.InvalidInput || errs[2] == nil || !errors.Is(errs[3], broken) {
		t.Errorf("got %v, want each failed change's own error", errs[1:4])
	}
	if report := h.sound(); report.Accounts != 2 {
		t.Errorf("got %d accounts, want 2", report.Accounts)
	}
	if len(told) != 2 || told[0].Position+1 != told[1].Position && told[1].Position+1 != told[0].Position {
		t.Errorf("the observer was told %+v, want the two done changes at neighbouring positions", told)
	}
}

// TestFailedCommit: where the commit fails, every change of the group gets the same
// error that says to try again, refused ones included, and nothing is kept.
func TestFailedCommit(t *testing.T) {
	h := newHouse(t)
	before := h.sound()
	h.OnCommit(func([]account.Commit) { t.Error("the observer was told of a commit that failed") })
	errs := h.group(
		func(t *tx) error {
			return t.audit(account.AuditEvent{Action: account.AuditInvite, Site: h.site.ID})
		},
		func(*tx) error { return badInput("no") },
		func(t *tx) error {
			// A row without its site, looked at when the commit comes.
			if _, err := t.exec("PRAGMA defer_foreign_keys = ON"); err != nil {
				return err
			}
			_, err := t.exec("INSERT INTO deletion (id, site, deleted_at, purge_at, actor) VALUES (randomblob(16), 99, 1, 2, 'system')")
			return err
		},
	)
	for i, err := range errs {
		known, ok := err.(*account.Error)
		if !ok || known.Code != account.StoreIsBusy || known.RetryAfter <= 0 {
			t.Errorf("change %d: got %v, want TRY_AGAIN with a time", i, err)
		}
	}
	if after := h.sound(); after.Head != before.Head {
		t.Errorf("got head %v of the log, want %v as before", after.Head, before.Head)
	}
	h.OnCommit(nil)
	h.invite("ana@example.com") // The writer goes on.
}

// TestFullDisk: SQLite gives the whole transaction up when the disk is full.
func TestFullDisk(t *testing.T) {
	h := newHouse(t)
	limit := func(pages string) {
		t.Helper()
		if _, err := change(h.admin, h.Store, func(t *tx) (int64, error) { return t.number("PRAGMA max_page_count = " + pages) }); err != nil {
			t.Fatal(err)
		}
	}
	limit("1") // SQLite takes the size of now.
	rows := make([]account.ImportRow, 1000)
	for i := range rows {
		rows[i] = account.ImportRow{Email: address(i), DisplayName: "Ana"}
	}
	if _, err := h.ImportCustomers(h.admin, h.site.ID, rows); account.CodeOf(err) != account.StoreIsBusy {
		t.Errorf("got %v, want TRY_AGAIN", err)
	}
	limit("4294967294")
	if _, err := h.ImportCustomers(h.admin, h.site.ID, rows); err != nil {
		t.Errorf("got %v once there is room, want the import done", err)
	}
	h.sound()
}

// TestTwoProcesses: two open stores of one directory take turns, and each sees
// what the other one did.
func TestTwoProcesses(t *testing.T) {
	h := newHouse(t)
	other, err := Open(context.Background(), Options{Dir: h.dir, Now: h.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	var acts []func() error
	for i := range 40 {
		s := []*Store{h.Store, other}[i%2]
		acts = append(acts, func() error {
			_, err := s.InviteCustomer(h.admin, h.site.ID, address(i), "Ana")
			return err
		})
	}
	for i, err := range together(acts...) {
		if err != nil {
			t.Errorf("invite %d: %v", i, err)
		}
	}
	if report := h.sound(); report.Accounts != 40 || report.AuditEvents != 42 {
		t.Errorf("got %d accounts and %d events, want 40 and 42", report.Accounts, report.AuditEvents)
	}
}

// TestBeside: a command waits for its turn where a server holds the database for longer
// than the server itself would wait.
func TestBeside(t *testing.T) {
	h := newHouse(t)
	command, err := Open(context.Background(), Options{Dir: h.dir, Now: h.clock.Now, Beside: true})
	if err != nil {
		t.Fatal(err)
	}
	defer command.Close()
	var refused error
	done := make(chan error, 1)
	_, err = change(h.admin, h.Store, func(*tx) (int, error) {
		go func() {
			_, err := command.InviteCustomer(h.admin, h.site.ID, "ana@example.com", "Ana")
			done <- err
		}()
		other, err := Open(context.Background(), Options{Dir: h.dir, Now: h.clock.Now})
		if err != nil {
			return 0, err
		}
		defer other.Close()
		_, refused = other.InviteCustomer(h.admin, h.site.ID, "bea@example.com", "Bea") // Five seconds.
		return 0, nil
	})
	if err != nil || account.CodeOf(refused) != account.StoreIsBusy {
		t.Fatalf("the holder: %v; a server beside it: got %v, want TRY_AGAIN", err, refused)
	}
	if err := <-done; err != nil {
		t.Errorf("a command: got %v, want its turn", err)
	}
}

// TestClose: what was taken is done, what comes later is told to try again, and a
// second Close is none.
func TestClose(t *testing.T) {
	h := newHouse(t)
	a := h.invite("ana@example.com")
	for range 2 {
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := h.RevokeAccess(h.admin, a.ID, ""); account.CodeOf(err) != account.StoreIsBusy {
		t.Errorf("change after Close: got %v, want TRY_AGAIN", err)
	}
	if _, err := h.AccountsByID(h.admin, []account.ID{a.ID}); account.CodeOf(err) != account.StoreIsBusy || strings.Contains(err.Error(), "change") {
		t.Errorf("read after Close: got %v, want TRY_AGAIN, and no word of a change", err)
	}
	h.open()
	if report := h.sound(); report.Accounts != 1 {
		t.Errorf("got %d accounts after opening again, want 1", report.Accounts)
	}
}
