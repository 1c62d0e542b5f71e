package store

import (
	"context"
	"errors"
	"slices"

	"gatehouse/account"
)

// WorkJob does the next lines of a job, at most partSize, and keeps what became of
// them in the same transaction: a crash does no line twice and forgets none. It
// acts for whoever started the job, with that caller's rights of now.
func (s *Store) WorkJob(ctx context.Context, id account.ID) (account.JobStep, error) {
	return change(ctx, s, func(t *tx) (step account.JobStep, err error) {
		j, err := t.job(id)
		if err != nil {
			return step, err
		}
		if j == nil || j.State.Ended() {
			return account.JobStep{Ended: true}, nil
		}
		before := len(t.commits)
		step.DryRun, step.Counts = j.DryRun, map[account.Code]int{}
		if step.Ended, err = t.workJob(j, step.Counts); err != nil {
			return step, err
		}
		if made := t.commits[before:]; len(made) > 0 {
			step.Position = made[len(made)-1].Position
		}
		return step, nil
	})
}

func (t *tx) workJob(j *jobRow, counts map[account.Code]int) (ended bool, err error) {
	t.wrote = true
	caller, ok, err := t.starter(j.Job)
	if err != nil {
		return false, err
	}
	if t.caller, t.request = caller, j.request; !ok {
		return true, t.endJob(j, account.JobFailed, account.RightEnded)
	}
	r, err := t.first("SELECT "+partColumns+" FROM job_part WHERE job = ? AND done = 0 ORDER BY part LIMIT 1", j.n)
	if err != nil {
		return false, err
	}
	if r == nil {
		return true, t.endJob(j, account.JobDone, "")
	}
	p, err := scanPart(r)
	if err != nil {
		return false, err
	}
	if err := t.workPart(j, p); err != nil {
		return false, err
	}
	for _, line := range p.lines {
		counts[line.Code]++
	}
	more, err := t.first("SELECT 1 FROM job_part WHERE job = ? AND done = 0 LIMIT 1", j.n)
	if err != nil || more != nil {
		_, err = t.exec("UPDATE job SET state = ? WHERE n = ? AND state = ?", string(account.JobRunning), j.n, string(account.JobQueued))
		return false, err
	}
	return true, t.endJob(j, account.JobDone, "")
}

// starter gives the caller who started a job, as its token stands now; not ok
// where the right has ended.
func (t *tx) starter(j account.Job) (caller account.Caller, ok bool, err error) {
	if j.Actor == account.SystemActor {
		return account.System(), true, nil
	}
	caller = account.Caller{Actor: j.Actor}
	id, err := account.ParseID(j.Actor)
	if err != nil {
		return caller, false, err
	}
	k, found, err := t.store.token(t.conn, id)
	if !found || err != nil {
		return caller, false, err
	}
	caller.Role, caller.Site = k.Role, k.Site
	works := k.RevokedAt.IsZero() && (k.ExpiresAt.IsZero() || k.ExpiresAt.After(t.now))
	return caller, works && caller.MayBulk(j.Action) == nil && caller.Sees(j.Site), nil
}

// workPart does the lines of a part. A dry run does the same and takes it back.
func (t *tx) workPart(j *jobRow, p part) error {
	if j.Action == account.BulkDelete && !j.DryRun {
		if err := t.store.logReady(); err != nil {
			return err
		}
		t.tells = true
	}
	if j.DryRun {
		if _, err := t.exec("SAVEPOINT dry"); err != nil {
			return err
		}
	}
	before := t.progress
	changed := 0
	for i := range p.lines {
		if err := t.workLine(j, &p.lines[i]); err != nil {
			return err
		}
		if p.lines[i].Code == account.LineChanged {
			changed++
		}
	}
	if j.DryRun {
		t.progress = before
		if _, err := t.exec("ROLLBACK TO dry"); err != nil {
			return err
		}
		if _, err := t.exec("RELEASE dry"); err != nil {
			return err
		}
		for i, line := range p.lines {
			// Whom a dry run invites has no account.
			if line.Code == account.LineChanged && j.Action == account.BulkInvite {
				p.lines[i].Customer = account.ID{}
			}
		}
	}
	if err := t.countLines(j, p.lines); err != nil {
		return err
	}
	if changed > 0 && !j.DryRun {
		if err := t.audit(account.AuditEvent{Action: account.AuditBulkBatch, Subject: j.ID.String(), Site: j.Site, Count: int64(changed)}); err != nil {
			return err
		}
	}
	return t.keepPart(p, true)
}

