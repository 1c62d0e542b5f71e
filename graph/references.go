package graph

import (
	"context"

	"gatehouse/account"
	"gatehouse/graph/model"
)

// reference gives an account as a field holds it. The address is for those who may
// read it, and of a deleted account there is none.
func reference(ctx context.Context, a account.Account) *model.UserReference {
	r := &model.UserReference{
		CustomerID: a.ID.String(), Label: a.Label(), Status: model.CustomerStatus(a.Status.String()),
		Selectable: account.Selectable(a.Status),
	}
	if account.Finds(account.LookupByID, a.Status, account.ByID) &&
		account.CallerFrom(ctx).MayOn(account.ReadCustomer, a.ID) == nil {
		r.Email = &a.Email.Typed
	}
	return r
}

// found gives an account that a search found, with what of it matched. An address
// that the caller may not see is not told of here either.
func (r *resolver) found(ctx context.Context, a *account.Account, typed string) *model.UserReference {
	ref := reference(ctx, *a)
	ref.Found = func() []*model.TextMatch {
		parts := make([]*model.TextMatch, 0, 2)
		for _, m := range r.Search.Matched(typed, *a) {
			if m.Field != account.MatchedEmail || ref.Email != nil {
				parts = append(parts, &model.TextMatch{Field: model.MatchField(m.Field), Start: m.Start, End: m.End})
			}
		}
		return parts
	}
	return ref
}

func (r queryResolver) UserReferences(ctx context.Context, texts []string) ([]*model.UserReference, error) {
	ids, err := askedIDs(texts)
	if err != nil {
		return nil, err
	}
	rows, err := r.Store.AccountsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	references := make([]*model.UserReference, len(rows))
	for i, a := range rows {
		if a != nil {
			references[i] = reference(ctx, *a)
		}
	}
	return references, nil
}
