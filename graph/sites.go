package graph

import (
	"context"

	"gatehouse/account"
	"gatehouse/graph/model"
)

func site(_ context.Context, s account.Site) *model.Site {
	return &model.Site{ID: s.ID.String(), Key: s.Key, Name: s.Name, Row: s}
}

// sites gives the sites in the caller's scope.
func (r *resolver) sites(ctx context.Context) ([]*model.Site, error) {
	rows, err := r.Store.Sites(ctx)
	if err != nil {
		return nil, err
	}
	return each(site)(ctx, rows)
}

func (r queryResolver) Site(ctx context.Context, key string) (*model.Site, error) {
	s, ok, err := r.Store.SiteByKey(ctx, key)
	if !ok || err != nil {
		return nil, err
	}
	return site(ctx, s), nil
}

func (r siteResolver) Settings(_ context.Context, s *model.Site) (*model.SiteSettings, error) {
	domains := s.Row.AllowedDomains
	if domains == nil {
		domains = []string{}
	}
	settings := &model.SiteSettings{
		AllowedDomains: domains, AgentsMayInvite: s.Row.AgentsMayInvite, InactivityPolicy: inactivityPolicy(s.Row),
	}
	if s.Row.PortalURL != "" {
		settings.PortalURL = &s.Row.PortalURL
	}
	return settings, nil
}

func (r siteResolver) Counts(ctx context.Context, s *model.Site) (*model.CustomerCounts, error) {
	c, err := r.Store.Counts(ctx, s.Row.ID)
	if err != nil {
		return nil, err
	}
	return &model.CustomerCounts{
		Total: c.Active + c.Revoked, Active: c.Active, Revoked: c.Revoked, NeverSignedIn: c.NeverSignedIn,
	}, nil
}

func (r mutationResolver) CreateSite(ctx context.Context, in model.CreateSiteInput) (*model.CreateSitePayload, error) {
	s, err := r.Store.CreateSite(ctx, in.Key, in.Name)
	refused, err := r.userErrors(ctx, err)
	return &model.CreateSitePayload{Site: unless(refused, err, site(ctx, s)), UserErrors: refused}, err
}

func (r mutationResolver) UpdateSiteSettings(ctx context.Context, in model.UpdateSiteSettingsInput) (*model.UpdateSiteSettingsPayload, error) {
	id, err := readID(in.SiteID, "siteId")
	if err != nil {
		return nil, err
	}
	change := account.SiteChange{Name: in.Name, AgentsMayInvite: in.AgentsMayInvite, PortalURL: in.PortalURL}
	if in.AllowedDomains != nil {
		change.AllowedDomains = &in.AllowedDomains
	}
	if in.InactivityPolicy != nil {
		change.RevokeAfterDays = &in.InactivityPolicy.RevokeAfterDays
	}
	s, err := r.Store.UpdateSiteSettings(ctx, id, change)
	refused, err := r.userErrors(ctx, err)
	return &model.UpdateSiteSettingsPayload{Site: unless(refused, err, site(ctx, s)), UserErrors: refused}, err
}
