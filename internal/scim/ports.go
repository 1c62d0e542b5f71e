package scim

import (
	"context"

	"gatehouse/account"
)

// Store is what the door needs of the truth. Every method acts for the caller in
// the context. Refusals are *account.Error; an answer comes back only when its
// commit is on disk.
type Store interface {
	SiteByKey(ctx context.Context, key string) (site account.Site, ok bool, err error)
	// Provisioned gives an account of any site; a deleted one is not there.
	Provisioned(ctx context.Context, customer account.ID) (a account.Revised, ok bool, err error)
	// ProvisionedFrom gives a part of a list, oldest first, and the number of all.
	ProvisionedFrom(ctx context.Context, q account.CustomerQuery, offset, size int) (found []account.Revised, total int, err error)
	CreateCustomer(ctx context.Context, site account.ID, email, displayName string, access account.Status) (account.Revised, error)
	ChangeCustomer(ctx context.Context, customer account.ID, change account.CustomerChange) (account.Revised, error)
	// AuditRefusal tells the audit log of a refused delete.
	AuditRefusal(ctx context.Context, action account.AuditAction, subject string) error
}
