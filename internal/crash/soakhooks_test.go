package crash

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// positions is a target of a webhook that keeps of each delivery only where the event
// stands in the log.
type positions struct {
	mu   sync.Mutex
	seen map[int64]bool
	last int64 // The position of the event that ends the soak; 0: it has not come.
	odd  int   // Deliveries that are none of ours.
}

func (p *positions) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var message struct {
		Data struct {
			Position int64
			Action   string
		}
	}
	err := json.NewDecoder(r.Body).Decode(&message)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case r.Context().Err() != nil: // The server is being stopped; it comes again.
	case err != nil || message.Data.Position == 0:
		p.odd++
	default:
		p.seen[message.Data.Position] = true
		if message.Data.Action == endOfSoak {
			p.last = message.Data.Position
		}
	}
}

// hooked makes a webhook for every event of the site from the first one on.
func (s *soak) hooked() *positions {
	s.t.Helper()
	p := &positions{seen: map[int64]bool{}}
	at := httptest.NewServer(p)
	s.t.Cleanup(at.Close)
	var made struct {
		CreateWebhook struct{ Webhook *struct{ ID string } }
	}
	_, err := s.p.post(`mutation($in: CreateWebhookInput!) { createWebhook(input: $in) { webhook { id } userErrors { code } } }`,
		map[string]any{"in": map[string]any{"siteId": s.clients[0].site, "url": at.URL}}, &made)
	if err == nil && made.CreateWebhook.Webhook != nil {
		_, err = s.p.post(`mutation($id: ID!) { replayWebhook(input: {webhookId: $id, after: 0}) { userErrors { code } } }`,
			map[string]any{"id": made.CreateWebhook.Webhook.ID}, &struct{}{})
	}
	if err != nil || made.CreateWebhook.Webhook == nil {
		s.t.Fatalf("no webhook could be made: %v", err)
	}
	return p
}

// await waits for the event that ends the soak and tells how many came.
func (p *positions) await(t *testing.T) int {
	t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		p.mu.Lock()
		last, seen, odd := p.last, len(p.seen), p.odd
		p.mu.Unlock()
		if odd > 0 {
			t.Errorf("%d deliveries of the webhook are no events", odd)
		}
		if last > 0 || odd > 0 {
			return seen
		}
		if time.Now().After(end) {
			t.Errorf("the last event does not come by the webhook; %d came", seen)
			return seen
		}
	}
}
