package store

import (
	"context"

	"gatehouse/account"
)

const jobColumns = "n, id, site, action, dry_run, state, failure, actor, created_at, finished_at, total"

// jobRow is a job with what only the store needs of it.
type jobRow struct {
	account.Job
	n         int64
	request   string
	reason    string
	selection account.Selection
}

func (s *Store) scanJob(c *conn, r row) (account.Job, error) {
	j := account.Job{
		ID: r.id(1, account.JobKind), Action: account.BulkAction(r.text(3)), DryRun: r.truth(4),
		State: account.JobState(r.text(5)), Failure: account.JobFailure(r.text(6)), Actor: r.text(7),
		CreatedAt: r.time(8), FinishedAt: r.time(9), Total: int(r.number(10)), Counts: map[account.Code]int{},
	}
	n := r.number(0)
	var err error
	if j.Site, err = s.sites.id(c, r.number(2)); err != nil {
		return j, err
	}
	for r, err := range c.rows("SELECT code, n FROM job_count WHERE job = ?", n) {
		if err != nil {
			return j, err
		}
		if code := r.number(0); code > 0 && int(code) <= len(account.LineCodes) {
			j.Counts[account.LineCodes[code-1]] = int(r.number(1))
		}
	}
	return j, nil
}

// seesJob tells whether a job is in a caller's scope. Delete jobs are for those
// who may delete: their outcomes are a part of the deletion register.
func seesJob(caller account.Caller, j account.Job) bool {
	return caller.Sees(j.Site) && (j.Action != account.BulkDelete || caller.May(account.Delete) == nil)
}

// JobByID gives a job of the caller's scope.
func (s *Store) JobByID(ctx context.Context, id account.ID) (account.Job, bool, error) {
	caller := account.CallerFrom(ctx)
	return lookUp(ctx, s, func(c *conn) (j account.Job, ok bool, err error) {
		if id.Kind != account.JobKind {
			return j, false, nil
		}
		r, err := c.first("SELECT "+jobColumns+" FROM job WHERE id = ?", id)
		if r == nil || err != nil {
			return j, false, err
		}
		j, err = s.scanJob(c, r)
		return j, err == nil && seesJob(caller, j), err
	})
}

func (s *Store) jobList(ctx context.Context, c *conn, site account.ID) (list[account.Job], bool, error) {
	l := byAge[account.Job]("job INDEXED BY job_by_site", jobColumns, "created_at")
	l.scan = func(r row) (account.Job, error) { return s.scanJob(c, r) }
	l.at = func(j account.Job) account.Position { return account.Position{At: j.CreatedAt, ID: j.ID} }
	if site.IsZero() {
		return l, false, nil
	}
	caller := account.CallerFrom(ctx)
	ok, err := s.within(c, &l, caller, site)
	if caller.May(account.Delete) != nil {
		l.only("action <> 'DELETE'")
	}
	return l, ok, err
}

// Jobs gives a page of a site's jobs, newest first.
func (s *Store) Jobs(ctx context.Context, site account.ID, page account.Page) (account.Rows[account.Job], error) {
	return read(ctx, s, func(c *conn) (account.Rows[account.Job], error) {
		l, ok, err := s.jobList(ctx, c, site)
		if !ok || err != nil {
			return account.Rows[account.Job]{}, err
		}
		return l.page(c, page)
	})
}

// CountJobs counts what Jobs pages through.
func (s *Store) CountJobs(ctx context.Context, site account.ID) (int, error) {
	return read(ctx, s, func(c *conn) (int, error) {
		l, ok, err := s.jobList(ctx, c, site)
		if !ok || err != nil {
			return 0, err
		}
		return l.count(c)
	})
}

// LiveJobs lists the jobs that have not ended, oldest first.
func (s *Store) LiveJobs(ctx context.Context) ([]account.ID, error) {
	return read(ctx, s, func(c *conn) (ids []account.ID, err error) {
		for r, err := range c.rows("SELECT id FROM job INDEXED BY job_live WHERE finished_at IS NULL ORDER BY n") {
			if err != nil {
				return nil, err
			}
			ids = append(ids, r.id(0, account.JobKind))
		}
		return ids, nil
	})
}

// job gives a job to a change, whoever asks; nil where there is none.
func (t *tx) job(id account.ID) (*jobRow, error) {
	if id.Kind != account.JobKind {
		return nil, nil
	}
	r, err := t.first("SELECT "+jobColumns+", request, reason, inactive_since, never_since, idle_since FROM job WHERE id = ?", id)
	if r == nil || err != nil {
		return nil, err
	}
	j := &jobRow{n: r.number(0), request: r.text(11), reason: r.text(12), selection: account.Selection{
		InactiveSince: r.time(13), NeverSignedInSince: r.time(14), IdleSince: r.time(15),
	}}
	j.Job, err = t.store.scanJob(t.conn, r)
	return j, err
}

// CancelJob ends a job before its next line. Refusals: NOT_FOUND. One that has
// ended stays as it is.
func (s *Store) CancelJob(ctx context.Context, id account.ID) (account.Job, bool, error) {
	type cancelled struct {
		job     account.Job
		changed bool
	}
	c, err := change(ctx, s, func(t *tx) (c cancelled, err error) {
		j, err := t.job(id)
		if err != nil {
			return c, err
		}
		if j == nil || !seesJob(t.caller, j.Job) {
			return c, notFound("job", "jobId")
		}
		if j.State.Ended() {
			return cancelled{j.Job, false}, nil
		}
		if err := t.endJob(j, account.JobCancelled, ""); err != nil {
			return c, err
		}
		return cancelled{j.Job, true}, t.audit(account.AuditEvent{Action: account.AuditCancelJob, Subject: id.String(), Site: j.Site})
	})
	return c.job, c.changed, err
}
