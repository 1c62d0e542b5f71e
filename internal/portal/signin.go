package portal

import (
	"context"

	"gatehouse/account"
)

// SignIn begins a session and gives it to the browser. An unknown address, a
// revoked, deleted or passwordless account and a wrong password are all
// SIGN_IN_FAILED after one read and one computed hash; TOO_MANY_REQUESTS where it
// was tried too often.
func (s *Service) SignIn(ctx context.Context, siteKey, email, password string) (account.ID, account.PortalSession, error) {
	typed, ok := account.TypedPassword(password)
	if !ok && len(password) > account.MaxPasswordOctets {
		_, err := account.ParsePassword(password)
		return account.ID{}, account.PortalSession{}, err
	}
	// What is no address is nobody's: it takes the same way.
	address, _ := account.ParseEmail(email)
	visit := account.VisitFrom(ctx)
	giveBack, err := s.throttle.take(siteKey, address.Canonical, visit.Address(), s.Now())
	if err != nil {
		return account.ID{}, account.PortalSession{}, err
	}
	customer, hash, err := s.Store.PortalPassword(ctx, siteKey, address.Canonical)
	if err != nil {
		return account.ID{}, account.PortalSession{}, err
	}
	right, err := s.hashes.verify(ctx, typed, hash)
	if err == nil && !right {
		err = account.SignInRefused()
	}
	if err != nil {
		return account.ID{}, account.PortalSession{}, err
	}
	_, session, err := s.Store.StartPortalSession(ctx, customer, hash)
	if err != nil {
		return account.ID{}, account.PortalSession{}, err
	}
	giveBack()
	visit.Begin(session.Secret, session.ExpiresAt)
	return customer, session, nil
}

// SignOut ends the session that was sent along, or all of its customer's. It tells
// whether there was one.
func (s *Service) SignOut(ctx context.Context, everywhere bool) (bool, error) {
	visit := account.VisitFrom(ctx)
	if visit.Session() == "" {
		return false, nil
	}
	ended, err := s.Store.EndPortalSession(ctx, visit.Session(), everywhere)
	if err == nil {
		visit.End()
	}
	return ended, err
}

// AcceptInvitation sets the first password by an invitation and begins a session.
// Refusals: LINK_NOT_VALID, then INVALID_PASSWORD; TOO_MANY_REQUESTS.
func (s *Service) AcceptInvitation(ctx context.Context, siteKey, token, password string) (account.ID, account.PortalSession, error) {
	return s.useLink(ctx, account.InvitationLink, siteKey, token, password)
}

// ResetPassword sets a new password by a reset link, ends all other sessions and
// begins one. Refusals as of AcceptInvitation.
func (s *Service) ResetPassword(ctx context.Context, siteKey, token, password string) (account.ID, account.PortalSession, error) {
	return s.useLink(ctx, account.ResetLink, siteKey, token, password)
}

func (s *Service) useLink(ctx context.Context, kind account.LinkKind, siteKey, token, password string) (id account.ID, session account.PortalSession, err error) {
	visit := account.VisitFrom(ctx)
	giveBack, err := s.throttle.take(siteKey, "", visit.Address(), s.Now())
	if err != nil {
		return id, session, err
	}
	if err := s.Store.CheckLink(ctx, kind, siteKey, token); err != nil {
		return id, session, err
	}
	prepared, err := account.ParsePassword(password)
	if err != nil {
		giveBack() // The link is right; a password that is too short is no attack.
		return id, session, err
	}
	hash, err := s.hashes.hash(ctx, prepared)
	if err != nil {
		return id, session, err
	}
	a, session, err := s.Store.UseLink(ctx, kind, siteKey, token, hash)
	if err != nil {
		return id, session, err
	}
	giveBack()
	visit.Begin(session.Secret, session.ExpiresAt)
	return a.ID, session, nil
}
