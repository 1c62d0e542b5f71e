package store

import (
	"context"
	"reflect"
	"regexp"
	"strings"
	"time"

	"gatehouse/account"
)

var siteKey = regexp.MustCompile(`^[a-z][a-z0-9-]{1,31}$`)

// CreateSite makes a site. Refusals: INVALID_INPUT, KEY_TAKEN.
func (s *Store) CreateSite(ctx context.Context, key, name string) (account.Site, error) {
	return change(ctx, s, func(t *tx) (account.Site, error) {
		t.tellRefusal(account.AuditCreateSite, account.ID{}, account.ID{})
		return t.createSite(key, name)
	})
}

func (t *tx) createSite(key, name string) (site account.Site, err error) {
	if !siteKey.MatchString(key) {
		return site, badInput("A site's key has 2 to 32 small letters, digits and hyphens and begins with a letter, like help.", "key")
	}
	site = account.Site{ID: account.NewID(account.SiteKind), Key: key, CreatedAt: t.now}
	if site.Name, err = plainText(name, 1, 100, "name"); err != nil {
		return site, err
	}
	n, err := t.exec("INSERT INTO site (id, key, name, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
		site.ID, site.Key, site.Name, site.CreatedAt)
	if err != nil {
		return site, err
	}
	if n == 0 {
		return site, &account.Error{Code: account.KeyTaken, Field: []string{"key"}, Message: "Another site has this key. Choose another one."}
	}
	return site, t.audit(account.AuditEvent{Action: account.AuditCreateSite, Subject: site.ID.String(), Site: site.ID})
}

// UpdateSiteSettings changes a site. Refusals: NOT_FOUND, INVALID_INPUT. What
// changes nothing isn't audited.
func (s *Store) UpdateSiteSettings(ctx context.Context, id account.ID, wish account.SiteChange) (account.Site, error) {
	return change(ctx, s, func(t *tx) (account.Site, error) {
		t.tellRefusal(account.AuditUpdateSite, id, account.ID{})
		site, err := t.site(id, "siteId")
		if err != nil {
			return site, err
		}
		t.tellRefusal(account.AuditUpdateSite, id, id)
		before := site
		if wish.Name != nil {
			if site.Name, err = plainText(*wish.Name, 1, 100, "name"); err != nil {
				return site, err
			}
		}
		if wish.AllowedDomains != nil {
			if site.AllowedDomains, err = allowedDomains(*wish.AllowedDomains); err != nil {
				return site, err
			}
		}
		if wish.AgentsMayInvite != nil {
			site.AgentsMayInvite = *wish.AgentsMayInvite
		}
		if wish.PortalURL != nil {
			if site.PortalURL, err = portalURL(*wish.PortalURL); err != nil {
				return site, err
			}
		}
		if days := wish.RevokeAfterDays; days != nil {
			if *days < 0 || *days > account.MaxPolicyDays {
				return site, badInput("Access is revoked after 1 to 3,650 days without a sign-in; 0 switches the policy off.", "revokeInactiveAfterDays")
			}
			site.RevokeAfterDays = *days
		}
		if reflect.DeepEqual(site, before) {
			return site, nil
		}
		_, err = t.exec("UPDATE site SET name = ?, allowed_domains = ?, agents_may_invite = ?, portal_url = ?, revoke_after_days = ? WHERE id = ?",
			site.Name, strings.Join(site.AllowedDomains, "\n"), site.AgentsMayInvite, site.PortalURL, site.RevokeAfterDays, site.ID)
		if err != nil {
			return site, err
		}
		return site, t.audit(account.AuditEvent{Action: account.AuditUpdateSite, Subject: id.String(), Site: id})
	})
}

// Organization gives the organization's settings to any caller.
func (s *Store) Organization(ctx context.Context) (account.Organization, error) {
	if account.CallerFrom(ctx).Role == account.Nobody {
		return account.Organization{}, nil
	}
	o, _, err := recall(ctx, s, func(m *memo) *remembered[struct{}, account.Organization] { return &m.organization }, struct{}{}, func(c *conn) (account.Organization, bool, error) {
		o, err := organization(c)
		return o, true, err
	})
	return o, err
}

func organization(c *conn) (account.Organization, error) {
	r, err := c.first("SELECT name, user_management, support_url, hold_days FROM organization")
	if r == nil || err != nil {
		return account.Organization{}, err
	}
	return account.Organization{
		Name: r.text(0), UserManagement: account.UserManagement(r.text(1)), SupportURL: r.text(2),
		Hold: time.Duration(r.number(3)) * day,
	}, nil
}

const day = 24 * time.Hour

// UpdateOrganization changes the organization's settings. Refusals: INVALID_INPUT.
// A new length of the hold reaches new deletions only.
func (s *Store) UpdateOrganization(ctx context.Context, wish account.OrganizationChange) (account.Organization, error) {
	return change(ctx, s, func(t *tx) (account.Organization, error) {
		t.tellRefusal(account.AuditUpdateOrganization, account.ID{}, account.ID{})
		before, err := organization(t.conn)
		if err != nil {
			return before, err
		}
		after, err := changedOrganization(before, wish)
		if err != nil || after == before {
			return after, err
		}
		_, err = t.exec("UPDATE organization SET name = ?, user_management = ?, support_url = ?, hold_days = ?",
			after.Name, string(after.UserManagement), after.SupportURL, int64(after.Hold/day))
		if err != nil {
			return after, err
		}
		return after, t.audit(account.AuditEvent{Action: account.AuditUpdateOrganization})
	})
}

func changedOrganization(o account.Organization, wish account.OrganizationChange) (_ account.Organization, err error) {
	if wish.Name != nil {
		if o.Name, err = plainText(*wish.Name, 1, 100, "name"); err != nil {
			return o, err
		}
	}
	if m := wish.UserManagement; m != nil {
		if *m != account.Centralized && *m != account.Original {
			return o, badInput("User management is CENTRALIZED or ORIGINAL.", "userManagement")
		}
		o.UserManagement = *m
	}
	if wish.SupportURL != nil {
		if o.SupportURL, err = supportURL(*wish.SupportURL); err != nil {
			return o, err
		}
	}
	if wish.HoldDays != nil {
		if *wish.HoldDays < 1 || *wish.HoldDays > 365 {
			return o, badInput("The hold lasts 1 to 365 days.", "reinviteHoldDays")
		}
		o.Hold = time.Duration(*wish.HoldDays) * day
	}
	return o, nil
}
