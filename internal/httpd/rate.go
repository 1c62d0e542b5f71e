package httpd

import (
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"gatehouse/account"
)

// Bounds of calls without a valid token, for each address they come from. A page
// that lost its session asks a handful of times; a hundred at once leave room for
// an office behind one address.
const (
	anonymousRate  = 20
	anonymousBurst = 100
)

// maxRemembered is how many callers a limit remembers in each of its two halves.
const maxRemembered = 20_000

// rate lets each caller ask so often in the long run, and so often at once.
type rate[K comparable] struct {
	every  time.Duration // Between two requests, in the long run.
	window time.Duration // What a burst may be ahead of that.

	mu sync.Mutex
	// For each caller, when its requests so far would be over at the steady pace.
	// Full, the young become the old ones, and those are forgotten: whoever was
	// silent for so long has all of its burst again anyway.
	young, old map[K]time.Time
}

func newRate[K comparable](perSecond, burst int) *rate[K] {
	every := time.Second / time.Duration(perSecond)
	return &rate[K]{every: every, window: every * time.Duration(burst), young: map[K]time.Time{}}
}

// take counts a request, or gives how long to wait before the next one would be
// taken. A clock that jumped back costs a caller its burst at most.
func (l *rate[K]) take(key K, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	over, known := l.young[key]
	if !known {
		over = l.old[key]
	}
	if over.Before(now) {
		over = now
	}
	if latest := now.Add(l.window); over.After(latest) {
		over = latest
	}
	wait := over.Add(l.every).Sub(now) - l.window
	if wait <= 0 {
		over = over.Add(l.every)
	}
	if !known && len(l.young) >= maxRemembered {
		l.old, l.young = l.young, map[K]time.Time{}
	}
	l.young[key] = over
	return max(wait, 0)
}

// limits is how often each caller may ask.
type limits struct {
	anonymous *rate[netip.Addr]
	tokens    *rate[string] // By the token's id; nil where no limit is set.
	refusal   account.Error // What a token gets beyond its limit, but for the time.
	proxies   proxies
}

func newLimits(c Config) *limits {
	l := &limits{anonymous: newRate[netip.Addr](anonymousRate, anonymousBurst), proxies: proxies{c.AddressHeader, c.TrustedProxies}}
	if c.RateLimit > 0 {
		l.tokens = newRate[string](c.RateLimit, c.RateLimit)
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
		wait := l.anonymous.take(l.proxies.client(r), now)
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
	wait := l.tokens.take(caller.Actor, now)
	if wait == 0 {
		return nil
	}
	refusal := l.refusal
	refusal.RetryAfter = wait
	return &refusal
}
