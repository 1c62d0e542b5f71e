package account

import "fmt"

// Status is the state of a customer account. The zero value is no state at all,
// so that a row whose state was never read is shown nowhere.
type Status uint8

const (
	// Active accounts have access and are found by what people type.
	Active Status = iota + 1
	// Revoked accounts have no access; grant access brings them back.
	Revoked
	// Deleted accounts are wiped out; only the tombstone is left.
	Deleted
)

// Statuses lists the states in the order of the tables.
var Statuses = []Status{Active, Revoked, Deleted}

var statusNames = [...]string{Active: "ACTIVE", Revoked: "REVOKED", Deleted: "DELETED"}

// String gives the name used in the schema, in the store and in files.
func (s Status) String() string {
	if int(s) < len(statusNames) && s > 0 {
		return statusNames[s]
	}
	return fmt.Sprintf("Status(%d)", uint8(s))
}

// ParseStatus reads the name that String writes.
func ParseStatus(name string) (Status, bool) {
	for _, s := range Statuses {
		if statusNames[s] == name {
			return s, true
		}
	}
	return 0, false
}
