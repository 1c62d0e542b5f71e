package graph

import (
	"context"
	"time"

	"gatehouse/account"
)

// Store is what the resolvers need of the truth. Every method acts for the caller
// in the context: a row outside its scope is absent. Refusals are *account.Error;
// an answer comes back only when its commit is on disk.
type Store interface {
	// Reading. Absent rows are nil or the zero value with ok false, never an error.
	Customers(ctx context.Context, q account.CustomerQuery, page account.Page) (account.Rows[account.Account], error)
	CountCustomers(ctx context.Context, q account.CustomerQuery) (int, error)
	// AccountsByID keeps the order of ids. Deleted accounts come as tombstones
	// with Status Deleted; ids never known or out of scope are nil.
	AccountsByID(ctx context.Context, ids []account.ID) ([]*account.Account, error)
	DeletionImpact(ctx context.Context, customer account.ID) (reported, participated int, err error)

	Organization(ctx context.Context) (account.Organization, error)
	Sites(ctx context.Context) ([]account.Site, error)
	SiteByKey(ctx context.Context, key string) (site account.Site, ok bool, err error)
	SiteByID(ctx context.Context, id account.ID) (site account.Site, ok bool, err error)
	Counts(ctx context.Context, site account.ID) (account.Counts, error)

	Requests(ctx context.Context, q account.RequestQuery, page account.Page) (account.Rows[account.Request], error)
	CountRequests(ctx context.Context, q account.RequestQuery) (int, error)
	RequestByID(ctx context.Context, id account.ID) (request account.Request, ok bool, err error)

	Deletions(ctx context.Context, site account.ID, page account.Page) (account.Rows[account.Deletion], error)
	CountDeletions(ctx context.Context, site account.ID) (int, error)
	DeletionByID(ctx context.Context, id account.ID) (deletion account.Deletion, ok bool, err error)

	AuditEvents(ctx context.Context, q account.AuditQuery, page account.Page) (account.Rows[account.AuditEvent], error)
	// AuditChain may be up to a minute old.
	AuditChain(ctx context.Context) (account.AuditChain, error)
	CountAuditEvents(ctx context.Context, q account.AuditQuery) (int, error)
	AuditEventByID(ctx context.Context, id account.ID) (event account.AuditEvent, ok bool, err error)

	// EventsAfter gives a site's events after a position of the log, oldest first.
	EventsAfter(ctx context.Context, site account.ID, after int64, limit int) ([]account.AuditEvent, error)
	// LastEvent is the position of the newest event of the whole log.
	LastEvent(ctx context.Context) (int64, error)
	// Written gives a channel that is closed at the next commit, of this process at
	// once and of another one within a second.
	Written() <-chan struct{}

	Tokens(ctx context.Context, page account.Page) (account.Rows[account.Token], error)
	CountTokens(ctx context.Context) (int, error)
	TokenByID(ctx context.Context, id account.ID) (token account.Token, ok bool, err error)

	// Delete jobs are in the scope of those who may delete.
	Jobs(ctx context.Context, site account.ID, page account.Page) (account.Rows[account.Job], error)
	CountJobs(ctx context.Context, site account.ID) (int, error)
	JobByID(ctx context.Context, id account.ID) (job account.Job, ok bool, err error)
	// JobOutcomes are the lines that are done, by line; code "": all of them.
	JobOutcomes(ctx context.Context, job account.ID, code account.Code, page account.Page) (account.Rows[account.JobLine], error)
	CancelJob(ctx context.Context, id account.ID) (job account.Job, changed bool, err error)

	// Webhooks are in the scope of those who administer.
	Webhooks(ctx context.Context, site account.ID) ([]account.Webhook, error)
	WebhookByID(ctx context.Context, id account.ID) (webhook account.Webhook, ok bool, err error)
	// DeadLetters are the newest, so many at most.
	DeadLetters(ctx context.Context, webhook account.ID, most int) ([]account.WebhookEvent, error)
	DeleteWebhook(ctx context.Context, id account.ID) error
	ReplayWebhook(ctx context.Context, id account.ID, after int64) (account.Webhook, error)
	ResumeWebhook(ctx context.Context, id account.ID) (webhook account.Webhook, changed bool, err error)
	RetryDeadLetters(ctx context.Context, id account.ID) (webhook account.Webhook, retried int, err error)

	// Changing.
	RevokeAccess(ctx context.Context, customer account.ID, reason string) (a account.Account, changed bool, err error)
	GrantAccess(ctx context.Context, customer account.ID, reason string) (a account.Account, changed bool, err error)
	DeleteCustomer(ctx context.Context, customer account.ID, confirmEmail string) (d account.Deletion, changed bool, err error)
	RenameCustomer(ctx context.Context, customer account.ID, displayName string) (a account.Account, changed bool, err error)
	UpdateEmail(ctx context.Context, customer account.ID, email string) (a account.Account, changed bool, err error)

	CreateRequest(ctx context.Context, site account.ID, summary string, reporter account.ID, participants []account.ID) (account.Request, error)
	SetRequestParticipants(ctx context.Context, request account.ID, participants []account.ID) (account.Request, error)

	CreateSite(ctx context.Context, key, name string) (account.Site, error)
	UpdateSiteSettings(ctx context.Context, site account.ID, change account.SiteChange) (account.Site, error)
	UpdateOrganization(ctx context.Context, change account.OrganizationChange) (account.Organization, error)
	CreateToken(ctx context.Context, role account.Role, site account.ID, name string, expiresAt time.Time) (token account.Token, secret string, err error)
	RevokeToken(ctx context.Context, id account.ID) (token account.Token, changed bool, err error)

	// AuditRefusal writes a REFUSED event for an act that a missing right stopped
	// before it reached the store. An empty subject is allowed.
	AuditRefusal(ctx context.Context, action account.AuditAction, subject string) error
}

