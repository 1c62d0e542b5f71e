package account

import (
	"fmt"
	"time"
)

// MaxPolicyDays bounds the inactivity policy of a site.
const MaxPolicyDays = 3650

// MaxPageSize bounds first and last of every connection.
const MaxPageSize = 100

// DefaultPageSize is the page where neither first nor last is given.
const DefaultPageSize = 25

// Position is a row's place in a list that runs from newest to oldest: creation
// time, then id. In the filter's ranked list Class comes first. Cursors hold it:
// dates and ids, nothing else.
type Position struct {
	Class int // Match class of a ranked list; 0 elsewhere.
	At    time.Time
	ID    ID
}

// Page asks for a slice of a list: the first or the last rows between two
// positions.
type Page struct {
	After, Before *Position // Exclusive bounds; nil: open.
	Size          int       // 0 to MaxPageSize.
	Backward      bool      // The last Size rows instead of the first.
}

// NewPage checks first and last of a connection: at most one of them, 0 to
// MaxPageSize; neither gives DefaultPageSize. Refusals are INVALID_PAGE_SIZE.
func NewPage(first, last *int, after, before *Position) (Page, error) {
	page := Page{After: after, Before: before, Size: DefaultPageSize}
	size, name := first, "first"
	if last != nil {
		size, name, page.Backward = last, "last", true
	}
	switch {
	case first != nil && last != nil:
		return Page{}, &Error{Code: InvalidPageSize, Message: "Give first or last, not both.", Field: []string{"last"}}
	case size == nil:
	case *size < 0 || *size > MaxPageSize:
		return Page{}, &Error{Code: InvalidPageSize, Message: fmt.Sprintf("A page has 0 to %d rows. Ask for fewer and follow the cursor.", MaxPageSize), Field: []string{name}}
	default:
		page.Size = *size
	}
	return page, nil
}

// Rows is a page of a list, in the list's order.
type Rows[T any] struct {
	Items   []T
	HasNext bool
	HasPrev bool
}

// CustomerQuery says which accounts of the Portal-only customers page are meant.
// Every field narrows.
type CustomerQuery struct {
	Site             ID     // Zero: every site in the caller's scope.
	Email            string // Canonical address; "": all.
	Status           Status // 0: all.
	NeverSignedIn    *bool
	LastSignInBefore time.Time // Zero: all. With NeverSignedIn true, either of the two suffices.
	IdleSince        time.Time // Zero: all. Who neither signed in, was made nor was granted access since.
}

// RequestQuery says which requests are meant.
type RequestQuery struct {
	Site      ID
	Customers []ID // With OfCustomers: those whose requests are meant; none: no request at all.

	OfCustomers bool // False: every request of the site.
}

// AuditQuery says which audit events are meant. Empty fields mean all.
type AuditQuery struct {
	Site    ID // Zero: the whole log, for organization admins.
	Actor   string
	Action  AuditAction
	Subject string
	Outcome Outcome
}

// LinePosition is the place of a line in the outcomes of a job.
func LinePosition(job ID, line int) Position {
	return Position{At: time.UnixMilli(int64(line)), ID: job}
}

// Line is the line at a place that LinePosition made.
func (p Position) Line() int { return int(p.At.UnixMilli()) }
