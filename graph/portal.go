package graph

import (
	"context"

	"gatehouse/account"
	"gatehouse/graph/model"
)

// portalLink gives a link, or null where the caller is not shown it.
func portalLink(l account.Link) *model.PortalLink {
	if l.URL == "" {
		return nil
	}
	return &model.PortalLink{URL: l.URL, ExpiresAt: l.ExpiresAt}
}

func (r mutationResolver) ResendInvitation(ctx context.Context, in model.ResendInvitationInput) (*model.ResendInvitationPayload, error) {
	id, err := readID(in.CustomerID, "customerId")
	if err != nil {
		return nil, err
	}
	a, link, err := r.Portal.ResendInvitation(ctx, id)
	refused, err := r.userErrors(ctx, err)
	return &model.ResendInvitationPayload{
		Customer: unless(refused, err, customer(ctx, a)), Invitation: unless(refused, err, portalLink(link)), UserErrors: refused,
	}, err
}

func (r mutationResolver) CreatePasswordReset(ctx context.Context, in model.CreatePasswordResetInput) (*model.CreatePasswordResetPayload, error) {
	id, err := readID(in.CustomerID, "customerId")
	if err != nil {
		return nil, err
	}
	a, link, err := r.Portal.CreatePasswordReset(ctx, id)
	refused, err := r.userErrors(ctx, err)
	return &model.CreatePasswordResetPayload{
		Customer: unless(refused, err, customer(ctx, a)), PasswordReset: unless(refused, err, portalLink(link)), UserErrors: refused,
	}, err
}

// entry is what every way in answers, in the form of its payloads.
type entry struct {
	customer *string
	session  account.PortalSession
	refused  []model.UserError
}

func (r *resolver) entered(ctx context.Context, id account.ID, session account.PortalSession, err error) (entry, error) {
	refused, err := r.userErrors(ctx, err)
	text := id.String()
	return entry{unless(refused, err, &text), session, refused}, err
}

func (r mutationResolver) AcceptInvitation(ctx context.Context, in model.AcceptInvitationInput) (*model.AcceptInvitationPayload, error) {
	id, session, err := r.Portal.AcceptInvitation(ctx, in.SiteKey, in.Token, in.Password)
	e, err := r.entered(ctx, id, session, err)
	return &model.AcceptInvitationPayload{CustomerID: e.customer, SessionExpiresAt: optional(e.session.ExpiresAt), UserErrors: e.refused}, err
}

func (r mutationResolver) SignIn(ctx context.Context, in model.SignInInput) (*model.SignInPayload, error) {
	id, session, err := r.Portal.SignIn(ctx, in.SiteKey, in.Email, in.Password)
	e, err := r.entered(ctx, id, session, err)
	return &model.SignInPayload{CustomerID: e.customer, SessionExpiresAt: optional(e.session.ExpiresAt), UserErrors: e.refused}, err
}

func (r mutationResolver) ResetPassword(ctx context.Context, in model.ResetPasswordInput) (*model.ResetPasswordPayload, error) {
	id, session, err := r.Portal.ResetPassword(ctx, in.SiteKey, in.Token, in.Password)
	e, err := r.entered(ctx, id, session, err)
	return &model.ResetPasswordPayload{CustomerID: e.customer, SessionExpiresAt: optional(e.session.ExpiresAt), UserErrors: e.refused}, err
}

func (r mutationResolver) SignOut(ctx context.Context, in model.SignOutInput) (*model.SignOutPayload, error) {
	everywhere := in.Everywhere != nil && *in.Everywhere
	ended, err := r.Portal.SignOut(ctx, everywhere)
	refused, err := r.userErrors(ctx, err)
	return &model.SignOutPayload{Changed: ended, UserErrors: refused}, err
}

func (r mutationResolver) RequestPasswordReset(ctx context.Context, in model.RequestPasswordResetInput) (*model.RequestPasswordResetPayload, error) {
	err := r.Portal.RequestPasswordReset(ctx, in.SiteKey, in.Email)
	refused, err := r.userErrors(ctx, err)
	return &model.RequestPasswordResetPayload{Accepted: true, UserErrors: refused}, err
}
