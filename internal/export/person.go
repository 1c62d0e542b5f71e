package export

import (
	"context"
	"encoding/json"
	"io"

	"gatehouse/account"
)

// person is all that is held about a customer.
type person struct {
	Customer personAccount   `json:"customer"`
	Requests []personRequest `json:"requests"`
	Audit    []personEvent   `json:"auditEvents"`
}

type personAccount struct {
	row
	Site           string `json:"site"`
	CanonicalEmail string `json:"canonicalEmail"`
	Label          string `json:"label"`
	AccessReason   string `json:"accessReason,omitempty"`
}

type personRequest struct {
	ID          string `json:"id"`
	Key         string `json:"key"`
	Summary     string `json:"summary"`
	CreatedAt   string `json:"createdAt"`
	Reporter    bool   `json:"reporter"`
	Participant bool   `json:"participant"`
}

type personEvent struct {
	ID       string `json:"id"`
	Sequence int64  `json:"sequence"`
	At       string `json:"at"`
	Action   string `json:"action"`
	Actor    string `json:"actorId"`
	Outcome  string `json:"outcome"`
}

// Person writes all that is held about a customer as one JSON object, and an audit
// event before it. NOT_FOUND for an unknown id; CUSTOMER_DELETED for a deleted
// account, of which nothing personal is held.
func Person(ctx context.Context, store Store, id account.ID, out io.Writer) error {
	found, err := store.AccountsByID(ctx, []account.ID{id})
	if err != nil {
		return err
	}
	switch {
	case len(found) != 1 || found[0] == nil:
		return &account.Error{Code: account.NotFound, Message: "There is no such customer. Check the id."}
	case found[0].Status == account.Deleted:
		return &account.Error{Code: account.CustomerDeleted, Message: "The account was deleted: nothing personal is held about it. The deletion register has its ids and dates."}
	}
	a := *found[0]
	if err := store.RecordPersonExport(ctx, a.Site, id); err != nil {
		return err
	}
	p := person{Customer: personAccount{rowOf(a), a.Site.String(), a.Email.Canonical, a.Label(), a.AccessReason}}
	if p.Requests, err = requests(ctx, store, a); err != nil {
		return err
	}
	if p.Audit, err = events(ctx, store, a); err != nil {
		return err
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(p)
}

func requests(ctx context.Context, store Store, a account.Account) ([]personRequest, error) {
	q := account.RequestQuery{Site: a.Site, OfCustomers: true, Customers: []account.ID{a.ID}}
	return every(func(page account.Page) (account.Rows[account.Request], error) { return store.Requests(ctx, q, page) },
		func(r account.Request) (personRequest, account.Position) {
			out := personRequest{ID: r.ID.String(), Key: r.Key, Summary: r.Summary, CreatedAt: moment(r.CreatedAt), Reporter: r.Reporter == a.ID}
			for _, p := range r.Participants {
				out.Participant = out.Participant || p == a.ID
			}
			return out, account.Position{At: r.CreatedAt, ID: r.ID}
		})
}

func events(ctx context.Context, store Store, a account.Account) ([]personEvent, error) {
	q := account.AuditQuery{Site: a.Site, Subject: a.ID.String()}
	return every(func(page account.Page) (account.Rows[account.AuditEvent], error) {
		return store.AuditEvents(ctx, q, page)
	},
		func(e account.AuditEvent) (personEvent, account.Position) {
			return personEvent{e.ID.String(), e.Sequence, moment(e.At), string(e.Action), e.Actor, string(e.Outcome)},
				account.Position{At: e.At, ID: e.ID}
		})
}

// every reads a list to its end, page by page.
func every[T, Out any](read func(account.Page) (account.Rows[T], error), convert func(T) (Out, account.Position)) ([]Out, error) {
	all := []Out{}
	page := account.Page{Size: account.MaxPageSize}
	for {
		rows, err := read(page)
		if err != nil {
			return nil, err
		}
		for _, item := range rows.Items {
			out, at := convert(item)
			all, page.After = append(all, out), &at
		}
		if !rows.HasNext {
			return all, nil
		}
	}
}
