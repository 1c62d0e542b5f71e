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

func quiet(int64, int64) {}

func TestBackup(t *testing.T) {
	h := newLoggedHouse(t)
	a, b := h.invite("a@acme.example"), h.invite("b@acme.example")
	h.remove(a)
	h.again(false)
	to := filepath.Join(t.TempDir(), "copy.db")
	made, err := h.Backup(context.Background(), to, quiet)
	if err != nil {
		t.Fatal(err)
	}
	head, err := h.AuditHead(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if made.Accounts != 1 || made.Deletions != 1 || made.LogLines != 1 || made.Head != head || made.StoreID != h.StoreID() {
		t.Errorf("got %+v, want 1 account, 1 deletion, 1 line and the head %+v", made, head)
	}
	if len(h.events(account.AuditBackup)) != 1 {
		t.Error("the backup is not in the audit log")
	}
	text, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), b.Email.Canonical) || strings.Contains(string(text), a.Email.Canonical) {
		t.Error("the copy lacks the living or has the deleted")
	}
	if info, err := os.Stat(to); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got mode %v (%v), want 0600", info.Mode(), err)
	}
	if _, err := h.Backup(context.Background(), to, quiet); err == nil {
		t.Error("a backup over another file passes")
	}

	// A bent byte is found.
	text[len(text)/2+100] ^= 0xff
	for i := range 2000 {
		text[len(text)/2+i] = 0xff
	}
	if err := os.WriteFile(to, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := CheckCopy(context.Background(), to); err == nil {
		t.Error("a damaged copy passes")
	}
}

// A restored database is opened by nobody but a start with the log.
func TestPutInPlace(t *testing.T) {
	h := newLoggedHouse(t)
	a := h.invite("a@acme.example")
	staged := filepath.Join(h.dir, "restore.db")
	made, err := h.Backup(context.Background(), staged, quiet)
	if err != nil {
		t.Fatal(err)
	}
	h.remove(a)
	h.stop()
	if err := PutInPlace(h.dir, staged, made.CreatedAt); err != nil {
		t.Fatal(err)
	}
	if s, err := Open(context.Background(), Options{Dir: h.dir, Now: h.clock.Now}); err == nil {
		t.Error("the restored database opens without the log")
		s.Close()
	}
	log := h.log
	h.log = filepath.Join(t.TempDir(), "deletions.log")
	if err := h.tryAgain(false); err == nil {
		t.Error("the restored database starts with a log that is not there")
	}
	h.log = log
	h.again(false)
	if _, ok := h.tombstone(a.ID); !ok {
		t.Error("the account is back")
	}
	h.stop()
	s, err := Open(context.Background(), Options{Dir: h.dir, Now: h.clock.Now})
	if err != nil {
		t.Fatalf("after the start it is a database as any: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// While a backup reads, an erasure is told to come again; a backup waits for an erasure.
func TestBackupAndErasureKeepApart(t *testing.T) {
	h := newHouse(t)
	lock, err := lockFiles(h.dir)
	if err != nil {
		t.Fatal(err)
	}
	h.remove(h.invite("a@acme.example"))
	_, err = h.Scrub(context.Background())
	if account.CodeOf(err) != account.StoreIsBusy {
		t.Errorf("got %v, want TRY_AGAIN", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	to := filepath.Join(t.TempDir(), "copy.db")
	if _, err := h.Backup(ctx, to, quiet); err == nil {
		t.Error("a backup begins during an erasure")
	}
	if err := lock.release(); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Backup(context.Background(), to, quiet); err != nil {
		t.Errorf("a backup afterwards: %v", err)
	}
	if _, err := h.Scrub(context.Background()); err != nil {
		t.Errorf("an erasure afterwards: %v", err)
	}
}
