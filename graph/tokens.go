package graph

import (
	"context"
	"time"

	"gatehouse/account"
	"gatehouse/graph/model"
)

// tokens gives access tokens with their sites: one read for all.
func (r *resolver) tokens(ctx context.Context, rows []account.Token) ([]*model.AccessToken, error) {
	known, err := r.Store.Sites(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]*model.AccessToken, len(rows))
	for i, k := range rows {
		all[i] = &model.AccessToken{
			ID: k.ID.String(), Name: k.Name, Role: model.Role(k.Role.String()), CreatedAt: k.CreatedAt,
			ExpiresAt: optional(k.ExpiresAt), RevokedAt: optional(k.RevokedAt), LastUsedAt: optional(k.LastUsedAt),
		}
		for _, s := range known {
			if s.ID == k.Site {
				all[i].Site = site(ctx, s)
			}
		}
	}
	return all, nil
}

// token is tokens for a single one.
func (r *resolver) token(ctx context.Context, row account.Token) (*model.AccessToken, error) {
	all, err := r.tokens(ctx, []account.Token{row})
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

func (r organizationResolver) AccessTokens(ctx context.Context, _ *model.Organization, first *int, after *string, last *int, before *string) (*model.AccessTokenConnection, error) {
	c, err := connect(ctx, listing[account.Token, model.AccessToken, model.AccessTokenEdge]{
		scope: func() cursorScope { return r.cursors.of("accessTokens") },
		rows:  r.Store.Tokens,
		count: r.Store.CountTokens,
		nodes: r.tokens,
		at:    func(k account.Token) account.Position { return account.Position{At: k.CreatedAt, ID: k.ID} },
		edge: func(cursor string, node *model.AccessToken) *model.AccessTokenEdge {
			return &model.AccessTokenEdge{Cursor: cursor, Node: node}
		},
	}, paging{first, after, last, before})
	if err != nil {
		return nil, err
	}
	return &model.AccessTokenConnection{Connection: c}, nil
}

func (r mutationResolver) CreateAccessToken(ctx context.Context, in model.CreateAccessTokenInput) (*model.CreateAccessTokenPayload, error) {
	var site account.ID
	if in.SiteID != nil {
		var err error
		if site, err = readID(*in.SiteID, "siteId"); err != nil {
			return nil, err
		}
	}
	var expires time.Time
	if in.ExpiresAt != nil {
		expires = *in.ExpiresAt
	}
	role, _ := account.ParseRole(string(in.Role))
	row, secret, err := r.Store.CreateToken(ctx, role, site, text(in.Name), expires)
	refused, err := r.userErrors(ctx, err)
	if err != nil || len(refused) > 0 {
		return &model.CreateAccessTokenPayload{UserErrors: refused}, err
	}
	k, err := r.token(ctx, row)
	return &model.CreateAccessTokenPayload{AccessToken: k, Secret: &secret, UserErrors: refused}, err
}

func (r mutationResolver) RevokeAccessToken(ctx context.Context, in model.RevokeAccessTokenInput) (*model.RevokeAccessTokenPayload, error) {
	id, err := readID(in.AccessTokenID, "accessTokenId")
	if err != nil {
		return nil, err
	}
	row, changed, err := r.Store.RevokeToken(ctx, id)
	refused, err := r.userErrors(ctx, err)
	if err != nil || len(refused) > 0 {
		return &model.RevokeAccessTokenPayload{UserErrors: refused}, err
	}
	k, err := r.token(ctx, row)
	return &model.RevokeAccessTokenPayload{AccessToken: k, Changed: &changed, UserErrors: refused}, err
}
