package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/account"
)

// refuses opens the house again and gives the error that it must get.
func (h *house) refuses(what string) string {
	h.t.Helper()
	s, err := Open(context.Background(), Options{Dir: h.dir, Now: h.clock.Now})
	if err == nil {
		s.Close()
		h.t.Fatalf("%s: the store opened, want it refused", what)
	}
	return err.Error()
}

// raw runs SQL behind the store's back, as somebody with the file could.
func (h *house) raw(text string) {
	h.t.Helper()
	c, err := dial(filepath.Join(h.dir, "gatehouse.db"), writing)
	if err != nil {
		h.t.Fatal(err)
	}
	if err := c.script(text); err != nil {
		h.t.Error(err)
	}
	if err := c.close(); err != nil {
		h.t.Fatal(err)
	}
}

func TestNewerSchemaIsRefused(t *testing.T) {
	h := newHouse(t)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	h.raw("PRAGMA user_version = 99")
	if got := h.refuses("schema 99"); !strings.Contains(got, "schema version 99") || !strings.Contains(got, "versions up to") {
		t.Errorf("got %q, want both versions named", got)
	}
}

func TestOtherCanonicalFormIsRefused(t *testing.T) {
	h := newHouse(t)
	h.raw("UPDATE meta SET value = 7 WHERE key = 'email_version'")
	if got := h.refuses("canonical form 7"); !strings.Contains(got, "canonical form 7") {
		t.Errorf("got %q, want the form named", got)
	}
}

// TestHoldKeysAreNeeded: while a hold runs, a start without its key is refused and
// makes no other key; afterwards the file may be new.
func TestHoldKeysAreNeeded(t *testing.T) {
	h := newHouse(t)
	d := h.remove(h.invite("ana@example.com"))
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	path, kept := filepath.Join(h.dir, "hold-keys.json"), filepath.Join(h.dir, "kept")
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got mode %v and error %v for the hold keys, want 0600", info.Mode(), err)
	}
	if err := os.Rename(path, kept); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if got := h.refuses("no hold keys"); !strings.Contains(got, path) || !strings.Contains(got, "put that file back") {
			t.Errorf("got %q, want the file named and what to do", got)
		}
	}
	if err := makeHoldKeys(path); err != nil {
		t.Fatal(err)
	}
	h.refuses("a file with another key")
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := h.refuses("a damaged file"); !strings.Contains(got, "damaged") {
		t.Errorf("got %q, want the damage named", got)
	}
	if err := os.Rename(kept, path); err != nil {
		t.Fatal(err)
	}
	h.open()
	if _, err := h.InviteCustomer(h.admin, h.site.ID, "ana@example.com", "Ana"); account.CodeOf(err) != account.EmailOnHold {
		t.Errorf("got %v with the key back, want EMAIL_ON_HOLD", err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	h.clock.Move(d.PurgeAt.Sub(h.clock.Now()))
	h.open()
	h.invite("ana@example.com")
}

// TestFirstTokenIsKept lets nothing be made whose token nobody could know.
func TestFirstTokenIsKept(t *testing.T) {
	h := &house{t: t, dir: t.TempDir(), clock: newClock()}
	h.open()
	full := errors.New("no room")
	if _, fresh, err := h.Bootstrap(context.Background(), func(string) error { return full }); !errors.Is(err, full) || fresh {
		t.Errorf("got fresh %t and error %v, want the error of whoever keeps the secret", fresh, err)
	}
	kept := ""
	secret, fresh, err := h.Bootstrap(context.Background(), func(secret string) error { kept = secret; return nil })
	if err != nil || !fresh || kept != secret {
		t.Errorf("after that: fresh %t, error %v, the secret was kept: %t", fresh, err, kept == secret)
	}
	if _, _, err := h.Authenticate(context.Background(), kept); err != nil {
		t.Error(err)
	}
}

// TestDirectory: what the store makes is for its owner alone, keeps its
// identity, and holds no secret in the clear.
func TestDirectory(t *testing.T) {
	h := newHouse(t)
	id, key := h.StoreID(), h.CursorKey()
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	h.open()
	if h.StoreID() != id || h.CursorKey() != key || id == [16]byte{} || key == [32]byte{} {
		t.Error("the store's id or cursor key changed or is zero")
	}
	if _, fresh, err := h.Bootstrap(context.Background(), nil); fresh || err != nil {
		t.Errorf("second Bootstrap: got fresh %t and error %v, want neither", fresh, err)
	}
	text, err := os.ReadFile(filepath.Join(h.dir, "gatehouse.db"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), h.first) {
		t.Error("the token's secret is in the database")
	}
	info, err := os.Stat(filepath.Join(h.dir, "gatehouse.db"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got mode %v and error %v for the database, want 0600", info.Mode(), err)
	}
}

// TestTampering alters the audit log behind the store's back: verify names the
// first link that does not hold.
func TestTampering(t *testing.T) {
	for _, c := range []struct{ name, sql, want string }{
		{"time", "UPDATE audit SET at = at + 1 WHERE sequence = 4", "event 4"},
		{"actor", "UPDATE audit SET actor = 'system' WHERE sequence = 5", "event 5"},
		{"site", "UPDATE audit SET site = NULL WHERE sequence = 3", "event 3"},
		{"action", "UPDATE audit SET action = 'GRANT_ACCESS' WHERE sequence = 3", "event 3"},
		{"count", "UPDATE audit SET count = 9 WHERE sequence = 2", "event 2"},
		{"hash", "UPDATE audit SET hash = zeroblob(32) WHERE sequence = 3", "event 3"},
		{"two at once", "UPDATE audit SET at = 0 WHERE sequence IN (3, 5)", "event 3"},
		{"missing", "DELETE FROM audit WHERE sequence = 4", "event 4 is missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			for i := range 4 {
				h.invite(address(i))
			}
			h.sound()
			h.raw("DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete; " + c.sql)
			problems := h.verify().Problems
			if len(problems) != 1 || !strings.Contains(problems[0], c.want) {
				t.Errorf("got %q, want one problem that names %q", problems, c.want)
			}
		})
	}
	t.Run("through the triggers", func(t *testing.T) {
		h := newHouse(t)
		for _, sql := range []string{"UPDATE audit SET at = 0", "DELETE FROM audit"} {
			_, err := change(h.admin, h.Store, func(t *tx) (int64, error) { return t.exec(sql) })
			if err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: got %v, want it refused", sql, err)
			}
		}
	})
}

