package cli_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"gatehouse/account"
	"gatehouse/internal/testkit"
)

// TestDrain stops a server while a request is under way: the request gets its
// answer, and nobody new gets in.
func TestDrain(t *testing.T) {
	s := testkit.Start(t)
	address := strings.TrimPrefix(s.URL, "http://")
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const body = `{"query":"{viewer{role}}"}`
	fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n",
		address, s.Token(account.Agent, "help"), len(body))
	in := bufio.NewReader(conn)
	// The server asks for the body, so the request is under way.
	response, err := http.ReadResponse(in, nil)
	if err != nil || response.StatusCode != http.StatusContinue {
		t.Fatalf("got %v, error %v; want 100 Continue", response, err)
	}
	stopped := make(chan struct{})
	go func() { defer close(stopped); s.Stop() }()
	for {
		another, err := net.Dial("tcp", address)
		if errors.Is(err, syscall.ECONNREFUSED) {
			break
		}
		// A connection that was waiting when the door closed is reset.
		if err == nil {
			another.Close()
		} else if !errors.Is(err, syscall.ECONNRESET) {
			t.Fatal(err)
		}
	}
	io.WriteString(conn, body)
	if response, err = http.ReadResponse(in, nil); err != nil {
		t.Fatalf("the request under way got no answer: %v", err)
	}
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != 200 || !strings.Contains(string(text), "AGENT") {
		t.Errorf("got %d %s, error %v; want the answer", response.StatusCode, text, err)
	}
	<-stopped
}

// TestRestart stops and starts on the same directory: nothing is lost, and the
// index is not built anew.
func TestRestart(t *testing.T) {
	s := testkit.Start(t, testkit.WithSamples())
	token := s.Token(account.OrganizationAdmin, "")
	const ask = `{site(key:"help"){counts{total} userPicker(query:"nora vos"){label} requests{totalCount}}}`
	before := fmt.Sprint(s.Query(token, ask, nil).Data)
	s.Restart()
	if after := fmt.Sprint(s.Query(token, ask, nil).Data); after != before || !strings.Contains(after, "Nora Vos") {
		t.Errorf("after a restart: got %s, want %s", after, before)
	}
	if built := strings.Count(s.Logs(), "the search index was built"); built != 1 {
		t.Errorf("the index was built %d times, want once", built)
	}
}
