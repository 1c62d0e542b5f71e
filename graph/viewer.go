package graph

import (
	"context"

	"gatehouse/account"
	"gatehouse/graph/model"
)

func (r queryResolver) Viewer(ctx context.Context) (*model.Viewer, error) {
	caller := account.CallerFrom(ctx)
	sites, err := r.sites(ctx)
	if err != nil {
		return nil, err
	}
	self, err := r.living(ctx, caller.Customer)
	if err != nil {
		return nil, err
	}
	return &model.Viewer{
		ActorID: caller.Actor, Role: model.Role(caller.Role.String()), Sites: sites, Permissions: permissions(caller), Customer: self,
	}, nil
}
