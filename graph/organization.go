package graph

import (
	"context"

	"gatehouse/account"
	"gatehouse/graph/model"
)

func organization(o account.Organization) *model.Organization {
	management := model.UserManagement(o.UserManagement)
	days := int(o.Hold.Hours() / 24)
	org := &model.Organization{Name: &o.Name, UserManagement: &management, ReinviteHoldDays: &days, Row: o}
	if o.SupportURL != "" {
		org.SupportURL = &o.SupportURL
	}
	return org
}

func (r queryResolver) Organization(ctx context.Context) (*model.Organization, error) {
	o, err := r.Store.Organization(ctx)
	if err != nil {
		return nil, err
	}
	return organization(o), nil
}

func (r organizationResolver) Sites(ctx context.Context, _ *model.Organization) ([]*model.Site, error) {
	return r.sites(ctx)
}

func (r organizationResolver) PortalCustomersLocation(ctx context.Context, o *model.Organization, siteKey string) ([]string, error) {
	s, ok, err := r.Store.SiteByKey(ctx, siteKey)
	if !ok || err != nil {
		return nil, err
	}
	return o.Row.UserManagement.Location(s.Name), nil
}

func (r mutationResolver) UpdateOrganization(ctx context.Context, in model.UpdateOrganizationInput) (*model.UpdateOrganizationPayload, error) {
	change := account.OrganizationChange{Name: in.Name, SupportURL: in.SupportURL, HoldDays: in.ReinviteHoldDays}
	if in.UserManagement != nil {
		management := account.UserManagement(*in.UserManagement)
		change.UserManagement = &management
	}
	o, err := r.Store.UpdateOrganization(ctx, change)
	refused, err := r.userErrors(ctx, err)
	return &model.UpdateOrganizationPayload{Organization: unless(refused, err, organization(o)), UserErrors: refused}, err
}
