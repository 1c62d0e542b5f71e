package httpd_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"gatehouse/account"
	"gatehouse/internal/cli"
	"gatehouse/internal/testkit"
)

// TestSocketProtocol breaks each rule of graphql-transport-ws.
func TestSocketProtocol(t *testing.T) {
	s := testkit.Start(t, func(c *cli.Config) { c.Origins = []string{"*.friend.example"} })
	token := s.Token(account.OrganizationAdmin, "")
	init := message{Type: "connection_init"}
	signed := message{Type: "connection_init", Payload: json.RawMessage(`{"Authorization":"Bearer ` + token + `"}`)}
	ask := message{ID: "1", Type: "subscribe", Payload: subscription("help", "null")}
	for _, test := range []struct {
		name string
		send []message
		want websocket.StatusCode
	}{
		{"nobody", []message{init}, 4403}, {"wrong token", []message{{Type: "connection_init", Payload: json.RawMessage(`{"authorization":"Bearer gh_x"}`)}}, 4403},
		{"subscribe first", []message{ask}, 4401}, {"twice", []message{signed, signed}, 4429}, {"same id", []message{signed, ask, ask}, 4409},
		{"unknown type", []message{signed, {Type: "hello"}}, 4400}, {"no id", []message{signed, {Type: "subscribe", Payload: ask.Payload}}, 4400},
		{"strange payload", []message{{Type: "connection_init", Payload: json.RawMessage(`{"Authorization":7}`)}}, 4400},
		{"too large", []message{signed, {ID: strings.Repeat("x", 300<<10), Type: "subscribe"}}, websocket.StatusMessageTooBig},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := dial(t, s)
			for _, m := range test.send {
				// The server may have closed by now.
				_ = wsjson.Write(c.ctx, c.conn, m)
			}
			c.closes(test.want)
		})
	}
	c, _, err := try(t, s, []string{"graphql-ws"})
	if err != nil {
		t.Fatal(err)
	}
	c.closes(4406)
	c = dial(t, s, "Authorization", "Bearer "+token)
	c.send(init)
	c.gets("connection_ack")
	c.send(message{Type: "ping"})
	c.gets("pong")
	c.send(message{ID: "q", Type: "subscribe", Payload: json.RawMessage(`{"query":"{viewer{role}}"}`)})
	if m := c.gets("error"); !strings.Contains(string(m.Payload), "by POST") {
		t.Errorf("a query: got %s, want to be sent to POST", m.Payload)
	}
	c.send(message{ID: "deep", Type: "subscribe", Payload: json.RawMessage(`{"query":"subscription{` + strings.Repeat(`customerEvents(siteKey:\"help\"){id}`, 500) + `}"}`)})
	if m := c.gets("error"); !strings.Contains(string(m.Payload), "DOCUMENT_REFUSED") {
		t.Errorf("a document beyond the limits: got %s, want DOCUMENT_REFUSED", m.Payload)
	}
	for i := range 21 {
		c.send(message{ID: fmt.Sprint(i), Type: "subscribe", Payload: ask.Payload})
	}
	if m := c.gets("error"); m.ID != "20" || !strings.Contains(string(m.Payload), "TOO_MANY_REQUESTS") {
		t.Errorf("the 21st subscription: got %s %s, want TOO_MANY_REQUESTS", m.ID, m.Payload)
	}
	for origin, ok := range map[string]bool{s.URL: true, "https://app.friend.example": true, "https://evil.example": false, "null": false} {
		_, response, err := try(t, s, []string{"graphql-transport-ws"}, "Origin", origin)
		if (err == nil) != ok || !ok && response.StatusCode != 403 {
			t.Errorf("origin %s: got %v, want it let in: %v", origin, err, ok)
		}
	}
}
