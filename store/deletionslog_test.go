package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"gatehouse/account"
)

// loggedHouse is a house whose deletions are logged outside of its directory.
type loggedHouse struct {
	*house
	log string
}

func newLoggedHouse(t *testing.T) *loggedHouse {
	t.Helper()
	h := &loggedHouse{newHouse(t), filepath.Join(t.TempDir(), "deletions.log")}
	h.again(false)
	return h
}

func (h *loggedHouse) stop() {
	h.t.Helper()
	if err := h.Close(); err != nil {
		h.t.Fatal(err)
	}
}

func (h *loggedHouse) tryAgain(accept bool) error {
	h.t.Helper()
	h.stop()
	s, err := Open(context.Background(), Options{Dir: h.dir, Now: h.clock.Now, DeletionsLog: h.log, AcceptMissingDeletions: accept})
	if err == nil {
		h.Store = s
		h.t.Cleanup(func() {
			if err := s.Close(); err != nil {
				h.t.Error(err)
			}
		})
	}
	return err
}

func (h *loggedHouse) again(accept bool) {
	h.t.Helper()
	if err := h.tryAgain(accept); err != nil {
		h.t.Fatalf("open: %v", err)
	}
}

// keep copies the database by hand, and gives what puts the copy back.
func (h *loggedHouse) keep() (putBack func()) {
	h.t.Helper()
	h.stop()
	path := filepath.Join(h.dir, "gatehouse.db")
	copied, err := os.ReadFile(path)
	if err != nil {
		h.t.Fatal(err)
	}
	h.again(false)
	return func() {
		h.t.Helper()
		h.stop()
		if err := os.WriteFile(path, copied, 0o600); err != nil {
			h.t.Fatal(err)
		}
	}
}

