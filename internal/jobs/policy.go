package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gatehouse/account"
)

// Upkeep starts the inactivity policies that are due and removes what is kept of
// old jobs for a time only.
func (e *Engine) Upkeep(ctx context.Context) error {
	sites, err := e.Store.DuePolicies(ctx)
	if err != nil {
		return err
	}
	for _, site := range sites {
		err = errors.Join(err, e.runPolicy(ctx, site))
	}
	return errors.Join(err, e.Store.ForgetJobs(ctx))
}

// runPolicy revokes the access of who did not sign in for the days of the policy.
// Accounts that are revoked already are not touched, and a grant starts the days
// anew. Where nobody is due there is no job. The key makes that a crash between
// the job and its note starts no second one.
func (e *Engine) runPolicy(ctx context.Context, site account.Site) error {
	now := e.Now()
	job := account.NewJob{
		Site: site.ID, Action: account.BulkRevoke, Key: fmt.Sprintf("inactivity policy %s", now.UTC().Format(time.DateOnly)),
		Selection: account.Selection{IdleSince: account.IdleSince(now, site.RevokeAfterDays)},
		Reason:    fmt.Sprintf("No sign-in for %d days", site.RevokeAfterDays),
	}
	ids, err := e.Store.SelectCustomers(ctx, site.ID, job.Action.Picks(), job.Selection)
	if err != nil {
		return err
	}
	if len(ids) > 0 {
		for i, id := range ids {
			job.Lines = append(job.Lines, account.JobLine{Line: i + 1, Customer: id})
		}
		if _, _, err := e.Store.StartJob(ctx, job); err != nil && account.CodeOf(err) != account.KeyReused {
			return err
		}
		e.woken()
	}
	return e.Store.PolicyRan(ctx, site.ID)
}
