package portal

import (
	"hash/maphash"
	"net/netip"
	"time"

	"gatehouse/account"
	"gatehouse/internal/bound"
)

// How often a password may be tried. A person mistypes a few times; then a try each
// half minute still lets the right one in soon, while 2,880 guesses a day find no
// password. From one address, which may be an office, one a second in the long run.
const (
	pairEvery    = 30 * time.Second
	pairBurst    = 10
	addressEvery = time.Second
	addressBurst = 60
)

// throttle slows tries down and locks nobody out: somebody who knows only an
// address of a customer can't keep that customer out from elsewhere.
type throttle struct {
	seed      maphash.Seed
	pairs     *bound.Rate[uint64] // By site, typed address and where it comes from; hashed, so that no address is kept.
	addresses *bound.Rate[netip.Addr]
}

func newThrottle() *throttle {
	return &throttle{
		seed:      maphash.MakeSeed(),
		pairs:     bound.NewRate[uint64](pairEvery, pairBurst),
		addresses: bound.NewRate[netip.Addr](addressEvery, addressBurst),
	}
}

type pair struct {
	site, email string
	from        netip.Addr
}

// take counts a try, or refuses it with TOO_MANY_REQUESTS. giveBack takes the count
// back: for who was right. Known and unknown addresses count alike.
func (t *throttle) take(site, email string, from netip.Addr, now time.Time) (giveBack func(), err error) {
	key := maphash.Comparable(t.seed, pair{site, email, from})
	wait := t.addresses.Take(from, now)
	if wait == 0 && email != "" {
		if wait = t.pairs.Take(key, now); wait > 0 {
			t.addresses.GiveBack(from)
		}
	}
	if wait > 0 {
		return nil, &account.Error{
			Code: account.TooManyRequests, RetryAfter: wait,
			Message: "That was tried too often. Wait a little, then try again.",
		}
	}
	return func() {
		t.addresses.GiveBack(from)
		if email != "" {
			t.pairs.GiveBack(key)
		}
	}, nil
}
