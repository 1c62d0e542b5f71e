package store

import (
	"context"
	"errors"
	"slices"

	"gatehouse/account"
)

// ImportCustomers adds a batch of accounts in one transaction. Each row is checked
// as an invite is (RULES 5); a row that can't go in says why and stops no other. A
// running server's changes wait for a batch, so it should be short: 1,000 rows are
// 30 ms. Refusals of the whole batch: NOT_FOUND for the site.
func (s *Store) ImportCustomers(ctx context.Context, site account.ID, rows []account.ImportRow) ([]account.ImportOutcome, error) {
	return change(ctx, s, func(t *tx) ([]account.ImportOutcome, error) {
		home, err := t.site(site, "siteId")
		if err != nil {
			return nil, err
		}
		i := importer{tx: t, home: home}
		if i.holds, err = t.number("SELECT EXISTS (SELECT 1 FROM hold WHERE until > ?)", t.now); err != nil {
			return nil, err
		}
		if i.tombstones, err = t.number("SELECT EXISTS (SELECT 1 FROM deletion)"); err != nil {
			return nil, err
		}
		outcomes := make([]account.ImportOutcome, len(rows))
		created := int64(0)
		for n, row := range rows {
			if outcomes[n], err = i.add(row); err != nil {
				return nil, err
			}
			if outcomes[n].Created {
				created++
			}
		}
		if created == 0 {
			return outcomes, nil
		}
		return outcomes, t.audit(account.AuditEvent{Action: account.AuditImportBatch, Subject: site.String(), Site: site, Count: created})
	})
}

// FinishImport writes into the log that an import ended, and how many accounts it
// made.
func (s *Store) FinishImport(ctx context.Context, site account.ID, total int) error {
	_, err := change(ctx, s, func(t *tx) (struct{}, error) {
		if _, err := t.site(site, "siteId"); err != nil {
			return struct{}{}, err
		}
		e := account.AuditEvent{Action: account.AuditImport, Subject: site.String(), Site: site, Count: int64(total)}
		return struct{}{}, t.audit(e)
	})
	return err
}

// importer adds rows. Whether there is any hold and any tombstone is asked once a
// batch: mostly there is none, and then no row asks.
type importer struct {
	*tx
	home              account.Site
	holds, tombstones int64
}

func (i importer) add(row account.ImportRow) (account.ImportOutcome, error) {
	out := account.ImportOutcome{Line: row.Line, ID: row.ID}
	made, err := i.insert(row)
	var refusal *account.Error
	switch {
	case err == nil:
		out.Created, out.ID = true, made
	case errors.As(err, &refusal):
		out.Code, out.Message = refusal.Code, refusal.Message
	default:
		return out, err
	}
	return out, nil
}

// insert refuses a row or adds its account, and gives that one's id. It tries the insert first: whether
// something is in the way is asked only where it failed.
func (i importer) insert(row account.ImportRow) (made account.ID, err error) {
	a := row.Account(i.home.ID, i.now)
	if a.Status == account.Deleted {
		return made, &account.Error{Code: account.RowDeleted, Message: "The row's status is deleted. Such rows are skipped."}
	}
	if a.Email, err = account.ParseEmail(row.Email); err != nil {
		return made, err
	}
	if !a.ID.IsZero() {
		if err := i.tombstone(a.ID); err != nil {
			return made, err
		}
	} else {
		a.ID = account.NewID(account.CustomerKind)
	}
	later := i.later(row, &a)
	if later == nil {
		added, err := i.insertAccount(a)
		if err != nil {
			return made, err
		}
		if added {
			_, err = i.logChange(a.ID)
			return a.ID, err
		}
	}
	if err := i.inTheWay(row, a); err != nil {
		return made, err
	}
	return made, later
}

// later are the checks that come behind those for an account in the way: hold,
// domain, name.
func (i importer) later(row account.ImportRow, a *account.Account) error {
	if i.holds != 0 {
		until, err := i.heldUntil(i.home.ID, a.Email)
		if err != nil {
			return err
		}
		if !until.IsZero() {
			return account.AddressOnHold(until)
		}
	}
	if d := i.home.AllowedDomains; len(d) > 0 && !slices.Contains(d, a.Email.Domain()) {
		return account.DomainRefused()
	}
	var err error
	a.DisplayName, err = account.ParseDisplayName(row.DisplayName)
	return err
}

// tombstone refuses the id of a deleted account: nobody is brought back.
func (i importer) tombstone(id account.ID) error {
	if i.tombstones == 0 {
		return nil
	}
	r, err := i.first("SELECT 1 FROM deletion WHERE id = ?", id)
	if r == nil || err != nil {
		return err
	}
	return &account.Error{Code: account.CustomerDeleted, Customer: id,
		Message: "The account " + id.String() + " was deleted. A deleted account can't be brought back."}
}

// inTheWay tells which account has the row's id or address.
func (i importer) inTheWay(row account.ImportRow, a account.Account) error {
	n, err := i.siteNumber(i.home.ID)
	if err != nil {
		return err
	}
	r, err := i.first("SELECT id, status FROM customer WHERE email = ? AND site = ?", a.Email.Canonical, n)
	if err != nil {
		return err
	}
	if r != nil {
		holder := r.id(0, account.CustomerKind)
		if row.ID.IsZero() || holder == row.ID {
			return alreadyThere("The account with this e-mail address is there already, as " + holder.String() + ". It was left as it is.")
		}
		return account.AddressTaken(holder, account.Status(r.number(1)))
	}
	if r, err = i.first("SELECT 1 FROM customer WHERE id = ?", a.ID); r == nil || err != nil {
		return err
	}
	return alreadyThere("The account " + a.ID.String() + " is there already, with another e-mail address or on another site. It was left as it is.")
}

func alreadyThere(message string) error {
	return &account.Error{Code: account.AlreadyThere, Message: message}
}
