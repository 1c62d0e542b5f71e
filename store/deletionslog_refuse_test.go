package store

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gatehouse/account"
)

// A log that can't be the one of this store stops the start, unless that is
// accepted: then a new one is begun with every deletion that the store knows.
func TestRefusedLogs(t *testing.T) {
	rewrite := func(change func([]byte) []byte) func(*loggedHouse) error {
		return func(h *loggedHouse) error {
			text, err := os.ReadFile(h.log)
			if err != nil {
				return err
			}
			return os.WriteFile(h.log, change(text), 0o600)
		}
	}
	firstLines := func(n int) func([]byte) []byte {
		return func(text []byte) []byte { return bytes.Join(bytes.SplitAfter(text, []byte("\n"))[:n], nil) }
	}
	for name, c := range map[string]struct {
		harm  func(*loggedHouse) error
		wants string
	}{
		"lost":            {func(h *loggedHouse) error { return os.Remove(h.log) }, "it is not there"},
		"empty":           {func(h *loggedHouse) error { return os.Truncate(h.log, 0) }, "its first line is not that of a deletions log"},
		"shorter":         {rewrite(firstLines(2)), "it has 1 lines, and the database knows of 3"},
		"a line changed":  {rewrite(func(b []byte) []byte { return bytes.Replace(b, []byte("tok_"), []byte("cus_"), 1) }), "it is not the log that the database last wrote to"},
		"a line damaged":  {rewrite(func(b []byte) []byte { return bytes.Replace(b, []byte(`"customerId"`), []byte(`customerId`), 1) }), "its line 2 is damaged"},
		"a heading anew":  {rewrite(func(b []byte) []byte { return bytes.Replace(b, []byte(`"logId":"`), []byte(`"logId":"X`), 1) }), "it is not the log"},
		"of other format": {rewrite(func(b []byte) []byte { return bytes.Replace(b, []byte(" log 1"), []byte(" log 2"), 1) }), "its first line"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newLoggedHouse(t)
			for _, email := range []string{"a@acme.example", "b@acme.example", "c@acme.example"} {
				h.remove(h.invite(email))
			}
			h.again(false) // Now the store knows of all three lines.
			h.stop()
			if err := c.harm(h); err != nil {
				t.Fatal(err)
			}
			err := h.tryAgain(false)
			if err == nil || !strings.Contains(err.Error(), c.wants) || !strings.Contains(err.Error(), "-accept-missing-deletions") {
				t.Fatalf("got %v, want a refusal that has %q and the way out", err, c.wants)
			}
			h.again(true)
			if n := len(h.events(account.AuditAcceptMissingDeletions)); n != 1 {
				t.Errorf("got %d events of the acceptance, want 1", n)
			}
			if got := len(h.lines()); got != 4 {
				t.Errorf("the new log has %d lines, want a heading and three deletions", got)
			}
			_, err = os.Stat(h.log + ".set-aside")
			if lost := errors.Is(err, fs.ErrNotExist); lost != (name == "lost") {
				t.Errorf("the old log set aside: %v", err)
			}
			h.again(false)
			h.sound()
		})
	}
}

func TestForeignLogIsNeverTaken(t *testing.T) {
	h, other := newLoggedHouse(t), newLoggedHouse(t)
	mine := h.log
	h.log = other.log
	before := other.lines()
	for _, accept := range []bool{false, true} {
		err := h.tryAgain(accept)
		if err == nil || !strings.Contains(err.Error(), "another deployment") {
			t.Errorf("accept %t: got %v, want a refusal that tells of another deployment", accept, err)
		}
	}
	if got := other.lines(); strings.Join(got, "") != strings.Join(before, "") {
		t.Errorf("the other log was changed: %q", got)
	}
	h.log = mine
	h.again(false)
}

// A crash leaves half of a line, or none, of a deletion that nobody was told of.
func TestTornLastLine(t *testing.T) {
	h := newLoggedHouse(t)
	h.remove(h.invite("a@acme.example"))
	b := h.invite("b@acme.example")
	h.remove(b)
	want := h.lines()
	for name, cut := range map[string]int{"half of the last line": 20, "the whole last line": len(want[2]) + 1, "its newline": 1} {
		h.stop()
		info, err := os.Stat(h.log)
		if err != nil {
			t.Fatal(err)
		}
		// The mark of the store lags by a group, so it still fits.
		h.sqlMark(t)
		if err := os.Truncate(h.log, info.Size()-int64(cut)); err != nil {
			t.Fatal(err)
		}
		h.again(false)
		if got := h.lines(); strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("%s is missing: got %q after a start, want %q", name, got, want)
		}
	}
}

// sqlMark puts the store's mark back to behind the first line, where it was when
// the second deletion was committed.
func (h *loggedHouse) sqlMark(t *testing.T) {
	t.Helper()
	c, err := dial(filepath.Join(h.dir, "gatehouse.db"), writing)
	if err != nil {
		t.Fatal(err)
	}
	found, err := readLog(c, h.log, h.meta.storeID, nil)
	if err != nil || found.mark.Lines != 2 {
		t.Fatalf("read the log: %+v, %v", found, err)
	}
	lines := h.lines()
	_, err = c.exec("UPDATE meta SET value = ? WHERE key = ?", headingMark([]byte(lines[0]+"\n")).after([]byte(lines[1]+"\n")).bytes(), metaLogMark)
	if err = errors.Join(err, c.close()); err != nil {
		t.Fatal(err)
	}
}

// A disk that refuses writes: the account is wiped, its answer waits, and nobody
// else is deleted until the log can be written.
func TestUnwritableLog(t *testing.T) {
	h := newLoggedHouse(t)
	a, b := h.invite("a@acme.example"), h.invite("b@acme.example")
	var good *os.File
	swap := func(file *os.File) {
		t.Helper()
		if err := h.alone(context.Background(), func(*conn) error {
			good, h.deletions.file = h.deletions.file, file
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	readOnly, err := os.Open(h.log)
	if err != nil {
		t.Fatal(err)
	}
	defer readOnly.Close()
	swap(readOnly)
	expect := func(of account.Account, says string) {
		t.Helper()
		_, _, err := h.DeleteCustomer(h.admin, of.ID, of.Email.Typed)
		if account.CodeOf(err) != account.StoreIsBusy || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v, want TRY_AGAIN that says %q", err, says)
		}
	}
	expect(a, "was deleted, but")
	expect(a, "nothing was changed") // A repeat isn't confirmed either.
	expect(b, "nothing was changed")
	if _, err := h.InviteCustomer(h.admin, h.site.ID, "c@acme.example", "Cy"); err != nil {
		t.Errorf("an invite meanwhile: %v", err)
	}
	if len(h.lines()) != 1 {
		t.Errorf("got %d lines, want the heading alone", len(h.lines()))
	}
	swap(good)
	if _, changed, err := h.DeleteCustomer(h.admin, a.ID, ""); err != nil || changed {
		t.Errorf("the repeat once it can be written: changed %t, error %v; want false, none", changed, err)
	}
	if len(h.lines()) != 2 {
		t.Errorf("got %d lines, want the heading and a", len(h.lines()))
	}
	h.remove(b)
	h.again(false)
	h.sound()
}

// A start that can't write the log is refused.
func TestStartWithoutPlaceForTheLog(t *testing.T) {
	h := newLoggedHouse(t)
	h.log = filepath.Join(h.dir, "missing", "deletions.log")
	if err := h.tryAgain(true); err == nil || !strings.Contains(err.Error(), "begin the deletions log") {
		t.Errorf("got %v, want a refusal", err)
	}
}