// workLine does one line as the single call would, and writes down what became of
// it. Refusals are decided before anything is written, so there is nothing to undo.
func (t *tx) workLine(j *jobRow, line *account.JobLine) error {
	if line.Code != "" {
		return nil
	}
	var changed bool
	var err error
	if line.Invite != nil {
		var a account.Account
		a, err = t.invite(j.Site, line.Invite.Email.Typed, line.Invite.DisplayName)
		changed, line.Customer = true, a.ID
	} else {
		changed, err = t.actOnLine(j, line.Customer)
	}
	var refusal *account.Error
	switch {
	case errors.As(err, &refusal):
		line.Code = refusal.Code
		if line.Invite != nil {
			line.Customer = refusal.Customer // Who has the address, if anybody.
		}
	case err != nil:
		return err
	case changed:
		line.Code = account.LineChanged
	default:
		line.Code = account.LineUnchanged
	}
	return nil
}

// actOnLine does the job's act to one account of the job's site. What a single
// call has the log told of a refused delete, it is told here.
func (t *tx) actOnLine(j *jobRow, customer account.ID) (changed bool, err error) {
	a, err := t.account(customer)
	if err == nil && a.Site != j.Site {
		err = notFound("customer", "customerId")
	}
	if err == nil && a.Status != account.Deleted && !j.selection.Matches(a) {
		return false, &account.Error{Code: account.LineNotPicked}
	}
	if err == nil && j.Action == account.BulkDelete {
		_, changed, err = t.transition(a, account.DeleteCustomer, "")
	} else if err == nil {
		_, changed, err = t.changeAccess(a, j.Action.Act(), j.reason)
	}
	if account.CodeOf(err) == account.NotFound && j.Action == account.BulkDelete && !j.DryRun {
		told := t.audit(account.AuditEvent{Action: account.AuditDelete, Subject: customer.String(), Outcome: account.Refused})
		if told != nil {
			return false, told
		}
	}
	return changed, err
}

// countLines adds a part's outcomes to the job's.
func (t *tx) countLines(j *jobRow, lines []account.JobLine) error {
	added := map[account.Code]int{}
	for _, line := range lines {
		added[line.Code]++
		j.Counts[line.Code]++
	}
	for code, n := range added {
		_, err := t.exec("INSERT INTO job_count (job, code, n) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET n = n + ?3",
			j.n, slices.Index(account.LineCodes, code)+1, n)
		if err != nil {
			return err
		}
	}
	return nil
}

// endJob closes a job. What was typed for it leaves: at once from the tables, and
// from the files with an erasure like any other.
func (t *tx) endJob(j *jobRow, state account.JobState, why account.JobFailure) error {
	j.State, j.Failure, j.FinishedAt = state, why, t.now
	_, err := t.exec("UPDATE job SET state = ?, failure = ?, finished_at = ?, reason = NULL WHERE n = ?",
		string(state), nullable(string(why)), t.now, j.n)
	if err != nil {
		return err
	}
	if _, err := t.exec("UPDATE job_part SET invites = NULL WHERE job = ? AND invites IS NOT NULL", j.n); err != nil {
		return err
	}
	t.wrote = true
	if j.Action == account.BulkInvite || j.reason != "" {
		// The job stands in the queue as a customer who never was.
		logged, err := t.logChange(j.ID.As(account.CustomerKind))
		if err == nil {
			err = t.queueErasure(logged)
		}
		if err != nil {
			return err
		}
	}
	if j.DryRun {
		return nil
	}
	return t.audit(account.AuditEvent{Action: account.AuditBulkJob, Subject: j.ID.String(), Site: j.Site, Count: int64(j.Counts[account.LineChanged])})
}

// endRestoredJobs stops the jobs that a restored backup had under way.
func (t *tx) endRestoredJobs() error {
	var ids []account.ID
	for r, err := range t.rows("SELECT id FROM job INDEXED BY job_live WHERE finished_at IS NULL") {
		if err != nil {
			return err
		}
		ids = append(ids, r.id(0, account.JobKind))
	}
	for _, id := range ids {
		j, err := t.job(id)
		if err != nil {
			return err
		}
		if err := t.endJob(j, account.JobFailed, account.Restored); err != nil {
			return err
		}
	}
	return nil
}
