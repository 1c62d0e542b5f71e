package jobs_test

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"gatehouse/account"
	"gatehouse/internal/jobs"
	"gatehouse/store"
)

// house is an engine over a real store, with a clock that tests move.
type house struct {
	*jobs.Engine
	t     *testing.T
	store *store.Store
	site  account.Site
	ctx   context.Context

	mu  sync.Mutex
	now time.Time
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, now: time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC), ctx: account.WithCaller(t.Context(), account.System())}
	var err error
	if h.store, err = store.Open(h.ctx, store.Options{Dir: t.TempDir(), Now: h.clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.store.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, _, err := h.store.Bootstrap(h.ctx, nil); err != nil {
		t.Fatal(err)
	}
	if h.site, _, err = h.store.SiteByKey(h.ctx, "help"); err != nil {
		t.Fatal(err)
	}
	h.Engine = jobs.New(jobs.Config{Store: h.store, Now: h.clock, Log: slog.New(slog.DiscardHandler)})
	return h
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) move(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

func (h *house) invite(name string) account.Account {
	h.t.Helper()
	a, err := h.store.InviteCustomer(h.ctx, h.site.ID, name+"@jobs.example", name)
	if err != nil {
		h.t.Fatal(err)
	}
	return a
}

// drain does every job that is under way.
func (h *house) drain() {
	h.t.Helper()
	live, err := h.store.LiveJobs(h.ctx)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, id := range live {
		if err := h.Drain(h.ctx, id, func() {}); err != nil {
			h.t.Fatal(err)
		}
	}
}

func (h *house) status(a account.Account) account.Status {
	h.t.Helper()
	rows, err := h.store.AccountsByID(h.ctx, []account.ID{a.ID})
	if err != nil {
		h.t.Fatal(err)
	}
	return rows[0].Status
}

func (h *house) input(action account.BulkAction, lines ...account.JobInputLine) account.JobInput {
	for i := range lines {
		lines[i].Line = i + 1
	}
	return account.JobInput{Site: h.site.ID, Action: action, Key: account.NewID(account.JobKind).String(), Lines: lines}
}

// outcomes are the codes of a job's lines once it is done.
func (h *house) outcomes(in account.JobInput) string {
	h.t.Helper()
	j, err := h.Start(h.ctx, in)
	if err != nil {
		h.t.Fatal(err)
	}
	h.drain()
	rows, err := h.store.JobOutcomes(h.ctx, j.ID, "", account.Page{Size: 100})
	if err != nil {
		h.t.Fatal(err)
	}
	text := ""
	for _, line := range rows.Items {
		text += fmt.Sprintf("%d %s\n", line.Line, line.Code)
	}
	return text
}

// TestLines: what is wrong with one line is its outcome and stops no other.
func TestLines(t *testing.T) {
	h := newHouse(t)
	ann, bob := h.invite("ann"), h.invite("bob")
	for name, c := range map[string]struct {
		action account.BulkAction
		lines  []account.JobInputLine
		want   string
	}{
		"ids and addresses": {account.BulkRevoke, []account.JobInputLine{
			{ID: ann.ID.String()}, {Email: "ANN@jobs.example"}, {Email: "bob@jobs.example"}, {ID: "cus_x"}, {ID: h.site.ID.String()},
			{Email: "nobody@jobs.example"}, {Email: "no address"}, {Bad: account.LineUnreadable}, {ID: bob.ID.String()},
		}, "1 CHANGED\n2 DUPLICATE_LINE\n3 CHANGED\n4 INVALID_ID\n5 NOT_FOUND\n6 NOT_FOUND\n7 INVALID_EMAIL\n8 UNREADABLE_LINE\n9 DUPLICATE_LINE\n"},
		"invitations": {account.BulkInvite, []account.JobInputLine{
			{Email: "cy@jobs.example", DisplayName: "Cy"}, {Email: "CY@jobs.example", DisplayName: "Cy"}, {Email: "dee@jobs.example"},
			{Email: "x", DisplayName: "X"}, {Bad: account.LineUnreadable},
		}, "1 CHANGED\n2 DUPLICATE_LINE\n3 INVALID_DISPLAY_NAME\n4 INVALID_EMAIL\n5 UNREADABLE_LINE\n"},
	} {
		if got := h.outcomes(h.input(c.action, c.lines...)); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, got, c.want)
		}
	}
}