// TestVerifyAccounts breaks rows behind the store's back.
func TestVerifyAccounts(t *testing.T) {
	for _, c := range []struct{ name, sql, want string }{
		{"address", "UPDATE customer SET email = 'ANA@example.com'", "canonical form"},
		{"name", "UPDATE customer SET name = ''", "its name"},
		{"back from the dead", "INSERT INTO deletion (id, site, deleted_at, purge_at, actor) SELECT id, site, 1, 2, 'system' FROM customer", "although it was deleted"},
		{"no site", "PRAGMA foreign_keys = OFF; INSERT INTO deletion (id, site, deleted_at, purge_at, actor) VALUES (randomblob(16), 9, 1, 2, 'system')", "missing row of site"},
		{"key of a hold", "INSERT INTO hold VALUES (zeroblob(32), 'gone', 9e15)", "key gone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t)
			h.invite("ana@example.com")
			h.sound()
			h.raw(strings.ReplaceAll(c.sql, "9e15", "9000000000000"))
			if got := strings.Join(h.verify().Problems, "\n"); !strings.Contains(got, c.want) {
				t.Errorf("got problems %q, want %q among them", got, c.want)
			}
		})
	}
}

// TestChangeLog: every change of a customer has an entry, trimming leaves what the
// index still asks for, and the newest entry survives it.
func TestChangeLog(t *testing.T) {
	h := newHouse(t)
	ctx := context.Background()
	if last, err := h.LastChange(ctx); err != nil || last != (account.Change{}) {
		t.Errorf("got %+v and error %v for a store that never changed, want zero", last, err)
	}
	a := h.invite("ana@example.com")
	h.revoke(a)
	if _, _, err := h.RevokeAccess(h.admin, a.ID, ""); err != nil {
		t.Fatal(err)
	}
	h.remove(a)
	all, err := h.Changes(ctx, 0, 10)
	if err != nil || len(all) != 3 {
		t.Fatalf("got %d entries and error %v, want 3: a repeat has none", len(all), err)
	}
	for i, c := range all {
		if c.Position != int64(i+1) || c.Customer != a.ID || c.Nonce == 0 || c.Nonce>>63 != 0 {
			t.Errorf("entry %d: got %+v", i, c)
		}
	}
	if err := h.TrimChanges(ctx, 2); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := h.ChangeAt(ctx, 1); ok || err != nil {
		t.Errorf("got entry 1 %t and error %v after trimming before 2, want none", ok, err)
	}
	if got, ok, err := h.ChangeAt(ctx, 2); !ok || err != nil || got != all[1] {
		t.Errorf("got %+v and error %v at 2, want %+v", got, err, all[1])
	}
	if err := h.TrimChanges(ctx, 100); err != nil {
		t.Fatal(err)
	}
	if got, err := h.LastChange(ctx); err != nil || got != all[2] {
		t.Errorf("got last change %+v and error %v, want %+v", got, err, all[2])
	}
	h.clock.Move(time.Hour)
	h.invite("bea@example.com")
	if got, err := h.LastChange(ctx); err != nil || got.Position != 4 {
		t.Errorf("got position %d and error %v after trimming, want 4", got.Position, err)
	}
}
