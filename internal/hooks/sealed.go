package hooks

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gatehouse/account"
)

// target is what is kept of a webhook under seal: the address may hold a token, and
// the secrets sign.
type target struct {
	URL      string    `json:"url"`
	Secret   []byte    `json:"secret"`
	Old      []byte    `json:"old,omitempty"` // Of before the last rotation; signs, too, until OldUntil.
	OldUntil time.Time `json:"oldUntil,omitzero"`
}

// secrets are those that sign at a time, the one in use first.
func (t target) secrets(now time.Time) [][]byte {
	if len(t.Old) > 0 && now.Before(t.OldUntil) {
		return [][]byte{t.Secret, t.Old}
	}
	return [][]byte{t.Secret}
}

// errKeyLost: what is sealed can't be opened.
var errKeyLost = errors.New("the key that webhooks are sealed with is missing or another one")

// Keys keeps the key that webhooks are sealed with, outside of the database and its
// backups: 32 bytes.
type Keys interface {
	// Key gives the key; where there is none it makes one if it may.
	Key(mayMake bool) ([]byte, error)
}

func (s *Service) aead(mayMake bool) (cipher.AEAD, error) {
	key, err := s.Keys.Key(mayMake)
	if err != nil {
		return nil, fmt.Errorf("the key of webhooks: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// seal encrypts a target for the webhook of an id; moved to another row it opens
// nothing.
func (s *Service) seal(id account.ID, t target) ([]byte, error) {
	text, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	aead, err := s.aead(true)
	if err != nil {
		return nil, err
	}
	return aead.Seal(nil, nil, text, []byte(id.String())), nil
}

// open reads what seal wrote, or gives errKeyLost.
func (s *Service) open(w account.Webhook) (t target, err error) {
	aead, err := s.aead(false)
	if err != nil {
		return t, errors.Join(errKeyLost, err)
	}
	text, err := aead.Open(nil, nil, w.Sealed, []byte(w.ID.String()))
	if err != nil {
		return t, errKeyLost
	}
	return t, json.Unmarshal(text, &t)
}
