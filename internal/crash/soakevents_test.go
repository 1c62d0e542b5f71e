package crash

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"net/http"
	"strings"
)

// eventReader reads the events of the site from the first one on.
type eventReader struct {
	leaveAfter int // How many events it takes before it leaves and comes again; 0: it stays.

	opened, seen int
	position     int64
	sum          uint64 // Of all positions, in their order.
}

// endOfSoak is an event that comes once, behind all others.
const endOfSoak = "RESEND_INVITATION"

// lastEvent has the event happen that the readers wait for.
func (s *soak) lastEvent() {
	s.t.Helper()
	var invited struct {
		InviteCustomer struct{ Customer *struct{ ID string } }
	}
	_, err := s.p.post(`mutation($in: InviteCustomerInput!) { inviteCustomer(input: $in) { customer { id } } }`,
		map[string]any{"in": map[string]any{"siteId": s.clients[0].site, "email": "last@soak.example", "displayName": "Last"}}, &invited)
	if err == nil && invited.InviteCustomer.Customer != nil {
		_, err = s.p.post(`mutation($id: ID!) { resendInvitation(input: {customerId: $id}) { userErrors { code } } }`,
			map[string]any{"id": invited.InviteCustomer.Customer.ID}, &struct{}{})
	}
	if err != nil {
		s.t.Errorf("the last event: %v", err)
	}
}

// follow reads until the last event of the soak, and comes again where the server
// ended the stream.
func (s *soak) follow(r *eventReader) {
	for ended := false; !ended; {
		var err error
		if ended, err = s.read(r); err != nil {
			s.t.Error(err)
			return
		}
	}
}

// read opens a stream behind the last event that was seen.
func (s *soak) read(r *eventReader) (ended bool, err error) {
	p := s.server()
	body, err := json.Marshal(map[string]any{
		"query":     `subscription($after: Int) { customerEvents(siteKey: "help", after: $after) { position action } }`,
		"variables": map[string]any{"after": r.position},
	})
	if err != nil {
		return false, err
	}
	ctx, leave := context.WithCancel(s.t.Context())
	defer leave()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		return false, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "text/event-stream")
	request.Header.Set("Authorization", "Bearer "+p.token)
	// The harness's client is impatient, and a stream is long.
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err == nil {
		defer response.Body.Close()
		if response.StatusCode == http.StatusOK {
			r.opened++
			return r.take(bufio.NewScanner(response.Body))
		}
		err = errors.New(response.Status)
	}
	// A server that is being stopped refuses: then the next one is asked.
	if s.server() == p {
		return false, fmt.Errorf("open a stream of events: %w", err)
	}
	return false, nil
}

// take takes events until there are no more, or enough of them.
func (r *eventReader) take(lines *bufio.Scanner) (ended bool, err error) {
	for taken := 0; lines.Scan(); {
		data, ok := strings.CutPrefix(lines.Text(), "data: {")
		if !ok {
			continue
		}
		var answer struct {
			Data struct {
				CustomerEvents struct {
					Position int64
					Action   string
				}
			}
		}
		err := json.Unmarshal([]byte("{"+data), &answer)
		event := answer.Data.CustomerEvents
		if err != nil || event.Position <= r.position {
			return false, fmt.Errorf("behind position %d came %s, error %v", r.position, data, err)
		}
		sum := fnv.New64a()
		fmt.Fprint(sum, r.sum, event.Position)
		r.sum, r.position = sum.Sum64(), event.Position
		r.seen++
		if event.Action == endOfSoak {
			return true, nil
		}
		if taken++; taken == r.leaveAfter {
			return false, nil
		}
	}
	return false, nil // However it ended: the next stream goes on from here.
}
