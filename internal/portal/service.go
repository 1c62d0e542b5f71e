package portal

import (
	"context"
	"log/slog"
	"time"

	"gatehouse/account"
)

// Store is what the portal needs of the truth. Links and sessions end in it with
// the access; refusals are *account.Error.
type Store interface {
	SiteByID(ctx context.Context, id account.ID) (site account.Site, ok bool, err error)
	SiteByKey(ctx context.Context, key string) (site account.Site, ok bool, err error)

	Invite(ctx context.Context, site account.ID, email, displayName string) (account.Account, account.LinkSecret, error)
	CreateCustomer(ctx context.Context, site account.ID, email, displayName string, access account.Status, linked bool) (account.Revised, account.LinkSecret, error)
	ResendInvitation(ctx context.Context, customer account.ID) (account.Account, account.LinkSecret, error)
	CreatePasswordReset(ctx context.Context, customer account.ID) (account.Account, account.LinkSecret, error)
	AskPasswordReset(ctx context.Context, siteKey, email string) (a account.Account, secret account.LinkSecret, ok bool, err error)
	CheckLink(ctx context.Context, kind account.LinkKind, siteKey, secret string) error
	UseLink(ctx context.Context, kind account.LinkKind, siteKey, secret, hash string) (account.Account, account.PortalSession, error)

	PortalPassword(ctx context.Context, siteKey, email string) (customer account.ID, hash string, err error)
	StartPortalSession(ctx context.Context, customer account.ID, hash string) (account.Account, account.PortalSession, error)
	AuthenticatePortal(ctx context.Context, session string) (caller account.Caller, siteKey string, err error)
	EndPortalSession(ctx context.Context, session string, everywhere bool) (ended bool, err error)
}

// Mailer sends links. Both return at once, and never block or fail a mutation.
type Mailer interface {
	Invitation(ctx context.Context, m account.Message)
	PasswordReset(ctx context.Context, m account.Message)
}

// Config is what the portal stands on.
type Config struct {
	Store Store
	Mail  Mailer        // Nil: no mail is sent; links are handed over by who gets them.
	URL   func() string // Where the outside reaches Gatehouse, without a slash at the end.
	Now   func() time.Time
	Log   *slog.Logger // Hears of faults; never of a name, an address, a link or a password.
}

// Service is the portal without its pages.
type Service struct {
	Config
	hashes   *hasher
	throttle *throttle
	asked    chan ask
}

// New makes the portal. Run it, so that mails that anybody may ask for are sent.
func New(c Config) *Service {
	return &Service{Config: c, hashes: newHasher(), throttle: newThrottle(), asked: make(chan ask, maxAsked)}
}

// Invite makes an account and its invitation, which also goes out by mail where
// there is a mailer. Refusals: those of an invite (RULES 5).
func (s *Service) Invite(ctx context.Context, site account.ID, email, displayName string) (account.Account, account.Link, error) {
	a, secret, err := s.Store.Invite(ctx, site, email, displayName)
	return s.sent(ctx, a, secret, err)
}

// CreateCustomer makes an account for the identity provider, which is shown no link:
// the invitation goes out by mail, where there is a mailer and the account has access.
// Refusals: those of an invite.
func (s *Service) CreateCustomer(ctx context.Context, site account.ID, email, displayName string, access account.Status) (account.Revised, error) {
	made, secret, err := s.Store.CreateCustomer(ctx, site, email, displayName, access, s.Mail != nil)
	if err != nil || secret.Secret == "" {
		return made, err
	}
	if _, _, err := s.sent(ctx, made.Account, secret, nil); err != nil {
		// The account is there: an error would have the provider make it again.
		s.Log.Error("an invitation could not be mailed; send it again", "customer", made.ID.String(), "error", err)
	}
	return made, nil
}

// ResendInvitation makes a new invitation; the one before ends. Refusals:
// NOT_FOUND, CUSTOMER_DELETED, CUSTOMER_REVOKED, INVITATION_ACCEPTED.
func (s *Service) ResendInvitation(ctx context.Context, customer account.ID) (account.Account, account.Link, error) {
	a, secret, err := s.Store.ResendInvitation(ctx, customer)
	return s.sent(ctx, a, secret, err)
}

// CreatePasswordReset makes a link for a new password; the old one works until it
// is used. A customer who asks for itself is sent the link and not shown it: whoever
// sits at an open session must not get to set a new password. Refusals: NOT_FOUND,
// CUSTOMER_DELETED, CUSTOMER_REVOKED.
func (s *Service) CreatePasswordReset(ctx context.Context, customer account.ID) (account.Account, account.Link, error) {
	a, secret, err := s.Store.CreatePasswordReset(ctx, customer)
	a, link, err := s.sent(ctx, a, secret, err)
	if account.CallerFrom(ctx).Role == account.Customer {
		link = account.Link{}
	}
	return a, link, err
}

// sent makes the link of a secret and hands it to the mailer.
func (s *Service) sent(ctx context.Context, a account.Account, secret account.LinkSecret, err error) (account.Account, account.Link, error) {
	if err != nil {
		return a, account.Link{}, err
	}
	// Who asks may be nobody, who sees no site; the link is for the account's.
	site, ok, err := s.Store.SiteByID(account.WithCaller(ctx, account.System()), a.Site)
	if err != nil || !ok {
		return a, account.Link{}, err
	}
	link := account.Link{URL: s.address(site, secret), ExpiresAt: secret.ExpiresAt}
	if s.Mail != nil {
		m := account.Message{Site: site, To: a.Email.Typed, DisplayName: a.DisplayName, URL: link.URL, ExpiresAt: link.ExpiresAt}
		if secret.Kind == account.InvitationLink {
			s.Mail.Invitation(ctx, m)
		} else {
			s.Mail.PasswordReset(ctx, m)
		}
	}
	return a, link, nil
}

// pageOf names the page that a link opens.
var pageOf = map[account.LinkKind]string{account.InvitationLink: "accept", account.ResetLink: "reset"}

// address gives a link's address. The secret stands in the fragment, which browsers
// send to nobody: a query would be in the log of every proxy on the way.
func (s *Service) address(site account.Site, secret account.LinkSecret) string {
	base := site.PortalURL
	if base == "" {
		base = s.URL() + "/portal/" + site.Key
	}
	return base + "/" + pageOf[secret.Kind] + "#token=" + secret.Secret
}
