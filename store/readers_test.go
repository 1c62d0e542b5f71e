package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"gatehouse/account"
)

// TestMain is another process where it is started as one: it runs SQL on a
// database and ends.
func TestMain(m *testing.M) {
	if sql := os.Getenv("GATEHOUSE_TEST_SQL"); sql != "" {
		c, err := dial(os.Getenv("GATEHOUSE_TEST_DB"), writing)
		if err == nil {
			err = errors.Join(c.script(sql), c.close())
		}
		if err != nil {
			panic(err)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// elsewhere runs SQL in another process.
func (h *house) elsewhere(sql string) {
	h.t.Helper()
	other := exec.Command(os.Args[0])
	other.Env = append(os.Environ(), "GATEHOUSE_TEST_SQL="+sql, "GATEHOUSE_TEST_DB="+filepath.Join(h.dir, databaseFile))
	if out, err := other.CombinedOutput(); err != nil {
		h.t.Fatalf("%s: %v\n%s", sql, err, out)
	}
}

// TestOtherProcessIsSeenAtOnce changes everything that is remembered between
// requests in another process, and wants the very next question to know.
func TestOtherProcessIsSeenAtOnce(t *testing.T) {
	h := newHouse(t)
	invited, err := h.InviteCustomer(h.admin, h.site.ID, "ada@example.com", "Ada")
	if err != nil {
		t.Fatal(err)
	}
	session, _, err := h.CreateSession(context.Background(), h.first)
	if err != nil {
		t.Fatal(err)
	}
	type seen struct {
		token, session, invites bool
		site, organization      string
		status                  account.Status
	}
	look := func() (s seen) {
		t.Helper()
		_, _, err := h.Authenticate(context.Background(), h.first)
		s.token = err == nil
		_, _, err = h.AuthenticateSession(context.Background(), session)
		s.session = err == nil
		site, _, err := h.SiteByKey(h.admin, "help")
		if err != nil {
			t.Fatal(err)
		}
		s.site, s.invites = site.Name, site.AgentsMayInvite
		o, err := h.Organization(h.admin)
		if err != nil {
			t.Fatal(err)
		}
		s.organization = o.Name
		rows, err := h.AccountsByID(h.admin, []account.ID{invited.ID})
		if err != nil {
			t.Fatal(err)
		}
		s.status = rows[0].Status
		return s
	}
	want := look()
	for _, step := range []struct {
		sql  string
		make func(*seen)
	}{
		{"UPDATE site SET name = 'Elsewhere'", func(s *seen) { s.site = "Elsewhere" }},
		{"UPDATE site SET agents_may_invite = 1", func(s *seen) { s.invites = true }},
		{"UPDATE organization SET name = 'Others'", func(s *seen) { s.organization = "Others" }},
		{"UPDATE customer SET status = 2, revoked_at = 1", func(s *seen) { s.status = account.Revoked }},
		{"DELETE FROM session", func(s *seen) { s.session = false }},
		{"UPDATE token SET revoked_at = 1", func(s *seen) { s.token = false }},
		{"PRAGMA wal_checkpoint(TRUNCATE); UPDATE token SET revoked_at = NULL", func(s *seen) { s.token = true }},
	} {
		for range 5 { // What is remembered is remembered by now.
			if got := look(); got != want {
				t.Fatalf("before %s: got %+v, want %+v", step.sql, got, want)
			}
		}
		h.elsewhere(step.sql)
		step.make(&want)
		if got := look(); got != want {
			t.Errorf("after %s: got %+v, want %+v", step.sql, got, want)
		}
	}
	if h.readers.index == nil {
		t.Error("the index of the log can't be looked at: nothing was remembered")
	}
}

// TestWarm reads the database ahead and loses none of SQLite's locks on it, which tell
// other processes that it is in use.
func TestWarm(t *testing.T) {
	h := newHouse(t)
	shared := func() bool {
		locks, err := os.ReadFile("/proc/locks")
		if err != nil {
			t.Fatal(err)
		}
		var file syscall.Stat_t
		if err := syscall.Stat(filepath.Join(h.dir, databaseFile), &file); err != nil {
			t.Fatal(err)
		}
		return strings.Contains(string(locks), fmt.Sprintf(" %d ", os.Getpid())) && strings.Contains(string(locks), fmt.Sprintf(":%d ", file.Ino))
	}
	if !shared() {
		t.Fatal("SQLite has no lock on the database: the test can't tell")
	}
	for range 2 {
		if err := h.Warm(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if !shared() {
		t.Error("SQLite's locks on the database are gone")
	}
	if _, err := h.InviteCustomer(h.admin, h.site.ID, "ada@example.com", "Ada"); err != nil {
		t.Error(err)
	}
	if err := h.Close(); err != nil {
		t.Error(err)
	}
	if err := h.Warm(t.Context()); err != nil {
		t.Errorf("when the store is closed: %v", err)
	}
}

// TestMemoIsCarried keeps what is remembered over a change of an account's access, and
// over no other commit of this process or of another.
func TestMemoIsCarried(t *testing.T) {
	h := newHouse(t)
	invited, err := h.InviteCustomer(h.admin, h.site.ID, "ada@example.com", "Ada")
	if err != nil {
		t.Fatal(err)
	}
	remember := func() *tables {
		t.Helper()
		site, _, err := h.SiteByKey(h.admin, "help")
		if err != nil || site.Name == "" {
			t.Fatal(site, err)
		}
		return h.present().tables
	}
	status := account.Active
	turn := func() error {
		change := h.RevokeAccess
		if status == account.Revoked {
			change = h.GrantAccess
		}
		a, _, err := change(h.admin, invited.ID, "")
		status = a.Status
		return err
	}
	for _, step := range []struct {
		name    string
		commit  func() error
		carried bool
	}{
		{"an access", turn, true},
		{"an access again", turn, true},
		{"a refused access", func() error {
			if _, _, err := h.RevokeAccess(h.admin, account.ID{Kind: account.CustomerKind, UUID: [16]byte{1}}, ""); err == nil {
				t.Error("nobody was revoked")
			}
			return nil
		}, true},
		{"a token", func() error {
			_, _, err := h.CreateToken(h.admin, account.OrganizationAdmin, account.ID{}, "", time.Time{})
			return err
		}, false},
		{"another process", func() error { h.elsewhere("UPDATE site SET name = name || '!'"); return nil }, false},
		{"another process and an access", func() error {
			before := h.readers.index.state()
			h.elsewhere("UPDATE site SET name = name || '!'")
			err := turn()
			h.settle(&tx{spared: true, before: before}) // As if the other commit had come between this one's and the look behind it.
			return err
		}, false},
	} {
		before := remember()
		if err := step.commit(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if got := h.present().tables == before; got != step.carried {
			t.Errorf("%s: carried %t, want %t", step.name, got, step.carried)
		}
	}
}

// TestRememberedBearerExpires: no commit happens when a time passes.
func TestRememberedBearerExpires(t *testing.T) {
	h := newHouse(t)
	_, secret, err := h.CreateToken(h.admin, account.OrganizationAdmin, account.ID{}, "", h.clock.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	session, ends, err := h.CreateSession(context.Background(), h.first)
	if err != nil {
		t.Fatal(err)
	}
	works := func() (token, console bool) {
		_, _, err := h.Authenticate(context.Background(), secret)
		_, _, errSession := h.AuthenticateSession(context.Background(), session)
		return err == nil, errSession == nil
	}
	for _, step := range []struct {
		at             time.Time
		token, console bool
	}{
		{h.clock.Now(), true, true}, {h.clock.Now().Add(time.Hour), false, true}, {ends.Add(-time.Millisecond), false, true}, {ends, false, false},
	} {
		h.clock.Move(step.at.Sub(h.clock.Now()))
		for range 3 {
			if token, console := works(); token != step.token || console != step.console {
				t.Errorf("at %v: got token %t, session %t, want %t, %t", step.at, token, console, step.token, step.console)
			}
		}
	}
}

// TestReadersSeeWhatWasAnswered has several readers ask while accounts change: what
// a change answered is what the next read gives, and read transactions that are
// kept hold no log back.
func TestReadersSeeWhatWasAnswered(t *testing.T) {
	h := newHouse(t)
	var group sync.WaitGroup
	for _, email := range []string{"a@example.com", "b@example.com", "c@example.com"} {
		a, err := h.InviteCustomer(h.admin, h.site.ID, email, "Somebody")
		if err != nil {
			t.Fatal(err)
		}
		group.Go(func() {
			for i := range 100 {
				change, want := h.RevokeAccess, account.Revoked
				if i%2 == 1 {
					change, want = h.GrantAccess, account.Active
				}
				if _, _, err := change(h.admin, a.ID, ""); err != nil {
					t.Error(err)
				}
				for range 3 {
					rows, err := h.AccountsByID(h.admin, []account.ID{a.ID})
					if err != nil || rows[0].Status != want {
						t.Errorf("change %d of %s: got %v, %v; want %v", i, a.ID, rows[0], err, want)
						return
					}
				}
			}
		})
	}
	group.Wait()
	if err := h.truncateWAL(h.admin); err != nil {
		t.Errorf("empty the log: %v", err)
	}
}
