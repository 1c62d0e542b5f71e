package store

import (
	"context"
	"os"
	"strings"
	"testing"
)

func TestVerifyDeletionsLog(t *testing.T) {
	h := newLoggedHouse(t)
	a := h.invite("a@acme.example")
	h.remove(a)
	b := h.invite("b@acme.example")
	putBack := h.keep()
	h.remove(b)
	check := func(s *Store, lines int64, says string) {
		t.Helper()
		got, problems, err := s.VerifyDeletionsLog(context.Background(), h.log)
		text := strings.Join(problems, "\n")
		if err != nil || got != lines || (says == "") != (text == "") || !strings.Contains(text, says) {
			t.Errorf("got %d lines, problems %q, error %v; want %d and %q", got, text, err, lines, says)
		}
	}
	check(h.Store, 2, "")

	putBack()
	bare, err := Open(context.Background(), Options{Dir: h.dir, Now: h.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	check(bare, 2, b.ID.String()+". The next start does them again")
	text, err := os.ReadFile(h.log)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	if err := os.WriteFile(h.log, []byte(lines[0]), 0o600); err != nil {
		t.Fatal(err)
	}
	check(bare, 0, a.ID.String()+". The next start writes them")
	if err := os.Remove(h.log); err != nil {
		t.Fatal(err)
	}
	check(bare, 0, "it is not there")
	if err := bare.Close(); err != nil {
		t.Fatal(err)
	}
}

// A site that was made after the backup is not there, and its deletions are not
// waited for.
func TestDeletionsOfALaterSite(t *testing.T) {
	h := newLoggedHouse(t)
	putBack := h.keep()
	second := h.second()
	a, err := h.InviteCustomer(h.admin, second.ID, "a@acme.example", "Ana")
	if err != nil {
		t.Fatal(err)
	}
	h.remove(a)
	putBack()
	h.again(false)
	if lines, problems, err := h.VerifyDeletionsLog(context.Background(), ""); lines != 1 || len(problems) > 0 || err != nil {
		t.Errorf("got %d lines, problems %q, error %v; want 1 line and no problem", lines, problems, err)
	}
	h.sound()
}
