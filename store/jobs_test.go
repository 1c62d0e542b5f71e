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

// TestJobKeys: a key belongs to its caller and its site, and is forgotten a day
// behind the job's end.
func TestJobKeys(t *testing.T) {
	h := newHouse(t)
	job := account.NewJob{Site: h.site.ID, Action: account.BulkGrant, Key: "k", Fingerprint: [32]byte{1}, Lines: []account.JobLine{{Line: 1, Code: account.InvalidID}}}
	first := h.start(h.admin, job)
	for range 2 {
		j, fresh, err := h.StartJob(h.admin, job)
		if err != nil || fresh || j.ID != first.ID {
			t.Errorf("the same again: got %s, fresh %t, error %v", j.ID, fresh, err)
		}
		h.work(first.ID, toTheEnd)
	}
	other := job
	other.Fingerprint[0]++
	if _, _, err := h.StartJob(h.admin, other); account.CodeOf(err) != account.KeyReused {
		t.Errorf("another input: got %v, want IDEMPOTENCY_KEY_REUSED", err)
	}
	if j, fresh, err := h.StartJob(as(account.SiteAdmin, h.site), other); err != nil || !fresh || j.ID == first.ID {
		t.Errorf("another caller: fresh %t, error %v", fresh, err)
	}
	other.Site = h.second().ID
	if _, fresh, err := h.StartJob(h.admin, other); err != nil || !fresh {
		t.Errorf("another site: fresh %t, error %v", fresh, err)
	}
	other.Site = h.site.ID
	h.clock.Move(keepKey - time.Millisecond)
	h.forget()
	if _, _, err := h.StartJob(h.admin, other); account.CodeOf(err) != account.KeyReused {
		t.Errorf("almost a day later: got %v, want IDEMPOTENCY_KEY_REUSED", err)
	}
	h.clock.Move(time.Millisecond)
	h.forget()
	if _, fresh, err := h.StartJob(h.admin, other); err != nil || !fresh {
		t.Errorf("a day later: fresh %t, error %v", fresh, err)
	}
	h.clock.Move(keepJob)
	h.forget()
	if _, ok, err := h.JobByID(h.admin, first.ID); ok || err != nil {
		t.Errorf("90 days later: ok %t, error %v; want it gone", ok, err)
	}
	h.sound()
}

func (h *house) forget() {
	h.t.Helper()
	if err := h.ForgetJobs(h.admin); err != nil {
		h.t.Fatal(err)
	}
}

