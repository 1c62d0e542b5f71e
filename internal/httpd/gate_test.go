package httpd_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gatehouse/internal/httpd"
)

// crowd is a door whose work takes until the test lets it end.
type crowd struct {
	handler http.Handler
	end     chan struct{} // One value ends one piece of work.

	mu    sync.Mutex
	begun int
	codes map[int]int
	last  *httptest.ResponseRecorder // The last refusal.
}

func newCrowd(t *testing.T, slots int) *crowd {
	c := &crowd{end: make(chan struct{}), codes: map[int]int{}}
	c.handler, _ = door(t, func(config *httpd.Config) {
		config.MaxRequests = slots
		config.GraphQL = http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			c.mu.Lock()
			c.begun++
			c.mu.Unlock()
			<-c.end
		})
	})
	return c
}

// ask sends so many requests, and returns when each of them works, waits or has
// its answer. The caller is in a bubble, whose clock stands meanwhile.
func (c *crowd) ask(ctx context.Context, requests int, body func() io.Reader) {
	for range requests {
		go func() {
			w := httptest.NewRecorder()
			c.handler.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "POST", "/graphql", body()))
			c.mu.Lock()
			defer c.mu.Unlock()
			c.codes[w.Code]++
			if w.Code != 200 {
				c.last = w
			}
		}()
	}
	synctest.Wait()
}

func (c *crowd) expect(t *testing.T, when string, begun, done, refused int) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.begun != begun || c.codes[200] != done || c.codes[503] != refused {
		t.Errorf("%s: %d begun, %d done, %d refused; want %d, %d, %d", when, c.begun, c.codes[200], c.codes[503], begun, done, refused)
	}
}

// finish ends so many pieces of work, one after the other.
func (c *crowd) finish(pieces int) {
	for range pieces {
		c.end <- struct{}{}
		synctest.Wait()
	}
}

func short() io.Reader { return strings.NewReader("{}") }

// TestCrowd counts what is done of more work than there is room for. It runs in a
// bubble, where time passes at once when everybody waits for it.
func TestCrowd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t, 2)
		c.ask(t.Context(), 2+16, short)
		c.expect(t, "two work, sixteen wait", 2, 0, 0)
		c.ask(t.Context(), 3, short)
		c.expect(t, "three too many", 2, 0, 3)
		if got := c.last; got == nil {
			t.Fatal("nobody was refused")
		} else if !strings.Contains(got.Body.String(), "TRY_AGAIN") || got.Header().Get("Retry-After") != "1" {
			t.Errorf("the refusal is %s, Retry-After %q; want TRY_AGAIN in 1 s", got.Body, got.Header().Get("Retry-After"))
		}
		c.finish(1)
		c.expect(t, "one ended, the next began", 3, 1, 3)
		c.ask(t.Context(), 2, short)
		c.expect(t, "one waits in its place", 3, 1, 4)
		c.finish(4)
		c.expect(t, "five ended", 7, 5, 4)

		<-time.After(2*time.Second - time.Millisecond)
		synctest.Wait()
		c.expect(t, "just before the wait is over", 7, 5, 4)
		<-time.After(time.Millisecond)
		synctest.Wait()
		c.expect(t, "the wait is over", 7, 5, 4+12)
		c.finish(2)
		c.ask(t.Context(), 1, short)
		c.finish(1)
		c.expect(t, "afterwards there is room", 8, 8, 16)
	})
}

// TestCrowdGoesAway has clients hang up while they wait: their places are free.
func TestCrowdGoesAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t, 1)
		c.ask(t.Context(), 1, short)
		gone, hangUp := context.WithCancel(t.Context())
		c.ask(gone, 8, short)
		hangUp()
		synctest.Wait()
		c.expect(t, "eight hung up", 1, 0, 8)
		c.ask(t.Context(), 8, short)
		c.expect(t, "eight others wait", 1, 0, 8)
		c.finish(9)
		c.expect(t, "all ended", 9, 9, 8)
	})
}

// TestSlowBody sends bodies that don't end: they hold no slot.
func TestSlowBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t, 1)
		body, client := io.Pipe()
		c.ask(t.Context(), 20, func() io.Reader { return io.MultiReader(strings.NewReader(`{"query":`), body) })
		c.expect(t, "twenty send slowly", 0, 0, 0)
		c.ask(t.Context(), 1, short)
		c.finish(1)
		c.expect(t, "another is done meanwhile", 1, 1, 0)
		client.Close()
		synctest.Wait()
		c.finish(9)
		c.expect(t, "of the twenty one works, eight wait, eleven are too many", 10, 10, 11)
	})
}

// TestPanicLeaves sees to it that work that panics gives its slot back.
func TestPanicLeaves(t *testing.T) {
	handler, _ := door(t, func(c *httpd.Config) {
		c.MaxRequests = 1
		c.GraphQL = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("once more") })
	})
	for range 3 {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest("POST", "/graphql", short()))
		if w.Code != 500 {
			t.Errorf("got %d, want 500", w.Code)
		}
	}
}

// TestBody sees to it that a body arrives whole, also one that is larger than what
// is read ahead.
func TestBody(t *testing.T) {
	for _, size := range []int{0, 1, 70 << 10, 1<<20 - 1, 1 << 20, 1<<20 + 1, 3 << 20} {
		var got string
		handler, _ := door(t, func(c *httpd.Config) {
			c.GraphQL = http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				body, err := io.ReadAll(r.Body)
				if err != nil {
					t.Errorf("%d bytes: %v", size, err)
				}
				got = string(body)
			})
		})
		want := strings.Repeat("0123456789abcdef", size/16+1)[:size]
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/graphql", strings.NewReader(want)))
		if got != want {
			t.Errorf("of %d bytes %d arrive, or others", size, len(got))
		}
	}
}
