package store

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gatehouse/account"
)

// TestRequests makes requests and changes who is on them, through every state that
// a customer can be in.
func TestRequests(t *testing.T) {
	h := newHouse(t)
	second := h.second()
	ana, bea, cleo, dora := h.invite("ana@example.com"), h.invite("bea@example.com"), h.invite("cleo@example.com"), h.invite("dora@example.com")
	stranger, err := h.InviteCustomer(h.admin, second.ID, "ana@example.com", "Ana")
	if err != nil {
		t.Fatal(err)
	}
	request, err := h.CreateRequest(h.admin, h.site.ID, " My printer ", ana.ID, []account.ID{bea.ID, dora.ID, bea.ID, ana.ID})
	if err != nil {
		t.Fatal(err)
	}
	want := account.Request{
		ID: request.ID, Site: h.site.ID, Key: "HELP-1", Summary: "My printer", Reporter: ana.ID,
		Participants: []account.ID{bea.ID, dora.ID, ana.ID}, CreatedAt: h.clock.Now(),
	}
	if diff := cmp.Diff(want, request); diff != "" {
		t.Errorf("request (-want +got):\n%s", diff)
	}
	h.revoke(bea)
	h.remove(dora)
	unknown := account.NewID(account.CustomerKind)
	for _, c := range []struct {
		name         string
		reporter     account.ID
		participants []account.ID
		field        string
		refused      []account.ID
	}{
		{"revoked reporter", bea.ID, nil, "reporterId", []account.ID{bea.ID}},
		{"site as reporter", h.site.ID, nil, "reporterId", []account.ID{h.site.ID}},
		{"revoked, deleted, unknown, stranger", ana.ID, []account.ID{bea.ID, cleo.ID, dora.ID, unknown, stranger.ID}, "participantIds", []account.ID{bea.ID, dora.ID, unknown, stranger.ID}},
	} {
		_, err := h.CreateRequest(h.admin, h.site.ID, "s", c.reporter, c.participants)
		known, ok := err.(*account.Error)
		if !ok || known.Code != account.NotSelectable || known.Field[0] != c.field || !slices.Equal(known.Customers, c.refused) {
			t.Errorf("%s: got %+v, want NOT_SELECTABLE of %v", c.name, err, c.refused)
		}
	}
	// Who is on it may stay whatever the state; who is added must be selectable.
	request, err = h.SetRequestParticipants(h.admin, request.ID, []account.ID{cleo.ID, dora.ID, bea.ID})
	if want := []account.ID{cleo.ID, dora.ID, bea.ID}; err != nil || !slices.Equal(request.Participants, want) {
		t.Errorf("got participants %v and error %v, want %v", request.Participants, err, want)
	}
	if request, err = h.SetRequestParticipants(h.admin, request.ID, nil); err != nil || len(request.Participants) != 0 {
		t.Errorf("got participants %v and error %v, want none", request.Participants, err)
	}
	if _, err = h.SetRequestParticipants(h.admin, request.ID, []account.ID{bea.ID}); account.CodeOf(err) != account.NotSelectable {
		t.Errorf("got %v for adding a revoked customer again, want NOT_SELECTABLE", err)
	}
	if _, err = h.SetRequestParticipants(h.admin, request.ID.As(account.CustomerKind), nil); account.CodeOf(err) != account.NotFound {
		t.Errorf("got %v for an id of another type, want NOT_FOUND", err)
	}
	// The reporter is on it, too, and may take part without access.
	h.revoke(ana)
	if request, err = h.SetRequestParticipants(h.admin, request.ID, []account.ID{ana.ID}); err != nil || !slices.Equal(request.Participants, []account.ID{ana.ID}) {
		t.Errorf("got participants %v and error %v, want the reporter", request.Participants, err)
	}
	if request, err = h.SetRequestParticipants(h.admin, request.ID, nil); err != nil || len(request.Participants) != 0 {
		t.Errorf("got participants %v and error %v, want none", request.Participants, err)
	}
	if _, _, err := h.GrantAccess(h.admin, ana.ID, ""); err != nil {
		t.Fatal(err)
	}
	crowd := make([]account.ID, 51)
	for i := range crowd {
		crowd[i] = account.NewID(account.CustomerKind)
	}
	if _, err := h.SetRequestParticipants(h.admin, request.ID, crowd); refusalOf(err) != (refusal{Code: account.InvalidInput, Field: "participantIds"}) {
		t.Errorf("got %v for 51 participants, want INVALID_INPUT", err)
	}
	if _, err := h.CreateRequest(h.admin, h.site.ID, " ", ana.ID, nil); refusalOf(err) != (refusal{Code: account.InvalidInput, Field: "summary"}) {
		t.Errorf("got %v without a summary, want INVALID_INPUT", err)
	}
	// The refused ones took no number.
	next, err := h.CreateRequest(h.admin, h.site.ID, "s", ana.ID, []account.ID{cleo.ID})
	if err != nil || next.Key != "HELP-2" {
		t.Errorf("got key %q and error %v, want HELP-2", next.Key, err)
	}
	reported, participated, err := h.DeletionImpact(h.admin, ana.ID)
	if err != nil || reported != 2 || participated != 0 {
		t.Errorf("got an impact of %d and %d and error %v, want 2 and 0", reported, participated, err)
	}
	for _, c := range []struct {
		who  []account.ID
		want []string
	}{
		{[]account.ID{ana.ID}, []string{"HELP-2", "HELP-1"}},
		{[]account.ID{cleo.ID, ana.ID}, []string{"HELP-2", "HELP-1"}},
		{[]account.ID{dora.ID}, nil},
		{[]account.ID{stranger.ID}, nil},
		{nil, nil},
	} {
		q := account.RequestQuery{Site: h.site.ID, OfCustomers: true, Customers: c.who}
		rows, err := h.Requests(h.admin, q, account.Page{Size: 10})
		n, countErr := h.CountRequests(h.admin, q)
		var keys []string
		for _, r := range rows.Items {
			keys = append(keys, r.Key)
		}
		if err != nil || countErr != nil || !slices.Equal(keys, c.want) || n != len(c.want) {
			t.Errorf("requests of %v: got %v, %d, errors %v and %v, want %v", c.who, keys, n, err, countErr, c.want)
		}
	}
	h.sound()
}

