package account

import "time"

// LinkKind is what a link into the portal is for.
type LinkKind uint8

// The kinds of links. The store keeps these numbers.
const (
	InvitationLink LinkKind = 2
	ResetLink      LinkKind = 3
)

// Link is an address that opens the portal once: an invitation or a password
// reset. Whoever has it can set the account's password.
type Link struct {
	URL       string
	ExpiresAt time.Time // UTC.
}

// LinkSecret is what a Link carries. It is kept nowhere but in the link.
type LinkSecret struct {
	Kind      LinkKind
	Secret    string
	ExpiresAt time.Time // UTC.
}

// PortalSession is a new session of the portal. Its secret is for the browser's
// cookie alone.
type PortalSession struct {
	Secret    string
	ExpiresAt time.Time // UTC.
}

// SignInRefused is the one answer to an unknown address, a revoked or deleted
// account, one without a password and a wrong password: SIGN_IN_FAILED.
func SignInRefused() *Error {
	return &Error{Code: SignInFailed, Message: "The e-mail address or the password is wrong, or the account has no access. Check both; whoever forgot the password can ask for a new one."}
}

// LinkRefused is the one answer to a link that is unknown, cut off, used, too old,
// of another site or of an account without access: LINK_NOT_VALID.
func LinkRefused() *Error {
	return &Error{Code: LinkNotValid, Field: []string{"token"},
		Message: "The link is not complete, was used already or is too old. Ask for a new one."}
}

// HeldBy names the account that a CUSTOMER_REVOKED is about; other errors and nil
// stay as they are.
func HeldBy(err error, customer ID) error {
	refusal, ok := err.(*Error)
	if !ok || refusal.Code != CustomerRevoked {
		return err
	}
	held := *refusal
	held.Customer = customer
	return &held
}
