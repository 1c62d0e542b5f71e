package store

import (
	"context"

	"gatehouse/account"
)

func (s *Store) deletionList(ctx context.Context, c *conn, site account.ID) (list[account.Deletion], bool, error) {
	l := byAge[account.Deletion]("deletion INDEXED BY deletion_by_site", registerColumns, "deleted_at")
	l.scan = func(r row) (account.Deletion, error) { return s.scanDeletion(c, r) }
	l.at = func(d account.Deletion) account.Position {
		return account.Position{At: d.DeletedAt, ID: d.Customer.As(account.DeletionKind)}
	}
	if site.IsZero() {
		return l, false, nil
	}
	ok, err := s.within(c, &l, account.CallerFrom(ctx), site)
	return l, ok, err
}

// Deletions gives a page of a site's deletion register, newest first.
func (s *Store) Deletions(ctx context.Context, site account.ID, page account.Page) (account.Rows[account.Deletion], error) {
	return read(ctx, s, func(c *conn) (account.Rows[account.Deletion], error) {
		l, ok, err := s.deletionList(ctx, c, site)
		if !ok || err != nil {
			return account.Rows[account.Deletion]{}, err
		}
		return l.page(c, page)
	})
}

// CountDeletions counts what Deletions pages through.
func (s *Store) CountDeletions(ctx context.Context, site account.ID) (int, error) {
	return read(ctx, s, func(c *conn) (int, error) {
		l, ok, err := s.deletionList(ctx, c, site)
		if !ok || err != nil {
			return 0, err
		}
		return l.count(c)
	})
}

// DeletionByID gives a tombstone of the caller's scope by its del_ id.
func (s *Store) DeletionByID(ctx context.Context, id account.ID) (account.Deletion, bool, error) {
	caller := account.CallerFrom(ctx)
	return lookUp(ctx, s, func(c *conn) (account.Deletion, bool, error) {
		if id.Kind != account.DeletionKind {
			return account.Deletion{}, false, nil
		}
		r, err := c.first("SELECT "+registerColumns+" FROM deletion WHERE id = ?", id)
		if r == nil || err != nil {
			return account.Deletion{}, false, err
		}
		d, err := s.scanDeletion(c, r)
		if err != nil || !caller.SeesRowsOf(d.Site) {
			return account.Deletion{}, false, err
		}
		return d, true, nil
	})
}
