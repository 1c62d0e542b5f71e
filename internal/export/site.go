package export

import (
	"context"
	"io"

	"gatehouse/account"
)

// Store is what an export reads of the truth, within the scope of the caller.
type Store interface {
	SiteByKey(ctx context.Context, key string) (account.Site, bool, error)
	Customers(ctx context.Context, q account.CustomerQuery, page account.Page) (account.Rows[account.Account], error)
	CountCustomers(ctx context.Context, q account.CustomerQuery) (int, error)
	AccountsByID(ctx context.Context, ids []account.ID) ([]*account.Account, error)
	Requests(ctx context.Context, q account.RequestQuery, page account.Page) (account.Rows[account.Request], error)
	AuditEvents(ctx context.Context, q account.AuditQuery, page account.Page) (account.Rows[account.AuditEvent], error)

	// RecordExport writes into the audit log that accounts of a site leave.
	RecordExport(ctx context.Context, site account.ID, accounts int) error
	// RecordPersonExport writes that all about a customer leaves.
	RecordPersonExport(ctx context.Context, site, customer account.ID) error
}

// pageRows is how many accounts are read at once: about 3 ms, so that no read
// transaction lasts.
const pageRows = 1000

// Site is an export of a site's accounts that was asked for and is written into the
// audit log.
type Site struct {
	store  Store
	site   account.Site
	format Format
	// Total is how many accounts the site had at the beginning.
	Total int
}

// OfSite begins an export: it checks right and site, and writes the audit event.
// FORBIDDEN and UNAUTHENTICATED by the table of rights, INVALID_ARGUMENT for an
// unknown format, NOT_FOUND for an unknown site or one out of scope.
func OfSite(ctx context.Context, store Store, key string, format Format) (*Site, error) {
	if err := account.CallerFrom(ctx).May(account.SeeCustomersPage); err != nil {
		return nil, err
	}
	if mediaTypes[format] == "" {
		return nil, &account.Error{Code: account.InvalidArgument, Message: "The format is csv or ndjson."}
	}
	site, ok, err := store.SiteByKey(ctx, key)
	if err == nil && !ok {
		err = &account.Error{Code: account.NotFound, Message: "There is no such site in your scope. Name one by its key."}
	}
	if err != nil {
		return nil, err
	}
	total, err := store.CountCustomers(ctx, account.CustomerQuery{Site: site.ID})
	if err != nil {
		return nil, err
	}
	return &Site{store: store, site: site, format: format, Total: total}, store.RecordExport(ctx, site.ID, total)
}

// MediaType is the file's name for HTTP.
func (s *Site) MediaType() string { return mediaTypes[s.format] }

// FileName is what the file may be called.
func (s *Site) FileName() string { return s.site.Key + "-customers." + string(s.format) }

// Write writes the accounts, newest first: each as it is when its page is read. An
// account that is there all the time is in the file once, whatever changes
// meanwhile; one that is deleted before its page is read is not. After each page it
// tells how many accounts are written.
func (s *Site) Write(ctx context.Context, out io.Writer, tell func(done int) error) error {
	f, err := s.format.begin(out)
	if err != nil {
		return err
	}
	done := 0
	q, page := account.CustomerQuery{Site: s.site.ID}, account.Page{Size: pageRows}
	for {
		rows, err := s.store.Customers(ctx, q, page)
		if err != nil {
			return err
		}
		for _, a := range rows.Items {
			if err := f.add(a); err != nil {
				return err
			}
			page.After = &account.Position{At: a.CreatedAt, ID: a.ID}
		}
		done += len(rows.Items)
		if err := f.flush(); err != nil {
			return err
		}
		if err := tell(done); err != nil || !rows.HasNext {
			return err
		}
	}
}
