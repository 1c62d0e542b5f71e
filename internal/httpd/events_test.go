package httpd_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"gatehouse/account"
	"gatehouse/internal/testkit"
)

// TestEventsHaveNoGap follows a site over both transports while things happen, from
// the first event, from the middle and from now on.
func TestEventsHaveNoGap(t *testing.T) {
	s := testkit.Start(t)
	site := s.Site("help").ID
	token := s.Token(account.SiteAdmin, "help")
	invite := func(i int) {
		t.Helper()
		if _, err := s.Store().InviteCustomer(testkit.System(), site, fmt.Sprintf("p%d@acme.example", i), "Pia"); err != nil {
			t.Fatal(err)
		}
	}
	const before, total = 300, 500
	for i := range before {
		invite(i)
	}
	head, err := s.Store().LastEvent(testkit.System())
	if err != nil {
		t.Fatal(err)
	}
	c := dial(t, s)
	c.greet(token)
	c.send(message{ID: "all", Type: "subscribe", Payload: subscription("help", "0")})
	c.send(message{ID: "late", Type: "subscribe", Payload: subscription("help", fmt.Sprint(head-10))})
	stream := listen(t, s, token, "text/event-stream", subscription("help", "0"))
	go func() {
		for i := before; i < total; i++ {
			if _, err := s.Store().InviteCustomer(testkit.System(), site, fmt.Sprintf("p%d@acme.example", i), "Pia"); err != nil {
				t.Error(err)
			}
		}
	}()
	got := map[string][]int64{}
	for len(got["all"]) < total || len(got["late"]) < total-before+10 {
		m := c.gets("next")
		e := eventIn(t, m.Payload)
		if e.Action != "INVITE_CUSTOMER" || !strings.HasPrefix(e.SubjectID, "cus_") {
			t.Fatalf("got %+v, want an invite", e)
		}
		got[m.ID] = append(got[m.ID], e.Position)
	}
	for len(got["sse"]) < total {
		got["sse"] = append(got["sse"], stream.event().Position)
	}
	// The invites are the only events in a row, so a gap or a repeat shows.
	for name, positions := range got {
		for i, p := range positions[1:] {
			if p != positions[i]+1 {
				t.Fatalf("%s: behind %d comes %d", name, positions[i], p)
			}
		}
	}
	if got["all"][0] != got["sse"][0] || got["late"][0] != head-9 {
		t.Errorf("the first ones are %d, %d and %d; want two alike and %d", got["all"][0], got["sse"][0], got["late"][0], head-9)
	}
}

// TestEventsOfOthersAreNot asks for what is not there for the caller.
func TestEventsOfOthersAreNot(t *testing.T) {
	s := testkit.Start(t)
	if _, err := s.Store().CreateSite(testkit.System(), "afar", "Afar"); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		role        account.Role
		site, after string
		want        string
	}{
		{account.SiteAdmin, "afar", "0", "NOT_FOUND"}, {account.SiteAdmin, "nowhere", "0", "NOT_FOUND"},
		{account.Agent, "help", "0", "FORBIDDEN"}, {account.IdentityProvider, "help", "0", "FORBIDDEN"},
		{account.OrganizationAdmin, "afar", "100000", "INVALID_ARGUMENT"}, {account.OrganizationAdmin, "afar", "-1", "INVALID_ARGUMENT"},
		{account.OrganizationAdmin, "afar", `"x"`, "GRAPHQL_VALIDATION_FAILED"},
	} {
		site := ""
		if test.role.OfOneSite() {
			site = "help"
		}
		token := s.Token(test.role, site)
		c := dial(t, s)
		c.greet(token)
		c.send(message{ID: "1", Type: "subscribe", Payload: subscription(test.site, test.after)})
		if m := c.gets("error"); !strings.Contains(string(m.Payload), test.want) || m.Payload[0] != '[' {
			t.Errorf("%v follows %s after %s: got %s, want %s", test.role, test.site, test.after, m.Payload, test.want)
		}
		stream := listen(t, s, token, "text/event-stream", subscription(test.site, test.after))
		if stream.StatusCode == http.StatusBadRequest {
			body, _ := io.ReadAll(stream.in)
			if !strings.Contains(string(body), test.want) {
				t.Errorf("by POST: got %s, want %s", body, test.want)
			}
			continue
		}
		name, data := stream.next()
		end, _ := stream.next()
		if name != "next" || !strings.Contains(data, test.want) || end != "complete" {
			t.Errorf("by POST %v follows %s after %s: got %s %s, then %s; want %s and the end", test.role, test.site, test.after, name, data, end, test.want)
		}
	}
	stream := listen(t, s, "gh_wrong", "text/event-stream", subscription("help", "0"))
	if _, data := stream.next(); !strings.Contains(data, "UNAUTHENTICATED") {
		t.Errorf("nobody follows: got %s, want UNAUTHENTICATED", data)
	}
}
