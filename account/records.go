package account

import "time"

// Account is one customer account as the store keeps it. Of a deleted account
// only ID, Site, Status and Deletion are set: there is nothing else left.
type Account struct {
	ID           ID
	Site         ID
	Email        Email
	DisplayName  string
	Status       Status
	CreatedAt    time.Time // UTC, to the millisecond, as all times here.
	RevokedAt    time.Time // Zero while ACTIVE.
	LastSignInAt time.Time // Zero: invited, never signed in.
	GrantedAt    time.Time // When access was last given back; zero: never.
	AccessReason string    // Why access was last revoked or granted; free text, for admins, erased with the account.
	Deletion     *Deletion // Set when DELETED.
}

// Label is what a field shows that holds this customer.
func (a Account) Label() string { return Label(a.Status, a.DisplayName) }

// Deletion is the tombstone of an account: it stays for good, and nothing in it
// is personal. Its id is del_ with the customer's UUID.
type Deletion struct {
	Customer  ID
	Site      ID
	DeletedAt time.Time
	PurgeAt   time.Time // The hold on the address ends: from here on it can be invited.
	Actor     string

	ErasedAt time.Time // When the files were proven clean of the account; zero: not yet.
	Receipt  string    // The signed erasure receipt, JSON text; "" until ErasedAt.
}

// Site is a help center.
type Site struct {
	ID              ID
	Key             string
	Name            string
	AllowedDomains  []string // Canonical domains whose addresses may be invited; empty: all.
	AgentsMayInvite bool
	PortalURL       string // Where a portal of its own has its pages; "": Gatehouse's pages.
	CreatedAt       time.Time

	// RevokeAfterDays is the site's inactivity policy: who does not sign in for so
	// many days loses access. 0: off.
	RevokeAfterDays int
}

// UserManagement is how the organization's admin pages are laid out. It decides
// only where the Portal-only customers page is found.
type UserManagement string

// The two layouts.
const (
	Centralized UserManagement = "CENTRALIZED"
	Original    UserManagement = "ORIGINAL"
)

// Location is the way to the Portal-only customers page of a site (RULES 1).
func (u UserManagement) Location(siteName string) []string {
	if u == Original {
		return []string{"User management", "Customer service", "Portal-only customers"}
	}
	return []string{"Apps", siteName, "Customer service", "Portal-only customers"}
}

// DefaultHold is how long the address of a deleted account can't be invited,
// unless the organization's settings say otherwise. RULES 2.
const DefaultHold = 14 * 24 * time.Hour

// Organization is the one deployment.
type Organization struct {
	Name           string
	UserManagement UserManagement
	SupportURL     string        // Where a stuck admin is sent; may be empty.
	Hold           time.Duration // For new deletions; whole days, 1 to 365.
}

// Request is a customer's request, with the people its fields hold.
type Request struct {
	ID           ID
	Site         ID
	Key          string // Site key in capitals, hyphen, number: HELP-17.
	Summary      string // Free text, 1 to 255 characters. It is neither searched nor changed by a delete.
	Reporter     ID
	Participants []ID // In the order given, without repeats.
	CreatedAt    time.Time
}

// Token is an access token without its secret.
type Token struct {
	ID         ID
	Name       string
	Role       Role
	Site       ID // Zero for roles of the whole organization.
	CreatedAt  time.Time
	ExpiresAt  time.Time // Zero: never.
	RevokedAt  time.Time // Zero: not revoked.
	LastUsedAt time.Time // To the minute; zero: never used.
}

// Outcome is how an audited act ended.
type Outcome string

// The outcomes. REFUSED is written for a refused delete, token or settings act.
const (
	Done    Outcome = "DONE"
	Refused Outcome = "REFUSED"
)

// AuditAction is what an audit event tells of.
type AuditAction string

