package account

import "time"

// Revised is an account with how often it was changed: Revision is the sequence of
// the audit event that tells of its last change, 0 where nothing but an import
// touched it. Nothing personal is in it, and it never falls.
type Revised struct {
	Account
	Revision  int64
	RevisedAt time.Time // When that was; CreatedAt where Revision is 0.
}

// CustomerChange changes several things of one customer, all or none; nil fields
// stay as they are.
type CustomerChange struct {
	Email       *string
	DisplayName *string
	Access      *Status // ACTIVE grants, REVOKED revokes.

	// Revisions are those that the change is meant for; nil: any. Another one is
	// REVISION_MISMATCH.
	Revisions []int64
}

// accessActs leads from the state that a change asks for to the act.
var accessActs = map[Status]Act{Active: GrantAccess, Revoked: RevokeAccess}

// AccessAct gives the act that leads to ACTIVE or REVOKED; nothing else can be
// asked for.
func AccessAct(to Status) (Act, bool) {
	act, ok := accessActs[to]
	return act, ok
}

// OtherRevision refuses a change that was meant for another revision.
func OtherRevision() *Error {
	return &Error{Code: RevisionMismatch, Message: "The account was changed since it was read, so nothing was done. Read it again and decide anew."}
}
