package cli

import (
	"context"

	"gatehouse/account"
	"gatehouse/internal/portal"
	"gatehouse/store"
)

// provisioning is the store for the identity provider, whose new customers are
// invited as everybody is.
type provisioning struct {
	*store.Store
	portal *portal.Service
}

func (p provisioning) CreateCustomer(ctx context.Context, site account.ID, email, displayName string, access account.Status) (account.Revised, error) {
	return p.portal.CreateCustomer(ctx, site, email, displayName, access)
}
