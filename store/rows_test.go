package store

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gatehouse/account"
)

// byBoth asks for an account by its id and by its address; nil: it is not there. What the
// answers share with what is remembered is spoilt, so that the next ones would show it.
func (h *house) byBoth(id account.ID, email string) (byID, byAddress *account.Account) {
	h.t.Helper()
	found, err := h.AccountsByID(h.admin, []account.ID{id, id})
	if err != nil {
		h.t.Fatal(err)
	}
	if found[0] != nil {
		copied := *found[0]
		byID = &copied
		found[0].Status, found[0].DisplayName = 0, "spoilt"
		if diff := cmp.Diff(byID, found[1]); diff != "" {
			h.t.Errorf("the same id twice in one question (-first +second):\n%s", diff)
		}
	}
	page, err := h.Customers(h.admin, account.CustomerQuery{Site: h.site.ID, Email: email}, account.Page{Size: 10})
	if err != nil {
		h.t.Fatal(err)
	}
	if len(page.Items) > 0 {
		copied := page.Items[0]
		byAddress = &copied
		page.Items[0].Status, page.Items[0].DisplayName = 0, "spoilt"
	}
	return byID, byAddress
}

// TestRowsAreThoseOfTheMoment asks for accounts again and again between changes of every
// kind, by this process and by another: each answer is what the database has.
func TestRowsAreThoseOfTheMoment(t *testing.T) {
	h := newHouse(t)
	ada, eve := h.invite("ada@example.com"), h.invite("eve@example.com")
	wants := map[account.ID]account.Account{ada.ID: ada, eve.ID: eve}
	change := func(id account.ID, a account.Account, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		wants[id] = a
	}
	for _, step := range []struct {
		name string
		make func()
	}{
		{"nothing", func() {}},
		{"a revoke", func() { a, _, err := h.RevokeAccess(h.admin, ada.ID, "left"); change(ada.ID, a, err) }},
		{"a grant", func() { a, _, err := h.GrantAccess(h.admin, ada.ID, ""); change(ada.ID, a, err) }},
		{"another process", func() {
			h.elsewhere("UPDATE customer SET name = 'Elsewhere' WHERE email = 'ada@example.com'")
			a := wants[ada.ID]
			a.DisplayName = "Elsewhere"
			wants[ada.ID] = a
		}},
		{"another process and a revoke", func() {
			h.elsewhere("UPDATE customer SET name = 'Eva' WHERE email = 'eve@example.com'")
			a, _, err := h.RevokeAccess(h.admin, ada.ID, "left")
			change(ada.ID, a, err)
			b := wants[eve.ID]
			b.DisplayName = "Eva"
			wants[eve.ID] = b
		}},
		{"a name", func() { a, _, err := h.RenameCustomer(h.admin, eve.ID, "Evita"); change(eve.ID, a, err) }},
		{"an address", func() {
			a, _, err := h.UpdateEmail(h.admin, eve.ID, "evita@example.com")
			change(eve.ID, a, err)
		}},
		{"a delete", func() { wants[eve.ID] = tombstone(h.remove(wants[eve.ID])) }},
	} {
		step.make()
		for range 3 { // What is remembered is remembered by now.
			for _, id := range []account.ID{ada.ID, eve.ID} {
				want := wants[id]
				byID, byAddress := h.byBoth(id, want.Email.Canonical)
				if diff := cmp.Diff(&want, byID); diff != "" {
					t.Errorf("after %s, by id (-want +got):\n%s", step.name, diff)
				}
				if want.Status == account.Deleted {
					if _, byAddress = h.byBoth(id, "evita@example.com"); byAddress != nil {
						t.Errorf("after %s: found by its address: %+v", step.name, byAddress)
					}
				} else if diff := cmp.Diff(&want, byAddress); diff != "" {
					t.Errorf("after %s, by address (-want +got):\n%s", step.name, diff)
				}
			}
			_, first := h.byBoth(ada.ID, "eve@example.com")
			if got, want := first != nil, wants[eve.ID].Email.Canonical == "eve@example.com"; got != want {
				t.Errorf("after %s: found by her first address: %t, want %t", step.name, got, want)
			}
		}
	}
}