// TestInvitationsLeave: an address is in the job until its line is done, until its
// owner is deleted, or until the job is cancelled; and each time it is to be erased.
func TestInvitationsLeave(t *testing.T) {
	h := newHouse(t)
	var given []account.JobLine
	for i := range 250 {
		email, err := account.ParseEmail(fmt.Sprintf("Line%d@Invite.example", i))
		if err != nil {
			t.Fatal(err)
		}
		given = append(given, account.JobLine{Invite: &account.Invitation{Email: email, DisplayName: "Ida"}})
	}
	owner := h.invite("line170@invite.example")
	job := h.start(h.admin, account.NewJob{Action: account.BulkInvite, Lines: given})
	kept := func() (n int64) {
		t.Helper()
		n, err := read(context.Background(), h.Store, func(c *conn) (int64, error) {
			return c.number("SELECT ifnull(sum(length(invites) - length(replace(invites, char(10), ''))), 0) FROM job_part")
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if got := kept(); got != 250 {
		t.Fatalf("the job keeps %d invitations, want 250", got)
	}
	h.work(job.ID, 1)
	if got := kept(); got != 150 {
		t.Errorf("behind a part the job keeps %d invitations, want 150", got)
	}
	h.remove(owner)
	if got := kept(); got != 149 {
		t.Errorf("behind the delete the job keeps %d invitations, want 149", got)
	}
	h.work(job.ID, 1)
	line := h.outcomes(job.ID)[170]
	if line.Code != account.EmailOnHold || !line.Customer.IsZero() {
		t.Errorf("the deleted person's line: got %s %s, want EMAIL_ON_HOLD", line.Code, line.Customer)
	}
	if made, err := h.AccountsByID(h.admin, []account.ID{h.outcomes(job.ID)[171].Customer}); err != nil || made[0].Email.Typed != "Line171@Invite.example" {
		t.Errorf("the line behind: got %+v, error %v", made, err)
	}
	waiting := h.waiting()
	if _, _, err := h.CancelJob(h.admin, job.ID); err != nil {
		t.Fatal(err)
	}
	if got := kept(); got != 0 {
		t.Errorf("the cancelled job keeps %d invitations, want none", got)
	}
	if got := h.waiting(); got != waiting+1 {
		t.Errorf("%d erasures wait behind the cancel, want %d", got, waiting+1)
	}
}

func (h *house) waiting() int {
	h.t.Helper()
	waiting, _, err := h.ErasuresWaiting(h.admin)
	if err != nil {
		h.t.Fatal(err)
	}
	return waiting
}

// TestJobsOfOneSite: an id of another site is as unknown as any.
func TestJobsOfOneSite(t *testing.T) {
	h := newHouse(t)
	second := h.second()
	foreign, err := h.InviteCustomer(h.admin, second.ID, "far@away.example", "Far")
	if err != nil {
		t.Fatal(err)
	}
	j := h.work(h.start(h.admin, account.NewJob{Action: account.BulkDelete, Lines: lines(foreign.ID)}).ID, toTheEnd)
	if j.Counts[account.NotFound] != 1 {
		t.Errorf("got %v, want NOT_FOUND", j.Counts)
	}
	if rows, err := h.AccountsByID(h.admin, []account.ID{foreign.ID}); err != nil || rows[0].Status != account.Active {
		t.Errorf("the account of the other site: got %+v, error %v", rows[0], err)
	}
}

// TestSelectCustomers: whom each selection is about, and that an account that was
// used since is left alone.
func TestSelectCustomers(t *testing.T) {
	h := newHouse(t)
	now := h.clock.Now()
	old, lately := now.AddDate(0, 0, -100), now.AddDate(0, 0, -1)
	rows := []account.ImportRow{
		{Email: "used@a.example", CreatedAt: old, LastSignInAt: lately},
		{Email: "idle@a.example", CreatedAt: old, LastSignInAt: old},
		{Email: "never@b.example", CreatedAt: old},
		{Email: "new@sub.a.example", CreatedAt: lately},
		{Email: "gone@a.example", CreatedAt: old, LastSignInAt: old, Status: account.Revoked},
	}
	for i := range rows {
		rows[i].ID, rows[i].DisplayName = account.NewID(account.CustomerKind), "Sel"
	}
	if _, err := h.ImportCustomers(h.admin, h.site.ID, rows); err != nil {
		t.Fatal(err)
	}
	cut := now.AddDate(0, 0, -30)
	for name, c := range map[string]struct {
		status    account.Status
		selection account.Selection
		want      []int
	}{
		"inactive":        {account.Active, account.Selection{InactiveSince: cut}, []int{1}},
		"inactive, all":   {0, account.Selection{InactiveSince: cut}, []int{1, 4}},
		"never signed in": {account.Active, account.Selection{NeverSignedInSince: cut}, []int{2}},
		"idle":            {account.Active, account.Selection{IdleSince: cut}, []int{1, 2}},
		"domain":          {0, account.Selection{Domain: "a.example"}, []int{0, 1, 4}},
		"nothing":         {0, account.Selection{}, nil},
	} {
		ids, err := h.SelectCustomers(h.admin, h.site.ID, c.status, c.selection)
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for _, id := range ids {
			got = append(got, slices.IndexFunc(rows, func(r account.ImportRow) bool { return r.ID == id }))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got rows %v, want %v", name, got, c.want)
		}
	}
	job := h.start(h.admin, account.NewJob{Action: account.BulkRevoke, Selection: account.Selection{IdleSince: cut}, Lines: lines(rows[1].ID, rows[2].ID)})
	h.revoke(account.Account{ID: rows[1].ID})
	if _, _, err := h.GrantAccess(h.admin, rows[1].ID, ""); err != nil {
		t.Fatal(err)
	}
	if j := h.work(job.ID, toTheEnd); j.Counts[account.LineNotPicked] != 1 || j.Counts[account.LineChanged] != 1 {
		t.Errorf("got %v, want the granted account left alone", j.Counts)
	}
}

// TestJobOutcomePages compares pages in both directions with the list.
func TestJobOutcomePages(t *testing.T) {
	h := newHouse(t)
	given := lines(h.many(230)...)
	for i := range given {
		if i%7 == 0 {
			given[i] = account.JobLine{Code: account.LineUnreadable}
		}
		given[i].Line = 2*i + 3
	}
	j, _, err := h.StartJob(h.admin, account.NewJob{Site: h.site.ID, Action: account.BulkGrant, Key: "pages", Lines: given})
	if err != nil {
		t.Fatal(err)
	}
	h.work(j.ID, toTheEnd)
	rapid.Check(t, func(r *rapid.T) {
		code := rapid.SampledFrom([]account.Code{"", account.LineUnreadable, account.NotFound}).Draw(r, "code")
		page := account.Page{Size: rapid.SampledFrom([]int{0, 1, 40, 100}).Draw(r, "size"), Backward: rapid.Bool().Draw(r, "backward")}
		after, before := 0, endOfLines
		if rapid.Bool().Draw(r, "bounded after") {
			after = rapid.IntRange(1, 470).Draw(r, "after")
			p := account.LinePosition(j.ID, after)
			page.After = &p
		}
		if rapid.Bool().Draw(r, "bounded before") {
			before = rapid.IntRange(1, 470).Draw(r, "before")
			p := account.LinePosition(j.ID, before)
			page.Before = &p
		}
		var all, between []int
		for i, line := range given {
			has := account.LineUnchanged
			if i%7 == 0 {
				has = account.LineUnreadable
			}
			if code == "" || code == has {
				all = append(all, line.Line)
				if line.Line > after && line.Line < before {
					between = append(between, line.Line)
				}
			}
		}
		want := between[:min(page.Size, len(between))]
		if page.Backward {
			want = between[len(between)-min(page.Size, len(between)):]
		}
		rows, err := h.JobOutcomes(h.admin, j.ID, code, page)
		if err != nil {
			r.Fatal(err)
		}
		var got []int
		for _, line := range rows.Items {
			got = append(got, line.Line)
		}
		if !slices.Equal(got, want) {
			r.Fatalf("got %v, want %v", got, want)
		}
		if len(want) > 0 && (rows.HasPrev != (want[0] != all[0]) || rows.HasNext != (want[len(want)-1] != all[len(all)-1])) {
			r.Fatalf("got previous %t, next %t around %v of %v", rows.HasPrev, rows.HasNext, want, all)
		}
	})
}