// TestMergedRequests compares pages through the requests of several customers with
// the list sorted in one piece.
func TestMergedRequests(t *testing.T) {
	h := newHouse(t)
	var people []account.ID
	for i := range 4 {
		people = append(people, h.invite(address(i)).ID)
	}
	var all []account.Request
	for i := range 30 {
		some := slices.DeleteFunc(slices.Clone(people[:3]), func(account.ID) bool { i++; return i%3 == 0 })
		r, err := h.CreateRequest(h.admin, h.site.ID, "s", people[i%4], some)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
		h.clock.Move(time.Duration(i%2) * time.Millisecond)
	}
	slices.SortFunc(all, func(a, b account.Request) int {
		if order := b.CreatedAt.Compare(a.CreatedAt); order != 0 {
			return order
		}
		return slices.Compare(b.ID.UUID[:], a.ID.UUID[:])
	})
	rapid.Check(t, func(t *rapid.T) {
		who := rapid.SliceOfDistinct(rapid.SampledFrom(people), func(id account.ID) string { return id.String() }).Draw(t, "who")
		var want []string
		for _, r := range all {
			if slices.ContainsFunc(who, func(id account.ID) bool { return id == r.Reporter || slices.Contains(r.Participants, id) }) {
				want = append(want, r.Key)
			}
		}
		page := account.Page{Size: rapid.IntRange(1, 7).Draw(t, "size"), Backward: rapid.Bool().Draw(t, "backward")}
		var got []string
		for more := true; more; {
			rows, err := h.Requests(h.admin, account.RequestQuery{Site: h.site.ID, OfCustomers: true, Customers: who}, page)
			if err != nil {
				t.Fatal(err)
			}
			var keys []string
			for _, r := range rows.Items {
				keys = append(keys, r.Key)
			}
			behind, ahead := len(got) > 0, len(got)+len(keys) < len(want)
			if page.Backward {
				got, more, behind, ahead = append(keys, got...), rows.HasPrev, ahead, behind
			} else {
				got, more = append(got, keys...), rows.HasNext
			}
			if rows.HasPrev != behind || rows.HasNext != ahead {
				t.Fatalf("after %v: got previous %t and next %t, want %t and %t", got, rows.HasPrev, rows.HasNext, behind, ahead)
			}
			if n := len(rows.Items); n > 0 {
				first, last := rows.Items[0], rows.Items[n-1]
				if page.Backward {
					page.Before = &account.Position{At: first.CreatedAt, ID: first.ID}
				} else {
					page.After = &account.Position{At: last.CreatedAt, ID: last.ID}
				}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("requests of %s (-want +got):\n%s", fmt.Sprint(who), diff)
		}
	})
}
