package httpd_test

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"gatehouse/account"
	"gatehouse/internal/httpd"
	"gatehouse/internal/testkit"
)

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
