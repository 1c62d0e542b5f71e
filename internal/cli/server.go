package cli

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"sync"
	"time"

	"gatehouse/account"
	"gatehouse/graph"
	"gatehouse/internal/export"
	"gatehouse/internal/hooks"
	"gatehouse/internal/httpd"
	"gatehouse/internal/jobs"
	"gatehouse/internal/mail"
	"gatehouse/internal/portal"
	"gatehouse/internal/sample"
	"gatehouse/internal/scim"
	"gatehouse/internal/web"
	"gatehouse/search"
	"gatehouse/store"
)

// drainTime is how long a stop waits for requests under way.
const drainTime = 10 * time.Second

// settleTime bounds the wait of connections for the index at a start.
const settleTime = 3 * time.Second

// Config says what a server serves, and where.
type Config struct {
	DataDir       string
	Addr          string       // Host and port; port 0 takes a free one.
	Listener      net.Listener // Nil: listen on Addr. Closed with the server.
	Introspection bool
	Plans         bool // Answer hot reads by compiled plans.
	BehindTLS     bool
	Samples       bool     // Fill a fresh deployment with the sample accounts.
	MaxRequests   int      // How many requests are worked on at once; 0: 64 a core.
	RateLimit     int      // How many requests a second a token is good for; 0: no limit.
	TLSCert       string   // File of the certificate and those that vouch for it; "": plain HTTP.
	TLSKey        string   // File of its private key.
	Origins       []string // Hosts, beside the server's own, whose pages may open a WebSocket.
	AddressHeader string   // Where a proxy in front tells a client's address; "": nowhere.
	// TrustedProxies are the networks whose word in AddressHeader counts.
	TrustedProxies []netip.Prefix
	PublicURL      string // Where customers reach the server, for their links; "": its own address.
	Now            func() time.Time
	Log            *slog.Logger
	Access         *slog.Logger // One line a request; nil: none.
	Mail           mail.Options // The mail server; without an address nothing is mailed.
	// WebhookNetworks are those that webhooks may reach beside the public ones, also by
	// plain http; WebhookRoots vouch for their targets, nil: whom the machine trusts.
	WebhookNetworks []netip.Prefix
	WebhookRoots    *x509.CertPool

	// OpsAddr is where metrics are read, without asking who does; "": nowhere. Where
	// OpsAddrFree is set and the address is taken, another one of the host will do.
	OpsAddr     string
	OpsAddrFree bool
	// Traces is the OTLP address of a collector; "": none. TraceShare, from 0 to 1, is
	// how many of the requests are traced that belong to no trace yet.
	Traces     string
	TraceShare float64

	// DeletionsLog is where deletions are logged; "": deletions.log in DataDir.
	// AcceptMissingDeletions starts although that file is lost.
	DeletionsLog           string
	AcceptMissingDeletions bool
}

// Server is a whole Gatehouse: a locked data directory, store, index, and the
// doors to them.
type Server struct {
	config     Config
	lock       *lock
	deployment *deployment
	index      *search.Index
	eraser     *eraser
	jobs       *jobs.Engine
	portal     *portal.Service
	webhooks   *hooks.Service
	mailer     *mail.Mailer // Nil: nothing is mailed.
	listener   net.Listener
	http       *httpd.Server
	streams    *httpd.Streams
	tls        *certificate // Nil: plain HTTP.
	control    *controlServer
	seen       *telemetryParts
	since      time.Time
	ready      func() // Called once every surface answers; may be nil.
	stop       sync.Once
	closed     error
}

