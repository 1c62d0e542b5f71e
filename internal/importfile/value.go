package importfile

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"gatehouse/account"
)

// layouts are the ways to write a time that are told apart without a guess. A time
// without an offset is UTC. 04/05/2026 is not among them: it is two dates.
var layouts = []string{
	time.RFC3339Nano, "2006-01-02", "2006-01-02 15:04:05", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 MST",
	"2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02T15:04", "2 Jan 2006", "Jan 2, 2006", "2 January 2006", "January 2, 2006",
}

var (
	earliest = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
)

var errTime = errors.New("not a time that can be told: write it like 2026-11-23T21:40:00Z, 2026-11-23 21:40:00, 2026-11-23, or as milliseconds since 1970")

// parseTime reads a time; the zero time where there is none.
func parseTime(text string) (time.Time, error) {
	switch letters(text) {
	case "", "never", "null", "none", "na", "neveraccessed", "neversignedin", "neverloggedin", "unknown":
		return time.Time{}, nil
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			if t.Before(earliest) || !t.Before(latest) {
				return time.Time{}, errTime
			}
			return t.UTC().Truncate(time.Millisecond), nil
		}
	}
	// Ten digits would be seconds, thirteen are milliseconds: since 2001 in both.
	if ms, err := strconv.ParseInt(text, 10, 64); err == nil && ms >= 1e12 && ms < latest.UnixMilli() {
		return time.UnixMilli(ms).UTC(), nil
	}
	return time.Time{}, errTime
}

var statusOfWord = map[string]account.Status{
	"": account.Active, "active": account.Active, "activated": account.Active, "enabled": account.Active,
	"yes": account.Active, "true": account.Active, "granted": account.Active, "hasaccess": account.Active,
	"invited": account.Active, "pending": account.Active,

	"revoked": account.Revoked, "inactive": account.Revoked, "deactivated": account.Revoked, "disabled": account.Revoked,
	"suspended": account.Revoked, "blocked": account.Revoked, "no": account.Revoked, "false": account.Revoked,
	"noaccess": account.Revoked, "accessrevoked": account.Revoked,

	"deleted": account.Deleted, "removed": account.Deleted, "erased": account.Deleted,
}

var errStatus = errors.New("the status is none that is known: write active, revoked or deleted")

func parseStatus(text string) (account.Status, error) {
	if status, ok := statusOfWord[letters(text)]; ok {
		return status, nil
	}
	return 0, errStatus
}

// parseID reads a UUID in any of its usual forms, also behind cus_. The nil and
// the max UUID name nobody.
func parseID(text string) (account.ID, bool) {
	id, err := uuid.Parse(strings.TrimPrefix(text, string(account.CustomerKind)+"_"))
	if err != nil || id == uuid.Nil || id == uuid.Max {
		return account.ID{}, false
	}
	return account.ID{Kind: account.CustomerKind, UUID: id}, true
}

// Account turns a row into what the store takes. It tells whether the row has an
// id that is no UUID: such an id is ignored, and the row goes by its address. The
// address and the name are the store's to check.
func (r *Row) Account() (row account.ImportRow, idIgnored bool, err error) {
	row = account.ImportRow{Line: r.Line, Email: r.Values[Email], DisplayName: r.name()}
	if text := r.Values[ID]; text != "" {
		var ok bool
		row.ID, ok = parseID(text)
		idIgnored = !ok
	}
	if row.Status, err = parseStatus(r.Values[Status]); err != nil {
		return row, idIgnored, wrong(r.Line, "%v", err)
	}
	for _, date := range []struct {
		field Field
		into  *time.Time
	}{{CreatedAt, &row.CreatedAt}, {RevokedAt, &row.RevokedAt}, {LastSignInAt, &row.LastSignInAt}} {
		if *date.into, err = parseTime(r.Values[date.field]); err != nil {
			return row, idIgnored, wrong(r.Line, "%s is %v", date.field, err)
		}
	}
	return row, idIgnored, nil
}
