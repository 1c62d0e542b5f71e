package store

import (
	"context"
	"fmt"
	"slices"

	"gatehouse/account"
)

// Report is what Verify looked at and what it found wrong.
type Report struct {
	Accounts    int
	Deletions   int
	AuditEvents int
	Head        AuditHead
	Holds       int // Holds that run.
	StaleHolds  int // Holds that have ended and wait to be removed; no fault.
	Problems    []string
}

// verifyStep is how many rows a read looks at, so that none lasts.
const verifyStep = 1000

// Verify checks the store against itself: the file's structure, the audit chain up
// to its first broken link, the holds and their keys, and every account against
// the rules. What is wrong is told by id, never by name or address. All reads are
// short.
func (s *Store) Verify(ctx context.Context) (Report, error) {
	var r Report
	for _, check := range []func(context.Context, *Report) error{
		s.verifyFile, s.verifyChain, s.verifyHolds, s.verifyAccounts, s.verifyDeletions, s.verifyPortal,
	} {
		if err := check(ctx, &r); err != nil {
			return r, err
		}
	}
	return r, nil
}

func (r *Report) wrong(format string, args ...any) {
	r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
}

// verifyFile looks at one table a read, so that the longest, the customers', takes
// 0.4 s a million accounts.
func (s *Store) verifyFile(ctx context.Context, report *Report) error {
	tables, err := read(ctx, s, func(c *conn) (names []string, err error) {
		for r, err := range c.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name") {
			if err != nil {
				return nil, err
			}
			names = append(names, r.text(0))
		}
		return names, nil
	})
	if err != nil {
		return err
	}
	for _, table := range tables {
		_, err := read(ctx, s, func(c *conn) (struct{}, error) { return struct{}{}, report.table(c, table) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *Report) table(c *conn, name string) error {
	for found, err := range c.rows("PRAGMA quick_check(" + name + ")") {
		if err != nil {
			return err
		}
		if found.text(0) != "ok" {
			r.wrong("table %s: %s", name, found.text(0))
		}
	}
	for found, err := range c.rows("PRAGMA foreign_key_check(" + name + ")") {
		if err != nil {
			return err
		}
		r.wrong("table %s has a row that names a missing row of %s", found.text(0), found.text(2))
	}
	return nil
}

// verifyChain walks the audit log by its key. It names the first broken link and
// stops: behind it nothing is proved.
func (s *Store) verifyChain(ctx context.Context, report *Report) error {
	for {
		more, err := read(ctx, s, func(c *conn) (int, error) {
			n := 0
			for r, err := range c.rows("SELECT "+auditColumns+", hash FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?", report.Head.Sequence, verifyStep) {
				if err != nil {
					return n, err
				}
				e, err := s.scanEvent(c, r)
				if err != nil {
					return n, err
				}
				hash := chain(report.Head.Hash, e)
				if e.Sequence != report.Head.Sequence+1 {
					report.wrong("audit log: event %d is missing", report.Head.Sequence+1)
					return 0, nil
				}
				if !slices.Equal(hash[:], r.bytes(10)) {
					report.wrong("audit log: event %d (%s) does not fit the chain: it, or one before it, was altered", e.Sequence, e.ID)
					return 0, nil
				}
				report.Head = AuditHead{e.Sequence, hash}
				report.AuditEvents++
				n++
			}
			return n, nil
		})
		if err != nil || more < verifyStep {
			return err
		}
	}
}

func (s *Store) verifyHolds(ctx context.Context, report *Report) error {
	now := s.now()
	keys, err := readHoldKeys(s.keyFile)
	if err != nil {
		report.wrong("holds: %v", err)
		keys = &holdKeys{}
	}
	_, err = read(ctx, s, func(c *conn) (struct{}, error) {
		for r, err := range c.rows("SELECT key_id, SUM(until > ?1), SUM(until <= ?1) FROM hold GROUP BY key_id", now) {
			if err != nil {
				return struct{}{}, err
			}
			report.Holds += int(r.number(1))
			report.StaleHolds += int(r.number(2))
			if r.number(1) > 0 && !keys.have(r.text(0)) {
				report.wrong("holds: key %s is not in the file of hold keys, so %d holds can't be told", r.text(0), r.number(1))
			}
		}
		return struct{}{}, nil
	})
	return err
}

func (s *Store) verifyAccounts(ctx context.Context, report *Report) error {
	system := account.WithCaller(ctx, account.System())
	after := account.ID{Kind: account.CustomerKind}
	for {
		accounts, err := s.AccountsAfter(system, after, verifyStep)
		if err != nil {
			return err
		}
		for _, a := range accounts {
			if problem := account.Check(a); problem != "" {
				report.wrong("account %s: %s", a.ID, problem)
			}
			after = a.ID
		}
		report.Accounts += len(accounts)
		if len(accounts) < verifyStep {
			return nil
		}
	}
}

func (s *Store) verifyDeletions(ctx context.Context, report *Report) error {
	after := account.ID{Kind: account.CustomerKind}
	for {
		n, err := read(ctx, s, func(c *conn) (int, error) {
			n := 0
			for r, err := range c.rows(`SELECT id, EXISTS (SELECT 1 FROM customer WHERE customer.id = deletion.id)
				FROM deletion WHERE id > ? ORDER BY id LIMIT ?`, after.UUID, verifyStep) {
				if err != nil {
					return n, err
				}
				if after = r.id(0, account.CustomerKind); r.truth(1) {
					report.wrong("account %s is there although it was deleted", after)
				}
				n++
			}
			return n, nil
		})
		report.Deletions += n
		if err != nil || n < verifyStep {
			return err
		}
	}
}

// verifyPortal finds what would open the portal to somebody whom it doesn't admit.
// Each use checks the state besides, so it would open nothing; but a revoke should
// have ended it.
func (s *Store) verifyPortal(ctx context.Context, report *Report) error {
	after := make([]byte, 32)
	for {
		n, err := read(ctx, s, func(c *conn) (int, error) {
			n := 0
			for r, err := range c.rows(`SELECT secret_hash, id, status FROM portal_secret JOIN customer ON n = portal_secret.customer
				WHERE secret_hash > ? ORDER BY secret_hash LIMIT ?`, after, verifyStep) {
				if err != nil {
					return n, err
				}
				after = r.bytes(0)
				if !account.Admits(account.Status(r.number(2))) {
					report.wrong("account %s has a session or a link of the portal although it has no access", r.id(1, account.CustomerKind))
				}
				n++
			}
			return n, nil
		})
		if err != nil || n < verifyStep {
			return err
		}
	}
}
