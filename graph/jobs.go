package graph

import (
	"context"
	"fmt"
	"time"

	"gatehouse/account"
	"gatehouse/graph/model"
)

func job(_ context.Context, j account.Job) *model.Job {
	node := &model.Job{
		ID: j.ID.String(), Action: model.BulkAction(j.Action), DryRun: j.DryRun, State: model.JobState(j.State), ActorID: j.Actor,
		CreatedAt: j.CreatedAt, FinishedAt: optional(j.FinishedAt), Row: j,
		Counts: &model.JobCounts{
			Total: j.Total, Done: j.Done(), Changed: j.Counts[account.LineChanged], Unchanged: j.Unchanged(), Refused: j.Refused(),
			ByCode: []*model.JobCodeCount{},
		},
	}
	if j.Failure != "" {
		failure := model.JobFailure(j.Failure)
		node.Failure = &failure
	}
	for _, code := range account.LineCodes {
		if n := j.Counts[code]; n > 0 {
			node.Counts.ByCode = append(node.Counts.ByCode, &model.JobCodeCount{Code: model.JobOutcomeCode(code), Count: n})
		}
	}
	return node
}

func (r queryResolver) Job(ctx context.Context, id string) (*model.Job, error) {
	parsed, err := readID(id, "id")
	if err != nil {
		return nil, err
	}
	j, ok, err := r.Store.JobByID(ctx, parsed)
	if !ok || err != nil {
		return nil, err
	}
	return job(ctx, j), nil
}

func (r siteResolver) Jobs(ctx context.Context, s *model.Site, first *int, after *string, last *int, before *string) (*model.JobConnection, error) {
	site := s.Row.ID
	c, err := connect(ctx, listing[account.Job, model.Job, model.JobEdge]{
		scope: func() cursorScope { return r.cursors.of("jobs", site.String()) },
		rows: func(ctx context.Context, page account.Page) (account.Rows[account.Job], error) {
			return r.Store.Jobs(ctx, site, page)
		},
		count: func(ctx context.Context) (int, error) { return r.Store.CountJobs(ctx, site) },
		nodes: each(job),
		at:    func(j account.Job) account.Position { return account.Position{At: j.CreatedAt, ID: j.ID} },
		edge:  func(cursor string, node *model.Job) *model.JobEdge { return &model.JobEdge{Cursor: cursor, Node: node} },
	}, paging{first, after, last, before})
	if err != nil {
		return nil, err
	}
	return &model.JobConnection{Connection: c}, nil
}

func (r jobResolver) Site(ctx context.Context, j *model.Job) (*model.Site, error) {
	s, ok, err := r.Store.SiteByID(ctx, j.Row.Site)
	if !ok || err != nil {
		return nil, err
	}
	return site(ctx, s), nil
}

func outcome(_ context.Context, line account.JobLine) *model.JobOutcome {
	o := &model.JobOutcome{Line: line.Line, Code: model.JobOutcomeCode(line.Code)}
	if !line.Customer.IsZero() {
		id := line.Customer.String()
		o.CustomerID = &id
	}
	return o
}

func (r jobResolver) Outcomes(ctx context.Context, j *model.Job, code *model.JobOutcomeCode, first *int, after *string, last *int, before *string) (*model.JobOutcomeConnection, error) {
	only, total := account.Code(""), j.Row.Done()
	if code != nil {
		only = account.Code(*code)
		total = j.Row.Counts[only]
	}
	c, err := connect(ctx, listing[account.JobLine, model.JobOutcome, model.JobOutcomeEdge]{
		scope: func() cursorScope { return r.cursors.of("outcomes", j.ID, string(only)) },
		rows: func(ctx context.Context, page account.Page) (account.Rows[account.JobLine], error) {
			return r.Store.JobOutcomes(ctx, j.Row.ID, only, page)
		},
		count: func(context.Context) (int, error) { return total, nil },
		nodes: each(outcome),
		at:    func(line account.JobLine) account.Position { return account.LinePosition(j.Row.ID, line.Line) },
		edge: func(cursor string, node *model.JobOutcome) *model.JobOutcomeEdge {
			return &model.JobOutcomeEdge{Cursor: cursor, Node: node}
		},
	}, paging{first, after, last, before})
	if err != nil {
		return nil, err
	}
	return &model.JobOutcomeConnection{Connection: c}, nil
}

func (r mutationResolver) StartBulkJob(ctx context.Context, in model.StartBulkJobInput) (*model.StartBulkJobPayload, error) {
	input, err := jobInput(in)
	if err != nil {
		refused, err := r.userErrors(ctx, err)
		return &model.StartBulkJobPayload{UserErrors: refused}, err
	}
	j, err := r.Jobs.Start(ctx, input)
	refused, err := r.userErrors(ctx, err)
	return &model.StartBulkJobPayload{Job: unless(refused, err, job(ctx, j)), UserErrors: refused}, err
}

func (r mutationResolver) CancelBulkJob(ctx context.Context, in model.CancelBulkJobInput) (*model.CancelBulkJobPayload, error) {
	id, err := readID(in.JobID, "jobId")
	if err != nil {
		return nil, err
	}
	j, changed, err := r.Store.CancelJob(ctx, id)
	refused, err := r.userErrors(ctx, err)
	return &model.CancelBulkJobPayload{
		Job: unless(refused, err, job(ctx, j)), Changed: unless(refused, err, &changed), UserErrors: refused,
	}, err
}

func (r siteResolver) InactiveCustomers(ctx context.Context, s *model.Site, days int, first *int, after *string, last *int, before *string) (*model.CustomerConnection, error) {
	if days < 1 || days > account.MaxPolicyDays {
		return nil, &account.Error{Code: account.InvalidArgument, Field: []string{"days"},
			Message: fmt.Sprintf("Give 1 to %d days.", account.MaxPolicyDays)}
	}
	q := account.CustomerQuery{Site: s.Row.ID, Status: account.Active, IdleSince: account.IdleSince(r.Now(), days)}
	scope := func() cursorScope { return r.cursors.of("inactiveCustomers", q.Site.String(), fmt.Sprint(days)) }
	return r.customerList(ctx, q, scope, paging{first, after, last, before})
}

// inactivityPolicy gives a site's policy; nil where it is off.
func inactivityPolicy(s account.Site) *model.InactivityPolicy {
	if s.RevokeAfterDays == 0 {
		return nil
	}
	return &model.InactivityPolicy{RevokeAfterDays: s.RevokeAfterDays}
}

// moment gives an optional time; absent and null are the zero time.
func moment(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
