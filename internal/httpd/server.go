package httpd

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// Server is an http.Server that can end without losing a request. Shutdown alone
// would: a request that is read while it begins is dropped without an answer, and the
// client can't know whether it was done.
type Server struct {
	*http.Server

	mu        sync.Mutex
	accepting chan struct{}         // Closed when no connection is accepted any more; nil: none ever was.
	busy      map[net.Conn]struct{} // Connections with a request, or new and about to bring one.
	quiet     chan struct{}         // Closed when none is busy; nil while nobody waits for that.
}

// NewServer gives a server with the door's time limits: a client that sends or reads
// slowly can't hold a connection for ever.
func NewServer(handler http.Handler, log *slog.Logger) *Server {
	s := &Server{busy: map[net.Conn]struct{}{}}
	s.Server = &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       120 * time.Second,
		MaxHeaderBytes:    16 << 10,
		ConnState:         s.note,
		ConnContext:       withNoted,
		// What net/http has to say is about broken connections of clients.
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	return s
}

// Accept takes connections until the server ends, by TLS where the server has a
// configuration for it.
func (s *Server) Accept(listener net.Listener) error {
	accepting := make(chan struct{})
	defer close(accepting)
	s.mu.Lock()
	s.accepting = accepting
	s.mu.Unlock()
	if s.TLSConfig != nil {
		return s.ServeTLS(listener, "", "")
	}
	return s.Serve(notes{listener})
}

// note follows what connections do. Those of HTTP/2 are left to Shutdown, which tells
// their clients to go elsewhere and lets them end what they began.
func (s *Server) note(c net.Conn, state http.ConnState) {
	busy := state == http.StateNew || state == http.StateActive
	if t, ok := c.(*tls.Conn); ok && busy && t.ConnectionState().NegotiatedProtocol == "h2" {
		busy = false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if busy {
		s.busy[c] = struct{}{}
	} else {
		delete(s.busy, c)
	}
	if len(s.busy) == 0 && s.quiet != nil {
		close(s.quiet)
		s.quiet = nil
	}
}

// Drain ends the server: no connection is accepted any more, each one that was gets
// the answer to its request, and is closed behind it. What takes longer than the
// context is the error, and goes on.
func (s *Server) Drain(ctx context.Context, listener io.Closer) error {
	err := listener.Close()
	if errors.Is(err, net.ErrClosed) {
		err = nil
	}
	s.SetKeepAlivesEnabled(false)
	s.mu.Lock()
	accepting := s.accepting
	s.mu.Unlock()
	if accepting != nil {
		<-accepting // The listener is closed, so this takes no longer than a connection.
	}
	quiet := make(chan struct{})
	s.mu.Lock()
	if len(s.busy) > 0 {
		s.quiet = quiet
	} else {
		close(quiet)
	}
	s.mu.Unlock()
	select {
	case <-quiet:
	case <-ctx.Done():
	}
	return errors.Join(err, s.Shutdown(ctx))
}
