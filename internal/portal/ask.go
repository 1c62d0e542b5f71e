package portal

import (
	"context"

	"gatehouse/account"
)

// maxAsked bounds the resets that were asked for and wait for their mail: as many
// as are made in a second or two. Beyond it they are dropped, and asked for again.
const maxAsked = 256

// ask is a password reset that somebody asked for.
type ask struct{ siteKey, email string }

// RequestPasswordReset takes the wish for a new password. Its answer is the same
// for every address, and nothing is looked up before it: Run does that, and sends
// the link by mail. TOO_MANY_REQUESTS where it was asked too often.
func (s *Service) RequestPasswordReset(ctx context.Context, siteKey, email string) error {
	address, _ := account.ParseEmail(email)
	if _, err := s.throttle.take(siteKey, address.Canonical, account.VisitFrom(ctx).Address(), s.Now()); err != nil {
		return err
	}
	select {
	case s.asked <- ask{siteKey, address.Canonical}:
	default:
		s.Log.Warn("password resets are asked for faster than they are made; one was dropped")
	}
	return nil
}

// Run makes and sends the resets that were asked for, one after the other, until
// ctx ends. Those that wait then are dropped.
func (s *Service) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case a := <-s.asked:
			s.answer(ctx, a)
		}
	}
}

func (s *Service) answer(ctx context.Context, asked ask) {
	if s.Mail == nil {
		return
	}
	a, secret, ok, err := s.Store.AskPasswordReset(ctx, asked.siteKey, asked.email)
	if err == nil && ok {
		_, _, err = s.sent(ctx, a, secret, nil)
	}
	if err != nil && ctx.Err() == nil {
		s.Log.Error("a password reset could not be made", "error", account.CodeOf(err))
	}
}
