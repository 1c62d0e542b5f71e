package store

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"gatehouse/account"
)

// siteNumbers remembers which number stands for which site. Sites are never
// removed and keep their number, so what is remembered stays true, whatever
// another process does.
type siteNumbers struct {
	ids     sync.Map // int64 to account.ID
	numbers sync.Map // account.ID to int64
}

func (n *siteNumbers) id(c *conn, number int64) (account.ID, error) {
	if id, ok := n.ids.Load(number); ok {
		return id.(account.ID), nil
	}
	r, err := c.first("SELECT id FROM site WHERE n = ?", number)
	if err != nil {
		return account.ID{}, err
	}
	if r == nil {
		return account.ID{}, fmt.Errorf("a row names site number %d, which does not exist", number)
	}
	id := r.id(0, account.SiteKind)
	n.ids.Store(number, id)
	return id, nil
}

// number is remembered on readers only through rows on disk: a reader never sees
// a site whose transaction may still fail.
func (n *siteNumbers) number(c *conn, id account.ID) (int64, bool, error) {
	if number, ok := n.numbers.Load(id); ok {
		return number.(int64), true, nil
	}
	number, err := c.number("SELECT n FROM site WHERE id = ?", id)
	if err != nil || number == 0 || id.Kind != account.SiteKind {
		return 0, false, err
	}
	if c.reads {
		n.numbers.Store(id, number)
	}
	return number, true, nil
}

// siteNumber gives the number of a site, or null for the zero id.
func (t *tx) siteNumber(id account.ID) (any, error) {
	if id.IsZero() {
		return nil, nil
	}
	number, ok, err := t.store.sites.number(t.conn, id)
	if err == nil && !ok {
		err = fmt.Errorf("site %s does not exist", id)
	}
	return number, err
}

const siteColumns = "id, key, name, allowed_domains, agents_may_invite, created_at, portal_url, revoke_after_days"

func scanSite(r row) account.Site {
	s := account.Site{
		ID: r.id(0, account.SiteKind), Key: r.text(1), Name: r.text(2),
		AgentsMayInvite: r.truth(4), CreatedAt: r.time(5), PortalURL: r.text(6), RevokeAfterDays: int(r.number(7)),
	}
	if domains := r.text(3); domains != "" {
		s.AllowedDomains = strings.Split(domains, "\n")
	}
	return s
}

// Sites gives the sites of the caller's scope, by key.
func (s *Store) Sites(ctx context.Context) ([]account.Site, error) {
	caller := account.CallerFrom(ctx)
	return read(ctx, s, func(c *conn) ([]account.Site, error) {
		var all []account.Site
		for r, err := range c.rows("SELECT " + siteColumns + " FROM site ORDER BY key") {
			if err != nil {
				return nil, err
			}
			if site := scanSite(r); caller.Sees(site.ID) {
				all = append(all, site)
			}
		}
		return all, nil
	})
}

// SiteByKey gives a site of the caller's scope.
func (s *Store) SiteByKey(ctx context.Context, key string) (account.Site, bool, error) {
	caller := account.CallerFrom(ctx)
	site, ok, err := recall(ctx, s, func(m *memo) *remembered[string, account.Site] { return &m.sites }, key, func(c *conn) (account.Site, bool, error) {
		return oneSite(c, "SELECT "+siteColumns+" FROM site WHERE key = ?", key)
	})
	if !ok || err != nil || !caller.Sees(site.ID) {
		return account.Site{}, false, err
	}
	return site, true, nil
}

// SiteByID gives a site of the caller's scope.
func (s *Store) SiteByID(ctx context.Context, id account.ID) (account.Site, bool, error) {
	if id.Kind != account.SiteKind {
		return account.Site{}, false, nil
	}
	return s.site(ctx, "SELECT "+siteColumns+" FROM site WHERE id = ?", id)
}

func (s *Store) site(ctx context.Context, query string, arg any) (account.Site, bool, error) {
	caller := account.CallerFrom(ctx)
	return lookUp(ctx, s, func(c *conn) (account.Site, bool, error) {
		site, ok, err := oneSite(c, query, arg)
		if !ok || err != nil || !caller.Sees(site.ID) {
			return account.Site{}, false, err
		}
		return site, true, nil
	})
}

func oneSite(c *conn, query string, arg any) (account.Site, bool, error) {
	r, err := c.first(query, arg)
	if r == nil || err != nil {
		return account.Site{}, false, err
	}
	return scanSite(r), true, nil
}

// site gives a site of the caller's scope to a change, or NOT_FOUND.
func (t *tx) site(id account.ID, field string) (account.Site, error) {
	if id.Kind == account.SiteKind && t.caller.Sees(id) {
		r, err := t.first("SELECT "+siteColumns+" FROM site WHERE id = ?", id)
		if err != nil {
			return account.Site{}, err
		}
		if r != nil {
			return scanSite(r), nil
		}
	}
	return account.Site{}, notFound("site", field)
}

func notFound(what, field string) error {
	return &account.Error{Code: account.NotFound, Field: []string{field},
		Message: "There is no such " + what + " in your scope. Check the id."}
}
