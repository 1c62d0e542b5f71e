package cli

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// webhookKeyFile holds the key that addresses and secrets of webhooks are sealed
// with, outside of the database and its backups. It is made with the first webhook.
const webhookKeyFile = "webhook-key"

// webhookKeys keeps that file.
type webhookKeys struct {
	dir string
	mu  sync.Mutex // Held while the key is looked for and made.
}

// Key implements hooks.Keys. The file is read each time: it can be put back beside a
// running server.
func (k *webhookKeys) Key(mayMake bool) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	path := filepath.Join(k.dir, webhookKeyFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && mayMake {
		key := make([]byte, 32)
		rand.Read(key)
		return key, writePrivately(path, base64.StdEncoding.EncodeToString(key)+"\n")
	}
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != 32 {
		return nil, fmt.Errorf("%s is damaged: put the file back from where you keep it", path)
	}
	return key, nil
}
