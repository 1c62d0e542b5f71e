package graph

import (
	"fmt"

	"gatehouse/account"
	"gatehouse/graph/model"
)

// jobInput reads what a job is to do, and to whom: a selector, or invitations for
// an invite, and exactly one member of the selector. The schema says so with
// @oneOf; values in variables are checked here alone.
func jobInput(in model.StartBulkJobInput) (account.JobInput, error) {
	job := account.JobInput{
		Action: account.BulkAction(in.Action), DryRun: in.DryRun, Key: in.IdempotencyKey,
		ConfirmCount: in.ConfirmCount, Reason: text(in.Reason),
	}
	var err error
	if job.Site, err = readID(in.SiteID, "siteId"); err != nil {
		return job, err
	}
	invites := job.Action == account.BulkInvite
	switch {
	case invites && in.Selector != nil:
		return job, badJob("Who is to be invited has no account to select. Give invitations instead.", "selector")
	case !invites && in.Invitations != nil:
		return job, badJob("Invitations go with INVITE alone. Give a selector.", "invitations")
	case !invites && in.Selector == nil:
		return job, badJob("Say whom the job is about: give a selector.", "selector")
	case invites:
		for i, one := range in.Invitations {
			job.Lines = append(job.Lines, account.JobInputLine{Line: i + 1, Email: one.Email, DisplayName: one.DisplayName})
		}
		return job, countLines(job, "invitations")
	}
	return job, selected(&job, *in.Selector)
}

func selected(job *account.JobInput, s model.BulkSelector) error {
	job.Selection = account.Selection{
		InactiveSince: moment(s.InactiveSince), NeverSignedInSince: moment(s.NeverSignedInSince), Domain: text(s.Domain),
	}
	given := 0
	for _, one := range []bool{s.Ids != nil, s.Emails != nil, s.InactiveSince != nil, s.NeverSignedInSince != nil, s.Domain != nil} {
		if one {
			given++
		}
	}
	switch {
	case given != 1:
		return badJob(fmt.Sprintf("The selector has %d members. Give exactly one of ids, emails, inactiveSince, neverSignedInSince and domain.", given), "selector")
	case s.Ids != nil:
		for i, id := range s.Ids {
			job.Lines = append(job.Lines, idLine(i+1, id))
		}
		return countLines(*job, "selector", "ids")
	case s.Emails != nil:
		for i, email := range s.Emails {
			job.Lines = append(job.Lines, account.JobInputLine{Line: i + 1, Email: email})
		}
		return countLines(*job, "selector", "emails")
	case s.Domain != nil && *s.Domain == "":
		return badJob("The domain is empty. Write it like example.com.", "selector", "domain")
	}
	return nil
}

// idLine is a line by id. An empty id must not read as a line by address.
func idLine(line int, id string) account.JobInputLine {
	if id == "" {
		return account.JobInputLine{Line: line, Bad: account.InvalidID}
	}
	return account.JobInputLine{Line: line, ID: id}
}

// countLines bounds the lists of one call.
func countLines(job account.JobInput, field ...string) error {
	switch n := len(job.Lines); {
	case n == 0:
		return badJob("The list is empty. Give at least one line.", field...)
	case n > account.MaxSelectorLines:
		return badJob(fmt.Sprintf("The list has %d lines; a call takes %d. Send several jobs, or a file to POST /bulk.", n, account.MaxSelectorLines), field...)
	}
	return nil
}

func badJob(message string, field ...string) error {
	return &account.Error{Code: account.InvalidInput, Message: message, Field: field}
}
