package graph

import (
	"context"
	"time"

	"gatehouse/account"
	"gatehouse/graph/model"
)

// customer gives an account as the caller may see it.
func customer(ctx context.Context, a account.Account) *model.Customer {
	c := &model.Customer{
		ID: a.ID.String(), Email: a.Email.Typed, DisplayName: a.DisplayName, Label: a.Label(),
		Status: model.CustomerStatus(a.Status.String()), CreatedAt: a.CreatedAt,
		RevokedAt: optional(a.RevokedAt), LastSignInAt: optional(a.LastSignInAt), Row: a,
	}
	if a.AccessReason != "" && may(ctx, account.SeeCustomersPage) {
		c.AccessReason = &a.AccessReason
	}
	return c
}

// optional gives a time, or null for the zero time.
func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// living gives the customer of an id: nil when unknown, deleted or out of scope.
func (r *resolver) living(ctx context.Context, id account.ID) (*model.Customer, error) {
	if id.IsZero() {
		return nil, nil
	}
	rows, err := r.Store.AccountsByID(ctx, []account.ID{id})
	if err != nil || rows[0] == nil || !account.Finds(account.LookupByID, rows[0].Status, account.ByID) {
		return nil, err
	}
	return customer(ctx, *rows[0]), nil
}

func (r queryResolver) Customer(ctx context.Context, id string) (*model.Customer, error) {
	parsed, err := readID(id, "id")
	if err != nil {
		return nil, err
	}
	return r.living(ctx, parsed)
}

func (r customerResolver) DeletionImpact(ctx context.Context, c *model.Customer) (*model.DeletionImpact, error) {
	reported, participated, err := r.Store.DeletionImpact(ctx, c.Row.ID)
	return &model.DeletionImpact{RequestsReported: reported, RequestsParticipated: participated}, err
}

func (r customerResolver) AvailableActions(ctx context.Context, c *model.Customer) ([]*model.AvailableAction, error) {
	actions := account.AvailableActions(account.CallerFrom(ctx), c.Row.Status)
	all := make([]*model.AvailableAction, len(actions))
	for i, a := range actions {
		all[i] = &model.AvailableAction{Action: model.CustomerAction(a.Action.String()), Allowed: a.Reason == nil}
		if a.Reason != nil {
			all[i].Reason = &model.ActionRefusal{Code: model.ActionRefusalCode(a.Reason.Code), Message: a.Reason.Message}
		}
	}
	return all, nil
}

func (r mutationResolver) InviteCustomer(ctx context.Context, in model.InviteCustomerInput) (*model.InviteCustomerPayload, error) {
	site, err := readID(in.SiteID, "siteId")
	if err != nil {
		return nil, err
	}
	a, link, err := r.Portal.Invite(ctx, site, in.Email, in.DisplayName)
	refused, err := r.userErrors(ctx, err)
	return &model.InviteCustomerPayload{
		Customer: unless(refused, err, customer(ctx, a)), Invitation: unless(refused, err, portalLink(link)), UserErrors: refused,
	}, err
}

func (r mutationResolver) RevokeAccess(ctx context.Context, in model.RevokeAccessInput) (*model.RevokeAccessPayload, error) {
	id, err := readID(in.CustomerID, "customerId")
	if err != nil {
		return nil, err
	}
	a, changed, err := r.Store.RevokeAccess(ctx, id, text(in.Reason))
	refused, err := r.userErrors(ctx, err)
	return &model.RevokeAccessPayload{
		Customer: unless(refused, err, customer(ctx, a)), Changed: unless(refused, err, &changed), UserErrors: refused,
	}, err
}

func (r mutationResolver) GrantAccess(ctx context.Context, in model.GrantAccessInput) (*model.GrantAccessPayload, error) {
	id, err := readID(in.CustomerID, "customerId")
	if err != nil {
		return nil, err
	}
	a, changed, err := r.Store.GrantAccess(ctx, id, text(in.Reason))
	refused, err := r.userErrors(ctx, err)
	return &model.GrantAccessPayload{
		Customer: unless(refused, err, customer(ctx, a)), Changed: unless(refused, err, &changed), UserErrors: refused,
	}, err
}

func (r mutationResolver) RenameCustomer(ctx context.Context, in model.RenameCustomerInput) (*model.RenameCustomerPayload, error) {
	id, err := readID(in.CustomerID, "customerId")
	if err != nil {
		return nil, err
	}
	a, changed, err := r.Store.RenameCustomer(ctx, id, in.DisplayName)
	refused, err := r.userErrors(ctx, err)
	return &model.RenameCustomerPayload{
		Customer: unless(refused, err, customer(ctx, a)), Changed: unless(refused, err, &changed), UserErrors: refused,
	}, err
}

func (r mutationResolver) UpdateCustomerEmail(ctx context.Context, in model.UpdateCustomerEmailInput) (*model.UpdateCustomerEmailPayload, error) {
	id, err := readID(in.CustomerID, "customerId")
	if err != nil {
		return nil, err
	}
	a, changed, err := r.Store.UpdateEmail(ctx, id, in.Email)
	refused, err := r.userErrors(ctx, err)
	return &model.UpdateCustomerEmailPayload{
		Customer: unless(refused, err, customer(ctx, a)), Changed: unless(refused, err, &changed), UserErrors: refused,
	}, err
}

// unless gives a payload's value, or null where the mutation was refused.
func unless[T any](refused []model.UserError, err error, value *T) *T {
	if err != nil || len(refused) > 0 {
		return nil
	}
	return value
}

// text gives an optional text; absent and null are "".
func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
