package seal

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"time"
)

// Receipt is the proof of one erasure. Nothing in it is personal.
type Receipt struct {
	Type       string    `json:"type"` // ReceiptType.
	CustomerID string    `json:"customerId"`
	SiteID     string    `json:"siteId"`
	ActorID    string    `json:"actorId"`
	DeletedAt  time.Time `json:"deletedAt"`
	PurgeAt    time.Time `json:"purgeAt"`
	ErasedAt   time.Time `json:"erasedAt"`
	Erased     []string  `json:"erased"`
	Checked    []string  `json:"checked"`
	Limits     []string  `json:"limits"`
	AuditHead  Head      `json:"auditHead"`
	KeyID      string    `json:"keyId"`
	Signature  []byte    `json:"signature,omitempty"`
}

// Head is the end of the audit log at the time of signing.
type Head struct {
	Sequence int64  `json:"sequence"`
	Hash     string `json:"hash"` // SHA-256 in hex.
}

// ReceiptType is the type of every receipt; another one is not read as such.
const ReceiptType = "gatehouse erasure receipt 1"

// What every receipt says was erased, was checked, and isn't promised.
var (
	erased = []string{
		"the name", "the e-mail address in every form", "the hash of the password",
		"sessions, invitations and tokens of the customer", "free-text reasons",
	}
	checked = []string{
		"no document of the account, also no removed one, in any segment file of the search index, and no other segment file",
		"no row of the account in the database; freed bytes overwritten", "the write-ahead log emptied",
	}
	limits = []string{
		"files, not blocks of the device below them", "backups made before hold the data until they expire",
		"text inside requests is not searched or changed",
	}
)

// Sign completes a receipt and gives its text.
func (k *Key) Sign(r Receipt) (string, error) {
	r.Type, r.Erased, r.Checked, r.Limits, r.KeyID, r.Signature = ReceiptType, erased, checked, limits, k.ID, nil
	body, err := json.Marshal(r)
	if err != nil {
		return "", err
	}
	r.Signature = ed25519.Sign(k.private, body)
	text, err := json.MarshalIndent(r, "", "  ")
	return string(text) + "\n", err
}

// Verify checks a receipt against the public keys. It needs nothing else.
func Verify(text []byte, publics Publics) (Receipt, error) {
	var r Receipt
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r); err != nil || r.Type != ReceiptType {
		return Receipt{}, errors.New("that is no erasure receipt, or it was changed: it must be the text as Gatehouse gave it")
	}
	signature := r.Signature
	r.Signature = nil
	body, err := json.Marshal(r)
	if err != nil {
		return Receipt{}, err
	}
	if err := publics.verify("receipt", r.KeyID, body, signature); err != nil {
		return Receipt{}, err
	}
	r.Signature = signature
	return r, nil
}
