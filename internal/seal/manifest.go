package seal

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"time"
)

// Manifest says what a backup holds. It is signed, so that a restore takes only
// what this deployment copied. Nothing in it is personal.
type Manifest struct {
	Type          string      `json:"type"` // ManifestType.
	StoreID       string      `json:"storeId"`
	SchemaVersion int64       `json:"schemaVersion"`
	CreatedAt     time.Time   `json:"createdAt"`
	File          string      `json:"file"`
	Size          int64       `json:"size"`
	SHA256        string      `json:"sha256"`
	Accounts      int64       `json:"accounts"`
	Deletions     int64       `json:"deletions"`
	DeletionsLog  LogPosition `json:"deletionsLog"`
	AuditHead     Head        `json:"auditHead"`
	KeyID         string      `json:"keyId"`
	Signature     []byte      `json:"signature,omitempty"`
}

// LogPosition is how far the deletions log was known to reach, by lines.
type LogPosition struct {
	Lines int64  `json:"lines"`
	Hash  string `json:"hash"` // Each line hashed onto the one before; SHA-256 in hex.
}

// ManifestType is the type of every manifest.
const ManifestType = "gatehouse backup manifest 1"

// SignManifest completes a manifest and gives its text.
func (k *Key) SignManifest(m Manifest) (string, error) {
	m.Type, m.KeyID, m.Signature = ManifestType, k.ID, nil
	body, err := json.Marshal(m)
	if err != nil {
		return "", err
	}
	m.Signature = ed25519.Sign(k.private, body)
	text, err := json.MarshalIndent(m, "", "  ")
	return string(text) + "\n", err
}

// ReadManifest reads a manifest without trusting it.
func ReadManifest(text []byte) (Manifest, error) {
	var m Manifest
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&m); err != nil || m.Type != ManifestType {
		return Manifest{}, errors.New("that is no backup manifest, or it was changed: it must be the text as gatehouse backup wrote it")
	}
	return m, nil
}

// VerifyManifest checks a manifest against the public keys.
func VerifyManifest(text []byte, publics Publics) (Manifest, error) {
	m, err := ReadManifest(text)
	if err != nil {
		return m, err
	}
	unsigned := m
	unsigned.Signature = nil
	body, err := json.Marshal(unsigned)
	if err != nil {
		return Manifest{}, err
	}
	if err := publics.verify("backup manifest", m.KeyID, body, m.Signature); err != nil {
		return Manifest{}, err
	}
	return m, nil
}
