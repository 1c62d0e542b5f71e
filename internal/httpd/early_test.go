package httpd_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"gatehouse/account"
	"gatehouse/internal/testkit"
)

// line is a connection on which a test decides when each byte goes out.
type line struct {
	t     *testing.T
	conn  net.Conn
	in    *bufio.Reader
	token string
}

func newLine(t *testing.T, s *testkit.Server) *line {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return &line{t: t, conn: conn, in: bufio.NewReader(conn), token: s.Token(account.OrganizationAdmin, "")}
}

// request is a request as it goes over the line.
func (l *line) request(body string) string {
	return fmt.Sprintf("POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", l.token, len(body), body)
}

func (l *line) send(text string) {
	l.t.Helper()
	if _, err := io.WriteString(l.conn, text); err != nil {
		l.t.Fatal(err)
	}
}

// answers wants an answer with a status and a text in it.
func (l *line) answers(when string, status int, contains string) {
	l.t.Helper()
	response, err := http.ReadResponse(l.in, nil)
	if err != nil {
		l.t.Fatalf("%s: %v", when, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != status || !strings.Contains(string(body), contains) {
		l.t.Fatalf("%s: %d %s (%v), want %d and %q in it", when, response.StatusCode, body, err, status, contains)
	}
}

// closed wants the end of the connection, and no answer before it.
func (l *line) closed(when string) {
	l.t.Helper()
	rest, err := io.ReadAll(l.in)
	if late, ok := err.(net.Error); ok && late.Timeout() || len(rest) > 0 {
		l.t.Fatalf("%s: %q (%v), want the end of the connection", when, rest, err)
	}
}

const (
	sitesAsked   = `{"query":"query($key:String!){site(key:$key){name}}","variables":{"key":"help"}}`
	sitesAnswer  = `{"data":{"site":{"name":`
	sitesSpoiled = `{"query":"query($key:String!){site(key:$key){name}}","variables":{"key":"help"}]`
	inviting     = `{"query":"mutation($in:InviteCustomerInput!){inviteCustomer(input:$in){customer{email}}}","variables":{"in":{"siteId":"%s","displayName":"Early","email":"early@example.com"}}}`
)

// TestEarlyAnswers holds requests back at their last byte, and gives others than those
// that were to be expected.
func TestEarlyAnswers(t *testing.T) {
	s := testkit.Start(t, testkit.WithSamples())
	l := newLine(t, s)
	for range 3 { // The document is known and compiled then.
		l.send(l.request(sitesAsked))
		l.answers("an ordinary request", 200, sitesAnswer)
	}
	whole := l.request(sitesAsked)
	l.send(whole[:len(whole)-1])
	l.answers("before the last byte", 200, sitesAnswer)
	l.send(whole[len(whole)-1:])
	l.send(l.request(sitesAsked))
	l.answers("the next request", 200, sitesAnswer)

	l.send(l.request(sitesSpoiled))
	l.answers("another last byte", 400, "not a JSON object")
	l.send(l.request(sitesAsked[:20] + "}"))
	l.answers("a body that is no JSON", 400, "not a JSON object")
	l.send(strings.Replace(whole, "application/json", "application/xml", 1))
	l.answers("a body that nobody reads", 415, "must be JSON")
	l.send(l.request(sitesAsked + "\n"))
	l.answers("a line break behind it", 200, sitesAnswer)
	l.send(strings.Replace(whole, "\r\nHost", "\r\nExpect: 100-continue\r\nHost", 1))
	l.answers("what is waited for", 100, "")
	l.answers("behind it", 200, sitesAnswer)

	l.send(strings.Repeat(whole, 20))
	for range 20 {
		l.answers("one of many that came at once", 200, sitesAnswer)
	}
	change := l.request(fmt.Sprintf(inviting, s.Site("help").ID))
	l.send(change[:len(change)-1] + "]" + whole)
	l.answers("a mutation with another last byte", 400, "not a JSON object")
	l.answers("behind it", 200, sitesAnswer)
	l.send(change + whole)
	l.answers("a mutation that was not done yet", 200, `"customer":{"email":`)
	l.answers("behind a mutation", 200, sitesAnswer)

	l.send(l.request(sitesSpoiled) + whole)
	l.answers("one that is spoiled behind its answer", 200, sitesAnswer)
	l.closed("behind it")

	l = newLine(t, s)
	l.send(whole[:len(whole)-1])
	l.answers("before the last byte", 200, sitesAnswer)
	l.send("]")
	l.closed("behind another last byte")
	if logs := s.Logs(); strings.Contains(logs, "panicked") {
		t.Errorf("the log tells of a panic:\n%s", logs)
	}
}
