package account

// Surface is a place that shows customers, or refuses to.
type Surface uint8

// The surfaces of RULES 3 that exist by now, in its order.
const (
	PortalAccess Surface = iota + 1
	UserPicker
	SelectInField
	Filter
	CustomersPage
	PageSearch
	FieldLabel
	LookupByID
	RequestsOfCustomer
	CountsAndFacets
	DeletionRegister
	Provisioning
)

// Surfaces lists every surface.
var Surfaces = []Surface{
	PortalAccess, UserPicker, SelectInField, Filter, CustomersPage, PageSearch, FieldLabel, LookupByID,
	RequestsOfCustomer, CountsAndFacets, DeletionRegister, Provisioning,
}

var surfaceNames = [...]string{
	PortalAccess: "sign-in to the portal, portal sessions, access check",
	UserPicker:   "user picker (search)", SelectInField: "select in a user-picker field", Filter: "filter (search)",
	CustomersPage: "Portal-only customers page, list", PageSearch: "Portal-only customers page, search box",
	FieldLabel: "label where a field was filled before", LookupByID: "lookup by id",
	RequestsOfCustomer: "requests filtered by that customer", CountsAndFacets: "counts, facets, export",
	DeletionRegister: "deletion register", Provisioning: "SCIM, for the identity provider",
}

// String gives the surface's name for people.
func (s Surface) String() string { return surfaceNames[s] }

// Key is a set of the ways in which a surface finds an account.
type Key uint8

const (
	// ByTypedText finds by words of the name, by the start of the e-mail address
	// or of its domain: "what a person types" of RULES 3.
	ByTypedText Key = 1 << iota
	// ByExactEmail finds by the whole canonical address and nothing less.
	ByExactEmail
	// ByID finds by the customer's id.
	ByID
	// Listed shows the account without being asked for it.
	Listed
)

// Cell is one cell of the visibility table.
type Cell struct {
	Found Key    // How the surface finds the account; 0: never, by nothing.
	Shows string // What is then shown, for people.
}

// visibility is the table of RULES 3: the only place that says who is shown
// where. The index, the queries and the checks after reading all ask it, through
// Finds.
var visibility = map[Surface]map[Status]Cell{
	PortalAccess: {
		Active:  {ByExactEmail | ByID, "yes"},
		Revoked: {0, "no"},
		Deleted: {0, "no"},
	},
	UserPicker: {
		Active:  {ByTypedText | ByExactEmail, "by what a person types of name or e-mail"},
		Revoked: {0, "never"},
		Deleted: {0, "never"},
	},
	SelectInField: {
		Active:  {ByID, "accepted"},
		Revoked: {0, "refused NOT_SELECTABLE"},
		Deleted: {0, "refused NOT_SELECTABLE"},
	},
	Filter: {
		Active:  {ByTypedText | ByExactEmail, "by what a person types, or exact e-mail"},
		Revoked: {ByExactEmail, "only by exact e-mail"},
		Deleted: {0, "never, by nothing"},
	},
	CustomersPage: {
		Active:  {Listed, "yes"},
		Revoked: {Listed, "yes, with status"},
		Deleted: {0, "no"},
	},
	PageSearch: {
		Active:  {ByExactEmail, "exact e-mail only"},
		Revoked: {ByExactEmail, "exact e-mail only"},
		Deleted: {0, "never"},
	},
	FieldLabel: {
		Active:  {ByID, Label(Active, "Name")},
		Revoked: {ByID, Label(Revoked, "Name")},
		Deleted: {ByID, Label(Deleted, "")},
	},
	LookupByID: {
		Active:  {ByID, "full"},
		Revoked: {ByID, "full"},
		Deleted: {0, "null; as a reference: the label, no name, no e-mail"},
	},
	RequestsOfCustomer: {
		Active:  {ByID | ByTypedText | ByExactEmail, "yes"},
		Revoked: {ByID | ByExactEmail, "yes: by id or exact e-mail"},
		Deleted: {0, "empty"},
	},
	CountsAndFacets: {
		Active:  {Listed, "counted"},
		Revoked: {Listed, "counted"},
		Deleted: {0, "not counted"},
	},
	DeletionRegister: {
		Active:  {0, "–"},
		Revoked: {0, "–"},
		Deleted: {Listed, "id, dates, actor; no name, no e-mail"},
	},
	Provisioning: {
		Active:  {ByID | ByExactEmail | Listed, "full, active"},
		Revoked: {ByID | ByExactEmail | Listed, "full, not active"},
		Deleted: {0, "not found"},
	},
}

// Finds tells whether a surface finds an account in this state by this key. An
// unknown state or surface is found by nothing.
func Finds(surface Surface, status Status, by Key) bool {
	return by != 0 && visibility[surface][status].Found&by == by
}

// Shows gives the cell's text for people.
func Shows(surface Surface, status Status) string { return visibility[surface][status].Shows }

// Indexed gives the keys by which any searching surface may find an account in
// this state: the search index holds terms for these and for nothing else.
func Indexed(status Status) Key {
	var keys Key
	for _, surface := range []Surface{UserPicker, Filter, RequestsOfCustomer} {
		keys |= visibility[surface][status].Found & (ByTypedText | ByExactEmail)
	}
	return keys
}

// Selectable tells whether a user-picker field accepts the account as a new
// choice.
func Selectable(status Status) bool { return Finds(SelectInField, status, ByID) }

// Admits tells whether the portal lets an account in: by a sign-in, a session, an
// invitation or a password reset.
func Admits(status Status) bool { return Finds(PortalAccess, status, ByID) }
