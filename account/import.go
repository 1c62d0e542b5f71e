package account

import "time"

// Codes of a row of an import that made no account, beside those of RULES 5.
const (
	// AlreadyThere: the account of this id, or of this address where the row has
	// no id, is there and was left as it is. A second run of a file gets it for
	// every row.
	AlreadyThere Code = "ALREADY_THERE"
	// RowDeleted: the row's status is DELETED; such rows are skipped.
	RowDeleted Code = "ROW_DELETED"
)

// ImportRow is one row of an imported file, as it was read.
type ImportRow struct {
	Line         int
	ID           ID // Kept where given; zero: a new one is made.
	Email        string
	DisplayName  string
	Status       Status    // Zero: ACTIVE.
	CreatedAt    time.Time // Zero: now.
	RevokedAt    time.Time // Zero on a REVOKED row: now.
	LastSignInAt time.Time // Zero: never signed in.
}

// ImportOutcome is what became of a row.
type ImportOutcome struct {
	Line    int
	Created bool
	ID      ID     // The account that was made; else the row's own id, if it has one.
	Code    Code   // Why no account was made; "" where one was.
	Message string // The same for people; ids and dates, never what the row says.
}

// Account gives the account that the row describes, without its name and address,
// and with what a file may leave out: status, dates. A row that says when an
// ACTIVE account was revoked is taken for ACTIVE.
func (r ImportRow) Account(site ID, now time.Time) Account {
	a := Account{
		ID: r.ID, Site: site, Status: r.Status, CreatedAt: r.CreatedAt.UTC().Truncate(time.Millisecond),
		RevokedAt: r.RevokedAt.UTC().Truncate(time.Millisecond), LastSignInAt: r.LastSignInAt.UTC().Truncate(time.Millisecond),
	}
	if a.Status == 0 {
		a.Status = Active
	}
	if r.CreatedAt.IsZero() {
		a.CreatedAt = now
	}
	if r.RevokedAt.IsZero() {
		a.RevokedAt = now
	}
	if a.Status == Active {
		a.RevokedAt = time.Time{}
	}
	return a
}
