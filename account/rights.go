package account

// Role is what a caller is.
type Role uint8

// The roles of RULES 1. The zero Role is nobody.
const (
	Nobody Role = iota
	OrganizationAdmin
	SiteAdmin
	Agent
	IdentityProvider
	Customer // Signed in to the portal: it reaches itself alone.
)

// Roles lists the roles in the order of the tables.
var Roles = []Role{OrganizationAdmin, SiteAdmin, Agent, IdentityProvider, Customer}

// TokenRoles lists the roles that an access token can have. A customer has a
// session of the portal instead.
var TokenRoles = Roles[:4:4]

var roleNames = [...]string{
	Nobody: "NOBODY", OrganizationAdmin: "ORGANIZATION_ADMIN", SiteAdmin: "SITE_ADMIN", Agent: "AGENT",
	IdentityProvider: "IDENTITY_PROVIDER", Customer: "CUSTOMER",
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
	for _, r := range TokenRoles {
		if roleNames[r] == name {
			return r, true
		}
	}
	return Nobody, false
}

// OfOneSite tells whether callers of this role belong to one site. The others
// reach every site.
func (r Role) OfOneSite() bool { return r == SiteAdmin || r == Agent || r == Customer }

// Permission is a row of the table of RULES 1: something a caller may or may not
// do. The schema's authorization directive names one for every root field and
// every field of Site.
type Permission uint8

// The permissions, in the order of RULES 1.
const (
	Anybody Permission = iota + 1
	SignedIn
	SeeCustomersPage
	ReadCustomer
	Invite
	ChangeName
	ResetPassword
	ChangeAccess
	Delete
	ChangeEmail
	Search
	ReadRequests
	ReadEvents
	ReadDeletions
	ReadAuditLog
	RunJobs
	Administer
	Provision
)

// Permissions lists every permission.
var Permissions = []Permission{
	Anybody, SignedIn, SeeCustomersPage, ReadCustomer, Invite, ChangeName, ResetPassword, ChangeAccess, Delete,
	ChangeEmail, Search, ReadRequests, ReadEvents, ReadDeletions, ReadAuditLog, RunJobs, Administer, Provision,
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
	Own          // A customer: what is its own and nothing else.
)