func (h *loggedHouse) lines() []string {
	h.t.Helper()
	text, err := os.ReadFile(h.log)
	if err != nil {
		h.t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

func (h *loggedHouse) tombstone(id account.ID) (account.Deletion, bool) {
	h.t.Helper()
	d, ok, err := h.DeletionByID(h.admin, id.As(account.DeletionKind))
	if err != nil {
		h.t.Fatal(err)
	}
	return d, ok
}

func (h *house) events(action account.AuditAction) []account.AuditEvent {
	h.t.Helper()
	rows, err := h.AuditEvents(h.admin, account.AuditQuery{Action: action}, account.Page{Size: 50})
	if err != nil {
		h.t.Fatal(err)
	}
	return rows.Items
}

func TestDeletionIsLoggedAtItsAnswer(t *testing.T) {
	h := newLoggedHouse(t)
	a := h.invite("ana@acme.example")
	d := h.remove(a)
	lines := h.lines()
	if len(lines) != 2 {
		t.Fatalf("got %d lines, want a heading and a deletion: %q", len(lines), lines)
	}
	got, err := readLine([]byte(lines[1]))
	if err != nil || got.Customer != a.ID || !got.PurgeAt.Equal(d.PurgeAt) || !got.DeletedAt.Equal(d.DeletedAt) || got.Actor != d.Actor || got.Site != h.site.ID {
		t.Errorf("got line %s (%v), want that of %+v", lines[1], err, d)
	}
	if strings.Contains(strings.ToLower(strings.Join(lines, "")), "acme") || strings.Contains(strings.Join(lines, ""), "Ana") {
		t.Errorf("the log has something personal: %q", lines)
	}
	if _, changed, err := h.DeleteCustomer(h.admin, a.ID, ""); changed || err != nil || len(h.lines()) != 2 {
		t.Errorf("a repeat: changed %t, error %v, %d lines; want false, none, 2", changed, err, len(h.lines()))
	}
}

func TestReplayFromBeforeDelete(t *testing.T) {
	h := newLoggedHouse(t)
	a := h.invite("ana@acme.example")
	putBack := h.keep()
	want := h.remove(a)
	late := h.invite("late@acme.example")
	h.remove(late)
	putBack()
	h.clock.Move(24 * time.Hour)
	h.again(false)

	got, ok := h.tombstone(a.ID)
	if !ok || !got.DeletedAt.Equal(want.DeletedAt) || !got.PurgeAt.Equal(want.PurgeAt) || got.Actor != want.Actor {
		t.Errorf("got tombstone %+v (%t), want %+v", got, ok, want)
	}
	if _, ok := h.tombstone(late.ID); !ok {
		t.Error("an account made after the backup has no tombstone")
	}
	_, err := h.InviteCustomer(h.admin, h.site.ID, "ANA@acme.example", "Ana")
	var refusal *account.Error
	if !errors.As(err, &refusal) || refusal.Code != account.EmailOnHold || !refusal.AvailableAt.Equal(want.PurgeAt) {
		t.Errorf("invite during the hold: got %v, want EMAIL_ON_HOLD until %s", err, want.PurgeAt)
	}
	if waiting, _, err := h.ErasuresWaiting(context.Background()); err != nil || waiting != 2 {
		t.Errorf("got %d erasures queued (%v), want 2", waiting, err)
	}
	deletes := h.events(account.AuditDelete)
	if len(deletes) != 2 || deletes[0].Actor != account.System().Actor {
		t.Errorf("got delete events %+v, want 2 of the system", deletes)
	}
	if restores := h.events(account.AuditRestore); len(restores) != 1 || restores[0].Count != 2 {
		t.Errorf("got restore events %+v, want one with 2 accounts", restores)
	}
	if len(h.lines()) != 3 {
		t.Errorf("the replay was logged again: %q", h.lines())
	}
	h.sound()

	// A second start finds nothing to do; the hold ends when it would have ended.
	h.again(false)
	if restores := h.events(account.AuditRestore); len(restores) != 1 {
		t.Errorf("got %d restore events after a second start, want 1", len(restores))
	}
	h.clock.Move(13*24*time.Hour + time.Second)
	if b := h.invite("ana@acme.example"); b.ID == a.ID {
		t.Error("the new account has the old id")
	}
}

func TestReplayAfterTheHoldEnded(t *testing.T) {
	h := newLoggedHouse(t)
	a := h.invite("ana@acme.example")
	putBack := h.keep()
	h.remove(a)
	putBack()
	h.clock.Move(15 * 24 * time.Hour)
	h.again(false)
	if _, ok := h.tombstone(a.ID); !ok {
		t.Fatal("the account is back")
	}
	if r := h.sound(); r.Holds+r.StaleHolds != 0 {
		t.Errorf("got %d holds, %d of them over; want none", r.Holds+r.StaleHolds, r.StaleHolds)
	}
	h.invite("ana@acme.example")
}

// A backup from before a grant: the grant is lost, as every later change is, and
// whoever was deleted behind it stays deleted.
func TestReplayFromBeforeGrant(t *testing.T) {
	h := newLoggedHouse(t)
	a, b := h.revoke(h.invite("ana@acme.example")), h.revoke(h.invite("ben@acme.example"))
	putBack := h.keep()
	for _, one := range []account.Account{a, b} {
		if _, _, err := h.GrantAccess(h.admin, one.ID, ""); err != nil {
			t.Fatal(err)
		}
	}
	h.remove(b)
	putBack()
	h.again(false)
	found, err := h.AccountsByID(h.admin, []account.ID{a.ID, b.ID})
	if err != nil {
		t.Fatal(err)
	}
	if found[0].Status != account.Revoked || found[1].Status != account.Deleted {
		t.Errorf("got states %v and %v, want REVOKED and DELETED", found[0].Status, found[1].Status)
	}
	h.sound()
}

// The mark in the store lags behind the log by one group, not by a whole run.
func TestMarkFollowsTheLog(t *testing.T) {
	h := newLoggedHouse(t)
	for _, email := range []string{"a@acme.example", "b@acme.example", "c@acme.example"} {
		h.remove(h.invite(email))
	}
	known, restored, err := h.logState(context.Background())
	if err != nil || restored || known == nil || known.Lines != 2 {
		t.Errorf("got mark %+v, restored %t, error %v; want 2 lines", known, restored, err)
	}
}

// Deletions that race share groups; each is in the log before its answer.
func TestRacingDeletionsAreLogged(t *testing.T) {
	h := newLoggedHouse(t)
	var all []account.Account
	for i := range 40 {
		all = append(all, h.invite(fmt.Sprintf("p%d@acme.example", i)))
	}
	var wait sync.WaitGroup
	for _, a := range all {
		for range 2 {
			wait.Go(func() {
				_, _, err := h.DeleteCustomer(h.admin, a.ID, a.Email.Typed)
				text, readError := os.ReadFile(h.log)
				if err != nil || readError != nil || !strings.Contains(string(text), a.ID.String()) {
					t.Errorf("delete of %s: error %v, %v; or it is not in the log at its answer", a.ID, err, readError)
				}
			})
		}
	}
	wait.Wait()
	if got := len(h.lines()); got != 41 {
		t.Errorf("got %d lines, want 41", got)
	}
	h.again(false)
	h.sound()
}
