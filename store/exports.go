package store

import (
	"context"

	"gatehouse/account"
)

// RecordExport writes into the audit log that the caller takes a copy of a site's
// accounts, and how many there are. NOT_FOUND where the site is out of scope.
func (s *Store) RecordExport(ctx context.Context, site account.ID, accounts int) error {
	return s.recordExport(ctx, site, account.AuditEvent{
		Action: account.AuditExport, Subject: site.String(), Site: site, Count: int64(accounts),
	})
}

// RecordPersonExport writes into the audit log that the caller takes a copy of all
// that is held about a customer of a site.
func (s *Store) RecordPersonExport(ctx context.Context, site, customer account.ID) error {
	return s.recordExport(ctx, site, account.AuditEvent{Action: account.AuditExportPerson, Subject: customer.String(), Site: site})
}

func (s *Store) recordExport(ctx context.Context, site account.ID, e account.AuditEvent) error {
	_, err := change(ctx, s, func(t *tx) (struct{}, error) {
		if _, err := t.site(site, "siteId"); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, t.audit(e)
	})
	return err
}