// TestRefusals: what is wrong with the whole begins nothing.
func TestRefusals(t *testing.T) {
	h := newHouse(t)
	one := account.JobInputLine{ID: h.invite("ann").ID.String()}
	two := 2
	for name, c := range map[string]struct {
		change func(*account.JobInput)
		want   account.Code
	}{
		"no key":           {func(in *account.JobInput) { in.Key = "" }, account.InvalidInput},
		"no line":          {func(in *account.JobInput) { in.Lines = nil }, account.InvalidInput},
		"no such site":     {func(in *account.JobInput) { in.Site = account.NewID(account.SiteKind) }, account.NotFound},
		"reason of delete": {func(in *account.JobInput) { in.Action, in.Reason = account.BulkDelete, "why" }, account.InvalidInput},
		"no count":         {func(in *account.JobInput) { in.Action = account.BulkDelete }, account.CountMismatch},
		"wrong count":      {func(in *account.JobInput) { in.Action, in.ConfirmCount = account.BulkDelete, &two }, account.CountMismatch},
		"no domain":        {func(in *account.JobInput) { in.Lines, in.Selection.Domain = nil, "a@b" }, account.InvalidInput},
		"too many lines":   {func(in *account.JobInput) { in.Lines = make([]account.JobInputLine, account.MaxBulkLines+1) }, account.InvalidInput},
	} {
		in := h.input(account.BulkRevoke, one)
		c.change(&in)
		if _, err := h.Start(h.ctx, in); account.CodeOf(err) != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
	siteAdmin := account.WithCaller(h.ctx, account.Caller{Actor: account.NewID(account.TokenKind).String(), Role: account.SiteAdmin, Site: h.site.ID})
	if _, err := h.Start(siteAdmin, h.input(account.BulkDelete, one)); account.CodeOf(err) != account.Forbidden {
		t.Errorf("a site admin's delete: got %v, want FORBIDDEN", err)
	}
	if n, err := h.store.CountAuditEvents(h.ctx, account.AuditQuery{Action: account.AuditDelete, Outcome: account.Refused}); err != nil || n != 1 {
		t.Errorf("got %d refused deletes in the log, error %v; want 1", n, err)
	}
	if n, err := h.store.CountJobs(h.ctx, h.site.ID); err != nil || n != 0 {
		t.Errorf("got %d jobs, error %v; want none", n, err)
	}
}

// TestRetry: the same key and input give the same job, also when the selection
// has changed since by the job itself.
func TestRetry(t *testing.T) {
	h := newHouse(t)
	h.invite("ann")
	one := 1
	in := account.JobInput{Site: h.site.ID, Action: account.BulkDelete, Key: "k", ConfirmCount: &one, Selection: account.Selection{Domain: "jobs.example"}}
	first, err := h.Start(h.ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	h.drain()
	again, err := h.Start(h.ctx, in)
	if err != nil || again.ID != first.ID || again.State != account.JobDone || again.Counts[account.LineChanged] != 1 {
		t.Errorf("got %+v, error %v; want the job of the first time, done", again, err)
	}
	in.DryRun = true
	if _, err := h.Start(h.ctx, in); account.CodeOf(err) != account.KeyReused {
		t.Errorf("as a dry run: got %v, want IDEMPOTENCY_KEY_REUSED", err)
	}
	in.Key = "k2"
	if none, err := h.Start(h.ctx, in); err != nil || none.State != account.JobDone || none.Total != 0 {
		t.Errorf("nobody selected: got %+v, error %v; want it done, with 0 lines", none, err)
	}
}

// TestPolicy moves the clock through the days of a policy.
func TestPolicy(t *testing.T) {
	h := newHouse(t)
	days := 30
	idle, granted, byHand := h.invite("idle"), h.invite("granted"), h.invite("hand")
	upkeep := func() {
		t.Helper()
		if err := h.Upkeep(h.ctx); err != nil {
			t.Fatal(err)
		}
		h.drain()
	}
	act := func(do func(context.Context, account.ID, string) (account.Account, bool, error), a account.Account) {
		t.Helper()
		if _, _, err := do(h.ctx, a.ID, "by hand"); err != nil {
			t.Fatal(err)
		}
	}
	h.move(29 * 24 * time.Hour)
	act(h.store.RevokeAccess, byHand)
	act(h.store.RevokeAccess, granted)
	act(h.store.GrantAccess, granted)
	h.move(2 * 24 * time.Hour)
	late := h.invite("late")
	upkeep()
	if got := h.status(idle); got != account.Active {
		t.Errorf("without a policy: got %s, want ACTIVE", got)
	}
	if _, err := h.store.UpdateSiteSettings(h.ctx, h.site.ID, account.SiteChange{RevokeAfterDays: &days}); err != nil {
		t.Fatal(err)
	}
	upkeep()
	want := map[string]account.Status{"idle": account.Revoked, "granted": account.Active, "late": account.Active, "by hand": account.Revoked}
	check := func(when string) {
		t.Helper()
		for name, a := range map[string]account.Account{"idle": idle, "granted": granted, "late": late, "by hand": byHand} {
			if got := h.status(a); got != want[name] {
				t.Errorf("%s, %s: got %s, want %s", when, name, got, want[name])
			}
		}
	}
	check("first day")
	rows, err := h.store.AccountsByID(h.ctx, []account.ID{byHand.ID, idle.ID})
	if err != nil || rows[0].AccessReason != "by hand" || rows[1].AccessReason != "No sign-in for 30 days" {
		t.Errorf("got %+v and %+v, error %v; want the reasons of hand and policy", rows[0], rows[1], err)
	}
	if n, err := h.store.CountAuditEvents(h.ctx, account.AuditQuery{Actor: account.SystemActor, Action: account.AuditBulkJob}); err != nil || n != 1 {
		t.Errorf("got %d runs in the log, error %v; want 1 as system", n, err)
	}
	// A grant starts the days anew: the next days' runs leave the account alone.
	act(h.store.GrantAccess, idle)
	want["idle"] = account.Active
	h.move(24 * time.Hour)
	upkeep()
	check("second day")
	h.move(28 * 24 * time.Hour)
	upkeep()
	want["granted"] = account.Revoked
	check("the granted one's 31st day")
	// Once a day: what gets due between two runs waits for the next.
	h.move(23 * time.Hour)
	upkeep()
	check("an hour before the next run")
	h.move(2 * time.Hour)
	upkeep()
	want["idle"], want["late"] = account.Revoked, account.Revoked
	check("the next run")
}

// TestRunTakesTurns runs the engine itself until both jobs are done.
func TestRunTakesTurns(t *testing.T) {
	h := newHouse(t)
	var ids []account.ID
	for _, action := range []account.BulkAction{account.BulkRevoke, account.BulkInvite} {
		in := h.input(action)
		for i := range 250 {
			in.Lines = append(in.Lines, account.JobInputLine{Line: i + 1, Email: fmt.Sprintf("t%d@turn.example", i), DisplayName: "Turn"})
		}
		j, err := h.Start(h.ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, j.ID)
	}
	ctx, stop := context.WithTimeout(h.ctx, 5*time.Minute)
	defer stop()
	ran := make(chan error, 1)
	go func() { ran <- h.Run(ctx) }()
	for _, id := range ids {
		for ended := false; !ended; {
			j, _, err := h.store.JobByID(h.ctx, id)
			if err != nil || ctx.Err() != nil {
				t.Fatalf("the job %s is %s: %v", id, j.State, err)
			}
			ended = j.State == account.JobDone && j.Done() == 250
		}
	}
	stop()
	if err := <-ran; err != nil {
		t.Error(err)
	}
}
