// Package httpd is the HTTP door: routes, who asks, sessions of the browser,
// health, headers and limits. It knows no GraphQL and no database.
package httpd

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"gatehouse/account"
)

// Sessions is what the door needs to know who asks. A secret that is unknown,
// expired or revoked is refused with UNAUTHENTICATED; any other error means that
// nobody can tell at the moment.
type Sessions interface {
	Authenticate(ctx context.Context, token string) (account.Caller, account.Token, error)
	AuthenticateSession(ctx context.Context, session string) (account.Caller, account.Token, error)
	CreateSession(ctx context.Context, token string) (session string, expires time.Time, err error)
	EndSession(ctx context.Context, session string) error
	// AuthenticatePortal tells whose session of the portal it is, and of which site.
	AuthenticatePortal(ctx context.Context, session string) (caller account.Caller, siteKey string, err error)
}

// Config says what stands behind the door.
type Config struct {
	GraphQL  http.Handler
	GraphiQL http.Handler
	SCIM     http.Handler // Serves /scim/v2/; nil: nobody does.
	Schema   http.Handler // Serves /schema.graphqls; nil: it is not told.
	Console  http.Handler // Serves / and whatever no other route takes.
	Portal   http.Handler // Serves the pages for customers below /portal/.
	Sessions Sessions
	// Streams are the connections of subscriptions; nil: there are none.
	Streams *Streams
	// Export begins an export of a site's accounts for the caller in the context.
	Export func(ctx context.Context, siteKey, format string) (Export, error)
	// Bulk starts a bulk job over the lines of a body, for the caller in the context.
	Bulk func(ctx context.Context, request BulkRequest, body io.Reader) (account.Job, error)
	// Unready names the parts that don't answer yet, each with why; empty: ready.
	Unready   func(context.Context) map[string]string
	BehindTLS bool // A proxy in front speaks TLS: cookies are for https alone.
	// MaxRequests is how many requests are worked on at once; 0: 64 a core.
	MaxRequests int
	// RateLimit is how many requests a second a token is good for; 0: no limit.
	RateLimit int
	// AddressHeader is the header in which a proxy in front tells the address of the
	// client; "" where there is none. It counts only from TrustedProxies.
	AddressHeader  string
	TrustedProxies []netip.Prefix
	Observer       Observer // Nil: nobody counts.
	Now            func() time.Time
	Log            *slog.Logger
	Access         *slog.Logger // One line a request; nil: none.
}

// Observer counts requests.
type Observer interface {
	// Begun hears of a request before it is worked on, and gives the one to work on.
	Begun(*http.Request) *http.Request
	// Answered hears of its answer. The route is a pattern of New, or "none".
	Answered(ctx context.Context, route string, status int)
}

// New gives the handler of every route.
func New(c Config) http.Handler {
	s := &sessions{c, newLimits(c)}
	work := newGate(c.MaxRequests)
	mux := http.NewServeMux()
	api := work.gated(c.GraphQL)
	if c.Streams != nil {
		c.Streams.sessions, c.Streams.work = s, work
		api = c.Streams.routed(api)
	}
	mux.Handle("/graphql", s.visited(s.identified(api)))
	if c.SCIM != nil {
		mux.Handle(scimRoot, s.bearing(work.gated(c.SCIM)))
	}
	mux.Handle("/graphiql", get(c.GraphiQL))
	mux.Handle("/graphiql/", get(c.GraphiQL))
	if c.Schema != nil {
		mux.Handle("/schema.graphqls", get(c.Schema))
	}
	mux.Handle("/bulk", s.identified(newBulk(c)))
	mux.Handle("/export", s.identified(newExports(c)))
	mux.Handle("POST /session", work.gated(http.HandlerFunc(s.create)))
	mux.HandleFunc("DELETE /session", s.end)
	mux.HandleFunc("/session", methodNotAllowed("POST, DELETE"))
	mux.Handle("/portal/check", get(http.HandlerFunc(s.check)))
	pages := s.visited(c.Portal)
	mux.Handle("GET /portal/{site}/{page}", pages)
	mux.Handle("POST /portal/{site}/{page}", work.gated(pages))
	mux.HandleFunc("/portal/{site}/{page}", methodNotAllowed("GET, HEAD, POST"))
	mux.Handle("/healthz", get(http.HandlerFunc(healthz)))
	mux.Handle("/readyz", get(readyz(c.Unready)))
	mux.Handle("/", get(c.Console))
	return observed(c, mux)
}

func get(next http.Handler) http.Handler {
	refuse := methodNotAllowed("GET, HEAD")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			refuse(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func methodNotAllowed(allow string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", allow)
		refuse(w, r, http.StatusMethodNotAllowed, &account.Error{Code: account.MethodNotAllowed, Message: "This address takes " + allow + "."})
	}
}
