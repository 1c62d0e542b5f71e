package account

// Why an available action is not allowed, beside the codes of a missing right.
const (
	AlreadyActive  Code = "ALREADY_ACTIVE"
	AlreadyRevoked Code = "ALREADY_REVOKED"
)

// AvailableAction is one line of the menu of a customer.
type AvailableAction struct {
	Action Act
	Reason *Error // Why it is not allowed; nil when it is.
}

var permissionOf = map[Act]Permission{
	RevokeAccess: ChangeAccess, GrantAccess: ChangeAccess, DeleteCustomer: Delete, RenameCustomer: ChangeName,
	SetPassword: ResetPassword, UpdateEmail: ChangeEmail, ResendInvitation: Invite,
}

// PermissionFor gives the permission that an act on an account needs.
func PermissionFor(act Act) Permission { return permissionOf[act] }

// AvailableActions is the three-dotted menu as data (RULES 8): every action, and
// for each that the caller can't take, why. A missing right is told before a
// state in which the act would change nothing.
func AvailableActions(caller Caller, status Status) []AvailableAction {
	actions := make([]AvailableAction, len(Menu))
	for i, act := range Menu {
		actions[i] = AvailableAction{Action: act, Reason: refusalReason(caller, act, status)}
	}
	return actions
}

func refusalReason(caller Caller, act Act, status Status) *Error {
	if err := caller.May(permissionOf[act]); err != nil {
		return err.(*Error)
	}
	move, err := Next(act, status)
	switch {
	case err != nil:
		return err.(*Error)
	case move.Changes:
		return nil
	case move.To == Active:
		return &Error{Code: AlreadyActive, Message: "The customer has access already."}
	case move.To == Revoked:
		return &Error{Code: AlreadyRevoked, Message: "The customer's access is revoked already."}
	default:
		return refusalOf(CustomerDeleted)
	}
}