var rights = map[Permission]permissionRow{
	Anybody: {"ANYBODY", "sign in, accept an invitation, ask for a password reset and use its link, sign out",
		Error{Code: Forbidden, Message: "This is for anybody."}, // Said to nobody: Caller.May refuses none.
		map[Role]Right{Nobody: Yes, OrganizationAdmin: Yes, SiteAdmin: Yes, Agent: Yes, IdentityProvider: Yes, Customer: Yes}},
	SignedIn: {"SIGNED_IN", "viewer, the organization's name and support URL, a site's id, key and name",
		Error{Code: Forbidden, Message: "This is for signed-in callers."},
		map[Role]Right{OrganizationAdmin: Yes, SiteAdmin: Yes, Agent: Yes, IdentityProvider: Yes, Customer: Yes}},
	SeeCustomersPage: {"CUSTOMERS_PAGE", "Portal-only customers page, counts, settings of the site",
		Error{Code: Forbidden, Message: "The Portal-only customers page is for organization admins and site admins. An organization admin can see it or give you the right."},
		map[Role]Right{OrganizationAdmin: Yes, SiteAdmin: Yes}},
	ReadCustomer: {"READ_CUSTOMER", "customer by id, and a customer's e-mail address",
		Error{Code: Forbidden, Message: "Reading an account by its id is for admins and agents. An organization admin can."},
		map[Role]Right{OrganizationAdmin: Yes, SiteAdmin: Yes, Agent: Yes, Customer: Own}},
	Invite: {"INVITE", "invite",
		Error{Code: Forbidden, Message: "Inviting is for admins and the identity provider, and for agents where the site's settings allow it. An organization admin can change that setting."},
		map[Role]Right{OrganizationAdmin: Yes, SiteAdmin: Yes, Agent: IfSiteAllows, IdentityProvider: Yes}},
	ChangeName: {"CHANGE_NAME", "change name",
		Error{Code: Forbidden, Message: "Changing a name is for admins and the identity provider. An organization admin can."},
		map[Role]Right{OrganizationAdmin: Yes, SiteAdmin: Yes, IdentityProvider: Yes, Customer: Own}},
	ResetPassword: {"RESET_PASSWORD", "reset password",
		Error{Code: Forbidden, Message: "Resetting a password is for admins. An organization admin can; and every customer can on the portal's own page."},
		map[Role]Right{OrganizationAdmin: Yes, SiteAdmin: Yes, Customer: Own}},
	ChangeAccess: {"CHANGE_ACCESS", "revoke, grant",
		Error{Code: Forbidden, Message: "Revoking and granting access is for admins and the identity provider. An organization admin can."},
		map[Role]Right{OrganizationAdmin: Yes, SiteAdmin: Yes, IdentityProvider: Yes}},
	Delete: {"DELETE", "delete",
		Error{Code: Forbidden, Message: "Only organization admins can delete portal-only accounts."},
		map[Role]Right{OrganizationAdmin: Yes}},
	ChangeEmail: {"CHANGE_EMAIL", "change e-mail",
		Error{Code: EmailManaged, Message: "E-mail addresses are managed by the identity provider. Change the address there."},
		map[Role]Right{IdentityProvider: Yes}},
	Search: {"SEARCH", "user picker, filter, references; make and change requests",
		Error{Code: Forbidden, Message: "Searching customers and changing requests is for admins and agents. An organization admin can."},
		map[Role]Right{OrganizationAdmin: Yes, SiteAdmin: Yes, Agent: Yes}},
	ReadRequests: {"READ_REQUESTS", "read requests",
		Error{Code: Forbidden, Message: "Reading requests is for admins and agents, and for customers their own. An organization admin can."},
		map[Role]Right{OrganizationAdmin: Yes, SiteAdmin: Yes, Agent: Yes, Customer: Own}},
	ReadEvents: {"READ_EVENTS", "follow what happens to the customers of a site",
		Error{Code: Forbidden, Message: "Following what happens to customers is for organization admins and site admins. An organization admin can."},
		map[Role]Right{OrganizationAdmin: Yes, SiteAdmin: Yes}},
	ReadDeletions: {"READ_DELETIONS", "deletion register",
		Error{Code: Forbidden, Message: "The deletion register is for organization admins. An organization admin can read it."},
		map[Role]Right{OrganizationAdmin: Yes}},
	ReadAuditLog: {"READ_AUDIT_LOG", "audit log",
		Error{Code: Forbidden, Message: "The audit log is for organization admins, and for site admins that of their own site. An organization admin can read it."},
		map[Role]Right{OrganizationAdmin: Yes, SiteAdmin: Yes}},
	RunJobs: {"RUN_JOBS", "start, read and cancel bulk jobs; deleting jobs need the right to delete besides",
		Error{Code: Forbidden, Message: "Bulk jobs are for organization admins and site admins. An organization admin can run one or give you the right."},
		map[Role]Right{OrganizationAdmin: Yes, SiteAdmin: Yes}},
	Administer: {"ADMINISTER", "create or change sites, settings, tokens, webhooks; the organization's own audit log",
		Error{Code: Forbidden, Message: "Sites, settings, tokens and webhooks are for organization admins. An organization admin can change them."},
		map[Role]Right{OrganizationAdmin: Yes}},
	Provision: {"PROVISION", "provisioning over SCIM",
		Error{Code: Forbidden, Message: "Provisioning over SCIM is for the identity provider alone. An organization admin can make a token of the role IDENTITY_PROVIDER."},
		map[Role]Right{IdentityProvider: Yes}},
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
