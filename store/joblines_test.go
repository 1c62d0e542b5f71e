package store

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gatehouse/account"
)

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
