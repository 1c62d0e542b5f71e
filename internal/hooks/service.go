package hooks

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"gatehouse/account"
)

// Store is what webhooks need of the truth. Reads and changes act for the caller in
// the context.
type Store interface {
	CreateWebhook(ctx context.Context, w account.Webhook) (account.Webhook, error)
	WebhookByID(ctx context.Context, id account.ID) (w account.Webhook, ok bool, err error)
	ResealWebhook(ctx context.Context, id account.ID, until time.Time, reseal func(account.Webhook) ([]byte, error)) (account.Webhook, error)

	LiveWebhooks(ctx context.Context) ([]account.Webhook, error)
	// The rest is told the revision of the webhook that is worked for, and is not ok
	// where an admin has changed it since.
	WebhookWork(ctx context.Context, id account.ID, revision int64) (work account.WebhookWork, ok bool, err error)
	WebhookTook(ctx context.Context, id account.ID, revision, position int64, delivered time.Time) (ok bool, err error)
	WebhookTried(ctx context.Context, id account.ID, revision int64, tried account.WebhookTried) (ok bool, err error)
	WebhookWorksAgain(ctx context.Context, id account.ID, revision int64, now time.Time) (ok bool, err error)
	PauseWebhook(ctx context.Context, id account.ID, revision int64, why account.WebhookPause, try account.WebhookTry) (ok bool, err error)

	EventsAfter(ctx context.Context, site account.ID, after int64, limit int) ([]account.AuditEvent, error)
	// Written gives a channel that is closed at the next commit.
	Written() <-chan struct{}
}

// Config is what webhooks stand on.
type Config struct {
	Store   Store
	Keys    Keys
	Allowed []netip.Prefix // Networks that targets may be on beside the public ones.
	Roots   *x509.CertPool // Who vouches for targets; nil: whom the machine trusts.
	Timeout time.Duration  // Of one try; 0: 15 seconds.
	Now     func() time.Time
	After   func(time.Duration) <-chan time.Time // Waits for a retry's time; nil: time.After.
	Log     *slog.Logger                         // Hears of ids and hosts; never of addresses, secrets or answers.
}

// Service makes, tests and works webhooks.
type Service struct {
	Config
	sender *sender
	tests  chan struct{} // One for each test at once.

	mu    sync.Mutex
	tried map[account.WebhookOutcome]int64
}

// New gives a service. Webhooks can be made from here on; Run delivers.
func New(c Config) *Service {
	if c.After == nil {
		c.After = time.After
	}
	return &Service{Config: c, sender: newSender(c), tests: make(chan struct{}, maxTests), tried: map[account.WebhookOutcome]int64{}}
}

// Create makes a webhook of a site and gives the secret that it signs with, which is
// shown to nobody again. Refusals: NOT_FOUND for the site, INVALID_INPUT.
func (s *Service) Create(ctx context.Context, site account.ID, address string) (w account.Webhook, secret string, err error) {
	u, err := parseURL(address, s.Allowed)
	if err != nil {
		return w, "", err
	}
	to := target{URL: u.String(), Secret: newSecret()}
	w = account.Webhook{ID: account.NewID(account.WebhookKind), Site: site, Host: u.Host}
	if w.Sealed, err = s.seal(w.ID, to); err != nil {
		return w, "", err
	}
	w, err = s.Store.CreateWebhook(ctx, w)
	return w, secretText(to.Secret), err
}

// maxOverlap bounds for how many hours a former secret may sign.
const maxOverlap = 168

// Rotate exchanges the secret. The one before signs, too, for so many hours.
// Refusals: NOT_FOUND, INVALID_INPUT; also where the key that seals webhooks is lost.
func (s *Service) Rotate(ctx context.Context, id account.ID, hours int) (w account.Webhook, secret string, err error) {
	if hours < 0 || hours > maxOverlap {
		return w, "", &account.Error{Code: account.InvalidInput, Field: []string{"overlapHours"},
			Message: fmt.Sprintf("The former secret signs for 0 to %d hours more.", maxOverlap)}
	}
	fresh, until := newSecret(), time.Time{}
	if hours > 0 {
		until = s.Now().UTC().Truncate(time.Millisecond).Add(time.Duration(hours) * time.Hour)
	}
	w, err = s.Store.ResealWebhook(ctx, id, until, func(w account.Webhook) ([]byte, error) {
		to, err := s.open(w)
		if err != nil {
			return nil, keyLost(err)
		}
		to.Old, to.OldUntil = to.Secret, until
		if hours == 0 {
			to.Old = nil
		}
		to.Secret = fresh
		return s.seal(id, to)
	})
	return w, secretText(fresh), err
}

// keyLost turns errKeyLost into what an admin can do about it.
func keyLost(err error) error {
	if !errors.Is(err, errKeyLost) {
		return err
	}
	return &account.Error{Code: account.InvalidInput, Field: []string{"webhookId"},
		Message: "The key that the webhook is sealed with is not there. Have the operator put webhook-key back into the data directory, or delete the webhook and make it anew."}
}

// Test sends a test message now, also while the webhook is paused, and tells what
// became of it. Refusals: NOT_FOUND; INVALID_INPUT where the key is lost; TRY_AGAIN
// while too many tests go on.
func (s *Service) Test(ctx context.Context, id account.ID) (try account.WebhookTry, err error) {
	select {
	case s.tests <- struct{}{}:
		defer func() { <-s.tests }()
	default:
		return try, &account.Error{Code: account.StoreIsBusy, RetryAfter: 5 * time.Second, Message: "Too many tests of webhooks go on. Send it again in a moment."}
	}
	w, ok, err := s.Store.WebhookByID(ctx, id)
	if err != nil {
		return try, err
	}
	if !ok {
		return try, &account.Error{Code: account.NotFound, Field: []string{"webhookId"}, Message: "There is no such webhook in your scope. Check the id."}
	}
	to, err := s.open(w)
	if err != nil {
		return try, keyLost(err)
	}
	message, body, err := testMessage(w, s.Now())
	if err != nil {
		return try, err
	}
	return s.sender.try(ctx, to, message, body)
}

// count counts a delivery's try.
func (s *Service) count(outcome account.WebhookOutcome) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tried[outcome]++
}

// Tried tells how many tries to deliver had which outcome since the start; every
// outcome is there.
func (s *Service) Tried() map[account.WebhookOutcome]int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := map[account.WebhookOutcome]int64{}
	for _, outcome := range account.WebhookOutcomes {
		all[outcome] = s.tried[outcome]
	}
	return all
}
