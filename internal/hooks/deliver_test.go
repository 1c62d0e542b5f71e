package hooks_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gatehouse/account"
)

// about gives the subject of a delivery, which must be an event.
func (d delivery) about(t *testing.T) string {
	t.Helper()
	var m struct {
		Type string
		Data struct{ SubjectID string }
	}
	if err := json.Unmarshal([]byte(d.body), &m); err != nil || !strings.HasPrefix(m.Type, "customer.") {
		t.Fatalf("delivered %s, error %v", d.body, err)
	}
	return m.Data.SubjectID
}

// expect reads deliveries about these customers, in this order.
func (r *receiver) expect(all ...account.Account) {
	r.t.Helper()
	for i, a := range all {
		if d := r.next(); d.about(r.t) != a.ID.String() {
			r.t.Fatalf("delivery %d is about %s, want %s: %s", i, d.about(r.t), a.ID, d.body)
		}
	}
}

// TestDelivery: what is sent is the event and nothing personal, signed so that the
// convention's own library takes it.
func TestDelivery(t *testing.T) {
	h, r := newHouse(t), receive(t, "127.0.0.1:0")
	before := h.invite("help", "before")
	w, secret := h.create("help", r.url)
	a := h.invite("help", "nora")
	d := r.next()
	if err := d.verify(secret); err != nil {
		t.Errorf("the signature is refused: %v", err)
	}
	events, err := h.store.EventsAfter(h.ctx, a.Site, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	e := events[len(events)-1]
	want := fmt.Sprintf(`{"type":"customer.invite_customer","timestamp":"2026-11-23T10:00:00.000Z","data":{"id":"%s","action":"INVITE_CUSTOMER","subjectId":"%s","siteId":"%s","position":%d}}`,
		e.ID, a.ID, a.Site, e.Sequence)
	if diff := cmp.Diff(want, d.body); diff != "" {
		t.Errorf("the message (-want +got):\n%s", diff)
	}
	if got := d.id(); got != e.ID.String() {
		t.Errorf("webhook-id: got %s, want %s", got, e.ID)
	}
	if got, want := d.header.Get("webhook-timestamp"), fmt.Sprint(h.clock().Unix()); got != want {
		t.Errorf("webhook-timestamp: got %s, want %s", got, want)
	}
	if got := d.header.Get("Content-Type"); got != "application/json" {
		t.Errorf("Content-Type: got %s", got)
	}
	if strings.Contains(d.body, before.ID.String()) || strings.Contains(d.body, "Personal") || strings.Contains(d.body, "hooks.example") {
		t.Errorf("the message has too much: %s", d.body)
	}
	got := h.until(w.ID, "at the end of the log", func(w account.Webhook) bool { return w.Position == e.Sequence })
	if !got.DeliveredAt.Equal(h.clock()) || !got.Failure.At.IsZero() {
		t.Errorf("behind a delivery: %+v", got)
	}
	r.nothing()
	for _, hidden := range []string{"hidden-in-the-address", secret, strings.TrimPrefix(secret, "whsec_")} {
		if strings.Contains(h.logs.String(), hidden) {
			t.Errorf("the log has %q", hidden)
		}
	}
}

// TestRotation: for a while both secrets sign; then the new one alone.
func TestRotation(t *testing.T) {
	h, r := newHouse(t), receive(t, "127.0.0.1:0")
	w, first := h.create("help", r.url)
	rotated, second, err := h.Rotate(h.ctx, w.ID, 24)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := rotated.OldSecretUntil, h.clock().Add(24*time.Hour); !got.Equal(want) || first == second {
		t.Errorf("rotated: the former secret signs until %v, want %v", got, want)
	}
	for _, step := range []struct {
		move        time.Duration
		former, new bool
	}{{0, true, true}, {24*time.Hour - time.Second, true, true}, {time.Second, false, true}} {
		h.move(step.move)
		h.invite("help", fmt.Sprintf("rotation-%d", step.move))
		d := r.next()
		if got := d.verify(first) == nil; got != step.former {
			t.Errorf("%v later: the former secret fits %v, want %v", step.move, got, step.former)
		}
		if got := d.verify(second) == nil; got != step.new {
			t.Errorf("%v later: the new secret fits %v, want %v", step.move, got, step.new)
		}
	}
	// A secret that leaked ends at once.
	_, third, err := h.Rotate(h.ctx, w.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	h.invite("help", "leaked")
	if d := r.next(); d.verify(second) == nil || d.verify(third) != nil {
		t.Errorf("without an overlap the former secret still signs, or the new one does not: %v", d.header)
	}
	for _, hours := range []int{-1, 169} {
		if _, _, err := h.Rotate(h.ctx, w.ID, hours); account.CodeOf(err) != account.InvalidInput {
			t.Errorf("an overlap of %d hours: got %v, want INVALID_INPUT", hours, err)
		}
	}
}

// schedule is the one of docs/webhooks.md.
var schedule = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// TestRetries: an event that its target refuses is tried at its times, by the clock,
// while others go on; behind the last try it is a dead letter, and can be tried anew.
func TestRetries(t *testing.T) {
	h, r := newHouse(t), receive(t, "127.0.0.1:0")
	w, secret := h.create("help", r.url)
	bad := h.invite("help", "bad")
	r.expect(bad)
	r.answers(func(w http.ResponseWriter, q *http.Request) {
		var m struct {
			Data struct{ Action, SubjectID string }
		}
		if err := json.NewDecoder(q.Body).Decode(&m); err != nil || m.Data.SubjectID == bad.ID.String() {
			w.WriteHeader(http.StatusInternalServerError)
		}
	})
	if _, _, err := h.store.RevokeAccess(h.ctx, bad.ID, ""); err != nil {
		t.Fatal(err)
	}
	first := r.next()
	for i, wait := range schedule {
		h.until(w.ID, "waiting", func(w account.Webhook) bool { return w.Waiting == 1 && w.Failure.At.Equal(h.clock()) })
		// A moment too early only what is new goes out.
		h.move(wait - time.Millisecond)
		r.expect(h.invite("help", fmt.Sprintf("good-%d", i)))
		h.move(time.Millisecond)
		again := r.next()
		if again.id() != first.id() || again.body != first.body {
			t.Fatalf("try %d is another message: %s %s", i+2, again.id(), again.body)
		}
		if err := again.verify(secret); err != nil {
			t.Errorf("try %d: %v", i+2, err)
		}
		if got, want := again.header.Get("webhook-timestamp"), fmt.Sprint(h.clock().Unix()); got != want {
			t.Errorf("try %d has the time %s, want %s: that of the try", i+2, got, want)
		}
	}
	got := h.until(w.ID, "without anything that waits", func(w account.Webhook) bool { return w.Waiting == 0 })
	if got.DeadLetters != 1 || got.Failure.Outcome != account.WebhookBadStatus || got.Failure.Status != 500 {
		t.Errorf("behind the last try: %+v", got)
	}
	dead, err := h.store.DeadLetters(h.ctx, w.ID, 10)
	if err != nil || len(dead) != 1 {
		t.Fatalf("dead letters: %+v, error %v", dead, err)
	}
	if d := dead[0]; d.Event.ID.String() != first.id() || d.Tries != len(schedule)+1 || d.Last.Status != 500 || !d.Last.At.Equal(h.clock()) {
		t.Errorf("the dead letter is %+v", d)
	}
	if !strings.Contains(h.logs.String(), "given up") {
		t.Errorf("the log does not tell of the dead letter:\n%s", h.logs)
	}
	r.answers(nil)
	if _, n, err := h.store.RetryDeadLetters(h.ctx, w.ID); n != 1 || err != nil {
		t.Fatalf("retried %d, error %v", n, err)
	}
	if d := r.next(); d.id() != first.id() {
		t.Errorf("the dead letter that is tried again is %s, want %s", d.id(), first.id())
	}
	h.until(w.ID, "done", func(w account.Webhook) bool { return w.DeadLetters == 0 && w.Waiting == 0 })
	r.nothing()
}

// TestTargetDown: a target that does not work is asked once and left alone; behind
// the rest everything comes, in order.
func TestTargetDown(t *testing.T) {
	h, r := newHouse(t), receive(t, "127.0.0.1:0")
	w, _ := h.create("help", r.url)
	r.answers(status(http.StatusServiceUnavailable))
	a := h.invite("help", "a")
	r.expect(a)
	h.until(w.ID, "waiting", func(w account.Webhook) bool { return w.Waiting == 1 })
	b, c := h.invite("help", "b"), h.invite("help", "c")
	h.move(5 * time.Second)
	r.expect(a) // And not b.
	h.until(w.ID, "waiting", func(w account.Webhook) bool { return w.Failure.At.Equal(h.clock()) })
	h.move(5*time.Minute - time.Second)
	h.invite("elsewhere", "nobody's")
	r.answers(nil)
	h.move(time.Second)
	r.expect(a, b, c)
	// What has long to wait is due once the target works again.
	r.answers(status(http.StatusBadGateway))
	d := h.invite("help", "d")
	r.expect(d)
	for _, wait := range schedule[:4] {
		h.until(w.ID, "waiting", func(w account.Webhook) bool { return w.Waiting == 1 && w.Failure.At.Equal(h.clock()) })
		h.move(wait)
		r.expect(d)
	}
	h.until(w.ID, "waiting", func(w account.Webhook) bool { return w.Failure.At.Equal(h.clock()) })
	r.answers(nil)
	h.move(5 * time.Minute) // The rest is over, the retry comes in five hours.
	r.expect(h.invite("help", "e"), d)
	h.until(w.ID, "done", func(w account.Webhook) bool { return w.Waiting == 0 })
	// A clock that jumps back makes no rest longer.
	r.answers(status(http.StatusServiceUnavailable))
	f := h.invite("help", "f")
	r.expect(f)
	h.until(w.ID, "waiting", func(w account.Webhook) bool { return w.Waiting == 1 })
	r.answers(nil)
	h.move(-24 * time.Hour)
	r.expect(h.invite("help", "g"), f)
	h.until(w.ID, "done", func(w account.Webhook) bool { return w.Waiting == 0 })
	r.nothing()
}

// TestReplay: from a position on everything comes again, under the ids of before.
func TestReplay(t *testing.T) {
	h, r := newHouse(t), receive(t, "127.0.0.1:0")
	a, b := h.invite("help", "a"), h.invite("help", "b")
	w, _ := h.create("help", r.url)
	c := h.invite("help", "c")
	first := r.next()
	if _, err := h.store.ReplayWebhook(h.ctx, w.ID, 0); err != nil {
		t.Fatal(err)
	}
	r.expect(a, b)
	if again := r.next(); again.id() != first.id() || again.body != first.body {
		t.Errorf("replayed under another id: %s, was %s", again.id(), first.id())
	}
	last, err := h.store.LastEvent(h.ctx)
	if err != nil {
		t.Fatal(err)
	}
	// Ahead: what lies between is left out, also what waits for a retry.
	r.answers(status(http.StatusInternalServerError))
	d := h.invite("help", "d")
	r.expect(d)
	h.until(w.ID, "waiting", func(w account.Webhook) bool { return w.Waiting == 1 })
	r.answers(nil)
	if _, err := h.store.ReplayWebhook(h.ctx, w.ID, last); err != nil {
		t.Fatal(err)
	}
	r.expect(d)
	h.until(w.ID, "done", func(w account.Webhook) bool { return w.Waiting == 0 })
	for _, after := range []int64{-1, last + 100} {
		if _, err := h.store.ReplayWebhook(h.ctx, w.ID, after); account.CodeOf(err) != account.InvalidInput {
			t.Errorf("replay after %d: got %v, want INVALID_INPUT", after, err)
		}
	}
	_ = c
	r.nothing()
}

// TestSitesAreApart: each webhook gets what happens on its own site.
func TestSitesAreApart(t *testing.T) {
	h, near, far := newHouse(t), receive(t, "127.0.0.1:0"), receive(t, "127.0.0.1:0")
	h.create("help", near.url)
	h.create("far", far.url)
	a := h.invite("help", "a")
	b := h.invite("far", "b")
	c := h.invite("help", "c")
	d := h.invite("far", "d")
	near.expect(a, c)
	far.expect(b, d)
	near.nothing()
	far.nothing()
}

// TestWaitingIsBounded: where a thousand events wait for a retry, the log waits, too.
func TestWaitingIsBounded(t *testing.T) {
	h, r := newHouse(t), receive(t, "127.0.0.1:0")
	w, _ := h.create("help", r.url)
	r.answers(status(http.StatusBadRequest))
	const most = 1000
	var invites sync.WaitGroup
	next := make(chan int)
	for range 16 {
		invites.Go(func() {
			for i := range next {
				if _, err := h.store.InviteCustomer(h.ctx, w.Site, fmt.Sprintf("bound-%d@hooks.example", i), "Bound"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range most + 2 {
		next <- i
	}
	close(next)
	invites.Wait()
	for range most {
		r.next()
	}
	h.until(w.ID, "full", func(w account.Webhook) bool { return w.Waiting == most })
	other := receive(t, "127.0.0.1:0")
	h.create("elsewhere", other.url)
	other.expect(h.invite("elsewhere", "a")) // Whatever was to come would have come.
	r.nothing()
	r.answers(nil)
	h.move(5 * time.Second)
	for range most + 2 {
		r.next()
	}
	h.until(w.ID, "done", func(w account.Webhook) bool { return w.Waiting == 0 })
	r.nothing()
}
