package hooks

import (
	"encoding/json"
	"strings"
	"time"

	"gatehouse/account"
)

// message is the body of a delivery. It has ids and an event, never a name, an
// address or typed text: a receiver reads by the id what it may see.
type message struct {
	Type      string `json:"type"`
	Timestamp string `json:"timestamp"` // When it happened.
	Data      any    `json:"data"`
}

// eventData is what a message says of an event.
type eventData struct {
	ID       string `json:"id"` // Of the audit event; the webhook-id of its deliveries.
	Action   string `json:"action"`
	Subject  string `json:"subjectId"`
	Site     string `json:"siteId"`
	Position int64  `json:"position"`
}

// testData is what a test delivery says.
type testData struct {
	Webhook string `json:"webhookId"`
	Site    string `json:"siteId"`
}

// timeForm is RFC 3339 with milliseconds, as the API writes times.
const timeForm = "2006-01-02T15:04:05.000Z"

func written(kind string, at time.Time, data any) ([]byte, error) {
	return json.Marshal(message{Type: kind, Timestamp: at.UTC().Format(timeForm), Data: data})
}

// eventMessage is the message of an event of a customer, with its id.
func eventMessage(e account.AuditEvent) (id string, body []byte, err error) {
	body, err = written("customer."+strings.ToLower(string(e.Action)), e.At, eventData{
		ID: e.ID.String(), Action: string(e.Action), Subject: e.Subject, Site: e.Site.String(), Position: e.Sequence,
	})
	return e.ID.String(), body, err
}

func testMessage(w account.Webhook, now time.Time) (id string, body []byte, err error) {
	body, err = written("webhook.test", now, testData{Webhook: w.ID.String(), Site: w.Site.String()})
	// An id of its own each time, so that no receiver takes it for a repeat.
	return "test_" + strings.TrimPrefix(account.NewID(account.AuditKind).String(), "aud_"), body, err
}
