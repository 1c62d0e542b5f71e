package store

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/account"
)

func (h *house) holdKeys() []HoldKey {
	h.t.Helper()
	keys, err := h.HoldKeys(context.Background())
	if err != nil {
		h.t.Fatal(err)
	}
	return keys
}

func (h *house) purge(want int) {
	h.t.Helper()
	if got, err := h.PurgeHolds(asSystem()); err != nil || got != want {
		h.t.Errorf("PurgeHolds: got %d and error %v, want %d", got, err, want)
	}
}

func asSystem() context.Context { return account.WithCaller(context.Background(), account.System()) }

// TestHoldKeyRotation exchanges the key while another process has the store open:
// both tell every hold, and the old key goes with its last hold, not before.
func TestHoldKeyRotation(t *testing.T) {
	h := newHouse(t)
	other := &house{t: t, dir: h.dir, clock: h.clock, site: h.site, admin: h.admin}
	other.open()
	first := h.remove(h.invite("ana@example.com"))
	old := h.holdKeys()[0].ID
	h.clock.Move(time.Hour)
	id, err := h.RotateHoldKey(asSystem())
	if err != nil {
		t.Fatal(err)
	}
	h.remove(h.invite("bea@example.com"))
	other.remove(other.invite("cleo@example.com"))
	for _, s := range []*house{h, other} {
		for _, email := range []string{"ana@example.com", "bea@example.com", "cleo@example.com"} {
			if _, err := s.InviteCustomer(s.admin, s.site.ID, email, "Ana"); account.CodeOf(err) != account.EmailOnHold {
				t.Errorf("got %v for %s, want EMAIL_ON_HOLD", err, email)
			}
		}
	}
	want := []HoldKey{{id, true, 2, first.PurgeAt.Add(time.Hour)}, {old, false, 1, first.PurgeAt}}
	if got := h.holdKeys(); len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("got keys %+v, want %+v", got, want)
	}
	path := filepath.Join(h.dir, "hold-keys.json")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got mode %v (%v), want 0600", info.Mode(), err)
	}

	h.clock.Move(first.PurgeAt.Sub(h.clock.Now()) - time.Millisecond)
	h.purge(0)
	if got := len(h.holdKeys()); got != 2 {
		t.Errorf("got %d keys a millisecond before the hold ends, want both", got)
	}
	h.clock.Move(time.Millisecond)
	h.purge(1)
	if got := h.holdKeys(); len(got) != 1 || got[0].ID != id {
		t.Errorf("got keys %+v, want the new one alone", got)
	}
	if _, err := other.InviteCustomer(other.admin, other.site.ID, "bea@example.com", "Bea"); account.CodeOf(err) != account.EmailOnHold {
		t.Errorf("got %v, want EMAIL_ON_HOLD", err)
	}
	for action, subject := range map[account.AuditAction]string{account.AuditRotateHoldKey: id, account.AuditRemoveHoldKey: old} {
		if events := h.events(action); len(events) != 1 || events[0].Subject != subject || events[0].Actor != account.System().Actor {
			t.Errorf("%s: got %+v, want one event about %s", action, events, subject)
		}
	}
	h.sound()
}

// TestOldHoldKeyIsNeeded: after a rotation a start without the old key is refused.
func TestOldHoldKeyIsNeeded(t *testing.T) {
	h := newHouse(t)
	h.remove(h.invite("ana@example.com"))
	old := h.holdKeys()[0].ID
	if _, err := h.RotateHoldKey(asSystem()); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(h.dir, "hold-keys.json")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := makeHoldKeys(path); err != nil {
		t.Fatal(err)
	}
	if got := h.refuses("a file without the old key"); !strings.Contains(got, old) || !strings.Contains(got, path) {
		t.Errorf("got %q, want the key %s and the file named", got, old)
	}
}

// TestHoldKeyRotationCutShort has the new key in the file and not in the database,
// as after a crash between the two: the next hold takes it, and it is audited once.
func TestHoldKeyRotationCutShort(t *testing.T) {
	h := newHouse(t)
	h.remove(h.invite("ana@example.com"))
	path, key := filepath.Join(h.dir, "hold-keys.json"), newHoldKey()
	keys, err := readHoldKeys(path)
	if err != nil {
		t.Fatal(err)
	}
	keys.Current, keys.Keys = key.ID, append(keys.Keys, key)
	if err := writeHoldKeys(path, keys, os.Rename); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	h.open()
	h.remove(h.invite("bea@example.com"))
	if got := h.holdKeys(); len(got) != 2 || got[0].ID != key.ID || got[0].Holds != 1 || got[1].Holds != 1 {
		t.Errorf("got keys %+v, want one hold for each, the new one in use", got)
	}
	if _, err := h.InviteCustomer(h.admin, h.site.ID, "ana@example.com", "Ana"); account.CodeOf(err) != account.EmailOnHold {
		t.Errorf("got %v, want EMAIL_ON_HOLD", err)
	}
	if events := h.events(account.AuditRotateHoldKey); len(events) != 1 || events[0].Actor != account.System().Actor {
		t.Errorf("got %+v, want one rotation by the system", events)
	}
	h.sound()
}

// TestScrubIsDue: what a purge removed is to be overwritten, also when the run that
// removed it is gone, until a Scrub has ended.
func TestScrubIsDue(t *testing.T) {
	h := newHouse(t)
	d := h.remove(h.invite("ana@example.com"))
	h.clock.Move(d.PurgeAt.Sub(h.clock.Now()))
	due := func(when string, want bool) {
		t.Helper()
		if got, err := h.ScrubDue(context.Background()); err != nil || got != want {
			t.Errorf("%s: got due %t and error %v, want %t", when, got, err, want)
		}
	}
	due("before", false)
	h.purge(1)
	h.purge(0)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	h.open()
	due("after a restart", true)
	if _, err := h.Scrub(context.Background()); err != nil {
		t.Fatal(err)
	}
	due("after the scrub", false)
}
