package httpd

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/google/uuid"

	"gatehouse/account"
)

// actor is filled in by whoever finds out who asks, for the access log.
type actor struct{ id string }

type actorKey struct{}

// actorOf gives the note on which the access log reads who asked; outside of a
// request a note that nobody reads.
func actorOf(ctx context.Context) *actor {
	if note, ok := ctx.Value(actorKey{}).(*actor); ok {
		return note
	}
	return &actor{}
}

// observed wraps every request: its id, the headers that every answer has, a line
// in the access log, and an answer should a handler panic. The log has the path
// without its query, because queries hold what people typed.
func observed(c Config, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := c.Now()
		id := requestID(r)
		note := &actor{}
		recorder := &recorder{ResponseWriter: w}
		r = r.WithContext(context.WithValue(account.WithRequestID(r.Context(), id), actorKey{}, note))
		if c.Observer != nil {
			r = c.Observer.Begun(r)
		}
		header := w.Header()
		header["X-Request-Id"] = []string{id}
		// Holds and sessions end by this clock, so clients are told the time of it.
		header["Date"] = []string{begin.UTC().Format(http.TimeFormat)}
		for _, h := range everyAnswer {
			header[h.name] = h.value
		}
		if r.TLS != nil || c.BehindTLS {
			header.Set("Strict-Transport-Security", "max-age=31536000")
		}
		defer func() {
			if c.Observer != nil {
				c.Observer.Answered(r.Context(), cmp.Or(r.Pattern, "none"), recorder.status())
			}
			if c.Access != nil {
				c.Access.LogAttrs(r.Context(), slog.LevelInfo, "request",
					slog.String("method", method(r)), slog.String("path", path(r)), slog.Int("status", recorder.status()),
					slog.Duration("duration", c.Now().Sub(begin)), slog.String("request", id), slog.String("actor", note.id))
			}
		}()
		defer func() {
			if cause := recover(); cause != nil {
				recovered(c, recorder, r, cause)
			}
		}()
		next.ServeHTTP(recorder, r)
	})
}

// everyAnswer are the headers that every answer has. Nobody changes a value in
// place, so all share one.
var everyAnswer = []struct {
	name  string
	value []string
}{
	{"X-Content-Type-Options", []string{"nosniff"}},
	{"X-Frame-Options", []string{"DENY"}},
	{"Referrer-Policy", []string{"no-referrer"}},
	{"Cross-Origin-Opener-Policy", []string{"same-origin"}},
	{"Cross-Origin-Resource-Policy", []string{"same-origin"}},
}

// requestID takes the client's id if it is a UUID, so that nothing else can be
// carried into the log, and makes one if it is not.
func requestID(r *http.Request) string {
	if sent := r.Header.Get("X-Request-Id"); len(sent) == 36 {
		if id, err := uuid.Parse(sent); err == nil {
			return id.String()
		}
	}
	return uuid.NewString()
}

// knownPaths are written to the log as they are; any other may hold what somebody
// typed, so it is logged by its first part or not at all.
var knownPaths = map[string]bool{
	"/": true, "/graphql": true, "/graphiql": true, "/session": true, "/export": true, "/healthz": true, "/readyz": true, "/portal/check": true, "/sign-in": true,
}

var knownMethods = map[string]bool{"GET": true, "HEAD": true, "POST": true, "PUT": true, "PATCH": true, "DELETE": true, "OPTIONS": true}

func path(r *http.Request) string {
	if knownPaths[r.URL.Path] {
		return r.URL.Path
	}
	return r.Pattern + "…"
}

func method(r *http.Request) string {
	if knownMethods[r.Method] {
		return r.Method
	}
	return "other"
}

// recovered answers for a handler that panicked. The panic's own value may hold
// anything, so the log gets the stack alone.
func recovered(c Config, w *recorder, r *http.Request, cause any) {
	if cause == http.ErrAbortHandler {
		panic(cause)
	}
	c.Log.Error("a handler panicked", "request", account.RequestIDFrom(r.Context()), "stack", string(debug.Stack()))
	if w.code == 0 {
		refuse(w, r, http.StatusInternalServerError, nil)
	}
}

// recorder remembers the status for the log.
type recorder struct {
	http.ResponseWriter
	code int
}

func (w *recorder) WriteHeader(code int) {
	if w.code == 0 && code >= 200 {
		w.code = code
	}
	w.ResponseWriter.WriteHeader(code)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.code == 0 {
		w.code = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

func (w *recorder) status() int {
	if w.code == 0 {
		return http.StatusOK
	}
	return w.code
}

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// readyz answers 200 once every surface answers, and else names what is missing.
func readyz(unready func(context.Context) map[string]string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
		defer cancel()
		missing := unready(ctx)
		status := http.StatusOK
		if len(missing) > 0 {
			status = http.StatusServiceUnavailable
		}
		answer(w, status, map[string]any{"ready": len(missing) == 0, "missing": missing})
	}
}
