package store

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gatehouse/account"
)

// start starts a job under a key of its own.
func (h *house) start(ctx context.Context, job account.NewJob) account.Job {
	h.t.Helper()
	if job.Key == "" {
		job.Key = account.NewID(account.JobKind).String()
	}
	job.Site = h.site.ID
	for i := range job.Lines {
		job.Lines[i].Line = i + 1
	}
	j, fresh, err := h.StartJob(ctx, job)
	if err != nil || !fresh {
		h.t.Fatalf("start: fresh %t, error %v", fresh, err)
	}
	return j
}

// work does the steps of a job, at most so many; and gives how it stands then.
func (h *house) work(id account.ID, most int) account.Job {
	h.t.Helper()
	for range most {
		step, err := h.WorkJob(h.admin, id)
		if err != nil {
			h.t.Fatal(err)
		}
		if step.Ended {
			break
		}
	}
	j, ok, err := h.JobByID(h.admin, id)
	if err != nil || !ok {
		h.t.Fatalf("job: ok %t, error %v", ok, err)
	}
	return j
}

const toTheEnd = 1 << 20

func (h *house) outcomes(id account.ID) []account.JobLine {
	h.t.Helper()
	var all []account.JobLine
	page := account.Page{Size: 70}
	for {
		rows, err := h.JobOutcomes(h.admin, id, "", page)
		if err != nil {
			h.t.Fatal(err)
		}
		all = append(all, rows.Items...)
		if !rows.HasNext {
			return all
		}
		at := account.LinePosition(id, all[len(all)-1].Line)
		page.After = &at
	}
}

func lines(ids ...account.ID) []account.JobLine {
	var all []account.JobLine
	for _, id := range ids {
		all = append(all, account.JobLine{Customer: id})
	}
	return all
}

func (h *house) many(n int) []account.ID {
	h.t.Helper()
	var rows []account.ImportRow
	for i := range n {
		rows = append(rows, account.ImportRow{ID: account.NewID(account.CustomerKind), Email: fmt.Sprintf("p%d@many.example", i), DisplayName: "Pat"})
	}
	if _, err := h.ImportCustomers(h.admin, h.site.ID, rows); err != nil {
		h.t.Fatal(err)
	}
	ids := make([]account.ID, n)
	for i, row := range rows {
		ids[i] = row.ID
	}
	return ids
}

func (h *house) audited(q account.AuditQuery) (count int, sum int64) {
	h.t.Helper()
	n, err := h.CountAuditEvents(h.admin, q)
	if err != nil {
		h.t.Fatal(err)
	}
	rows, err := h.AuditEvents(h.admin, q, account.Page{Size: account.MaxPageSize})
	if err != nil {
		h.t.Fatal(err)
	}
	for _, e := range rows.Items {
		sum += e.Count
	}
	return n, sum
}

// TestJobSurvivesStops reopens the store between the steps of a job: each line is
// done once, each change has its own event and each batch and the run have theirs.
func TestJobSurvivesStops(t *testing.T) {
	h := newHouse(t)
	ids := h.many(350)
	h.revoke(account.Account{ID: ids[7]})
	given := append(lines(ids...), account.JobLine{Customer: account.NewID(account.CustomerKind)}, account.JobLine{Code: account.InvalidID})
	id := h.start(h.admin, account.NewJob{Action: account.BulkRevoke, Reason: "spring cleaning", Lines: given}).ID
	for step := range 4 {
		if j := h.work(id, 1); j.State.Ended() != (step == 3) {
			t.Fatalf("step %d: got %s", step, j.State)
		}
		if err := h.Close(); err != nil {
			t.Fatal(err)
		}
		h.open()
	}
	j := h.work(id, 1)
	want := map[account.Code]int{account.LineChanged: 349, account.LineUnchanged: 1, account.NotFound: 1, account.InvalidID: 1}
	if diff := cmp.Diff(want, j.Counts); diff != "" || j.State != account.JobDone || j.Total != 352 {
		t.Errorf("got %s of %d lines, counts (-want +got):\n%s", j.State, j.Total, diff)
	}
	for i, line := range h.outcomes(id) {
		if line.Line != i+1 || i < 350 && line.Customer != ids[i] {
			t.Fatalf("outcome %d: got line %d of %s", i, line.Line, line.Customer)
		}
	}
	if n, _ := h.audited(account.AuditQuery{Action: account.AuditRevoke}); n != 350 {
		t.Errorf("got %d revoke events, want 350", n)
	}
	if n, sum := h.audited(account.AuditQuery{Subject: id.String(), Action: account.AuditBulkBatch}); n != 4 || sum != 349 {
		t.Errorf("got %d batch events over %d changes, want 4 over 349", n, sum)
	}
	if n, sum := h.audited(account.AuditQuery{Subject: id.String(), Action: account.AuditBulkJob}); n != 1 || sum != 349 {
		t.Errorf("got %d run events over %d changes, want 1 over 349", n, sum)
	}
	rows, err := h.AccountsByID(h.admin, ids[:1])
	if err != nil || rows[0].AccessReason != "spring cleaning" {
		t.Errorf("got %+v, error %v; want the job's reason", rows[0], err)
	}
	h.sound()
}

