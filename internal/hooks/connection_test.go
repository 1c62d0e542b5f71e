package hooks_test

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
)

// TestConnectionsAreKept: webhooks to one target keep a connection each, however they
// meet there; a new one for each delivery would be a TLS handshake for each.
func TestConnectionsAreKept(t *testing.T) {
	h, r := newHouse(t), receive(t, "127.0.0.1:0")
	const webhooks, events = 5, 10
	var (
		mu    sync.Mutex
		from  = map[string]bool{}
		here  int
		leave = make(chan struct{})
	)
	// Nobody is answered before all are there, so that all are done at once.
	r.answers(func(_ http.ResponseWriter, q *http.Request) {
		mu.Lock()
		from[q.RemoteAddr] = true
		mine := leave
		if here++; here == webhooks {
			here, leave = 0, make(chan struct{})
			close(mine)
		}
		mu.Unlock()
		<-mine
	})
	for range webhooks {
		h.create("help", r.url)
	}
	for i := range events {
		h.invite("help", fmt.Sprint("kept", i))
		for range webhooks {
			r.next()
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if len(from) != webhooks {
		t.Errorf("%d webhooks made %d connections, want one each", webhooks, len(from))
	}
}