// NewServer takes a data directory, opens what is in it and listens. It answers
// nobody before Run. Whoever gets a Server closes it by Run or Close.
func NewServer(ctx context.Context, config Config) (*Server, error) {
	s := &Server{config: config}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Server) open(ctx context.Context) error {
	c := s.config
	var err error
	if s.tls, err = newCertificate(c.TLSCert, c.TLSKey, c.Now, c.Log); err != nil {
		return err
	}
	if s.seen, err = newTelemetry(ctx, c); err != nil {
		return err
	}
	if err := makeDataDir(c.DataDir); err != nil {
		return err
	}
	if s.lock, err = lockDir(c.DataDir, "serve"); err != nil {
		return err
	}
	if c.DeletionsLog == "" {
		c.DeletionsLog = filepath.Join(c.DataDir, deletionsLogFile)
	}
	s.deployment, err = openDeploymentWith(ctx, store.Options{
		Dir: c.DataDir, Now: c.Now, Log: c.Log, DeletionsLog: c.DeletionsLog, AcceptMissingDeletions: c.AcceptMissingDeletions,
		Committed: s.seen.commits.Committed,
	})
	if err != nil {
		return err
	}
	if s.deployment.fresh {
		c.Log.Info("a new deployment was made", "data", c.DataDir, "first_token", filepath.Join(c.DataDir, firstTokenFile))
	}
	if s.deployment.fresh && c.Samples {
		if err := sample.Load(asSystem(ctx), s.deployment.store, c.Now()); err != nil {
			return fmt.Errorf("load the samples: %w", err)
		}
	}
	if s.index, err = openIndex(ctx, s.deployment, c.Now, c.Log); err != nil {
		return err
	}
	key, err := openReceiptKey(c.DataDir)
	if err != nil {
		return err
	}
	s.eraser = newEraser(s.deployment.store, s.index, key, c.Now, c.Log)
	s.jobs = jobs.New(jobs.Config{Store: s.deployment.store, Index: s.index, Now: c.Now, Log: c.Log})
	s.webhooks = hooks.New(hooks.Config{
		Store: s.deployment.store, Keys: &webhookKeys{dir: c.DataDir}, Allowed: c.WebhookNetworks, Roots: c.WebhookRoots, Now: c.Now, Log: c.Log,
	})
	s.deployment.store.OnCommit(func(commits []account.Commit) {
		s.index.Committed(commits)
		s.eraser.committed(commits)
	})
	if c.Mail.Addr != "" {
		options := c.Mail
		options.Accounts, options.Now, options.Log, options.After = s.deployment.store, c.Now, c.Log, time.After
		if s.mailer, err = mail.New(options); err != nil {
			return err
		}
	}
	if s.listener = c.Listener; s.listener == nil {
		if s.listener, err = net.Listen("tcp", c.Addr); err != nil {
			return fmt.Errorf("%w: take another address with -addr", err)
		}
	}
	if s.control, err = newControlServer(c.DataDir, s.URL(), s.deployment.store, s.index, s.eraser); err != nil {
		return err
	}
	s.since = c.Now()
	s.control.handle("/status", s.status)
	return s.handle()
}

func (s *Server) handle() error {
	c := s.config
	graphiql, err := web.GraphiQL()
	if err != nil {
		return err
	}
	truth := s.deployment.store
	links := portal.Config{Store: truth, URL: s.publicURL, Now: c.Now, Log: c.Log}
	if s.mailer != nil {
		links.Mail = s.mailer
	}
	s.portal = portal.New(links)
	api := graph.New(graph.Config{
		Store: truth, Search: s.seen.search(s.index), Observer: s.seen, Jobs: s.jobs, Webhooks: s.webhooks, Portal: s.portal, CursorKey: truth.CursorKey(), Introspection: c.Introspection, Plans: c.Plans, Now: c.Now, Log: c.Log,
	})
	s.seen.watch(s, api.PlanStats)
	console, err := web.Console()
	if err != nil {
		return err
	}
	s.streams = &httpd.Streams{Operations: api, Written: truth.Written, Origins: c.Origins}
	var schema http.Handler
	if c.Introspection {
		schema = graph.PublishedHandler()
	}
	s.http = httpd.NewServer(httpd.New(httpd.Config{
		Schema: schema, Observer: doorObserver{s.seen}, GraphQL: api, Streams: s.streams, GraphiQL: graphiql, Console: console, Portal: s.portal, Sessions: truth, Export: s.export,
		SCIM:    &scim.Handler{Store: provisioning{truth, s.portal}, TLS: c.BehindTLS, Log: c.Log},
		Unready: s.unready, BehindTLS: c.BehindTLS, MaxRequests: c.MaxRequests,
		RateLimit: c.RateLimit, AddressHeader: c.AddressHeader, TrustedProxies: c.TrustedProxies, Now: c.Now, Log: c.Log, Access: c.Access,
		Bulk: s.bulk,
	}), c.Log)
	if s.tls != nil {
		s.http.TLSConfig = s.tls.config()
	}
	return nil
}

// export begins an export for the caller of a request.
func (s *Server) export(ctx context.Context, siteKey, format string) (httpd.Export, error) {
	return export.OfSite(ctx, s.deployment.store, siteKey, export.Format(format))
}

func openIndex(ctx context.Context, d *deployment, now func() time.Time, log *slog.Logger) (*search.Index, error) {
	index, err := search.Open(ctx, search.Options{Dir: d.dir, Source: d.store, Now: now, Log: log})
	if err != nil {
		return nil, fmt.Errorf("open the search index: %w", err)
	}
	return index, nil
}