// TestDryRunIsTheRun draws jobs over accounts in every state: the dry run writes
// nothing but itself, and the run says line by line what the dry run said.
func TestDryRunIsTheRun(t *testing.T) {
	h := newHouse(t)
	second := h.second()
	serial, told := 0, 0
	h.OnCommit(func(commits []account.Commit) { told += len(commits) })
	rapid.Check(t, func(r *rapid.T) {
		action := rapid.SampledFrom(account.BulkActions).Draw(r, "action")
		var given []account.JobLine
		for range rapid.IntRange(0, 12).Draw(r, "lines") {
			serial++
			email := fmt.Sprintf("q%d@drawn.example", serial)
			site := h.site.ID
			kind := rapid.SampledFrom([]string{"active", "revoked", "deleted", "elsewhere", "nobody", "decided"}).Draw(r, "kind")
			if kind == "elsewhere" {
				site = second.ID
			}
			a := account.Account{ID: account.NewID(account.CustomerKind)}
			if kind != "nobody" {
				var err error
				if a, err = h.InviteCustomer(h.admin, site, email, "Quin"); err != nil {
					r.Fatal(err)
				}
			}
			switch kind {
			case "revoked":
				h.revoke(a)
			case "deleted":
				h.remove(a)
			}
			line := account.JobLine{Customer: a.ID}
			if action == account.BulkInvite {
				name := rapid.SampledFrom([]string{"Quin", ""}).Draw(r, "name")
				line = account.JobLine{Invite: &account.Invitation{Email: account.Email{Canonical: email, Typed: email}, DisplayName: name}}
			}
			if kind == "decided" {
				line = account.JobLine{Code: account.LineUnreadable}
			}
			given = append(given, line)
		}
		before := h.state()
		told = 0
		dry := h.start(h.admin, account.NewJob{Action: action, DryRun: true, Lines: slices.Clone(given)})
		said := h.work(dry.ID, toTheEnd)
		if told > 0 {
			r.Fatalf("the dry run told the observer of %d commits", told)
		}
		if diff := cmp.Diff(before, h.state()); diff != "" {
			r.Fatalf("the dry run changed something (-before +after):\n%s", diff)
		}
		run := h.start(h.admin, account.NewJob{Action: action, Lines: given})
		did := h.work(run.ID, toTheEnd)
		if diff := cmp.Diff(said.Counts, did.Counts); diff != "" {
			r.Fatalf("counts differ (-dry +run):\n%s", diff)
		}
		wanted, got := h.outcomes(dry.ID), h.outcomes(run.ID)
		for i := range got {
			if action == account.BulkInvite && got[i].Code == account.LineChanged {
				got[i].Customer = account.ID{} // Whom a dry run invites has no id.
			}
		}
		if diff := cmp.Diff(wanted, got); diff != "" {
			r.Fatalf("outcomes differ (-dry +run):\n%s", diff)
		}
	})
	h.sound()
}

