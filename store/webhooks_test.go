package store

import (
	"context"
	"testing"
	"time"

	"gatehouse/account"
)

func (h *house) webhook() account.Webhook {
	h.t.Helper()
	w, err := h.CreateWebhook(h.admin, account.Webhook{ID: account.NewID(account.WebhookKind), Site: h.site.ID, Host: "example.com", Sealed: []byte("sealed")})
	if err != nil {
		h.t.Fatal(err)
	}
	return w
}

// TestWebhookAheadOfTheLog: a position that the log does not have is taken for its
// end, so that nothing that comes is left out.
func TestWebhookAheadOfTheLog(t *testing.T) {
	h := newHouse(t)
	w := h.webhook()
	if ok, err := h.WebhookTook(h.admin, w.ID, w.Revision, 1_000_000, time.Time{}); !ok || err != nil {
		t.Fatalf("noted %v, error %v", ok, err)
	}
	end, err := h.LastEvent(h.admin)
	if err != nil {
		t.Fatal(err)
	}
	work, ok, err := h.WebhookWork(h.admin, w.ID, w.Revision)
	if !ok || err != nil || work.Position != end {
		t.Errorf("got position %d, %v, error %v; want the end of the log, %d", work.Position, ok, err, end)
	}
	h.invite("a@example.com")
	tried := account.WebhookTried{WebhookTry: account.WebhookTry{At: h.clock.Now(), Outcome: account.WebhookTimeout}, Event: end + 1, Tries: 1, Due: h.clock.Now()}
	if ok, err := h.WebhookTried(h.admin, w.ID, w.Revision, tried); !ok || err != nil {
		t.Fatalf("noted %v, error %v", ok, err)
	}
	if got, _, err := h.WebhookByID(h.admin, w.ID); err != nil || got.Position != end+1 {
		t.Errorf("behind a try: got position %d, error %v; want %d", got.Position, err, end+1)
	}
}

// TestWebhookRevision: what was begun before an admin changed a webhook notes nothing
// behind that.
func TestWebhookRevision(t *testing.T) {
	h := newHouse(t)
	w := h.webhook()
	h.invite("a@example.com")
	if _, err := h.ReplayWebhook(h.admin, w.ID, 0); err != nil {
		t.Fatal(err)
	}
	ok, err := h.WebhookTook(h.admin, w.ID, w.Revision, w.Position+1, h.clock.Now())
	if ok || err != nil {
		t.Errorf("noted %v by an old revision, error %v", ok, err)
	}
	if _, ok, err := h.WebhookWork(h.admin, w.ID, w.Revision); ok || err != nil {
		t.Errorf("work for an old revision: %v, error %v", ok, err)
	}
	if ok, err := h.PauseWebhook(h.admin, w.ID, w.Revision, account.PausedGone, account.WebhookTry{}); ok || err != nil {
		t.Errorf("paused %v by an old revision, error %v", ok, err)
	}
	if got, _, err := h.WebhookByID(h.admin, w.ID); err != nil || got.Position != 0 || got.Paused != "" || got.Revision != w.Revision+1 {
		t.Errorf("got %+v, error %v; want it as the replay left it", got, err)
	}
}

// TestDeadLettersAreBounded: the newest are kept.
func TestDeadLettersAreBounded(t *testing.T) {
	h := newHouse(t)
	w := h.webhook()
	const more = 5
	for i := range int64(maxDeadLetters + more) {
		// Any event does: what it is about is not looked at here.
		if err := h.AuditRefusal(h.admin, account.AuditCreateSite, ""); err != nil {
			t.Fatal(err)
		}
		tried := account.WebhookTried{WebhookTry: account.WebhookTry{At: h.clock.Now(), Outcome: account.WebhookTimeout}, Event: w.Position + 1 + i, Tries: 10}
		if ok, err := h.WebhookTried(h.admin, w.ID, w.Revision, tried); !ok || err != nil {
			t.Fatalf("noted %v, error %v", ok, err)
		}
	}
	got, _, err := h.WebhookByID(h.admin, w.ID)
	if err != nil || got.DeadLetters != maxDeadLetters {
		t.Errorf("got %d dead letters, error %v; want %d", got.DeadLetters, err, maxDeadLetters)
	}
	dead, err := h.DeadLetters(h.admin, w.ID, 1)
	if err != nil || len(dead) != 1 || dead[0].Event.Sequence != w.Position+maxDeadLetters+more {
		t.Errorf("the first of the list is %+v, error %v; want the newest", dead, err)
	}
}

// TestWebhookScope: webhooks are there for those who administer, and for nobody else.
func TestWebhookScope(t *testing.T) {
	h := newHouse(t)
	w := h.webhook()
	for _, role := range []account.Role{account.Nobody, account.SiteAdmin, account.Agent, account.IdentityProvider, account.Customer} {
		ctx := account.WithCaller(context.Background(), account.Caller{Actor: "tok_x", Role: role, Site: h.site.ID})
		all, err := h.Webhooks(ctx, h.site.ID)
		if len(all) > 0 || err != nil {
			t.Errorf("%s sees %d webhooks, error %v", role, len(all), err)
		}
		if _, ok, err := h.WebhookByID(ctx, w.ID); ok || err != nil {
			t.Errorf("%s finds a webhook: %v, error %v", role, ok, err)
		}
		if _, ok, err := h.WebhookWork(ctx, w.ID, w.Revision); ok || err != nil {
			t.Errorf("%s works for a webhook: %v, error %v", role, ok, err)
		}
		if live, err := h.LiveWebhooks(ctx); len(live) > 0 || err != nil {
			t.Errorf("%s sees %d live webhooks, error %v", role, len(live), err)
		}
		for name, change := range map[string]func() error{
			"delete": func() error { return h.DeleteWebhook(ctx, w.ID) },
			"replay": func() error { _, err := h.ReplayWebhook(ctx, w.ID, 0); return err },
			"resume": func() error { _, _, err := h.ResumeWebhook(ctx, w.ID); return err },
			"retry":  func() error { _, _, err := h.RetryDeadLetters(ctx, w.ID); return err },
			"reseal": func() error {
				_, err := h.ResealWebhook(ctx, w.ID, time.Time{}, func(account.Webhook) ([]byte, error) { return []byte("x"), nil })
				return err
			},
		} {
			if err := change(); account.CodeOf(err) != account.NotFound {
				t.Errorf("%s: %s answers %v, want NOT_FOUND", role, name, err)
			}
		}
	}
	if got, _, err := h.WebhookByID(h.admin, w.ID); err != nil || got.Revision != w.Revision {
		t.Errorf("the webhook was changed: %+v, error %v", got, err)
	}
}
