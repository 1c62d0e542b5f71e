package account

import "time"

// addressTaken is the table of RULES 5 for an address that another account of the
// site has, by that account's state.
var addressTaken = map[Status]Error{
	Active:  {Code: EmailTaken, Message: "Another customer of this site has this e-mail address. Use that account, or another address."},
	Revoked: {Code: CustomerRevoked, Message: "The e-mail address belongs to a customer whose access is revoked. Grant that customer access instead."},
}

// AddressTaken refuses an address that another account has: EMAIL_TAKEN or
// CUSTOMER_REVOKED, with that account.
func AddressTaken(holder ID, status Status) *Error {
	refusal, known := addressTaken[status]
	if !known {
		refusal = addressTaken[Active]
	}
	refusal.Customer, refusal.Field = holder, []string{"email"}
	return &refusal
}

// AddressOnHold refuses an address whose account was deleted a short time ago:
// EMAIL_ON_HOLD, with the end of the hold.
func AddressOnHold(until time.Time) *Error {
	return &Error{Code: EmailOnHold, AvailableAt: until, Field: []string{"email"},
		Message: "The e-mail address belonged to an account that was deleted a short time ago. It can be used again from " +
			until.UTC().Format(time.RFC3339) + " on; nobody can shorten the wait."}
}

// DomainRefused refuses an address of a domain that the site does not allow:
// DOMAIN_NOT_ALLOWED.
func DomainRefused() *Error {
	return &Error{Code: DomainNotAllowed, Field: []string{"email"},
		Message: "The site does not allow e-mail addresses of this domain. An organization admin can add the domain to the site's settings."}
}
