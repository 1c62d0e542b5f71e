package search

import (
	"context"

	"gatehouse/account"
)

// Source is where the index takes its truth from: a log of changes and the rows
// that they point to. It need not be in this process, nor be SQLite.
type Source interface {
	// Changes gives the entries of the change log after a position, oldest first.
	Changes(ctx context.Context, after int64, limit int) ([]account.Change, error)
	// ChangeAt gives the entry at a position; ok is false where it is not in the
	// log (trimmed, or a restored store that never had it).
	ChangeAt(ctx context.Context, position int64) (change account.Change, ok bool, err error)
	// LastChange gives the newest position and its nonce, also when the entry
	// itself was trimmed; 0, 0 for a store that never changed.
	LastChange(ctx context.Context) (account.Change, error)
	// TrimChanges forgets the entries before a position; the entry at it stays.
	TrimChanges(ctx context.Context, before int64) error
	// AccountsByID gives the rows of now, in the order of ids, within the scope of
	// the caller in the context. Deleted ones have Status Deleted, unknown ones
	// are nil.
	AccountsByID(ctx context.Context, ids []account.ID) ([]*account.Account, error)
	// AccountsAfter walks all accounts that are not deleted, by id.
	AccountsAfter(ctx context.Context, after account.ID, limit int) ([]account.Account, error)
	// CountAccounts counts what AccountsAfter walks.
	CountAccounts(ctx context.Context) (int, error)
}
