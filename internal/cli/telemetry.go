package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"gatehouse/account"
	"gatehouse/graph"
	"gatehouse/internal/telemetry"
	"gatehouse/search"
)

// telemetryParts is what is counted and traced of a server, and the address where
// it is read.
type telemetryParts struct {
	registry *prometheus.Registry
	requests *telemetry.Requests
	commits  *telemetry.Commits
	traces   *telemetry.Traces // Nil: none.
	listener net.Listener      // Nil: metrics are read nowhere.
	http     *http.Server
}

func newTelemetry(ctx context.Context, c Config) (*telemetryParts, error) {
	t := &telemetryParts{registry: telemetry.NewRegistry(version().Version)}
	t.requests = telemetry.NewRequests(t.registry, graph.FieldNames())
	t.commits = telemetry.NewCommits(t.registry)
	var err error
	if c.Traces != "" {
		failed := func(err error) { c.Log.Warn("traces can't be sent", "error", err) }
		if t.traces, err = telemetry.NewTraces(ctx, c.Traces, version().Version, c.TraceShare, failed); err != nil {
			return nil, misused("gatehouse serve -otlp-endpoint http://127.0.0.1:4318", "-otlp-endpoint or -trace-share: %v", err)
		}
	}
	if c.OpsAddr == "" {
		return t, nil
	}
	t.listener, err = net.Listen("tcp", c.OpsAddr)
	if c.OpsAddrFree && errors.Is(err, syscall.EADDRINUSE) {
		host, _, _ := net.SplitHostPort(c.OpsAddr)
		t.listener, err = net.Listen("tcp", net.JoinHostPort(host, "0"))
	}
	if err != nil {
		return nil, fmt.Errorf("%w: take another address for metrics with -ops-addr", err)
	}
	t.http = &http.Server{
		Handler: telemetry.Handler(t.registry), ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second,
	}
	c.Log.Info("metrics", "url", t.url())
	return t, nil
}

// url is where metrics are read; "": nowhere.
func (t *telemetryParts) url() string {
	if t.listener == nil {
		return ""
	}
	return "http://" + t.listener.Addr().String() + "/metrics"
}

// serve answers /metrics until it is closed.
func (t *telemetryParts) serve() error {
	if t.listener == nil {
		return nil
	}
	return t.http.Serve(t.listener)
}

// stop ends /metrics.
func (t *telemetryParts) stop() error {
	if t.listener == nil {
		return nil
	}
	err := t.http.Close()
	if closed := t.listener.Close(); !errors.Is(closed, net.ErrClosed) {
		err = errors.Join(err, closed)
	}
	return err
}

// sendSpans is how long an end waits for spans to be sent.
const sendSpans = 2 * time.Second

// close ends what a server never began to serve, too, and sends the last spans.
func (t *telemetryParts) close() error {
	err := t.stop()
	if t.traces != nil {
		ctx, cancel := context.WithTimeout(context.Background(), sendSpans)
		defer cancel()
		// A collector that is away keeps nobody from stopping; it was logged.
		_ = t.traces.Close(ctx)
	}
	return err
}

// Begun implements httpd.Observer.
func (t *telemetryParts) Begun(r *http.Request) *http.Request {
	t.requests.Begun()
	if t.traces == nil {
		return r
	}
	return r.WithContext(t.traces.Begin(r, account.RequestIDFrom(r.Context())))
}

// doorObserver is the HTTP door's side of telemetryParts: both doors have an Answered.
type doorObserver struct{ *telemetryParts }

// Answered implements httpd.Observer.
func (t doorObserver) Answered(ctx context.Context, route string, status int) {
	t.requests.Answered(route, status)
	if t.traces != nil {
		t.traces.End(ctx, route, status)
	}
}

// Answered implements graph.Observer.
func (t *telemetryParts) Answered(ctx context.Context, o graph.Observed) {
	t.requests.GraphQL(o.Fields, o.Codes, o.Took)
	if t.traces != nil {
		t.traces.GraphQL(ctx, o.Fields, o.Codes)
	}
}

// Refused implements graph.Observer.
func (t *telemetryParts) Refused(code account.Code) { t.requests.Refused(string(code)) }

// search gives the index as resolvers ask it: with a span a search, where there
// are traces.
func (t *telemetryParts) search(index *search.Index) graph.Search {
	if t.traces == nil {
		return index
	}
	return tracedSearch{index, t.traces}
}

type tracedSearch struct {
	graph.Search
	traces *telemetry.Traces
}

func (s tracedSearch) UserPicker(ctx context.Context, site account.ID, text string, first int) (found []account.Account, err error) {
	ctx, end := s.traces.Part(ctx, "search user picker")
	defer func() { end(err) }()
	return s.Search.UserPicker(ctx, site, text, first)
}

func (s tracedSearch) CustomerFilter(ctx context.Context, site account.ID, text string, page account.Page) (found account.Rows[account.Match], err error) {
	ctx, end := s.traces.Part(ctx, "search filter")
	defer func() { end(err) }()
	return s.Search.CustomerFilter(ctx, site, text, page)
}

func (s tracedSearch) CountCustomerFilter(ctx context.Context, site account.ID, text string) (n int, err error) {
	ctx, end := s.traces.Part(ctx, "count filter")
	defer func() { end(err) }()
	return s.Search.CountCustomerFilter(ctx, site, text)
}
