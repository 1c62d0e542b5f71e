package account

// Act is something that is done to one customer account.
type Act uint8

// The acts on an account, in the order in which menus list them.
const (
	RevokeAccess Act = iota + 1
	GrantAccess
	DeleteCustomer
	RenameCustomer
	SetPassword
	UpdateEmail
	ResendInvitation
)

// Acts lists every act on an account.
var Acts = []Act{RevokeAccess, GrantAccess, DeleteCustomer, RenameCustomer, SetPassword, UpdateEmail, ResendInvitation}

// Menu lists the acts of the three-dotted menu (RULES 8).
var Menu = Acts[:6:6]

var actNames = [...]string{
	RevokeAccess: "REVOKE_ACCESS", GrantAccess: "GRANT_ACCESS", DeleteCustomer: "DELETE_CUSTOMER",
	RenameCustomer: "RENAME_CUSTOMER", SetPassword: "RESET_PASSWORD", UpdateEmail: "UPDATE_EMAIL",
	ResendInvitation: "RESEND_INVITATION",
}

// String gives the name used in the schema.
func (a Act) String() string {
	if a > 0 && int(a) < len(actNames) {
		return actNames[a]
	}
	return "Act(?)"
}

// Move is what an act does to an account in some state.
type Move struct {
	To      Status // State afterwards.
	Changes bool   // False: a success that changes nothing, writes no audit event and moves no date.
	Refusal Code   // Set: the act is refused and the state stays.
}

// lifecycle is the table of RULES 2. An act or a state that is not in it is
// refused by the zero Status that comes out.
var lifecycle = map[Act]map[Status]Move{
	RevokeAccess: {
		Active:  {To: Revoked, Changes: true},
		Revoked: {To: Revoked},
		Deleted: {To: Deleted, Refusal: CustomerDeleted},
	},
	GrantAccess: {
		Active:  {To: Active},
		Revoked: {To: Active, Changes: true},
		Deleted: {To: Deleted, Refusal: CustomerDeleted},
	},
	DeleteCustomer: {
		Active:  {To: Deleted, Changes: true},
		Revoked: {To: Deleted, Changes: true},
		Deleted: {To: Deleted},
	},
	RenameCustomer: {
		Active:  {To: Active, Changes: true},
		Revoked: {To: Revoked, Changes: true},
		Deleted: {To: Deleted, Refusal: CustomerDeleted},
	},
	UpdateEmail: {
		Active:  {To: Active, Changes: true},
		Revoked: {To: Revoked, Changes: true},
		Deleted: {To: Deleted, Refusal: CustomerDeleted},
	},
	SetPassword:      onlyActive,
	ResendInvitation: onlyActive,
}

// onlyActive is the row of acts that give a way into the portal.
var onlyActive = map[Status]Move{
	Active:  {To: Active, Changes: true},
	Revoked: {To: Revoked, Refusal: CustomerRevoked},
	Deleted: {To: Deleted, Refusal: CustomerDeleted},
}

// Next looks up what an act does in a state. A refusal comes back as an error:
// CUSTOMER_DELETED for everything but a repeated delete of a deleted account,
// CUSTOMER_REVOKED for a way into the portal of a revoked one, NOT_FOUND for a
// state that is none.
func Next(act Act, from Status) (Move, error) {
	move, known := lifecycle[act][from]
	switch {
	case !known:
		return Move{}, &Error{Code: NotFound, Message: "No such customer."}
	case move.Refusal != "":
		return move, refusalOf(move.Refusal)
	}
	return move, nil
}

func refusalOf(code Code) *Error {
	switch code {
	case CustomerDeleted:
		return &Error{Code: code, Message: "The account was deleted. A deleted account can't be changed or brought back."}
	case CustomerRevoked:
		return &Error{Code: code, Message: "The customer's access is revoked. Grant access first."}
	}
	return &Error{Code: code, Message: "The account's state does not allow this."}
}
