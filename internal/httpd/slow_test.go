package httpd_test

import (
	"bufio"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gatehouse/internal/httpd"
)

// soon stands for each of the door's time limits, which take minutes.
const soon = 50 * time.Millisecond

// TestSlowClients holds connections open in every way in which a client can: the
// server closes each, and what came too slowly is never begun.
func TestSlowClients(t *testing.T) {
	const head = "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
	for _, test := range []struct {
		name, sends string
		shorten     func(*http.Server)
		begun       int64
	}{
		{"headers that don't end", head, func(s *http.Server) { s.ReadHeaderTimeout = soon }, 0},
		{"nothing at all", "", func(s *http.Server) { s.ReadHeaderTimeout = soon }, 0},
		{"a body that doesn't end", head + "Content-Length: 100\r\n\r\n{", func(s *http.Server) { s.ReadTimeout = soon }, 1},
		{"an answer that nobody takes", head + "Content-Length: 2\r\n\r\n{}", func(s *http.Server) { s.WriteTimeout = soon }, 1},
		{"silence after an answer", "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", func(s *http.Server) { s.IdleTimeout = soon }, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			var begun atomic.Int64
			handler, _ := door(t, func(c *httpd.Config) {
				c.GraphQL = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					begun.Add(1)
					if _, err := io.ReadAll(r.Body); err != nil {
						return // Its body came too slowly: /graphql answers 400 and does nothing.
					}
					// More than any buffer on the way takes.
					for chunk := make([]byte, 1<<20); ; {
						if _, err := w.Write(chunk); err != nil {
							return
						}
					}
				})
			})
			server := httpd.NewServer(handler, slog.New(slog.DiscardHandler))
			test.shorten(server.Server)
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			go server.Serve(listener)
			t.Cleanup(func() { server.Close() })
			client, err := net.Dial("tcp", listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			if _, err := io.WriteString(client, test.sends); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(test.name, "nobody takes") {
				waitFor(t, func() bool { return begun.Load() == 1 })
				if err := server.Shutdown(t.Context()); err != nil { // Ends when the connection is free.
					t.Error(err)
				}
			} else if err := untilClosed(client); err != nil {
				t.Errorf("the connection is not closed: %v", err)
			}
			if got := begun.Load(); got != test.begun {
				t.Errorf("%d requests were begun, want %d", got, test.begun)
			}
		})
	}
}

// untilClosed reads until the server closes the connection. A server that never
// does runs into the time limit of the tests' client.
func untilClosed(client net.Conn) error {
	if err := client.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, bufio.NewReader(client))
	var late net.Error
	if errors.As(err, &late) && late.Timeout() {
		return err
	}
	return nil // The end, or a reset.
}

func waitFor(t *testing.T, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !holds(); <-time.After(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("waited in vain")
		}
	}
}
