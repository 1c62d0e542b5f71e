package graph

import (
	"context"

	"gatehouse/account"
	"gatehouse/graph/model"
)

// maxCandidates is how many customers a filter's text can stand for.
const maxCandidates = 1000

// requests gives requests with the labels of now: one read for all their people.
func (r *resolver) requests(ctx context.Context, rows []account.Request) ([]*model.Request, error) {
	var ids []account.ID
	for _, q := range rows {
		ids = append(append(ids, q.Reporter), q.Participants...)
	}
	people, err := r.Store.AccountsByID(asHelper(ctx), ids)
	if err != nil {
		return nil, err
	}
	all := make([]*model.Request, len(rows))
	for i, q := range rows {
		n := 1 + len(q.Participants)
		references := make([]*model.UserReference, n)
		for j, a := range people[:n] {
			if a == nil { // Not in this caller's scope: shown as somebody who is no more.
				a = &account.Account{ID: append([]account.ID{q.Reporter}, q.Participants...)[j], Status: account.Deleted}
			}
			references[j] = reference(ctx, *a)
		}
		people = people[n:]
		all[i] = &model.Request{
			ID: q.ID.String(), Key: q.Key, Summary: q.Summary, CreatedAt: q.CreatedAt,
			Reporter: references[0], Participants: references[1:],
		}
	}
	return all, nil
}

// asHelper lets a customer read who else is on its own requests, as a field shows
// it: by label. The address stays out, because the customer itself still asks.
func asHelper(ctx context.Context) context.Context {
	caller := account.CallerFrom(ctx)
	if caller.Role != account.Customer {
		return ctx
	}
	return account.WithCaller(ctx, account.Caller{Actor: caller.Actor, Role: account.Agent, Site: caller.Site})
}

// request is requests for a single one.
func (r *resolver) request(ctx context.Context, row account.Request) (*model.Request, error) {
	all, err := r.requests(ctx, []account.Request{row})
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

func (r siteResolver) Requests(ctx context.Context, s *model.Site, filter *model.RequestFilter, first *int, after *string, last *int, before *string) (*model.RequestConnection, error) {
	q := account.RequestQuery{Site: s.Row.ID}
	narrowed := ""
	if filter != nil {
		var err error
		if q, err = r.requestsOf(ctx, q, *filter); err != nil {
			return nil, err
		}
		narrowed = text(filter.CustomerID) + "\x00" + text(filter.Customer)
	}
	c, err := connect(ctx, listing[account.Request, model.Request, model.RequestEdge]{
		scope: func() cursorScope { return r.cursors.of("requests", q.Site.String(), narrowed) },
		rows: func(ctx context.Context, page account.Page) (account.Rows[account.Request], error) {
			return r.Store.Requests(ctx, q, page)
		},
		count: func(ctx context.Context) (int, error) { return r.Store.CountRequests(ctx, q) },
		nodes: r.requests,
		at:    func(q account.Request) account.Position { return account.Position{At: q.CreatedAt, ID: q.ID} },
		edge: func(cursor string, node *model.Request) *model.RequestEdge {
			return &model.RequestEdge{Cursor: cursor, Node: node}
		},
	}, paging{first, after, last, before})
	if err != nil {
		return nil, err
	}
	return &model.RequestConnection{Connection: c}, nil
}

// requestsOf narrows a question to the requests of customers: one by id, or those
// whom the filter finds by a text. Nobody found means no request, never all.
func (r *resolver) requestsOf(ctx context.Context, q account.RequestQuery, filter model.RequestFilter) (account.RequestQuery, error) {
	switch {
	case filter.CustomerID != nil && filter.Customer != nil:
		return q, &account.Error{
			Code: account.InvalidArgument, Field: []string{"filter", "customer"},
			Message: "Give customerId or customer, not both.",
		}
	case filter.CustomerID != nil:
		id, err := readID(*filter.CustomerID, "filter", "customerId")
		if err != nil {
			return q, err
		}
		q.OfCustomers = true
		rows, err := r.Store.AccountsByID(ctx, []account.ID{id})
		if err != nil {
			return q, err
		}
		if a := rows[0]; a != nil && account.Finds(account.RequestsOfCustomer, a.Status, account.ByID) {
			q.Customers = []account.ID{id}
		}
	case filter.Customer != nil:
		if err := account.CallerFrom(ctx).May(account.Search); err != nil {
			return q, err
		}
		if err := checkTyped(*filter.Customer, "filter", "customer"); err != nil {
			return q, err
		}
		q.OfCustomers = true
		rows, err := r.Search.CustomerFilter(ctx, q.Site, *filter.Customer, account.Page{Size: maxCandidates})
		if err != nil {
			return q, err
		}
		for _, m := range rows.Items {
			q.Customers = append(q.Customers, m.ID)
		}
	}
	return q, nil
}

func (r mutationResolver) CreateRequest(ctx context.Context, in model.CreateRequestInput) (*model.CreateRequestPayload, error) {
	site, err := readID(in.SiteID, "siteId")
	if err != nil {
		return nil, err
	}
	reporter, err := readID(in.ReporterID, "reporterId")
	if err != nil {
		return nil, err
	}
	participants, err := readIDs(in.ParticipantIds, "participantIds")
	if err != nil {
		return nil, err
	}
	row, err := r.Store.CreateRequest(ctx, site, in.Summary, reporter, participants)
	refused, err := r.userErrors(ctx, err)
	if err != nil || len(refused) > 0 {
		return &model.CreateRequestPayload{UserErrors: refused}, err
	}
	q, err := r.request(ctx, row)
	return &model.CreateRequestPayload{Request: q, UserErrors: refused}, err
}

func (r mutationResolver) SetRequestParticipants(ctx context.Context, in model.SetRequestParticipantsInput) (*model.SetRequestParticipantsPayload, error) {
	id, err := readID(in.RequestID, "requestId")
	if err != nil {
		return nil, err
	}
	participants, err := readIDs(in.ParticipantIds, "participantIds")
	if err != nil {
		return nil, err
	}
	row, err := r.Store.SetRequestParticipants(ctx, id, participants)
	refused, err := r.userErrors(ctx, err)
	if err != nil || len(refused) > 0 {
		return &model.SetRequestParticipantsPayload{UserErrors: refused}, err
	}
	q, err := r.request(ctx, row)
	return &model.SetRequestParticipantsPayload{Request: q, UserErrors: refused}, err
}
