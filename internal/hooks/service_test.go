package hooks_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"gatehouse/account"
	"gatehouse/internal/hooks"
)

// TestSealed: neither the address nor a secret is in the database, and under another
// key, or none, a webhook is paused until the key is back.
func TestSealed(t *testing.T) {
	h, r := newHouse(t), receive(t, "127.0.0.1:0")
	w, secret := h.create("help", r.url)
	a := h.invite("help", "a")
	r.expect(a)
	h.settled(w.ID)
	for _, name := range []string{"gatehouse.db", "gatehouse.db-wal"} {
		text, err := os.ReadFile(filepath.Join(h.dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, hidden := range []string{"hidden-in-the-address", "/hooks", strings.TrimPrefix(secret, "whsec_")} {
			if strings.Contains(string(text), hidden) {
				t.Errorf("%s has %q", name, hidden)
			}
		}
	}
	for _, wrong := range [][]byte{nil, []byte(strings.Repeat("x", 32))} {
		h.stop()
		right := h.keys.exchange(wrong)
		h.start()
		h.until(w.ID, "paused", func(w account.Webhook) bool { return w.Paused == account.PausedKeyLost })
		if _, err := h.Test(h.ctx, w.ID); account.CodeOf(err) != account.InvalidInput {
			t.Errorf("a test without the key: got %v, want INVALID_INPUT", err)
		}
		if _, _, err := h.Rotate(h.ctx, w.ID, 24); account.CodeOf(err) != account.InvalidInput {
			t.Errorf("a rotation without the key: got %v, want INVALID_INPUT", err)
		}
		b := h.invite("help", fmt.Sprint("b", len(wrong)))
		h.keys.exchange(right)
		if _, _, err := h.store.ResumeWebhook(h.ctx, w.ID); err != nil {
			t.Fatal(err)
		}
		r.expect(b)
		h.settled(w.ID)
	}
	r.nothing()
}

// TestBounds: ten webhooks a site, and none of a site that is not there.
func TestBounds(t *testing.T) {
	h, r := newHouse(t), receive(t, "127.0.0.1:0")
	var last account.Webhook
	for range 10 {
		last, _ = h.create("help", r.url)
	}
	if _, _, err := h.Create(h.ctx, h.site("help").ID, r.url); account.CodeOf(err) != account.InvalidInput {
		t.Errorf("the eleventh: got %v, want INVALID_INPUT", err)
	}
	h.create("elsewhere", r.url)
	if err := h.store.DeleteWebhook(h.ctx, last.ID); err != nil {
		t.Fatal(err)
	}
	h.create("help", r.url)
	if err := h.store.DeleteWebhook(h.ctx, last.ID); account.CodeOf(err) != account.NotFound {
		t.Errorf("deleted twice: got %v, want NOT_FOUND", err)
	}
	if _, err := h.Test(h.ctx, last.ID); account.CodeOf(err) != account.NotFound {
		t.Errorf("a test of a deleted one: got %v, want NOT_FOUND", err)
	}
	if _, _, err := h.Create(h.ctx, account.NewID(account.SiteKind), r.url); account.CodeOf(err) != account.NotFound {
		t.Errorf("of no site: got %v, want NOT_FOUND", err)
	}
}

// TestStop: a delivery that is under way at a stop is cut and comes again; what was
// delivered before it does not.
func TestStop(t *testing.T) {
	h, r := newHouse(t), receive(t, "127.0.0.1:0")
	w, _ := h.create("help", r.url)
	a, b := h.invite("help", "a"), h.invite("help", "b")
	r.expect(a, b)
	h.settled(w.ID)
	cut := make(chan struct{})
	r.answers(func(_ http.ResponseWriter, q *http.Request) {
		var m struct{ Data struct{ SubjectID string } }
		if err := json.NewDecoder(q.Body).Decode(&m); err != nil || m.Data.SubjectID == a.ID.String() {
			return
		}
		<-q.Context().Done()
		close(cut)
	})
	// Both are read at once now: the first is taken, the second is cut.
	if _, err := h.store.ReplayWebhook(h.ctx, w.ID, w.Position); err != nil {
		t.Fatal(err)
	}
	r.expect(a, b)
	h.stop()
	<-cut
	if w := h.webhook(w.ID); w.Waiting != 0 || !w.Failure.At.IsZero() {
		t.Errorf("a delivery that was cut counts as a failure: %+v", w)
	}
	r.answers(nil)
	h.start()
	r.expect(b, h.invite("help", "c"))
	r.nothing()
}

// TestDelete: what is deleted sends nothing more, and leaves nothing.
func TestDelete(t *testing.T) {
	h, r := newHouse(t), receive(t, "127.0.0.1:0")
	other := receive(t, "127.0.0.1:0")
	w, _ := h.create("help", r.url)
	h.create("help", other.url)
	r.answers(status(http.StatusInternalServerError))
	a := h.invite("help", "a")
	r.expect(a)
	h.until(w.ID, "waiting", func(w account.Webhook) bool { return w.Waiting == 1 })
	if err := h.store.DeleteWebhook(h.ctx, w.ID); err != nil {
		t.Fatal(err)
	}
	b := h.invite("help", "b")
	other.expect(a, b)
	f, err := h.store.WebhookFigures(h.ctx)
	if err != nil || f.Active != 1 || f.Waiting != 0 || f.DeadLetters != 0 {
		t.Errorf("what is left: %+v, error %v", f, err)
	}
	r.nothing()
}

// TestAtOnce: so many tries go on at once and no more, of all webhooks and of tests.
func TestAtOnce(t *testing.T) {
	const most, tests = 64, 4
	h, r := newHouse(t, timeout(patience)), receive(t, "127.0.0.1:0")
	var mu sync.Mutex
	now, peak := 0, 0
	began, release := make(chan struct{}, 100), make(chan struct{})
	r.answers(func(http.ResponseWriter, *http.Request) {
		mu.Lock()
		now++
		peak = max(peak, now)
		mu.Unlock()
		began <- struct{}{}
		<-release
		mu.Lock()
		now--
		mu.Unlock()
	})
	var all []account.Webhook
	for site := range 7 {
		for range 10 {
			w, _ := h.create(fmt.Sprintf("site%d", site), r.url)
			all = append(all, w)
		}
	}
	for site := range 7 {
		h.invite(fmt.Sprintf("site%d", site), "a")
	}
	for range most {
		<-began
	}
	// The next ones wait for their turn, so tests do as well.
	var waiting sync.WaitGroup
	refused := make(chan error, 2*tests)
	for range 2 * tests {
		waiting.Go(func() {
			_, err := h.Test(h.ctx, all[0].ID)
			refused <- err
		})
	}
	for range tests {
		if err := <-refused; account.CodeOf(err) != account.StoreIsBusy {
			t.Errorf("a test too many: got %v, want TRY_AGAIN", err)
		}
	}
	close(release)
	waiting.Wait()
	for range tests {
		if err := <-refused; err != nil {
			t.Errorf("a test: %v", err)
		}
	}
	for range len(all) + tests {
		r.next()
	}
	mu.Lock()
	defer mu.Unlock()
	if peak != most {
		t.Errorf("%d tries went on at once, want %d", peak, most)
	}
}

// busyOnce is a store whose first pause of a webhook meets a busy moment.
type busyOnce struct {
	hooks.Store
	once sync.Once
}

func (b *busyOnce) PauseWebhook(ctx context.Context, id account.ID, revision int64, why account.WebhookPause, try account.WebhookTry) (ok bool, err error) {
	b.once.Do(func() { err = &account.Error{Code: account.StoreIsBusy, Message: "Try again."} })
	if err != nil {
		return false, err
	}
	return b.Store.PauseWebhook(ctx, id, revision, why, try)
}

// TestPauseIsTriedAgain: a pause that could not be saved at first is saved later.
func TestPauseIsTriedAgain(t *testing.T) {
	busy := func(c *hooks.Config) { c.Store = &busyOnce{Store: c.Store} }
	h, r := newHouse(t, busy), receive(t, "127.0.0.1:0")
	w, _ := h.create("help", r.url)
	r.answers(status(http.StatusGone))
	h.invite("help", "a")
	h.until(w.ID, "paused", func(w account.Webhook) bool { return w.Paused == account.PausedGone })
	h.stop()
	h.keys.exchange(nil)
	if _, _, err := h.store.ResumeWebhook(h.ctx, w.ID); err != nil {
		t.Fatal(err)
	}
	h.start(busy)
	h.until(w.ID, "paused", func(w account.Webhook) bool { return w.Paused == account.PausedKeyLost })
}

// TestNoted: of what is read at once at most twenty deliveries are not noted yet, so
// that no more come again after a crash.
func TestNoted(t *testing.T) {
	h, r := newHouse(t, timeout(10*patience)), receive(t, "127.0.0.1:0")
	w, _ := h.create("help", r.url)
	var all []account.Account
	for i := range 45 {
		all = append(all, h.invite("help", fmt.Sprint("noted-", i)))
	}
	r.expect(all...)
	h.settled(w.ID)
	r.answers(func(_ http.ResponseWriter, q *http.Request) {
		var m struct{ Data struct{ SubjectID string } }
		if err := json.NewDecoder(q.Body).Decode(&m); err == nil && m.Data.SubjectID == all[40].ID.String() {
			<-q.Context().Done()
		}
	})
	if _, err := h.store.ReplayWebhook(h.ctx, w.ID, w.Position); err != nil {
		t.Fatal(err)
	}
	r.expect(all[:41]...)
	defer h.stop() // The receiver's end waits for the delivery that hangs.
	h.until(w.ID, "noted up to twenty of what was delivered", func(now account.Webhook) bool { return now.Position >= w.Position+20 })
}
