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
		return makeKey(path)
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

func makeKey(path string) (*Key, error) {
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

// PublicText writes the public key as commands take it: base64 on one line.
func (k *Key) PublicText() string { return base64.StdEncoding.EncodeToString(k.Public()) }

// ParsePublic reads what PublicText writes.
func ParsePublic(text string) (ed25519.PublicKey, error) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(raw) != ed25519.PublicKeySize {
		return nil, errors.New("that is no public key: it is 32 bytes in base64 on one line, as in receipt-key.pub of the data directory")
	}
	return raw, nil
}

// keyID names a public key: the first 16 hex digits of its SHA-256.
func keyID(public ed25519.PublicKey) string {
	sum := sha256.Sum256(public)
	return hex.EncodeToString(sum[:8])
}