// TestRowsRemembered looks at what is remembered behind each kind of commit.
func TestRowsRemembered(t *testing.T) {
	h := newHouse(t)
	ada, eve := h.invite("ada@example.com"), h.invite("eve@example.com")
	webhook := h.webhook()
	rows := &h.Store.rows
	for _, step := range []struct {
		name string
		make func() error
		kept []account.ID
	}{
		{"nothing", func() error { return nil }, []account.ID{ada.ID, eve.ID}},
		{"a revoke", func() error { _, _, err := h.RevokeAccess(h.admin, ada.ID, ""); return err }, []account.ID{eve.ID}},
		{"a revoke that was one already", func() error { _, _, err := h.RevokeAccess(h.admin, ada.ID, ""); return err }, []account.ID{ada.ID, eve.ID}},
		{"a use of a token", func() error {
			h.clock.Move(2 * time.Minute)
			_, token, err := h.Authenticate(t.Context(), h.first)
			if err != nil {
				return err
			}
			written := int64(0)
			for written == 0 && err == nil { // Nobody waits for it; each of these comes behind it.
				written, err = change(t.Context(), h.Store, func(x *tx) (int64, error) {
					x.spares = true // It may be in one group with it.
					return x.number("SELECT count(*) FROM token WHERE id = ? AND last_used_at = ?", token.ID, h.clock.Now().UTC().Truncate(time.Minute))
				})
			}
			return err
		}, []account.ID{ada.ID, eve.ID}},
		{"a trim", func() error { return h.TrimChanges(t.Context(), math.MaxInt64) }, []account.ID{ada.ID, eve.ID}},
		{"a delivery", func() error {
			took, err := h.WebhookTook(t.Context(), webhook.ID, webhook.Revision, webhook.Position+1, h.clock.Now())
			if !took {
				t.Error("the delivery is not noted")
			}
			return err
		}, []account.ID{ada.ID, eve.ID}},
		{"a name", func() error { _, _, err := h.RenameCustomer(h.admin, ada.ID, "Ada L."); return err }, nil},
		{"a delete", func() error { h.remove(eve); return nil }, nil},
	} {
		h.byBoth(ada.ID, "ada@example.com")
		h.byBoth(eve.ID, "eve@example.com")
		before := h.present().state
		if err := step.make(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		kept := 0
		for _, id := range step.kept {
			if _, ok := rows.byID[id.UUID]; ok {
				kept++
			}
		}
		if kept != len(step.kept) || len(rows.byID) != kept || len(rows.ids) != kept {
			t.Errorf("after %s: %d accounts and %d addresses are remembered, %d of them as wanted; want %d", step.name, len(rows.byID), len(rows.ids), kept, len(step.kept))
		}
		// A reader that began before the commit comes late.
		if now := h.present().state; now != before {
			rows.put(before, account.Account{ID: ada.ID, Site: h.site.ID, DisplayName: "of before"})
			if rows.byID[ada.ID.UUID].account(ada.ID.UUID).DisplayName == "of before" {
				t.Errorf("after %s: a row of before is remembered", step.name)
			}
		}
	}
}

// TestRowsAreBounded remembers more accounts than there is room for.
func TestRowsAreBounded(t *testing.T) {
	var r rows
	site, state := account.NewID(account.SiteKind), walState{1}
	for i := range maxRows + 100 {
		r.put(state, account.Account{ID: account.NewID(account.CustomerKind), Site: site, Email: account.Email{Canonical: fmt.Sprint(i)}})
	}
	if len(r.byID) != maxRows || len(r.ids) != maxRows {
		t.Errorf("%d accounts and %d addresses are remembered, want %d", len(r.byID), len(r.ids), maxRows)
	}
	if last, ok := r.of(state, site, fmt.Sprint(maxRows+99)); !ok || last.Email.Canonical != fmt.Sprint(maxRows+99) {
		t.Error("the last one is not remembered")
	}
	if _, ok := r.of(walState{2}, site, fmt.Sprint(maxRows+99)); ok {
		t.Error("it is given in another state")
	}
}

// TestPackedRows packs accounts of every kind and has them back.
func TestPackedRows(t *testing.T) {
	at := time.Date(2026, 11, 26, 17, 0, 0, int(7*time.Millisecond), time.UTC)
	plain := account.Account{
		ID: account.NewID(account.CustomerKind), Site: account.NewID(account.SiteKind), Status: account.Active, DisplayName: "Ada",
		Email: account.Email{Typed: "ada@example.com", Canonical: "ada@example.com"}, CreatedAt: at,
	}
	full := plain
	full.Email.Typed, full.DisplayName, full.AccessReason, full.Status = "Ada@Example.com", "Ada ✓", "left", account.Revoked
	full.RevokedAt, full.LastSignInAt, full.GrantedAt = at.Add(time.Second), at.Add(2*time.Hour), time.UnixMilli(0).UTC()
	long := full
	long.DisplayName, long.AccessReason = strings.Repeat("é", 40_000), strings.Repeat("x", 70_000)
	for _, want := range []account.Account{plain, full, long} {
		if got := pack(want).account(want.ID.UUID); got != want {
			t.Errorf("(-want +got):\n%s", cmp.Diff(want, got))
		}
	}
}

// TestAddressesOfOneHash has two addresses of one hash: each is itself or not remembered.
func TestAddressesOfOneHash(t *testing.T) {
	var r rows
	state, site := walState{1}, account.NewID(account.SiteKind)
	ada := account.Account{ID: account.NewID(account.CustomerKind), Site: site, Email: account.Email{Typed: "ada@example.com", Canonical: "ada@example.com"}}
	eve := account.Account{ID: account.NewID(account.CustomerKind), Site: site, Email: account.Email{Typed: "eve@example.com", Canonical: "eve@example.com"}}
	r.put(state, ada)
	r.put(state, eve)
	r.ids[addressHash(site, "ada@example.com")] = eve.ID.UUID // As it is if both have one.
	if a, ok := r.of(state, site, "ada@example.com"); ok {
		t.Errorf("asked for one address: %+v", a)
	}
	r.forget(ada.ID.UUID)
	if _, ok := r.ids[addressHash(site, "ada@example.com")]; !ok {
		t.Error("the address of the other one is forgotten")
	}
}
