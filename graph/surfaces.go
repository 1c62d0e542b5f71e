package graph

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"gatehouse/account"
	"gatehouse/graph/model"
)

// maxTyped bounds what a person types into a picker or a filter, in characters.
const maxTyped = 256

func checkTyped(typed string, argument ...string) error {
	if utf8.RuneCountInString(typed) <= maxTyped {
		return nil
	}
	return &account.Error{
		Code: account.InvalidArgument, Field: argument,
		Message: fmt.Sprintf("The text is longer than %d characters. Names and addresses are shorter: type their beginning.", maxTyped),
	}
}

func (r siteResolver) PortalCustomers(ctx context.Context, s *model.Site, email *string, status *model.CustomerStatus, activity *model.CustomerActivityFilter, first *int, after *string, last *int, before *string) (*model.CustomerConnection, error) {
	q := account.CustomerQuery{Site: s.Row.ID}
	if status != nil {
		q.Status, _ = account.ParseStatus(string(*status))
	}
	if activity != nil {
		q.NeverSignedIn = activity.NeverSignedIn
		if activity.LastSignInBefore != nil {
			q.LastSignInBefore = *activity.LastSignInBefore
		}
	}
	return r.customersPage(ctx, q, email, paging{first, after, last, before})
}

func (r organizationResolver) PortalCustomers(ctx context.Context, _ *model.Organization, email *string, first *int, after *string, last *int, before *string) (*model.CustomerConnection, error) {
	return r.customersPage(ctx, account.CustomerQuery{}, email, paging{first, after, last, before})
}

// customersPage is the Portal-only customers page: the list, or the search box,
// which takes an exact e-mail address and nothing else.
func (r *resolver) customersPage(ctx context.Context, q account.CustomerQuery, email *string, p paging) (*model.CustomerConnection, error) {
	if email != nil {
		address, err := account.ParseEmail(*email)
		if err != nil {
			return nil, emailRequired(err)
		}
		q.Email = address.Canonical
	}
	never := ""
	if q.NeverSignedIn != nil {
		never = fmt.Sprint(*q.NeverSignedIn)
	}
	scope := func() cursorScope {
		return r.cursors.of("portalCustomers", q.Site.String(), q.Email, q.Status.String(), never, q.LastSignInBefore.String())
	}
	return r.customerList(ctx, q, scope, p)
}

// customerList is a list of accounts that are not deleted, newest first.
func (r *resolver) customerList(ctx context.Context, q account.CustomerQuery, scope func() cursorScope, p paging) (*model.CustomerConnection, error) {
	c, err := connect(ctx, listing[account.Account, model.Customer, model.CustomerEdge]{
		scope: scope,
		rows: func(ctx context.Context, page account.Page) (account.Rows[account.Account], error) {
			return r.Store.Customers(ctx, q, page)
		},
		count: func(ctx context.Context) (int, error) { return r.Store.CountCustomers(ctx, q) },
		nodes: each(customer),
		at:    func(a account.Account) account.Position { return account.Position{At: a.CreatedAt, ID: a.ID} },
		edge:  customerEdge,
	}, p)
	if err != nil {
		return nil, err
	}
	return &model.CustomerConnection{Connection: c}, nil
}

func customerEdge(cursor string, node *model.Customer) *model.CustomerEdge {
	return &model.CustomerEdge{Cursor: cursor, Node: node}
}

// emailRequired turns what is wrong with an address into the answer of a box that
// searches by nothing but addresses.
func emailRequired(err error) error {
	var refusal *account.Error
	if !errors.As(err, &refusal) {
		return err
	}
	return &account.Error{
		Code: account.EmailRequired, Field: []string{"email"},
		Message: "Customers are searched by exact e-mail address here, not by name. Check that the address is precise. " + refusal.Message,
	}
}

func (r siteResolver) UserPicker(ctx context.Context, s *model.Site, query string, first *int) ([]*model.UserReference, error) {
	if err := checkTyped(query, "query"); err != nil {
		return nil, err
	}
	page, err := account.NewPage(first, nil, nil, nil)
	if err != nil {
		return nil, err
	}
	if first == nil {
		page.Size = 10 // An explicit null means the default too.
	}
	found, err := r.Search.UserPicker(ctx, s.Row.ID, query, page.Size)
	if err != nil {
		return nil, err
	}
	references := make([]*model.UserReference, len(found))
	for i := range found {
		references[i] = r.found(ctx, &found[i], query)
	}
	return references, nil
}

func (r siteResolver) CustomerFilter(ctx context.Context, s *model.Site, query string, first *int, after *string, last *int, before *string) (*model.CustomerConnection, error) {
	if err := checkTyped(query, "query"); err != nil {
		return nil, err
	}
	site := s.Row.ID
	c, err := connect(ctx, listing[Match, model.Customer, model.CustomerEdge]{
		scope: func() cursorScope { return r.cursors.of("customerFilter", site.String(), query) },
		rows: func(ctx context.Context, page account.Page) (account.Rows[Match], error) {
			return r.Search.CustomerFilter(ctx, site, query, page)
		},
		count: func(ctx context.Context) (int, error) { return r.Search.CountCustomerFilter(ctx, site, query) },
		nodes: each(func(ctx context.Context, m Match) *model.Customer { return customer(ctx, m.Account) }),
		at:    func(m Match) account.Position { return m.Position },
		edge:  customerEdge,
	}, paging{first, after, last, before})
	if err != nil {
		return nil, err
	}
	return &model.CustomerConnection{Connection: c}, nil
}
