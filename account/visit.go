package account

import (
	"context"
	"net/netip"
	"time"
)

// Visit is the HTTP request behind a sign-in or a sign-out: from where it came, and
// how its browser is given a session of the portal or loses it. A session never
// stands in an answer's body, where a script of the page could read it.
type Visit interface {
	// Address is where the request comes from; the zero address where nobody can
	// tell.
	Address() netip.Addr
	// Session is the secret of the session that was sent along, or "".
	Session() string
	// Begin gives the browser a session.
	Begin(session string, expires time.Time)
	// End takes the session from the browser.
	End()
}

// WithVisit puts the visit into the context.
func WithVisit(ctx context.Context, v Visit) context.Context {
	return context.WithValue(ctx, visitKey, v)
}

// VisitFrom gives the visit of the context. Outside of HTTP it is one from
// nowhere, whose session is lost.
func VisitFrom(ctx context.Context) Visit {
	if v, ok := ctx.Value(visitKey).(Visit); ok {
		return v
	}
	return nowhere{}
}

type nowhere struct{}

func (nowhere) Address() netip.Addr     { return netip.Addr{} }
func (nowhere) Session() string         { return "" }
func (nowhere) Begin(string, time.Time) {}
func (nowhere) End()                    {}
