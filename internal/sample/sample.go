// Package sample fills a new deployment with people and requests to try things
// on: names of many scripts and spellings, accounts in every state, requests that
// hold people who have lost access or are gone. Every address is of a domain that
// is reserved for examples.
package sample

import (
	"context"
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gatehouse/account"
)

//go:embed accounts.csv
var accountsCSV string

//go:embed requests.csv
var requestsCSV string

// SiteKey is the site that the samples go to: the one of a new deployment.
const SiteKey = "help"

// Store is what the samples need of the truth. They go in by the acts that a
// caller takes too, so that holds, tombstones and audit events are real.
type Store interface {
	SiteByKey(ctx context.Context, key string) (site account.Site, ok bool, err error)
	ImportCustomers(ctx context.Context, site account.ID, rows []account.ImportRow) ([]account.ImportOutcome, error)
	FinishImport(ctx context.Context, site account.ID, total int) error
	CreateRequest(ctx context.Context, site account.ID, summary string, reporter account.ID, participants []account.ID) (account.Request, error)
	RevokeAccess(ctx context.Context, customer account.ID, reason string) (a account.Account, changed bool, err error)
	DeleteCustomer(ctx context.Context, customer account.ID, confirmEmail string) (d account.Deletion, changed bool, err error)
}

// fate is what happens to a person once the requests are there.
type fate struct {
	id     account.ID
	email  string
	status account.Status
}

// reasons are given in turn for revoking access.
var reasons = []string{"Contract ended", "Left the company", "Asked by the account manager", ""}

// Load fills a deployment. Accounts and last sign-ins lie in the days before now.
func Load(ctx context.Context, store Store, now time.Time) error {
	site, ok, err := store.SiteByKey(ctx, SiteKey)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("there is no site %q to put the samples into", SiteKey)
	}
	fates, err := loadAccounts(ctx, store, site.ID, now)
	if err != nil {
		return err
	}
	if err := loadRequests(ctx, store, site.ID); err != nil {
		return err
	}
	for i, f := range fates {
		switch f.status {
		case account.Revoked:
			_, _, err = store.RevokeAccess(ctx, f.id, reasons[i%len(reasons)])
		case account.Deleted:
			_, _, err = store.DeleteCustomer(ctx, f.id, f.email)
		}
		if err != nil {
			return fmt.Errorf("sample %s: %w", f.id, err)
		}
	}
	return nil
}

// loadAccounts lets everybody in as ACTIVE: only then they can be on requests.
func loadAccounts(ctx context.Context, store Store, site account.ID, now time.Time) ([]fate, error) {
	records, err := read(accountsCSV)
	if err != nil {
		return nil, err
	}
	var rows []account.ImportRow
	var fates []fate
	for i, r := range records {
		id, err := account.ParseID(r[0])
		if err != nil {
			return nil, err
		}
		status, ok := account.ParseStatus(r[3])
		if !ok {
			return nil, fmt.Errorf("sample %s has no status", id)
		}
		created, err := daysBefore(now, r[4])
		if err != nil {
			return nil, err
		}
		seen, err := daysBefore(now, r[5])
		if err != nil {
			return nil, err
		}
		rows = append(rows, account.ImportRow{
			Line: i + 2, ID: id, DisplayName: r[1], Email: r[2], Status: account.Active, CreatedAt: created, LastSignInAt: seen,
		})
		if status != account.Active {
			fates = append(fates, fate{id, r[2], status})
		}
	}
	outcomes, err := store.ImportCustomers(ctx, site, rows)
	if err != nil {
		return nil, err
	}
	for _, o := range outcomes {
		if !o.Created {
			return nil, fmt.Errorf("sample of line %d: %s: %s", o.Line, o.Code, o.Message)
		}
	}
	return fates, store.FinishImport(ctx, site, len(rows))
}

func loadRequests(ctx context.Context, store Store, site account.ID) error {
	records, err := read(requestsCSV)
	if err != nil {
		return err
	}
	for _, r := range records {
		reporter, err := account.ParseID(r[1])
		if err != nil {
			return err
		}
		var participants []account.ID
		for text := range strings.FieldsSeq(r[2]) {
			id, err := account.ParseID(text)
			if err != nil {
				return err
			}
			participants = append(participants, id)
		}
		if _, err := store.CreateRequest(ctx, site, r[0], reporter, participants); err != nil {
			return fmt.Errorf("sample request %q: %w", r[0], err)
		}
	}
	return nil
}

func read(text string) ([][]string, error) {
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, err
	}
	return records[1:], nil
}

// daysBefore gives a time of day that many days ago, or none for "".
func daysBefore(now time.Time, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	days, err := strconv.Atoi(text)
	if err != nil {
		return time.Time{}, err
	}
	// Not all of them at the same second of the day.
	return now.Add(-time.Duration(days)*24*time.Hour - time.Duration(days*days%600)*time.Minute), nil
}
