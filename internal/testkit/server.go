// Package testkit starts whole servers, browsers and proxies for tests: the real store,
// the real index and the real door, on a port and in a directory of their own. Only
// the clock is moved by hand.
package testkit

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"gatehouse/account"
	"gatehouse/internal/cli"
	"gatehouse/search"
	"gatehouse/store"
)

// startLimit bounds the start and the stop of a server, also on a slow and busy machine.
const startLimit = 2 * time.Minute

// Server is a running Gatehouse of one test.
type Server struct {
	URL   string
	Dir   string
	Clock *Clock

	t      testing.TB
	config cli.Config
	server *cli.Server
	stop   context.CancelFunc
	ended  chan error
	logs   *Log

	mu     sync.Mutex
	tokens map[string]string // Secrets by role and site.
}

// Option changes how a server starts.
type Option func(*cli.Config)

// WithSamples fills the server with the sample accounts and requests.
func WithSamples() Option { return func(c *cli.Config) { c.Samples = true } }

// InDir starts the server on a directory that is there already.
func InDir(dir string) Option { return func(c *cli.Config) { c.DataDir = dir } }

// Start starts a server that is ready for every question, and stops it when the
// test ends.
func Start(t testing.TB, options ...Option) *Server {
	t.Helper()
	s := &Server{t: t, Clock: NewClock(), logs: &Log{}, tokens: map[string]string{}}
	log := slog.New(slog.NewTextHandler(s.logs, nil))
	s.config = cli.Config{
		DataDir: t.TempDir(), Addr: "127.0.0.1:0", Introspection: true, Plans: true, Now: s.Clock.Now, Log: log, Access: log,
	}
	for _, option := range options {
		option(&s.config)
	}
	s.Dir = s.config.DataDir
	s.start()
	t.Cleanup(s.Stop)
	return s
}

func (s *Server) start() {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	server, err := cli.NewServer(ctx, s.config)
	if err != nil {
		cancel()
		s.t.Fatalf("start a server: %v", err)
	}
	s.server, s.stop, s.ended, s.URL = server, cancel, make(chan error, 1), server.URL()
	go func() { s.ended <- server.Run(ctx) }()
	ready, done := context.WithTimeout(ctx, startLimit)
	defer done()
	if err := server.WaitReady(ready); err != nil {
		s.t.Fatalf("the server does not get ready: %v\n%s", err, s.Logs())
	}
}

// Stop stops the server gracefully; a second call does nothing.
func (s *Server) Stop() {
	s.t.Helper()
	if s.stop == nil {
		return
	}
	s.stop()
	s.stop = nil
	select {
	case err := <-s.ended:
		if err != nil {
			s.t.Errorf("the server ended with %v, want a clean stop\n%s", err, s.Logs())
		}
	case <-time.After(startLimit):
		s.t.Errorf("the server does not stop\n%s", s.Logs())
	}
}

// Restart stops the server and starts it again on the same directory.
func (s *Server) Restart() {
	s.t.Helper()
	s.Stop()
	s.start()
}

// Token gives the secret of a token of that role; the site's key is "" for roles
// of the whole organization. Repeated calls give the same one.
func (s *Server) Token(role account.Role, siteKey string) string {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	key := role.String() + " " + siteKey
	if secret, ok := s.tokens[key]; ok {
		return secret
	}
	var site account.ID
	if siteKey != "" {
		site = s.Site(siteKey).ID
	}
	_, secret, err := s.Store().CreateToken(System(), role, site, "test", time.Time{})
	if err != nil {
		s.t.Fatalf("make a token for %v of %q: %v", role, siteKey, err)
	}
	s.tokens[key] = secret
	return secret
}

// Site gives a site that is there.
func (s *Server) Site(key string) account.Site {
	s.t.Helper()
	site, ok, err := s.Store().SiteByKey(System(), key)
	if err != nil || !ok {
		s.t.Fatalf("site %q: found %v, error %v", key, ok, err)
	}
	return site
}

// System is the context of Gatehouse's own work, which sees everything.
func System() context.Context {
	return account.WithCaller(context.Background(), account.System())
}

// Store is the server's store, to look behind the door.
func (s *Server) Store() *store.Store { return s.server.Store() }

// Index is the server's index, to look behind the door.
func (s *Server) Index() *search.Index { return s.server.Index() }

// Erasures tells how the erasures from the files stand.
func (s *Server) Erasures() (cli.ErasureStats, error) { return s.server.Erasures(System()) }

// Logs gives what the server logged so far.
func (s *Server) Logs() string { return s.logs.String() }

// Clock is a clock that moves when it is told to. It begins at noon of a fixed
// day.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock gives a clock that stands.
func NewClock() *Clock { return &Clock{now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)} }

// Now gives the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock, also back.
func (c *Clock) Advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}
