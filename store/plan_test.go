package store

import (
	"context"
	"strings"
	"testing"
	"time"

	"gatehouse/account"
)

// TestPlans asks SQLite how it would answer every list: always by a search in an
// index that has the order already, never by a scan or a sort.
func TestPlans(t *testing.T) {
	h := newHouse(t)
	yes, no, when := true, false, h.clock.Now()
	c, err := h.readers.get(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer h.readers.put(c)
	site := h.site.ID
	customers := func(q account.CustomerQuery) func() (string, []any) {
		return func() (string, []any) {
			l, _, err := h.customerList(h.admin, c, q)
			return asked(t, l, err)
		}
	}
	events := func(q account.AuditQuery) func() (string, []any) {
		return func() (string, []any) {
			l, _, err := h.auditList(h.admin, c, q)
			return asked(t, l, err)
		}
	}
	for name, ask := range map[string]func() (string, []any){
		"all":                      customers(account.CustomerQuery{Site: site}),
		"all sites":                customers(account.CustomerQuery{}),
		"exact":                    customers(account.CustomerQuery{Site: site, Email: "a@example.com"}),
		"status":                   customers(account.CustomerQuery{Site: site, Status: account.Revoked}),
		"never":                    customers(account.CustomerQuery{Site: site, NeverSignedIn: &yes}),
		"signed in":                customers(account.CustomerQuery{Site: site, NeverSignedIn: &no}),
		"before":                   customers(account.CustomerQuery{Site: site, LastSignInBefore: when}),
		"never or before":          customers(account.CustomerQuery{Site: site, NeverSignedIn: &yes, LastSignInBefore: when}),
		"status, never or before":  customers(account.CustomerQuery{Site: site, Status: account.Active, NeverSignedIn: &yes, LastSignInBefore: when}),
		"status, never":            customers(account.CustomerQuery{Site: site, Status: account.Active, NeverSignedIn: &yes}),
		"log":                      events(account.AuditQuery{}),
		"log of a site":            events(account.AuditQuery{Site: site}),
		"log of an actor":          events(account.AuditQuery{Actor: "system"}),
		"log of an action":         events(account.AuditQuery{Action: account.AuditInvite}),
		"log of a subject":         events(account.AuditQuery{Subject: "x", Site: site, Outcome: account.Done}),
		"log of refusals":          events(account.AuditQuery{Outcome: account.Refused}),
		"log, everything narrowed": events(account.AuditQuery{Site: site, Actor: "system", Action: account.AuditInvite, Outcome: account.Refused}),
		"requests": func() (string, []any) {
			l, _, err := h.requestList(h.admin, c, site)
			return asked(t, l, err)
		},
		"deletions": func() (string, []any) {
			l, _, err := h.deletionList(h.admin, c, site)
			return asked(t, l, err)
		},
		"tokens": func() (string, []any) {
			l, _ := h.tokenList(h.admin, c)
			return asked(t, l, nil)
		},
		"token":   func() (string, []any) { return authenticateBy["token"], []any{[]byte{}} },
		"session": func() (string, []any) { return authenticateBy["session"], []any{[]byte{}} },
		"by id": func() (string, []any) {
			return "SELECT " + accountColumns + " FROM customer WHERE id IN " + placeholders[1], []any{site}
		},
	} {
		query, args := ask()
		steps := 0
		for r, err := range c.rows("EXPLAIN QUERY PLAN "+query, args...) {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			steps++
			if step := r.text(3); strings.Contains(step, "SCAN") || strings.Contains(step, "TEMP B-TREE") {
				t.Errorf("%s: %s\n%s", name, step, query)
			}
		}
		if steps == 0 {
			t.Errorf("%s: there is no plan", name)
		}
	}
}

// asked gives the query of a page in the middle of a list.
func asked[T any](t *testing.T, l list[T], err error) (string, []any) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	middle := &account.Position{At: time.UnixMilli(1), ID: account.NewID(account.CustomerKind)}
	between := l.beyond("<", middle).beyond(">", middle)
	return between.text(l.columns, " ORDER BY "+l.order+" LIMIT 20"), between.args
}

// TestAuditRefusal: the log takes ids as subjects and nothing that somebody typed.
func TestAuditRefusal(t *testing.T) {
	h := newHouse(t)
	agent := account.WithRequestID(as(account.Agent, h.site), "r-1")
	for _, c := range []struct{ subject, want string }{
		{"", ""}, {h.site.ID.String(), h.site.ID.String()}, {"Ana Example", ""}, {"ana@example.com", ""},
	} {
		if err := h.AuditRefusal(agent, account.AuditDelete, c.subject); err != nil {
			t.Fatal(err)
		}
		rows, err := h.AuditEvents(as(account.SiteAdmin, h.site), account.AuditQuery{}, account.Page{Size: 1})
		if err != nil {
			t.Fatal(err)
		}
		e := rows.Items[0]
		if e.Subject != c.want || e.Outcome != account.Refused || e.Actor != account.CallerFrom(agent).Actor || e.Request != "r-1" {
			t.Errorf("subject %q: got event %+v, want subject %q", c.subject, e, c.want)
		}
	}
	if _, err := h.AuditHead(context.Background()); err != nil {
		t.Fatal(err)
	}
	h.sound()
}