// The audited actions (RULES 9).
const (
	AuditInvite             AuditAction = "INVITE_CUSTOMER"
	AuditRevoke             AuditAction = "REVOKE_ACCESS"
	AuditGrant              AuditAction = "GRANT_ACCESS"
	AuditDelete             AuditAction = "DELETE_CUSTOMER"
	AuditRename             AuditAction = "RENAME_CUSTOMER"
	AuditUpdateEmail        AuditAction = "UPDATE_CUSTOMER_EMAIL"
	AuditCreateSite         AuditAction = "CREATE_SITE"
	AuditUpdateSite         AuditAction = "UPDATE_SITE_SETTINGS"
	AuditUpdateOrganization AuditAction = "UPDATE_ORGANIZATION"
	AuditCreateToken        AuditAction = "CREATE_ACCESS_TOKEN"
	AuditRevokeToken        AuditAction = "REVOKE_ACCESS_TOKEN"
	AuditImport             AuditAction = "IMPORT_CUSTOMERS"
	AuditImportBatch        AuditAction = "IMPORT_BATCH"
	AuditBackup             AuditAction = "BACK_UP"
	AuditRestore            AuditAction = "RESTORE"
	AuditExport             AuditAction = "EXPORT_CUSTOMERS"
	AuditExportPerson       AuditAction = "EXPORT_PERSON"
	AuditBulkJob            AuditAction = "BULK_JOB"
	AuditBulkBatch          AuditAction = "BULK_BATCH"
	AuditCancelJob          AuditAction = "CANCEL_BULK_JOB"

	AuditAcceptMissingDeletions AuditAction = "ACCEPT_MISSING_DELETIONS"

	AuditResendInvitation AuditAction = "RESEND_INVITATION"
	AuditCreateReset      AuditAction = "CREATE_PASSWORD_RESET"
	AuditAcceptInvitation AuditAction = "ACCEPT_INVITATION"
	AuditSetPassword      AuditAction = "RESET_PASSWORD"
	AuditRotateHoldKey    AuditAction = "ROTATE_HOLD_KEY"
	AuditRemoveHoldKey    AuditAction = "REMOVE_HOLD_KEY"
	AuditRotateReceiptKey AuditAction = "ROTATE_RECEIPT_KEY"

	AuditCreateWebhook    AuditAction = "CREATE_WEBHOOK"
	AuditDeleteWebhook    AuditAction = "DELETE_WEBHOOK"
	AuditRotateWebhook    AuditAction = "ROTATE_WEBHOOK_SECRET"
	AuditReplayWebhook    AuditAction = "REPLAY_WEBHOOK"
	AuditPauseWebhook     AuditAction = "PAUSE_WEBHOOK"
	AuditResumeWebhook    AuditAction = "RESUME_WEBHOOK"
	AuditRetryDeadLetters AuditAction = "RETRY_DEAD_LETTERS"
)

// AuditActions lists every audited action, in the order of the schema.
var AuditActions = []AuditAction{
	AuditInvite, AuditRevoke, AuditGrant, AuditDelete, AuditRename, AuditUpdateEmail, AuditCreateSite,
	AuditUpdateSite, AuditUpdateOrganization, AuditCreateToken, AuditRevokeToken, AuditImport, AuditImportBatch,
	AuditExport, AuditExportPerson,
	AuditBackup, AuditRestore, AuditAcceptMissingDeletions, AuditResendInvitation, AuditCreateReset,
	AuditAcceptInvitation, AuditSetPassword,
	AuditBulkJob, AuditBulkBatch, AuditCancelJob, AuditRotateHoldKey, AuditRemoveHoldKey, AuditRotateReceiptKey,
	AuditCreateWebhook, AuditDeleteWebhook, AuditRotateWebhook, AuditReplayWebhook, AuditPauseWebhook, AuditResumeWebhook, AuditRetryDeadLetters,
}

// ofCustomers are the actions that change a customer, or make some.
var ofCustomers = map[AuditAction]bool{
	AuditInvite: true, AuditRevoke: true, AuditGrant: true, AuditDelete: true, AuditRename: true, AuditUpdateEmail: true,
	AuditImportBatch: true, AuditResendInvitation: true, AuditAcceptInvitation: true, AuditSetPassword: true,
}

// IsCustomerEvent tells whether other systems hear of an event: something was done
// to a customer. What was refused changed nobody.
func (e AuditEvent) IsCustomerEvent() bool { return ofCustomers[e.Action] && e.Outcome == Done }

// AuditEvent is one line of the append-only, hash-chained log. It carries ids and
// counts, never a name, an address or typed text.
type AuditEvent struct {
	Sequence int64
	ID       ID
	At       time.Time
	Actor    string
	Action   AuditAction
	Subject  string // Id of what was acted on, of any kind; may be empty.
	Site     ID     // The site whose admins may read the event; zero: organization admins alone.
	Request  string // Id of the request that caused it; may be empty.
	Outcome  Outcome
	Count    int64 // Accounts that an import, an export, a job or a batch of them was about; else 0.
}

// AuditChain says how far the hash chain of the audit log holds.
type AuditChain struct {
	Intact    bool
	UpTo      int64 // The last event whose link fits; the next one is broken if not Intact.
	CheckedAt time.Time
}

// Counts are the facets of a site.
type Counts struct {
	Active        int
	Revoked       int
	NeverSignedIn int
}

// Change is an entry of the change log, which serves the search index alone.
type Change struct {
	Position int64
	Customer ID
	Nonce    uint64 // Random: tells a restored store from the one the index followed.
}

// Match is an account that a search found, with its place in the ranking.
type Match struct {
	Account
	Position Position
}

// SiteChange changes a site's settings; nil fields stay as they are.
type SiteChange struct {
	Name            *string
	AllowedDomains  *[]string
	AgentsMayInvite *bool
	PortalURL       *string
	RevokeAfterDays *int // 0 switches the policy off.
}

// OrganizationChange changes the organization's settings; nil fields stay as they
// are.
type OrganizationChange struct {
	Name           *string
	UserManagement *UserManagement
	SupportURL     *string
	HoldDays       *int
}

// Commit is a change with the row as it stands behind it: what the store tells
// the search overlay between a commit and its answers.
type Commit struct {
	Change
	Account Account // Status Deleted: only ids and the deletion are set.
}