// Run serves until ctx ends, then stops gracefully: it takes no new request, lets
// those under way end, flushes the index and closes. It returns early when a part
// fails that nothing works without.
func (s *Server) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	failed := make(chan error, 8)
	var parts sync.WaitGroup
	start := func(name string, run func() error) {
		parts.Go(func() {
			if err := run(); err != nil && !errors.Is(err, http.ErrServerClosed) && ctx.Err() == nil {
				failed <- fmt.Errorf("%s: %w", name, err)
			}
		})
	}
	start("search index", func() error { return s.index.Run(ctx) })
	start("database", func() error {
		if err := s.deployment.store.Warm(ctx); err != nil {
			s.config.Log.Warn("the database can't be read ahead; first look-ups wait for the disk", "error", err)
		}
		return nil
	})
	start("events", func() error { return s.deployment.store.WatchOthers(ctx) })
	start("erasure", func() error { return s.eraser.run(ctx) })
	start("bulk jobs", func() error { return s.jobs.Run(ctx) })
	start("portal", func() error { return s.portal.Run(ctx) })
	start("webhooks", func() error { return s.webhooks.Run(ctx) })
	if s.mailer != nil {
		start("mail", func() error { return s.mailer.Run(ctx) })
	}
	start("control socket", s.control.serve)
	start("http", func() error {
		s.settle(ctx)
		return s.http.Accept(s.listener)
	})
	start("metrics", s.seen.serve)
	start("search index", func() error {
		if err := s.WaitReady(ctx); err != nil {
			return err
		}
		s.config.Log.Info("listening", "address", s.listener.Addr().String(), "url", s.URL())
		if s.ready != nil {
			s.ready()
		}
		return nil
	})
	var err error
	select {
	case <-ctx.Done():
		s.config.Log.Info("stopping", "why", context.Cause(ctx))
	case err = <-failed:
	}
	err = errors.Join(err, s.drain())
	cancel()
	parts.Wait()
	err = errors.Join(err, s.Close())
	if err == nil {
		s.config.Log.Info("stopped")
	}
	return err
}

// settle waits a moment until the index that was opened is level with the store.
// Connections wait in their queue meanwhile, so that a restart refuses no search. An
// index that has to be built is not waited for: everything else is answered.
func (s *Server) settle(ctx context.Context) {
	if s.index.Stats().State == search.Building {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	_ = s.WaitReady(ctx) // Whoever asks before it is ready is told so.
}

// drain lets the requests under way end; those that take longer are cut.
func (s *Server) drain() error {
	ctx, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	// Streams end once nobody new is let in, and before the others are waited for.
	ended := make(chan error, 1)
	go func() { ended <- s.http.Drain(ctx, s.listener) }()
	s.streams.Stop()
	err := errors.Join(<-ended, s.control.http.Shutdown(ctx), s.seen.stop())
	if errors.Is(err, context.DeadlineExceeded) {
		s.config.Log.Warn("requests under way were cut", "after", drainTime)
		return errors.Join(s.http.Close(), s.control.http.Close())
	}
	return err
}

// Close closes whatever is open, in the order in which it depends on each other.
// It may be called again.
func (s *Server) Close() error {
	s.stop.Do(func() {
		var errs []error
		if s.control != nil {
			errs = append(errs, s.control.close())
		}
		if s.listener != nil {
			if err := s.listener.Close(); !errors.Is(err, net.ErrClosed) {
				errs = append(errs, err)
			}
		}
		if s.seen != nil {
			errs = append(errs, s.seen.close())
		}
		if s.index != nil {
			errs = append(errs, s.index.Close())
		}
		if s.deployment != nil {
			errs = append(errs, s.deployment.store.Close())
		}
		if s.lock != nil {
			errs = append(errs, s.lock.release())
		}
		s.closed = errors.Join(errs...)
	})
	return s.closed
}

// WaitReady waits until every surface answers.
func (s *Server) WaitReady(ctx context.Context) error { return s.index.WaitReady(ctx) }

// unready names the parts that don't answer yet, for /readyz.
func (s *Server) unready(ctx context.Context) map[string]string {
	missing := map[string]string{}
	if _, err := s.deployment.store.Organization(asSystem(ctx)); err != nil {
		missing["store"] = string(account.CodeOf(err))
	}
	if !s.index.Ready() {
		missing["search"] = "the index is being built or is catching up"
	}
	return missing
}

// URL is where the server is reached from this machine.
func (s *Server) URL() string {
	host, port, err := net.SplitHostPort(s.listener.Addr().String())
	if err != nil {
		return ""
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "localhost"
	}
	scheme := "http"
	if s.tls != nil {
		scheme = "https"
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

// publicURL is where the outside reaches the server. A request's own word for it
// counts for nothing: it could have a link point elsewhere.
func (s *Server) publicURL() string {
	if s.config.PublicURL != "" {
		return s.config.PublicURL
	}
	return s.URL()
}

// Store is the server's store, for tests that look behind the door.
func (s *Server) Store() *store.Store { return s.deployment.store }

// Index is the server's search index, for tests that look behind the door.
func (s *Server) Index() *search.Index { return s.index }
