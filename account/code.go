package account

import (
	"errors"
	"time"
)

// Code says why an act or a question was refused. Clients and tests compare
// codes, never messages.
type Code string

// Codes that stop a whole field or request: they stand in the top-level errors.
const (
	Unauthenticated  Code = "UNAUTHENTICATED"
	Forbidden        Code = "FORBIDDEN"
	EmailManaged     Code = "EMAIL_MANAGED_BY_IDENTITY_PROVIDER"
	InvalidID        Code = "INVALID_ID"
	InvalidCursor    Code = "INVALID_CURSOR"
	InvalidPageSize  Code = "INVALID_PAGE_SIZE"
	InvalidArgument  Code = "INVALID_ARGUMENT"
	EmailRequired    Code = "EMAIL_ADDRESS_REQUIRED"
	SearchIsDown     Code = "SEARCH_UNAVAILABLE"
	StoreIsBusy      Code = "TRY_AGAIN"
	Internal         Code = "INTERNAL"
	Timeout          Code = "TIMEOUT"
	DocumentRefused  Code = "DOCUMENT_REFUSED"
	MethodNotAllowed Code = "METHOD_NOT_ALLOWED"
	TooManyRequests  Code = "TOO_MANY_REQUESTS"
	RevisionMismatch Code = "REVISION_MISMATCH"
)

// Codes of a mutation whose caller has the right while state or input refuses:
// they stand in userErrors. RULES 2 and 5 give their order.
const (
	NotFound             Code = "NOT_FOUND"
	CustomerRevoked      Code = "CUSTOMER_REVOKED"
	CustomerDeleted      Code = "CUSTOMER_DELETED"
	ConfirmationMismatch Code = "CONFIRMATION_MISMATCH"
	InvalidEmail         Code = "INVALID_EMAIL"
	EmailTaken           Code = "EMAIL_TAKEN"
	EmailOnHold          Code = "EMAIL_ON_HOLD"
	DomainNotAllowed     Code = "DOMAIN_NOT_ALLOWED"
	InvalidDisplayName   Code = "INVALID_DISPLAY_NAME"
	NotSelectable        Code = "NOT_SELECTABLE"
	KeyTaken             Code = "KEY_TAKEN"
	InvalidInput         Code = "INVALID_INPUT"
	InvitationAccepted   Code = "INVITATION_ACCEPTED"
	LinkNotValid         Code = "LINK_NOT_VALID"
	SignInFailed         Code = "SIGN_IN_FAILED"
	InvalidPassword      Code = "INVALID_PASSWORD"
	KeyReused            Code = "IDEMPOTENCY_KEY_REUSED"
	CountMismatch        Code = "CONFIRM_COUNT_MISMATCH"
)

// UserErrorCodes lists the codes of userErrors, in the order of the schema.
var UserErrorCodes = []Code{
	NotFound, CustomerDeleted, CustomerRevoked, InvitationAccepted, LinkNotValid, SignInFailed, InvalidEmail,
	EmailTaken, EmailOnHold, DomainNotAllowed, InvalidDisplayName, InvalidPassword, ConfirmationMismatch,
	NotSelectable, KeyTaken, InvalidInput, KeyReused, CountMismatch,
}

// Error is a refusal: what was wrong, where, and what mends it. Its message and
// fields hold ids and dates only, never a name, an address or typed text.
type Error struct {
	Code        Code
	Message     string        // One or two sentences for a person: the reason, then the cure.
	Field       []string      // Path of the input field at fault; nil when no field is.
	Customer    ID            // EMAIL_TAKEN, CUSTOMER_REVOKED: the account that has the address.
	Customers   []ID          // NOT_SELECTABLE: the added ids that may not be chosen.
	Count       int           // CONFIRM_COUNT_MISMATCH: how many lines are selected.
	AvailableAt time.Time     // EMAIL_ON_HOLD: when the address can be invited again, UTC.
	RetryAfter  time.Duration // SEARCH_UNAVAILABLE, TRY_AGAIN, TOO_MANY_REQUESTS: when to ask again; 0 where unknown.
}

func (e *Error) Error() string { return string(e.Code) + ": " + e.Message }

// CodeOf gives the code inside err, or INTERNAL where err is no refusal of ours.
func CodeOf(err error) Code {
	var refusal *Error
	if errors.As(err, &refusal) {
		return refusal.Code
	}
	return Internal
}

// IsUserError tells whether a code belongs into userErrors.
func (c Code) IsUserError() bool {
	for _, code := range UserErrorCodes {
		if c == code {
			return true
		}
	}
	return false
}

// At names the input field that an error is about; a nil error stays nil.
func At(err error, field ...string) error {
	var refusal *Error
	if !errors.As(err, &refusal) {
		return err
	}
	located := *refusal
	located.Field = field
	return &located
}
