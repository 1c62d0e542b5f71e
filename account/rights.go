package account

// Role is what a caller is.
type Role uint8

// The roles of RULES 1 that exist by now. The zero Role is nobody.
const (
	Nobody Role = iota
	OrganizationAdmin
	SiteAdmin
	Agent
	IdentityProvider
)

// Roles lists the roles that a token can have, in the order of the tables.
var Roles = []Role{OrganizationAdmin, SiteAdmin, Agent, IdentityProvider}

var roleNames = [...]string{
	Nobody: "NOBODY", OrganizationAdmin: "ORGANIZATION_ADMIN", SiteAdmin: "SITE_ADMIN", Agent: "AGENT",
	IdentityProvider: "IDENTITY_PROVIDER",
}

// String gives the name used in the schema.
func (r Role) String() string {
	if int(r) < len(roleNames) {
		return roleNames[r]
	}
	return roleNames[Nobody]
}

// ParseRole reads the name of a role that a token can have.
func ParseRole(name string) (Role, bool) {
	for _, r := range Roles {
		if roleNames[r] == name {
			return r, true
		}
	}
	return Nobody, false
}

// OfOneSite tells whether callers of this role belong to one site. The others
// reach every site.
func (r Role) OfOneSite() bool { return r == SiteAdmin || r == Agent }

// Permission is a row of the table of RULES 1: something a caller may or may not
// do. The schema's authorization directive names one for every root field and
// every field of Site.
type Permission uint8

// The permissions, in the order of RULES 1.
const (
	SignedIn Permission = iota + 1
	SeeCustomersPage
	ReadCustomer
	Invite
	ChangeName
	ChangeAccess
	Delete
	ChangeEmail
	Search
	ReadDeletions
	ReadAuditLog
	Administer
)

// Permissions lists every permission.
var Permissions = []Permission{
	SignedIn, SeeCustomersPage, ReadCustomer, Invite, ChangeName, ChangeAccess, Delete, ChangeEmail, Search,
	ReadDeletions, ReadAuditLog, Administer,
}

type permissionRow struct {
	name    string
	meaning string
	refusal Error
	may     map[Role]Right
}

// Right is one cell of the table.
type Right uint8

// The rights. The zero Right is none, so a role that a row does not name is
// refused.
const (
	No Right = iota
	Yes
	IfSiteAllows // Agents invite only where the site's settings say so.
)

var rights = map[Permission]permissionRow{
	SignedIn: {"SIGNED_IN", "viewer, the organization's name and support URL, a site's id, key and name",
		Error{Code: Forbidden, Message: "This is for signed-in callers."},
		map[Role]Right{OrganizationAdmin: Yes, SiteAdmin: Yes, Agent: Yes, IdentityProvider: Yes}},
	SeeCustomersPage: {"CUSTOMERS_PAGE", "Portal-only customers page, counts, settings of the site",
		Error{Code: Forbidden, Message: "The Portal-only customers page is for organization admins and site admins. An organization admin can see it or give you the right."},
		map[Role]Right{OrganizationAdmin: Yes, SiteAdmin: Yes}},
	ReadCustomer: {"READ_CUSTOMER", "customer by id, and a customer's e-mail address",
		Error{Code: Forbidden, Message: "Reading an account by its id is for admins and agents. An organization admin can."},
		map[Role]Right{OrganizationAdmin: Yes, SiteAdmin: Yes, Agent: Yes}},
	Invite: {"INVITE", "invite",
		Error{Code: Forbidden, Message: "Inviting is for admins and the identity provider, and for agents where the site's settings allow it. An organization admin can change that setting."},
		map[Role]Right{OrganizationAdmin: Yes, SiteAdmin: Yes, Agent: IfSiteAllows, IdentityProvider: Yes}},
	ChangeName: {"CHANGE_NAME", "change name",
		Error{Code: Forbidden, Message: "Changing a name is for admins and the identity provider. An organization admin can."},
		map[Role]Right{OrganizationAdmin: Yes, SiteAdmin: Yes, IdentityProvider: Yes}},
	ChangeAccess: {"CHANGE_ACCESS", "revoke, grant",
		Error{Code: Forbidden, Message: "Revoking and granting access is for admins and the identity provider. An organization admin can."},
		map[Role]Right{OrganizationAdmin: Yes, SiteAdmin: Yes, IdentityProvider: Yes}},
	Delete: {"DELETE", "delete",
		Error{Code: Forbidden, Message: "Only organization admins can delete portal-only accounts."},
		map[Role]Right{OrganizationAdmin: Yes}},
	ChangeEmail: {"CHANGE_EMAIL", "change e-mail",
		Error{Code: EmailManaged, Message: "E-mail addresses are managed by the identity provider. Change the address there."},
		map[Role]Right{IdentityProvider: Yes}},
	Search: {"SEARCH", "user picker, filter, references, requests",
		Error{Code: Forbidden, Message: "Searching customers and reading requests is for admins and agents. An organization admin can."},
		map[Role]Right{OrganizationAdmin: Yes, SiteAdmin: Yes, Agent: Yes}},
	ReadDeletions: {"READ_DELETIONS", "deletion register",
		Error{Code: Forbidden, Message: "The deletion register is for organization admins. An organization admin can read it."},
		map[Role]Right{OrganizationAdmin: Yes}},
	ReadAuditLog: {"READ_AUDIT_LOG", "audit log",
		Error{Code: Forbidden, Message: "The audit log is for organization admins, and for site admins that of their own site. An organization admin can read it."},
		map[Role]Right{OrganizationAdmin: Yes, SiteAdmin: Yes}},
	Administer: {"ADMINISTER", "create or change sites, settings, tokens; the organization's own audit log",
		Error{Code: Forbidden, Message: "Sites, settings and tokens are for organization admins. An organization admin can change them."},
		map[Role]Right{OrganizationAdmin: Yes}},
}

// String gives the name used in the schema.
func (p Permission) String() string { return rights[p].name }

// Meaning says in words what the permission covers.
func (p Permission) Meaning() string { return rights[p].meaning }

// ParsePermission reads the name used in the schema.
func ParsePermission(name string) (Permission, bool) {
	for _, p := range Permissions {
		if rights[p].name == name {
			return p, true
		}
	}
	return 0, false
}

// RightOf looks up the table's cell.
func RightOf(role Role, p Permission) Right { return rights[p].may[role] }

// Audited tells whether a refusal for want of this permission is written to the
// audit log (RULES 9: refused delete, token and settings acts).
func (p Permission) Audited() bool { return p == Delete || p == Administer }
