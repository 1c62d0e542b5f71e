package httpd_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"gatehouse/internal/testkit"
)

// patience bounds a wait for what has to come, also on a slow and busy machine.
const patience = 2 * time.Minute

type message struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

// client is the other end of a WebSocket.
type client struct {
	t    *testing.T
	conn *websocket.Conn
	ctx  context.Context
}

func dial(t *testing.T, s *testkit.Server, headers ...string) *client {
	t.Helper()
	c, _, err := try(t, s, []string{"graphql-transport-ws"}, headers...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func try(t *testing.T, s *testkit.Server, protocols []string, headers ...string) (*client, *http.Response, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	header := http.Header{}
	for i := 0; i < len(headers); i += 2 {
		header.Set(headers[i], headers[i+1])
	}
	conn, response, err := websocket.Dial(ctx, s.URL+"/graphql", &websocket.DialOptions{Subprotocols: protocols, HTTPHeader: header})
	if err == nil {
		t.Cleanup(func() { conn.CloseNow() })
	}
	return &client{t, conn, ctx}, response, err
}

func (c *client) send(m message) {
	c.t.Helper()
	if err := wsjson.Write(c.ctx, c.conn, m); err != nil {
		c.t.Fatal(err)
	}
}

// gets reads the next message and wants it to be of a type.
func (c *client) gets(kind string) message {
	c.t.Helper()
	var m message
	if err := wsjson.Read(c.ctx, c.conn, &m); err != nil {
		c.t.Fatalf("want %s, got %v", kind, err)
	}
	if m.Type != kind {
		c.t.Fatalf("got %s %s, want %s", m.Type, m.Payload, kind)
	}
	return m
}

func (c *client) greet(token string) {
	c.t.Helper()
	c.send(message{Type: "connection_init", Payload: json.RawMessage(`{"Authorization":"Bearer ` + token + `"}`)})
	c.gets("connection_ack")
}

// closes reads on until the server closes, and wants it to say this code.
func (c *client) closes(code websocket.StatusCode) {
	c.t.Helper()
	for {
		_, _, err := c.conn.Read(c.ctx)
		if err == nil {
			continue
		}
		if got := websocket.CloseStatus(err); got != code {
			c.t.Errorf("closed with %d (%v), want %d", got, err, code)
		}
		return
	}
}

func subscription(site, after string) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"query":"subscription S($k: String!, $a: Int) { customerEvents(siteKey: $k, after: $a) { id action subjectId at position } }","variables":{"k":%q,"a":%s}}`, site, after))
}

type event struct {
	Action    string
	SubjectID string
	Position  int64
}

func eventIn(t *testing.T, payload []byte) event {
	t.Helper()
	var body struct {
		Data struct{ CustomerEvents event }
	}
	if err := json.Unmarshal(payload, &body); err != nil || body.Data.CustomerEvents.Position == 0 {
		t.Fatalf("no event in %s: %v", payload, err)
	}
	return body.Data.CustomerEvents
}

// events is a stream by POST.
type events struct {
	t  *testing.T
	in *bufio.Reader
	*http.Response
}

func listen(t *testing.T, s *testkit.Server, token, accept string, body []byte) *events {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, "POST", s.URL+"/graphql", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", jsonType)
	request.Header.Set("Accept", accept)
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	return &events{t, bufio.NewReader(response.Body), response}
}

// next gives the next event's name and data; both are "" at the end.
func (e *events) next() (name, data string) {
	e.t.Helper()
	for {
		line, err := e.in.ReadString('\n')
		if err == io.EOF {
			return "", ""
		}
		if err != nil {
			e.t.Fatal(err)
		}
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		switch {
		case key == "event":
			name = value
		case key == "data" || key == "data:":
			data = value
		case line == "\n" && name != "":
			return name, data
		}
	}
}

func (e *events) event() event {
	e.t.Helper()
	name, data := e.next()
	if name != "next" {
		e.t.Fatalf("got %s %s, want an event", name, data)
	}
	return eventIn(e.t, []byte(data))
}
