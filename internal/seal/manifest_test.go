package seal

import (
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestManifest(t *testing.T) {
	open := func() *Key {
		key, err := OpenKey(filepath.Join(t.TempDir(), "key.json"))
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	key, other := open(), open()
	made := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	text, err := key.SignManifest(Manifest{StoreID: "ab", CreatedAt: made, File: "gatehouse.db", Size: 4096, SHA256: "cd", AuditHead: Head{7, "ef"}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := VerifyManifest([]byte(text), Publics{key.Public()})
	if err != nil || got.Size != 4096 || !got.CreatedAt.Equal(made) || got.KeyID != key.ID || len(got.Signature) == 0 {
		t.Fatalf("VerifyManifest = %+v, %v", got, err)
	}
	if _, err := VerifyManifest([]byte(text), Publics{other.Public()}); err == nil || !strings.Contains(err.Error(), other.ID) {
		t.Errorf("a foreign key: got %v, want an error that names both keys", err)
	}
	for name, changed := range map[string]string{
		"another checksum": strings.Replace(text, `"cd"`, `"ce"`, 1),
		"another size":     strings.Replace(text, "4096", "4097", 1),
		"a field more":     strings.Replace(text, "{", `{"note":"x",`, 1),
		"no manifest":      strings.Replace(text, "manifest 1", "receipt 1", 1),
		"nothing":          "",
	} {
		if changed == text {
			t.Fatalf("%s: the text was not changed", name)
		}
		if _, err := VerifyManifest([]byte(changed), Publics{key.Public()}); err == nil {
			t.Errorf("%s: the manifest passes", name)
		}
	}
	// A receipt of the same key is no manifest, and a manifest no receipt.
	if _, err := Verify([]byte(text), Publics{key.Public()}); err == nil {
		t.Error("a manifest passes as a receipt")
	}
}
