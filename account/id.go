package account

import (
	"encoding/hex"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// Kind is the type prefix of an id.
type Kind string

// The kinds of things that have an id.
const (
	CustomerKind Kind = "cus"
	SiteKind     Kind = "site"
	RequestKind  Kind = "req"
	AuditKind    Kind = "aud"
	DeletionKind Kind = "del"
	TokenKind    Kind = "tok"
	JobKind      Kind = "job"
	WebhookKind  Kind = "whk"
)

var kinds = []Kind{CustomerKind, SiteKind, RequestKind, AuditKind, DeletionKind, TokenKind, JobKind, WebhookKind}

// Kinds are the kinds of things that have an id.
func Kinds() []Kind { return slices.Clone(kinds) }

// ID is a typed identifier, written as its kind, an underscore and the 32
// lower-case hex digits of a UUID: cus_0189caa4c8cd70f0b9d3e04df3e68c68. Ids made
// here are UUIDv7, so they sort by creation; ids that an import brought may be any
// UUID of RFC 9562. The zero ID names nothing.
type ID struct {
	Kind Kind
	UUID uuid.UUID
}

// NewID makes an id from a UUIDv7 of the machine's clock. The time in it is a
// hint for sorting; no rule reads it.
func NewID(kind Kind) ID {
	return ID{kind, uuid.Must(uuid.NewV7())}
}

// String writes the id; the zero ID is the empty string.
func (id ID) String() string {
	if id.IsZero() {
		return ""
	}
	b := make([]byte, 0, len(id.Kind)+33)
	b = append(append(b, id.Kind...), '_')
	return string(hex.AppendEncode(b, id.UUID[:]))
}

// IsZero tells whether the id names nothing.
func (id ID) IsZero() bool { return id.Kind == "" }

// As gives the id of the same UUID under another kind: a deletion and the
// customer it erased share theirs.
func (id ID) As(kind Kind) ID { return ID{kind, id.UUID} }

// ParseID reads what String writes. Anything else, also upper-case hex or an
// unknown prefix, is INVALID_ID.
func ParseID(text string) (ID, error) {
	prefix, digits, ok := strings.Cut(text, "_")
	if ok && len(digits) == 32 && digits == strings.ToLower(digits) {
		for _, kind := range kinds {
			id := ID{Kind: kind}
			if string(kind) != prefix {
				continue
			}
			if _, err := hex.Decode(id.UUID[:], []byte(digits)); err == nil {
				return id, nil
			}
		}
	}
	return ID{}, &Error{Code: InvalidID, Message: "The id is malformed. An id is a type prefix, an underscore and 32 lower-case hex digits, like cus_0189caa4c8cd70f0b9d3e04df3e68c68."}
}
