package account

// formerUser stands where a deleted person's name stood. All deleted people look
// the same.
const formerUser = "Former user"

// deactivated follows the name of whoever has no access.
const deactivated = " (Deactivated)"

// Label is what a field shows that holds the customer: computed whenever it is
// read, never stored. It is text for people; programs read the status beside it,
// because anybody may be called "Former user".
func Label(status Status, displayName string) string {
	switch status {
	case Active:
		return displayName
	case Revoked:
		return displayName + deactivated
	default:
		return formerUser + deactivated
	}
}
