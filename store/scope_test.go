package store

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gatehouse/account"
)

// TestScope lets an admin of one site, and nobody, ask for everything of another
// site: each read and change answers as if it were not there. An organization
// admin gets the same questions answered, so that none is empty by mistake.
func TestScope(t *testing.T) {
	h := newHouse(t)
	second := h.second()
	own := h.invite("own@example.com")
	a, gone := h.invite("ana@example.com"), h.invite("dora@example.com")
	h.remove(gone)
	request, err := h.CreateRequest(h.admin, h.site.ID, "A request", a.ID, []account.ID{own.ID})
	if err != nil {
		t.Fatal(err)
	}
	events, err := h.AuditEvents(h.admin, account.AuditQuery{Site: h.site.ID}, account.Page{Size: 1})
	if err != nil {
		t.Fatal(err)
	}
	token, _, err := h.CreateToken(h.admin, account.Agent, h.site.ID, "t", h.clock.Now().AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	page, here := account.Page{Size: 100}, h.site.ID
	reads := map[string]func(ctx context.Context) (int, error){
		"Customers": func(ctx context.Context) (int, error) {
			r, err := h.Customers(ctx, account.CustomerQuery{Site: here}, page)
			return len(r.Items), err
		},
		"Customers by address": func(ctx context.Context) (int, error) {
			r, err := h.Customers(ctx, account.CustomerQuery{Email: "ana@example.com"}, page)
			return len(r.Items), err
		},
		"Customers of all sites": func(ctx context.Context) (int, error) {
			r, err := h.Customers(ctx, account.CustomerQuery{}, page)
			return len(r.Items), err
		},
		"CountCustomers": func(ctx context.Context) (int, error) {
			return h.CountCustomers(ctx, account.CustomerQuery{Site: here})
		},
		"CountAccounts": func(ctx context.Context) (int, error) { return h.CountAccounts(ctx) },
		"AccountsAfter": func(ctx context.Context) (int, error) {
			all, err := h.AccountsAfter(ctx, account.ID{}, 100)
			return len(all), err
		},
		"AccountsByID": func(ctx context.Context) (int, error) {
			all, err := h.AccountsByID(ctx, []account.ID{a.ID, gone.ID, account.NewID(account.CustomerKind), a.ID.As(account.SiteKind)})
			n := 0
			for _, a := range all {
				if a != nil {
					n++
				}
			}
			return n, err
		},
		"DeletionImpact": func(ctx context.Context) (int, error) {
			reported, participated, err := h.DeletionImpact(ctx, a.ID)
			return reported + participated, err
		},
		"Counts":    func(ctx context.Context) (int, error) { c, err := h.Counts(ctx, here); return c.Active, err },
		"SiteByKey": func(ctx context.Context) (int, error) { _, ok, err := h.SiteByKey(ctx, "help"); return one(ok), err },
		"SiteByID":  func(ctx context.Context) (int, error) { _, ok, err := h.SiteByID(ctx, here); return one(ok), err },
		"Requests": func(ctx context.Context) (int, error) {
			r, err := h.Requests(ctx, account.RequestQuery{Site: here}, page)
			return len(r.Items), err
		},
		"Requests of a customer": func(ctx context.Context) (int, error) {
			r, err := h.Requests(ctx, account.RequestQuery{Site: here, OfCustomers: true, Customers: []account.ID{a.ID}}, page)
			return len(r.Items), err
		},
		"CountRequests": func(ctx context.Context) (int, error) { return h.CountRequests(ctx, account.RequestQuery{Site: here}) },
		"RequestByID": func(ctx context.Context) (int, error) {
			_, ok, err := h.RequestByID(ctx, request.ID)
			return one(ok), err
		},
		"Deletions": func(ctx context.Context) (int, error) {
			r, err := h.Deletions(ctx, here, page)
			return len(r.Items), err
		},
		"CountDeletions": func(ctx context.Context) (int, error) { return h.CountDeletions(ctx, here) },
		"DeletionByID": func(ctx context.Context) (int, error) {
			_, ok, err := h.DeletionByID(ctx, gone.ID.As(account.DeletionKind))
			return one(ok), err
		},
		"AuditEvents": func(ctx context.Context) (int, error) {
			r, err := h.AuditEvents(ctx, account.AuditQuery{Site: here}, page)
			return len(r.Items), err
		},
		"AuditEvents of an account": func(ctx context.Context) (int, error) {
			r, err := h.AuditEvents(ctx, account.AuditQuery{Subject: a.ID.String()}, page)
			return len(r.Items), err
		},
		"CountAuditEvents": func(ctx context.Context) (int, error) { return h.CountAuditEvents(ctx, account.AuditQuery{Site: here}) },
		"AuditEventByID": func(ctx context.Context) (int, error) {
			_, ok, err := h.AuditEventByID(ctx, events.Items[0].ID)
			return one(ok), err
		},
		"Tokens":      func(ctx context.Context) (int, error) { r, err := h.Tokens(ctx, page); return len(r.Items), err },
		"CountTokens": func(ctx context.Context) (int, error) { return h.CountTokens(ctx) },
		"TokenByID":   func(ctx context.Context) (int, error) { _, ok, err := h.TokenByID(ctx, token.ID); return one(ok), err },
	}
	for name, ask := range reads {
		if n, err := ask(h.admin); n == 0 || err != nil {
			t.Errorf("%s: got %d rows and error %v for an organization admin, want some", name, n, err)
		}
		for who, ctx := range map[string]context.Context{"another site's admin": as(account.SiteAdmin, second), "nobody": context.Background()} {
			if n, err := ask(ctx); n != 0 || err != nil {
				t.Errorf("%s: got %d rows and error %v for %s, want none", name, n, err, who)
			}
		}
	}
	// By a customer of another site nothing is found on the own one.
	for _, ctx := range []context.Context{h.admin, as(account.SiteAdmin, second)} {
		q := account.RequestQuery{Site: second.ID, OfCustomers: true, Customers: []account.ID{a.ID}}
		rows, err := h.Requests(ctx, q, page)
		n, countErr := h.CountRequests(ctx, q)
		if len(rows.Items) != 0 || rows.HasNext || n != 0 || err != nil || countErr != nil {
			t.Errorf("got %d requests, counted %d, errors %v and %v, of another site's customer; want none", len(rows.Items), n, err, countErr)
		}
	}
	agents := true
	changes := map[string]func(ctx context.Context) error{
		"invite": func(ctx context.Context) error {
			_, err := h.InviteCustomer(ctx, here, "new@example.com", "A")
			return err
		},
		"revoke": func(ctx context.Context) error { _, _, err := h.RevokeAccess(ctx, a.ID, ""); return err },
		"grant":  func(ctx context.Context) error { _, _, err := h.GrantAccess(ctx, a.ID, ""); return err },
		"delete": func(ctx context.Context) error {
			_, _, err := h.DeleteCustomer(ctx, a.ID, "ana@example.com")
			return err
		},
		"repeat":  func(ctx context.Context) error { _, _, err := h.DeleteCustomer(ctx, gone.ID, ""); return err },
		"rename":  func(ctx context.Context) error { _, _, err := h.RenameCustomer(ctx, a.ID, "B"); return err },
		"e-mail":  func(ctx context.Context) error { _, _, err := h.UpdateEmail(ctx, a.ID, "new@example.com"); return err },
		"request": func(ctx context.Context) error { _, err := h.CreateRequest(ctx, here, "s", a.ID, nil); return err },
		"people":  func(ctx context.Context) error { _, err := h.SetRequestParticipants(ctx, request.ID, nil); return err },
		"settings": func(ctx context.Context) error {
			_, err := h.UpdateSiteSettings(ctx, here, account.SiteChange{AgentsMayInvite: &agents})
			return err
		},
		"token": func(ctx context.Context) error { _, _, err := h.RevokeToken(ctx, token.ID); return err },
	}
	for name, act := range changes {
		if err := act(as(account.SiteAdmin, second)); account.CodeOf(err) != account.NotFound {
			t.Errorf("%s by another site's admin: got %v, want NOT_FOUND", name, err)
		}
	}
	after, err := h.AccountsByID(h.admin, []account.ID{a.ID})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&a, after[0]); diff != "" {
		t.Errorf("the account changed (-want +got):\n%s", diff)
	}
	// The same address on another site is another person's: it may be invited.
	if _, err := h.InviteCustomer(h.admin, second.ID, "ANA@example.com", "Ana"); err != nil {
		t.Errorf("got %v, want the same address on another site", err)
	}
	// An agent invites where the site's settings of now say so.
	agent := as(account.Agent, h.site)
	if _, err := h.InviteCustomer(agent, here, "by-agent@example.com", "A"); account.CodeOf(err) != account.Forbidden {
		t.Errorf("got %v for an agent, want FORBIDDEN", err)
	}
	if err := changes["settings"](h.admin); err != nil {
		t.Fatal(err)
	}
	if _, err := h.InviteCustomer(agent, here, "by-agent@example.com", "A"); err != nil {
		t.Errorf("got %v for an agent who may, want an account", err)
	}
}

func one(ok bool) int {
	if ok {
		return 1
	}
	return 0
}
