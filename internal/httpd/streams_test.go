package httpd_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"gatehouse/account"
	"gatehouse/internal/cli"
	"gatehouse/internal/httpd"
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

// TestStreamsEndWithTheRight revokes, expires and signs out.
func TestStreamsEndWithTheRight(t *testing.T) {
	for _, test := range []struct {
		name string
		end  func(s *testkit.Server, k account.Token, cookie *http.Cookie)
	}{
		{"revoked", func(s *testkit.Server, k account.Token, _ *http.Cookie) {
			if _, _, err := s.Store().RevokeToken(testkit.System(), k.ID); err != nil {
				t.Fatal(err)
			}
		}},
		{"expired", func(s *testkit.Server, _ account.Token, _ *http.Cookie) {
			s.Clock.Advance(2 * time.Hour)
			if _, err := s.Store().InviteCustomer(testkit.System(), s.Site("help").ID, "late@acme.example", "Late"); err != nil {
				t.Fatal(err)
			}
		}},
		{"signed out", func(s *testkit.Server, _ account.Token, cookie *http.Cookie) {
			send(t, s, "DELETE", "/session", "", "Cookie", cookie.Name+"="+cookie.Value)
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := testkit.Start(t)
			k, secret, err := s.Store().CreateToken(testkit.System(), account.OrganizationAdmin, account.ID{}, "short", s.Clock.Now().Add(time.Hour))
			if err != nil {
				t.Fatal(err)
			}
			cookie := signIn(t, s, secret)
			c := dial(t, s, "Cookie", cookie.Name+"="+cookie.Value)
			c.send(message{Type: "connection_init"})
			c.gets("connection_ack")
			c.send(message{ID: "1", Type: "subscribe", Payload: subscription("help", "null")})
			stream := listen(t, s, secret, "text/event-stream", subscription("help", "null"))
			if _, err := stream.in.ReadString('\n'); err != nil {
				t.Fatal(err)
			}
			test.end(s, k, cookie)
			c.closes(4401)
			if test.name == "signed out" {
				return // The token itself still works.
			}
			name, data := stream.next()
			end, _ := stream.next()
			if name != "next" || !strings.Contains(data, "UNAUTHENTICATED") || end != "complete" {
				t.Errorf("got %s %s, then %s; want UNAUTHENTICATED and the end", name, data, end)
			}
		})
	}
}

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

// TestEventStreamIsForSubscriptions sends what clients send with every request.
func TestEventStreamIsForSubscriptions(t *testing.T) {
	s := testkit.Start(t)
	token := s.Token(account.OrganizationAdmin, "")
	const urql = "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed"
	for _, test := range []struct {
		accept, body string
		status       int
		kind         string
	}{
		{urql, whoAmI, 200, "application/graphql-response+json; charset=utf-8"},
		{urql, string(subscription("help", "null")), 200, "text/event-stream; charset=utf-8"},
		{"text/event-stream", whoAmI, 406, "application/json; charset=utf-8"},
		{"application/json", string(subscription("help", "null")), 406, "application/json; charset=utf-8"},
		{"text/event-stream", `{"query":"subscription{nothing}"}`, 400, "application/graphql-response+json; charset=utf-8"},
	} {
		e := listen(t, s, token, test.accept, []byte(test.body))
		if got := e.Header.Get("Content-Type"); e.StatusCode != test.status || got != test.kind {
			t.Errorf("%s for %.40s: got %d %s, want %d %s", test.accept, test.body, e.StatusCode, got, test.status, test.kind)
		}
	}
}

// TestStreamsStopWithTheServer stops a server that clients follow.
func TestStreamsStopWithTheServer(t *testing.T) {
	s := testkit.Start(t)
	token := s.Token(account.OrganizationAdmin, "")
	c := dial(t, s)
	c.greet(token)
	c.send(message{ID: "1", Type: "subscribe", Payload: subscription("help", "null")})
	c.send(message{Type: "ping"})
	c.gets("pong")
	stream := listen(t, s, token, "text/event-stream", subscription("help", "null"))
	if _, err := stream.in.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	stopped := make(chan struct{})
	go func() { defer close(stopped); s.Stop() }()
	c.closes(websocket.StatusGoingAway)
	if name, data := stream.next(); name != "" {
		t.Errorf("got %s %s, want the end without a word: the client is to come again", name, data)
	}
	<-stopped
}

// TestStreamsOfOneTokenAreBounded opens more than one token may.
func TestStreamsOfOneTokenAreBounded(t *testing.T) {
	s := testkit.Start(t)
	token := s.Token(account.OrganizationAdmin, "")
	for range 100 {
		dial(t, s, "Authorization", "Bearer "+token).greet(token)
	}
	c := dial(t, s, "Authorization", "Bearer "+token)
	c.send(message{Type: "connection_init", Payload: json.RawMessage(`{"Authorization":"Bearer ` + token + `"}`)})
	c.closes(websocket.StatusTryAgainLater)
	e := listen(t, s, token, "text/event-stream", subscription("help", "null"))
	if e.StatusCode != 503 || e.Header.Get("Retry-After") == "" {
		t.Errorf("got %d, want 503 with Retry-After", e.StatusCode)
	}
	dial(t, s).greet(s.Token(account.SiteAdmin, "help"))
}

// TestSlowReadersAreCut follows with many megabytes to come, and reads nothing.
func TestSlowReadersAreCut(t *testing.T) {
	t.Cleanup(httpd.SetWriteTime(2 * time.Second)) // More than one who reads ever takes.
	s := testkit.Start(t)
	for i := range 300 {
		if _, err := s.Store().InviteCustomer(testkit.System(), s.Site("help").ID, fmt.Sprintf("p%d@acme.example", i), "Pia"); err != nil {
			t.Fatal(err)
		}
	}
	token := s.Token(account.OrganizationAdmin, "")
	var fields strings.Builder
	for i := range 900 {
		fmt.Fprintf(&fields, "a%d:id ", i)
	}
	body := `{"query":"subscription{customerEvents(siteKey:\"help\",after:0){` + fields.String() + `}}"}`
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\nContent-Length: %d\r\n\r\n%s", token, len(body), body)
	c := dial(t, s)
	c.greet(token)
	c.send(message{ID: "1", Type: "subscribe", Payload: json.RawMessage(body)})
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for until := time.After(patience); strings.Count(s.Logs(), "path=/graphql") < 2; {
		select {
		case <-look.C:
		case <-until:
			t.Fatal("the server goes on writing to clients that read nothing")
		}
	}
}
