package jobs

import (
	"context"
	"fmt"
	"unicode/utf8"

	"gatehouse/account"
)

// Start checks what the caller asks for, resolves it into lines and keeps the job.
// The same key with the same input gives the job that it gave before. Refusals:
// UNAUTHENTICATED, FORBIDDEN; NOT_FOUND for the site; INVALID_INPUT;
// IDEMPOTENCY_KEY_REUSED; CONFIRM_COUNT_MISMATCH. What is wrong with one line is
// that line's outcome and stops no other.
func (e *Engine) Start(ctx context.Context, in account.JobInput) (account.Job, error) {
	if err := e.may(ctx, in.Action); err != nil {
		return account.Job{}, err
	}
	if err := check(in); err != nil {
		return account.Job{}, err
	}
	if in.Selection.Domain != "" {
		domain, err := account.CanonicalDomain(in.Selection.Domain)
		if err != nil {
			return account.Job{}, badInput("The domain is no domain name. Write it like example.com, without an @.", "selector", "domain")
		}
		in.Selection.Domain = domain
	}
	job := account.NewJob{
		Site: in.Site, Action: in.Action, DryRun: in.DryRun, Key: in.Key, Reason: in.Reason, Selection: in.Selection,
		Fingerprint: fingerprint(in),
	}
	if known, ok, err := e.Store.JobByKey(ctx, job.Site, job.Key, job.Fingerprint); ok || err != nil {
		return known, err
	}
	var err error
	if job.Lines, err = e.resolve(ctx, in); err != nil {
		return account.Job{}, err
	}
	if err := confirmed(in, len(job.Lines)); err != nil {
		return account.Job{}, err
	}
	started, fresh, err := e.Store.StartJob(ctx, job)
	if err == nil && fresh {
		e.woken()
	}
	return started, err
}

// may decides the rights. The log is told of a refused delete (RULES 9).
func (e *Engine) may(ctx context.Context, action account.BulkAction) error {
	caller := account.CallerFrom(ctx)
	refusal := caller.MayBulk(action)
	if refusal != nil && action == account.BulkDelete && caller.Role != account.Nobody {
		if err := e.Store.AuditRefusal(ctx, account.AuditDelete, ""); err != nil {
			return err
		}
	}
	return refusal
}

// check looks at the input as a whole.
func check(in account.JobInput) error {
	keySize := utf8.RuneCountInString(in.Key)
	switch {
	case keySize == 0 || keySize > account.MaxJobKey || !utf8.ValidString(in.Key):
		return badInput(fmt.Sprintf("Give an idempotency key of 1 to %d characters: a new one for each job, the same one for a retry.", account.MaxJobKey), "idempotencyKey")
	case in.Selection.IsZero() && len(in.Lines) == 0:
		return badInput("The list is empty. Give at least one line, or a selector by activity or domain.", "selector")
	case !in.Selection.IsZero() && in.Action == account.BulkInvite:
		return badInput("Who is to be invited has no account to select. Give invitations.", "selector")
	case in.Reason != "" && in.Action != account.BulkRevoke && in.Action != account.BulkGrant:
		return badInput("A reason goes with revoke and grant only.", "reason")
	case len(in.Lines) > account.MaxBulkLines:
		return badInput(fmt.Sprintf("There are more than %d lines. Send them in several jobs.", account.MaxBulkLines), "selector")
	}
	return account.CheckReason(in.Reason)
}

// confirmed compares what the caller means to delete with what was selected.
func confirmed(in account.JobInput, selected int) error {
	if in.Action != account.BulkDelete || in.DryRun || in.ConfirmCount != nil && *in.ConfirmCount == selected {
		return nil
	}
	return &account.Error{Code: account.CountMismatch, Field: []string{"confirmCount"}, Count: selected,
		Message: fmt.Sprintf("%d lines are selected and confirmCount is not that number, so nothing was deleted. Make a dry run, look at it, and confirm its total.", selected)}
}

func badInput(message string, field ...string) error {
	return &account.Error{Code: account.InvalidInput, Message: message, Field: field}
}
