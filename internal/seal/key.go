package seal

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Key signs. Its file (0600) lies outside the database and its backups: whoever
// has it can forge receipts, and nothing else.
type Key struct {
	ID      string
	private ed25519.PrivateKey
}

type keyFile struct {
	KeyID   string `json:"keyId"`
	Private []byte `json:"private"`
	Public  []byte `json:"public"`
}

// OpenKey reads the key's file, or makes a key and its file where there is none.
func OpenKey(path string) (*Key, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return NewKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the receipt key: %w", err)
	}
	var f keyFile
	if json.Unmarshal(text, &f) != nil || len(f.Private) != ed25519.PrivateKeySize {
		return nil, fmt.Errorf("the receipt key file %s is damaged: bring it back from your copy, or move it away to have a new key made (old receipts are then checked with the old public key)", path)
	}
	key := &Key{private: ed25519.PrivateKey(f.Private)}
	key.ID = keyID(key.Public())
	return key, nil
}

// NewKey makes a key and puts it in place of the one in the file, which can sign
// nothing any more. What it signed is checked with its public key as before.
func NewKey(path string) (*Key, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	key := &Key{ID: keyID(public), private: private}
	text, err := json.Marshal(keyFile{key.ID, private, public})
	if err != nil {
		return nil, err
	}
	return key, writeFile(path, append(text, '\n'))
}

// writeFile makes a file that is whole or not there, readable by its owner alone, and
// has it on disk: a receipt must not outlive the key that signed it.
func writeFile(path string, content []byte) error {
	file, err := os.OpenFile(path+".new", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// Public gives the key to check with.
func (k *Key) Public() ed25519.PublicKey { return k.private.Public().(ed25519.PublicKey) }

// Publics are the keys that a deployment has signed with, the newest first. What was
// signed names its key by id.
type Publics []ed25519.PublicKey

// Text writes the keys as commands take them: base64, one a line.
func (p Publics) Text() string {
	var b strings.Builder
	for _, key := range p {
		b.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	}
	return b.String()
}

// With gives the keys with one as the newest.
func (p Publics) With(key ed25519.PublicKey) Publics {
	all := Publics{key}
	for _, other := range p {
		if !other.Equal(key) {
			all = append(all, other)
		}
	}
	return all
}

// IDs names the keys.
func (p Publics) IDs() []string {
	ids := make([]string, len(p))
	for i, key := range p {
		ids[i] = keyID(key)
	}
	return ids
}

// ParsePublics reads what Text writes: at least one key.
func ParsePublics(text string) (Publics, error) {
	var all Publics
	for _, line := range strings.Fields(text) {
		raw, err := base64.StdEncoding.DecodeString(line)
		if err != nil || len(raw) != ed25519.PublicKeySize {
			all = nil
			break
		}
		all = append(all, raw)
	}
	if len(all) == 0 {
		return nil, errors.New("that is no public key: it is 32 bytes in base64, each key on a line, as in receipt-key.pub of the data directory")
	}
	return all, nil
}

// verify checks a signature with the key that is named. What says what was signed.
func (p Publics) verify(what, id string, body, signature []byte) error {
	at := slices.Index(p.IDs(), id)
	if at < 0 {
		return fmt.Errorf("the %s was signed with key %s, and the public keys that were given are %s: take receipt-key.pub of the deployment that signed it", what, id, strings.Join(p.IDs(), ", "))
	}
	if !ed25519.Verify(p[at], body, signature) {
		return fmt.Errorf("the signature does not fit: the %s was changed after it was signed", what)
	}
	return nil
}

// keyID names a public key: the first 16 hex digits of its SHA-256.
func keyID(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return hex.EncodeToString(sum[:8])
}
