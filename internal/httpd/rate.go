package httpd

import (
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"gatehouse/account"
	"gatehouse/internal/bound"
)

// Bounds of calls without a valid token, for each address they come from. A page
// that lost its session asks a handful of times; a hundred at once leave room for
// an office behind one address.
const (
	anonymousRate  = 20
	anonymousBurst = 100
)

// limits is how often each caller may ask.
type limits struct {
	anonymous *bound.Rate[netip.Addr]
	tokens    *bound.Rate[string] // By the token's id; nil where no limit is set.
	refusal   account.Error       // What a token gets beyond its limit, but for the time.
	proxies   proxies
}

func newLimits(c Config) *limits {
	l := &limits{anonymous: bound.NewRate[netip.Addr](time.Second/anonymousRate, anonymousBurst), proxies: proxies{c.AddressHeader, c.TrustedProxies}}
	if c.RateLimit > 0 {
		l.tokens = bound.NewRate[string](time.Second/time.Duration(c.RateLimit), c.RateLimit)
		l.refusal = account.Error{
			Code:    account.TooManyRequests,
			Message: "This token may be used for " + strconv.Itoa(c.RateLimit) + " requests a second, and this one was not begun. Wait for retryAfter seconds, then send it again.",
		}
	}
	return l
}

// check counts a request of a caller, or refuses it.
func (l *limits) check(r *http.Request, caller account.Caller, now time.Time) error {
	if caller.Role == account.Nobody {
		wait := l.anonymous.Take(l.proxies.client(r), now)
		if wait == 0 {
			return nil
		}
		return &account.Error{
			Code: account.TooManyRequests, RetryAfter: wait,
			Message: "Too many requests without a valid token came from this address. Send a token as \"Authorization: Bearer TOKEN\", or wait for retryAfter seconds.",
		}
	}
	if l.tokens == nil {
		return nil
	}
	wait := l.tokens.Take(caller.Actor, now)
	if wait == 0 {
		return nil
	}
	refusal := l.refusal
	refusal.RetryAfter = wait
	return &refusal
}