// state is what a dry run must leave alone.
func (h *house) state() map[string]int64 {
	h.t.Helper()
	all, err := read(context.Background(), h.Store, func(c *conn) (map[string]int64, error) {
		all := map[string]int64{}
		for _, what := range []string{
			"SELECT count(*) FROM customer", "SELECT count(*) FROM customer WHERE status = 1", "SELECT count(*) FROM deletion",
			"SELECT count(*) FROM hold", "SELECT max(sequence) FROM audit",
		} {
			n, err := c.number(what)
			if err != nil {
				return nil, err
			}
			all[what] = n
		}
		return all, nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return all
}

// TestJobEndsWithItsRight revokes the token that started a job half-way: what was
// done stays, nothing more is done.
func TestJobEndsWithItsRight(t *testing.T) {
	h := newHouse(t)
	ids := h.many(250)
	k, _, err := h.CreateToken(h.admin, account.SiteAdmin, h.site.ID, "", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	starter := account.WithCaller(context.Background(), account.Caller{Actor: k.ID.String(), Role: k.Role, Site: k.Site})
	id := h.start(starter, account.NewJob{Action: account.BulkRevoke, Lines: lines(ids...)}).ID
	h.work(id, 1)
	if _, _, err := h.RevokeToken(h.admin, k.ID); err != nil {
		t.Fatal(err)
	}
	j := h.work(id, toTheEnd)
	if j.State != account.JobFailed || j.Failure != account.RightEnded || j.Counts[account.LineChanged] != partSize || j.Done() != partSize {
		t.Errorf("got %s %s with %v, want FAILED RIGHT_ENDED behind %d lines", j.State, j.Failure, j.Counts, partSize)
	}
	if n, _ := h.audited(account.AuditQuery{Action: account.AuditRevoke, Actor: k.ID.String()}); n != partSize {
		t.Errorf("got %d revokes by the token, want %d", n, partSize)
	}
	if n, err := h.CountCustomers(h.admin, account.CustomerQuery{Status: account.Revoked}); err != nil || n != partSize {
		t.Errorf("got %d revoked accounts, error %v; want %d", n, err, partSize)
	}
}

func TestCancelJob(t *testing.T) {
	h := newHouse(t)
	ids := h.many(250)
	id := h.start(h.admin, account.NewJob{Action: account.BulkRevoke, Lines: lines(ids...)}).ID
	h.work(id, 1)
	j, changed, err := h.CancelJob(h.admin, id)
	if err != nil || !changed || j.State != account.JobCancelled {
		t.Fatalf("got %s, changed %t, error %v", j.State, changed, err)
	}
	if j = h.work(id, toTheEnd); j.Done() != partSize || j.State != account.JobCancelled {
		t.Errorf("got %d lines done and %s behind the cancel, want %d", j.Done(), j.State, partSize)
	}
	if _, changed, err = h.CancelJob(h.admin, id); err != nil || changed {
		t.Errorf("again: changed %t, error %v", changed, err)
	}
	if _, _, err = h.CancelJob(as(account.SiteAdmin, h.second()), id); account.CodeOf(err) != account.NotFound {
		t.Errorf("an admin of another site: got %v, want NOT_FOUND", err)
	}
}

// TestDeleteJobs: who may not delete sees no delete job; the deletions are those of
// the single call, with hold and erasure.
func TestDeleteJobs(t *testing.T) {
	h := newHouse(t)
	ids := h.many(120)
	id := h.start(h.admin, account.NewJob{Action: account.BulkDelete, Lines: append(lines(ids...), account.JobLine{Customer: account.NewID(account.CustomerKind)})}).ID
	siteAdmin := as(account.SiteAdmin, h.site)
	if _, ok, err := h.JobByID(siteAdmin, id); ok || err != nil {
		t.Errorf("a site admin's look: ok %t, error %v; want absent", ok, err)
	}
	if _, _, err := h.CancelJob(siteAdmin, id); account.CodeOf(err) != account.NotFound {
		t.Errorf("a site admin's cancel: got %v, want NOT_FOUND", err)
	}
	if n, err := h.CountJobs(siteAdmin, h.site.ID); n != 0 || err != nil {
		t.Errorf("a site admin counts %d jobs, error %v; want 0", n, err)
	}
	if j := h.work(id, toTheEnd); j.Counts[account.LineChanged] != 120 {
		t.Errorf("got %v, want 120 deleted", j.Counts)
	}
	if got := h.waiting(); got != 120 {
		t.Errorf("got %d erasures waiting, want 120", got)
	}
	if n, _ := h.audited(account.AuditQuery{Action: account.AuditDelete, Outcome: account.Refused}); n != 1 {
		t.Errorf("got %d refused deletes, want 1", n)
	}
	again := h.start(h.admin, account.NewJob{Action: account.BulkInvite, Lines: []account.JobLine{
		{Invite: &account.Invitation{Email: account.Email{Canonical: "p3@many.example", Typed: "P3@many.example"}, DisplayName: "Pat"}}}})
	if j := h.work(again.ID, toTheEnd); j.Counts[account.EmailOnHold] != 1 {
		t.Errorf("got %v, want the address on hold", j.Counts)
	}
}