// Portal is what the resolvers need of the way in: it makes links, checks passwords
// and gives the session to the browser of the request in the context.
type Portal interface {
	Invite(ctx context.Context, site account.ID, email, displayName string) (account.Account, account.Link, error)
	ResendInvitation(ctx context.Context, customer account.ID) (account.Account, account.Link, error)
	// CreatePasswordReset gives the zero Link to a customer who asks for itself.
	CreatePasswordReset(ctx context.Context, customer account.ID) (account.Account, account.Link, error)

	AcceptInvitation(ctx context.Context, siteKey, token, password string) (account.ID, account.PortalSession, error)
	SignIn(ctx context.Context, siteKey, email, password string) (account.ID, account.PortalSession, error)
	SignOut(ctx context.Context, everywhere bool) (ended bool, err error)
	RequestPasswordReset(ctx context.Context, siteKey, email string) error
	ResetPassword(ctx context.Context, siteKey, token, password string) (account.ID, account.PortalSession, error)
}

// Search is what the resolvers need of the index. Each method is one surface of
// the visibility table and gives accounts as the store has them at that moment.
// While there is no index to ask, they answer SEARCH_UNAVAILABLE.
type Search interface {
	UserPicker(ctx context.Context, site account.ID, text string, first int) ([]account.Account, error)
	// Matched says which parts of an account that the user picker found matched the
	// text. It reads nothing and can't fail.
	Matched(text string, a account.Account) []account.TextMatch
	// CustomerFilter ranks at most 1,000 candidates; Position.Class of the page's
	// bounds and of PositionOf is the match class.
	CustomerFilter(ctx context.Context, site account.ID, text string, page account.Page) (account.Rows[Match], error)
	// CountCustomerFilter counts every match, also beyond the ranked ones.
	CountCustomerFilter(ctx context.Context, site account.ID, text string) (int, error)
}

// Jobs starts bulk jobs. It decides the rights of their action.
type Jobs interface {
	Start(ctx context.Context, in account.JobInput) (account.Job, error)
}

// Webhooks makes and tries what holds addresses and secrets of webhooks. A secret is
// given once.
type Webhooks interface {
	Create(ctx context.Context, site account.ID, address string) (w account.Webhook, secret string, err error)
	// Rotate lets the former secret sign for so many hours more.
	Rotate(ctx context.Context, id account.ID, hours int) (w account.Webhook, secret string, err error)
	Test(ctx context.Context, id account.ID) (account.WebhookTry, error)
}

// Match is an account that a search found, with its place in the ranking.
type Match = account.Match
