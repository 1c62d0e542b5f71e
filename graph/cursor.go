package graph

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"slices"
	"strconv"
	"strings"
	"time"

	"gatehouse/account"
)

// cursors writes and reads cursors: a version, a position, and a mark that ties
// both to one query of one deployment. They hold ids and dates, nothing else; a
// changed cursor or another query's is INVALID_CURSOR.
type cursors struct{ key [32]byte }

const (
	cursorVersion = 1
	markSize      = 8
	// cursorSize: version, class, time, kind, UUID, mark.
	cursorSize = 1 + 1 + 8 + 1 + 16 + markSize
)

// cursorText is strict: one cursor has one spelling.
var cursorText = base64.RawURLEncoding.Strict()

// cursorKinds are the kinds of ids that positions have, by their number in a
// cursor.
var cursorKinds = []account.Kind{
	account.CustomerKind, account.RequestKind, account.DeletionKind, account.AuditKind, account.TokenKind,
	account.JobKind,
}

// cursorScope is one query: the connection and everything that narrows it.
type cursorScope struct {
	cursors
	query string
}

func (c cursors) of(connection string, narrowed ...string) cursorScope {
	var query strings.Builder
	query.WriteString(connection)
	for _, word := range narrowed {
		query.WriteByte(0)
		query.WriteString(strconv.Itoa(len(word))) // So that no two lists of words read the same.
		query.WriteByte(0)
		query.WriteString(word)
	}
	return cursorScope{c, query.String()}
}

func (s cursorScope) mark(body []byte) []byte {
	mac := hmac.New(sha256.New, s.key[:])
	mac.Write(body)
	mac.Write([]byte(s.query))
	return mac.Sum(nil)[:markSize]
}

// write gives the cursor of a position.
func (s cursorScope) write(p account.Position) string {
	body := make([]byte, 0, cursorSize)
	body = append(body, cursorVersion, byte(p.Class))
	body = binary.BigEndian.AppendUint64(body, uint64(p.At.UnixMilli()))
	body = append(body, byte(slices.Index(cursorKinds, p.ID.Kind)))
	body = append(body, p.ID.UUID[:]...)
	return cursorText.EncodeToString(append(body, s.mark(body)...))
}

// read gives the position of a cursor; nil for none.
func (s cursorScope) read(cursor *string, argument string) (*account.Position, error) {
	if cursor == nil {
		return nil, nil
	}
	raw, err := cursorText.DecodeString(*cursor)
	if err == nil && len(*cursor) == cursorText.EncodedLen(cursorSize) && len(raw) == cursorSize && raw[0] == cursorVersion && int(raw[10]) < len(cursorKinds) {
		body := raw[:cursorSize-markSize]
		if hmac.Equal(s.mark(body), raw[len(body):]) {
			p := &account.Position{
				Class: int(body[1]), At: time.UnixMilli(int64(binary.BigEndian.Uint64(body[2:]))).UTC(),
				ID: account.ID{Kind: cursorKinds[body[10]]},
			}
			copy(p.ID.UUID[:], body[11:])
			return p, nil
		}
	}
	return nil, &account.Error{
		Code: account.InvalidCursor, Field: []string{argument},
		Message: "The cursor is not one of this query. Take it from a page of the same field with the same arguments, or start without one.",
	}
}
