package contract

import (
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gatehouse/account"
)

// TestRandomWalk lets people be invited, revoked, granted, renamed, given another
// address, deleted, and invited again after the hold, while the follower runs, is
// held back, is restarted or the index is rebuilt. After each step every surface
// must show what the model says, no more and no less.
func TestRandomWalk(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "walk")
		if err != nil {
			rt.Fatal(err)
		}
		w := newWalk(rt, dir)
		defer w.close()
		rt.Repeat(map[string]func(*rapid.T){
			"invite": w.invite, "revoke": w.revoke, "grant": w.grant, "delete": w.delete, "rename": w.rename,
			"email": w.email, "wait": w.wait, "hold the follower": w.holdFollower, "release the follower": w.releaseFollower,
			"restart the index": w.restart, "rebuild": w.rebuild, "expunge": w.expunge, "": w.check,
		})
	})
}

func (w *walk) somebody(t *rapid.T) *soul {
	if len(w.model.people) == 0 {
		t.Skip("nobody yet")
	}
	return rapid.SampledFrom(w.model.people).Draw(t, "who")
}

func (w *walk) invite(t *rapid.T) {
	email := rapid.SampledFrom(addresses).Draw(t, "email")
	called := rapid.SampledFrom(names).Draw(t, "name")
	want := w.model.invited(email)
	a, err := w.store.InviteCustomer(w.ctx, w.site.ID, email, called.text)
	if got := codeOrNone(err); got != want {
		t.Fatalf("invite of %s: got %q, want %q", email, got, want)
	}
	if err != nil {
		return
	}
	for _, s := range w.model.people {
		if s.id == a.ID {
			t.Fatalf("a new account has an old id: %v", a.ID)
		}
	}
	q, err := w.store.CreateRequest(w.ctx, w.site.ID, "Old request", a.ID, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.model.people = append(w.model.people, &soul{id: a.ID, email: email, name: called, status: account.Active, request: q.ID})
}

func (w *walk) revoke(t *rapid.T) {
	s := w.somebody(t)
	_, changed, err := w.store.RevokeAccess(w.ctx, s.id, "")
	w.moved(t, s, "revoke", changed, err, account.Revoked)
}

func (w *walk) grant(t *rapid.T) {
	s := w.somebody(t)
	_, changed, err := w.store.GrantAccess(w.ctx, s.id, "")
	w.moved(t, s, "grant", changed, err, account.Active)
}

func (w *walk) moved(t *rapid.T, s *soul, act string, changed bool, err error, to account.Status) {
	if s.status == account.Deleted {
		if account.CodeOf(err) != account.CustomerDeleted {
			t.Fatalf("%s of a deleted account: got %v, want CUSTOMER_DELETED", act, err)
		}
		return
	}
	if err != nil || changed != (s.status != to) {
		t.Fatalf("%s from %v: changed %v, %v", act, s.status, changed, err)
	}
	s.status = to
}

func (w *walk) delete(t *rapid.T) {
	s := w.somebody(t)
	d, changed, err := w.store.DeleteCustomer(w.ctx, s.id, s.email)
	if err != nil || changed != (s.status != account.Deleted) {
		t.Fatalf("delete from %v: changed %v, %v", s.status, changed, err)
	}
	if changed {
		s.status, s.deletedAt = account.Deleted, w.model.now
	}
	if !d.DeletedAt.Equal(s.deletedAt) {
		t.Fatalf("deleted at %v, want %v", d.DeletedAt, s.deletedAt)
	}
}

func (w *walk) rename(t *rapid.T) {
	s := w.somebody(t)
	called := rapid.SampledFrom(names).Draw(t, "name")
	_, changed, err := w.store.RenameCustomer(w.ctx, s.id, called.text)
	if s.status == account.Deleted {
		if account.CodeOf(err) != account.CustomerDeleted {
			t.Fatalf("rename of a deleted account: got %v, want CUSTOMER_DELETED", err)
		}
		return
	}
	if err != nil || changed != (s.name.text != called.text) {
		t.Fatalf("rename: changed %v, %v", changed, err)
	}
	s.name = called
}

func (w *walk) email(t *rapid.T) {
	s := w.somebody(t)
	email := rapid.SampledFrom(addresses).Draw(t, "email")
	want := w.model.invited(email)
	own := s.status != account.Deleted && email == s.email
	if own {
		want = ""
	}
	if s.status == account.Deleted {
		want = account.CustomerDeleted
	}
	_, changed, err := w.store.UpdateEmail(w.ctx, s.id, email)
	if got := codeOrNone(err); got != want {
		t.Fatalf("change of e-mail to %s: got %q, want %q", email, got, want)
	}
	if err == nil {
		if changed == own {
			t.Fatalf("change of e-mail: changed %v, own address %v", changed, own)
		}
		s.email = email
	}
}

// wait lets a part of the hold pass, or all of it.
func (w *walk) wait(t *rapid.T) {
	w.model.now = w.model.now.Add(time.Duration(rapid.IntRange(1, 14*24).Draw(t, "hours")) * time.Hour)
}

func codeOrNone(err error) account.Code {
	if err == nil {
		return ""
	}
	return account.CodeOf(err)
}

// check compares every surface with the model.
func (w *walk) check(t *rapid.T) {
	for _, q := range questions {
		w.checkPicker(t, q)
		w.checkFilter(t, q)
	}
	w.checkPage(t)
	w.checkLabels(t)
	if w.following {
		w.checkIndex(t)
	}
}

func (w *walk) checkPicker(t *rapid.T, q question) {
	found, err := w.index.UserPicker(w.ctx, w.site.ID, q.text, 100)
	if err != nil {
		t.Fatal(err)
	}
	want := w.model.picked(q)
	var got []account.ID
	for i, a := range found {
		if i < len(want) {
			got = append(got, a.ID)
		} else if s := w.model.soul(a.ID); s == nil || s.status != account.Active {
			t.Fatalf("picker of %q: a near miss that is not ACTIVE: %v", q.text, a.ID)
		}
	}
	if diff := cmp.Diff(want, sorted(got)); diff != "" {
		t.Fatalf("picker of %q (-want +got):\n%s", q.text, diff)
	}
}

func (w *walk) checkFilter(t *rapid.T, q question) {
	var got []account.ID
	for page := (account.Page{Size: 3}); ; {
		rows, err := w.index.CustomerFilter(w.ctx, w.site.ID, q.text, page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range rows.Items {
			got = append(got, m.ID)
			page.After = &m.Position
		}
		if !rows.HasNext {
			break
		}
	}
	want := w.model.filtered(q)
	if diff := cmp.Diff(want, sorted(got)); diff != "" {
		t.Fatalf("filter of %q (-want +got):\n%s", q.text, diff)
	}
	if n, err := w.index.CountCustomerFilter(w.ctx, w.site.ID, q.text); err != nil || n != len(want) {
		t.Fatalf("filter of %q counts %d (%v), want %d", q.text, n, err, len(want))
	}
}

func (w *walk) checkPage(t *rapid.T) {
	rows, err := w.store.Customers(w.ctx, account.CustomerQuery{Site: w.site.ID}, account.Page{Size: 100})
	if err != nil {
		t.Fatal(err)
	}
	var got []account.ID
	for _, a := range rows.Items {
		got = append(got, a.ID)
	}
	if diff := cmp.Diff(w.model.living(), sorted(got)); diff != "" {
		t.Fatalf("page (-want +got):\n%s", diff)
	}
	for _, email := range addresses {
		rows, err := w.store.Customers(w.ctx, account.CustomerQuery{Site: w.site.ID, Email: email}, account.Page{Size: 100})
		if err != nil {
			t.Fatal(err)
		}
		want := w.model.ids(func(s *soul) bool { return s.status != account.Deleted && s.email == email })
		if len(rows.Items) != len(want) || len(want) == 1 && rows.Items[0].ID != want[0] {
			t.Fatalf("search box of %s: got %v, want %v", email, rows.Items, want)
		}
	}
}

func (w *walk) checkLabels(t *rapid.T) {
	for _, s := range w.model.people {
		rows, err := w.store.AccountsByID(w.ctx, []account.ID{s.id})
		if err != nil || rows[0] == nil {
			t.Fatalf("%v is not there: %v", s.id, err)
		}
		want := map[account.Status]string{
			account.Active: s.name.text, account.Revoked: s.name.text + " (Deactivated)", account.Deleted: "Former user (Deactivated)",
		}[s.status]
		if parsed, err := account.ParseDisplayName(s.name.text); err == nil && s.status != account.Deleted {
			want = parsed + want[len(s.name.text):]
		}
		if got := rows[0].Label(); got != want {
			t.Fatalf("label: got %q, want %q", got, want)
		}
	}
}

// checkIndex compares the index, term by term, with what the states allow.
func (w *walk) checkIndex(t *rapid.T) {
	last, err := w.store.LastChange(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.index.WaitFor(w.ctx, last.Position); err != nil {
		t.Fatal(err)
	}
	report, err := w.index.Verify(w.ctx)
	if err != nil || !report.OK() || report.Documents != len(w.model.living()) {
		t.Fatalf("index: %+v, %v, want %d documents that fit", report, err, len(w.model.living()))
	}
}
