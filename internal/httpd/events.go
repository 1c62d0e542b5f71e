package httpd

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"gatehouse/account"
	"gatehouse/graph"
)

const eventType = "text/event-stream"

// wantsEvents tells whether a client names event streams among what it takes. Many
// do with every request; so it is asked only where that request is a subscription.
func wantsEvents(accept []string) bool {
	for _, header := range accept {
		for item := range strings.SplitSeq(header, ",") {
			if kind, params, err := mime.ParseMediaType(item); err == nil && kind == eventType && params["q"] != "0" {
				return true
			}
		}
	}
	return false
}

// events answers a subscription by POST as a stream of server-sent events, by the
// distinct connections mode of the GraphQL over SSE protocol. Whatever is none goes
// the way of every request.
func (s *Streams) events(w http.ResponseWriter, r *http.Request, next http.Handler) {
	body := readAhead(r.Body)
	defer body.release()
	r.Body = body
	if body.read.Len() >= maxAhead || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") || r.Header.Get("Content-Encoding") != "" {
		next.ServeHTTP(w, r)
		return
	}
	opened := newStream(r.Context())
	defer opened.end(nil)
	answers, err := s.begin(opened.ctx, body.read.Bytes())
	var refusal *graph.Refusal
	switch {
	case errors.As(err, &refusal):
		w.Header().Set("Content-Type", "application/graphql-response+json; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write(refusal.Body)
	case err != nil:
		refuse(w, r, http.StatusServiceUnavailable, err)
	case answers == nil:
		next.ServeHTTP(w, r)
	default:
		s.stream(w, r, opened, answers)
	}
}

// stream sends a subscription that was begun, if there is room for it.
func (s *Streams) stream(w http.ResponseWriter, r *http.Request, opened *stream, answers *graph.Stream) {
	// Whoever is nobody is told so by the answer.
	found, caller, err := s.rightOf(r, r.Header.Get("Authorization"))
	if err != nil && account.CodeOf(err) != account.Unauthenticated {
		s.sessions.unavailable(w, r, err)
		return
	}
	if err != nil && account.CallerFrom(r.Context()).May(account.ReadEvents) == nil {
		// The right ended between the two questions.
		refuse(w, r, http.StatusUnauthorized, err)
		return
	}
	if err := s.enter(opened, caller.Actor); err != nil {
		refuse(w, r, http.StatusServiceUnavailable, err)
		return
	}
	defer s.leave(opened)
	go found.watch(opened)
	s.send(w, opened, found, answers)
}

// begin opens a subscription in its turn.
func (s *Streams) begin(ctx context.Context, body []byte) (*graph.Stream, error) {
	if !s.work.Enter(ctx) {
		return nil, tooBusy()
	}
	defer s.work.Leave()
	return s.Operations.Open(ctx, body)
}

// send writes the answers as they come. A client that takes nothing for writeTime
// is cut; nothing is kept for it meanwhile.
func (s *Streams) send(w http.ResponseWriter, opened *stream, found *right, answers *graph.Stream) {
	header := w.Header()
	header.Set("Content-Type", eventType+"; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no") // Proxies that gather answers would hold them back.
	connection := http.NewResponseController(w)
	_ = connection.SetReadDeadline(time.Time{})
	write := func(text string) {
		// Deadlines are of the machine's clock, whatever ours says.
		_ = connection.SetWriteDeadline(time.Now().Add(writeTime))
		_, err := io.WriteString(w, text)
		if err = errors.Join(err, connection.Flush()); err != nil {
			opened.end(errSlow)
		}
	}
	write(":\n\n")
	messages := make(chan string)
	go func() {
		defer opened.end(nil)
		for more := true; more; {
			var text string
			if text, more = eventOf(opened, found, answers); text == "" {
				return
			}
			select {
			case messages <- text:
			case <-opened.ctx.Done():
				return
			}
		}
	}()
	alive := time.NewTicker(aliveEvery)
	defer alive.Stop()
	for {
		select {
		case text := <-messages:
			write(text)
		case <-alive.C:
			write(":\n\n")
		case <-opened.ctx.Done():
			if errors.Is(context.Cause(opened.ctx), errRightEnded) {
				ended := s.Operations.Refuse(opened.ctx, account.Caller{}.May(account.SignedIn))
				write(eventText("next", ended.Body) + eventText("complete", nil))
			}
			return
		}
	}
}

// eventOf waits for the next answer and writes it as an event; "" where there is
// none because the stream was ended. A right that has ended ends it first.
func eventOf(opened *stream, found *right, answers *graph.Stream) (text string, more bool) {
	answer, err := answers.Next()
	var refusal *graph.Refusal
	switch {
	case errors.As(err, &refusal):
		return eventText("next", refusal.Body) + eventText("complete", nil), false
	case opened.ctx.Err() != nil:
		return "", false
	case answer == nil:
		return eventText("complete", nil), false
	case !found.holds(opened.ctx, false):
		opened.end(errRightEnded)
		return "", false
	}
	return eventText("next", answer), true
}

func eventText(name string, data []byte) string {
	return "event: " + name + "\ndata: " + string(data) + "\n\n"
}
