package store

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"gatehouse/account"
)

// holdKeys are the secrets of the holds. They live outside the database and its
// backups, so that neither tells which addresses are held.
type holdKeys struct {
	Current string    `json:"current"` // Id of the key for new holds.
	Keys    []holdKey `json:"keys"`    // An old key stays until its last hold ends.
}

type holdKey struct {
	ID     string `json:"id"`
	Secret []byte `json:"secret"` // 32 random bytes, in base64.
}

func newHoldKey() holdKey {
	id, secret := make([]byte, 8), make([]byte, 32)
	rand.Read(id)
	rand.Read(secret)
	return holdKey{hex.EncodeToString(id), secret}
}

// openHoldKeys reads the file, or makes it where no hold needs an older one.
func openHoldKeys(c *conn, path string, now time.Time) (*holdKeys, error) {
	var needed []string
	for r, err := range c.rows("SELECT DISTINCT key_id FROM hold WHERE until > ?", now) {
		if err != nil {
			return nil, err
		}
		needed = append(needed, r.text(0))
	}
	keys, err := readHoldKeys(path)
	if errors.Is(err, fs.ErrNotExist) && len(needed) == 0 {
		if err := makeHoldKeys(path); err != nil {
			return nil, fmt.Errorf("make the hold keys: %w", err)
		}
		keys, err = readHoldKeys(path)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	for _, id := range needed {
		if keys == nil || !keys.have(id) {
			return nil, fmt.Errorf("holds on addresses of deleted accounts need the key %s, and %s does not have it: put that file back from where you keep it, apart from backups of the database", id, path)
		}
	}
	return keys, nil
}

func readHoldKeys(path string) (*holdKeys, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the hold keys: %w", err)
	}
	var keys holdKeys
	if err := json.Unmarshal(text, &keys); err != nil {
		return nil, fmt.Errorf("the hold keys in %s are damaged; put the file back from where you keep it", path)
	}
	current := 0
	for _, k := range keys.Keys {
		if len(k.Secret) < 32 {
			return nil, fmt.Errorf("the hold key %s in %s is shorter than 32 bytes; put the file back from where you keep it", k.ID, path)
		}
		if k.ID == keys.Current {
			current++
		}
	}
	if current != 1 {
		return nil, fmt.Errorf("the hold keys in %s name no current key; put the file back from where you keep it", path)
	}
	return &keys, nil
}

// makeHoldKeys writes a file with one new key. Of two processes that start at
// once the first one wins, and both read its file.
func makeHoldKeys(path string) error {
	key := newHoldKey()
	err := writeHoldKeys(path, &holdKeys{Current: key.ID, Keys: []holdKey{key}}, os.Link)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// writeHoldKeys writes the file beside its place, has it on disk, and puts it there.
func writeHoldKeys(path string, keys *holdKeys, put func(from, to string) error) error {
	text, err := json.MarshalIndent(keys, "", "  ")
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".hold-keys-*") // Mode 0600.
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(append(text, '\n'))
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := put(file.Name(), path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// mac hides an address of a site. The site's id has a fixed length, so no two
// pairs of site and address are hashed alike.
func (k holdKey) mac(site account.ID, email account.Email) []byte {
	h := hmac.New(sha256.New, k.Secret)
	h.Write(site.UUID[:])
	h.Write([]byte(email.Canonical))
	return h.Sum(nil)
}

func (k *holdKeys) current() holdKey {
	i := slices.IndexFunc(k.Keys, func(key holdKey) bool { return key.ID == k.Current })
	return k.Keys[i]
}

func (k *holdKeys) have(id string) bool {
	return slices.ContainsFunc(k.Keys, func(key holdKey) bool { return key.ID == id })
}
