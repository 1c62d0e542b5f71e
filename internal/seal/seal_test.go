package seal

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestReceipt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "receipt-key.json")
	key, err := OpenKey(path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := OpenKey(path)
	if err != nil || again.ID != key.ID || !again.Public().Equal(key.Public()) {
		t.Fatalf("the key read again differs: %v", err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the key file has mode %v, want 0600 (%v)", info.Mode(), err)
	}
	public, err := ParsePublics(Publics{key.Public()}.Text())
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	text, err := key.Sign(Receipt{CustomerID: "cus_1", SiteID: "site_1", ActorID: "tok_1", DeletedAt: at, PurgeAt: at.Add(time.Hour), ErasedAt: at.Add(time.Second), AuditHead: Head{7, "ab"}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := Verify([]byte(text), public)
	if err != nil || got.CustomerID != "cus_1" || !got.ErasedAt.Equal(at.Add(time.Second)) || got.KeyID != key.ID {
		t.Fatalf("Verify = %+v, %v", got, err)
	}
	for name, changed := range map[string]string{
		"another customer": strings.Replace(text, "cus_1", "cus_2", 1),
		"another date":     strings.Replace(text, "2026-01-01T12:00:01Z", "2026-01-01T12:00:02Z", 1),
		"another check":    strings.Replace(text, "emptied", "filled", 1),
		"a field more":     strings.Replace(text, "{", `{"note":"x",`, 1),
		"no signature":     text[:strings.Index(text, `,`)] + "}",
		"nothing":          "",
	} {
		if changed == text {
			t.Fatalf("%s: the text was not changed", name)
		}
		if _, err := Verify([]byte(changed), public); err == nil {
			t.Errorf("%s: the receipt passes", name)
		}
	}
	other, err := OpenKey(filepath.Join(t.TempDir(), "other.json"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Verify([]byte(text), Publics{other.Public()}); err == nil || !strings.Contains(err.Error(), other.ID) {
		t.Errorf("a foreign key: got %v, want an error that names both keys", err)
	}
}

func TestDamagedKeyIsNotReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "receipt-key.json")
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenKey(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want an error that names the file", err)
	}
}

func TestParsePublicsRefuses(t *testing.T) {
	good := Publics{make([]byte, 32)}.Text()
	for _, text := range []string{"", "abc", "AAAA", good + "AAAA"} {
		if _, err := ParsePublics(text); err == nil {
			t.Errorf("ParsePublics(%q) passes", text)
		}
	}
}

// TestNewKey exchanges the key: the old receipt is checked with the keys of both
// times, not with the new one alone, and new ones are not signed with the old.
func TestNewKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "receipt-key.json")
	before, err := OpenKey(path)
	if err != nil {
		t.Fatal(err)
	}
	after, err := NewKey(path)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := OpenKey(path); err != nil || again.ID != after.ID || after.ID == before.ID {
		t.Fatalf("the file has key %v (%v), want the new one", again, err)
	}
	both, err := ParsePublics(Publics{before.Public()}.With(after.Public()).With(after.Public()).Text())
	if err != nil || len(both) != 2 || both.IDs()[0] != after.ID {
		t.Fatalf("got keys %v, %v; want two, the new one first", both.IDs(), err)
	}
	for name, key := range map[string]*Key{"old": before, "new": after} {
		text, err := key.Sign(Receipt{CustomerID: "cus_1"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Verify([]byte(text), both); err != nil {
			t.Errorf("a receipt of the %s key with both public keys: %v", name, err)
		}
		if _, err := Verify([]byte(text), Publics{after.Public()}); (err == nil) != (key == after) {
			t.Errorf("a receipt of the %s key with the new public key: got %v", name, err)
		}
	}
}
