package store

import (
	"context"
	"fmt"
	"time"

	"gatehouse/account"
)

// Bounds of webhooks: how many a site may have, and how many events that were given
// up are kept of each. The log has them all.
const (
	maxWebhooks    = 10
	maxDeadLetters = 1000
)

// CreateWebhook makes a webhook that sends what happens from now on. Its id, site,
// host and what is sealed are given. Refusals: NOT_FOUND for the site; INVALID_INPUT
// where it has ten already.
func (s *Store) CreateWebhook(ctx context.Context, w account.Webhook) (account.Webhook, error) {
	return change(ctx, s, func(t *tx) (account.Webhook, error) {
		t.tellRefusal(account.AuditCreateWebhook, account.ID{}, account.ID{})
		if _, err := t.site(w.Site, "siteId"); err != nil {
			return w, err
		}
		t.tellRefusal(account.AuditCreateWebhook, account.ID{}, w.Site)
		site, err := t.siteNumber(w.Site)
		if err != nil {
			return w, err
		}
		n, err := t.number("SELECT COUNT(*) FROM webhook WHERE site = ?", site)
		if err != nil {
			return w, err
		}
		if n >= maxWebhooks {
			return w, badInput(fmt.Sprintf("The site has %d webhooks already. Delete one that is no longer needed.", maxWebhooks), "siteId")
		}
		if err := t.audit(account.AuditEvent{Action: account.AuditCreateWebhook, Subject: w.ID.String(), Site: w.Site}); err != nil {
			return w, err
		}
		w.Position, w.Revision, w.CreatedAt, w.SecretAt = t.head.Sequence, 1, t.now, t.now
		_, err = t.exec("INSERT INTO webhook (id, site, host, sealed, position, created_at, secret_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
			w.ID, site, w.Host, w.Sealed, w.Position, w.CreatedAt, w.SecretAt)
		return w, err
	})
}

// changeWebhook runs an audited change of a webhook of the caller's scope. What it
// needs of the row is in w; deliveries under way notice by the new revision.
// Refusals: NOT_FOUND, and the act's own.
func (s *Store) changeWebhook(ctx context.Context, id account.ID, action account.AuditAction, act func(t *tx, w *account.Webhook) (changed bool, err error)) (account.Webhook, bool, error) {
	type outcome struct {
		webhook account.Webhook
		changed bool
	}
	o, err := change(ctx, s, func(t *tx) (o outcome, err error) {
		t.tellRefusal(action, id, account.ID{})
		found := false
		if o.webhook, found, err = s.webhook(t.conn, t.caller, id); err != nil {
			return o, err
		}
		if !found {
			return o, notFound("webhook", "webhookId")
		}
		t.tellRefusal(action, id, o.webhook.Site)
		if o.changed, err = act(t, &o.webhook); err != nil || !o.changed {
			return o, err
		}
		if _, err := t.exec("UPDATE webhook SET revision = revision + 1 WHERE id = ?", id); err != nil {
			return o, err
		}
		return o, t.audit(account.AuditEvent{Action: action, Subject: id.String(), Site: o.webhook.Site})
	})
	return o.webhook, o.changed, err
}

// DeleteWebhook ends a webhook; what waits for a retry and what was given up goes
// with it. Refusals: NOT_FOUND.
func (s *Store) DeleteWebhook(ctx context.Context, id account.ID) error {
	_, _, err := s.changeWebhook(ctx, id, account.AuditDeleteWebhook, func(t *tx, _ *account.Webhook) (bool, error) {
		if err := t.forgetWebhookEvents(id, 0); err != nil {
			return false, err
		}
		_, err := t.exec("DELETE FROM webhook WHERE id = ?", id)
		return true, err
	})
	return err
}

// forgetWebhookEvents removes what is kept of the events behind a position.
func (t *tx) forgetWebhookEvents(id account.ID, after int64) error {
	_, err := t.exec("DELETE FROM webhook_event WHERE webhook = (SELECT n FROM webhook WHERE id = ?) AND sequence > ?", id, after)
	return err
}

// ResealWebhook exchanges what is sealed: reseal is given the old and makes the new,
// whose former secret signs until the given time. Refusals: NOT_FOUND, and reseal's.
func (s *Store) ResealWebhook(ctx context.Context, id account.ID, until time.Time, reseal func(account.Webhook) ([]byte, error)) (account.Webhook, error) {
	w, _, err := s.changeWebhook(ctx, id, account.AuditRotateWebhook, func(t *tx, w *account.Webhook) (_ bool, err error) {
		if w.Sealed, err = reseal(*w); err != nil {
			return false, err
		}
		w.SecretAt, w.OldSecretUntil = t.now, until
		_, err = t.exec("UPDATE webhook SET sealed = ?, secret_at = ?, old_until = ? WHERE id = ?", w.Sealed, w.SecretAt, w.OldSecretUntil, id)
		return true, err
	})
	return w, err
}

// ReplayWebhook has everything behind a position of the log sent anew. Refusals:
// NOT_FOUND; INVALID_INPUT for a position that the log does not have.
func (s *Store) ReplayWebhook(ctx context.Context, id account.ID, after int64) (account.Webhook, error) {
	w, _, err := s.changeWebhook(ctx, id, account.AuditReplayWebhook, func(t *tx, w *account.Webhook) (bool, error) {
		if after < 0 || after > t.head.Sequence {
			return false, badInput(fmt.Sprintf("The log has no such position; its last one is %d. Give 0 to send everything since the first event.", t.head.Sequence), "after")
		}
		if err := t.forgetWebhookEvents(id, after); err != nil {
			return false, err
		}
		if _, err := t.exec("UPDATE webhook SET position = ? WHERE id = ?", after, id); err != nil {
			return false, err
		}
		again, _, err := s.webhook(t.conn, t.caller, id)
		*w = again
		return true, err
	})
	return w, err
}

// ResumeWebhook ends a pause: it goes on where it stood. Refusals: NOT_FOUND. One
// that is not paused stays as it is.
func (s *Store) ResumeWebhook(ctx context.Context, id account.ID) (account.Webhook, bool, error) {
	return s.changeWebhook(ctx, id, account.AuditResumeWebhook, func(t *tx, w *account.Webhook) (bool, error) {
		if w.Paused == "" {
			return false, nil
		}
		w.Paused = ""
		_, err := t.exec("UPDATE webhook SET paused = '' WHERE id = ?", id)
		return true, err
	})
}

// RetryDeadLetters has the events that were given up tried from the beginning, and
// tells how many these are. Refusals: NOT_FOUND.
func (s *Store) RetryDeadLetters(ctx context.Context, id account.ID) (account.Webhook, int, error) {
	n := 0
	w, _, err := s.changeWebhook(ctx, id, account.AuditRetryDeadLetters, func(t *tx, w *account.Webhook) (bool, error) {
		moved, err := t.exec(`UPDATE webhook_event SET due_at = ?, tries = 0
			WHERE webhook = (SELECT n FROM webhook WHERE id = ?) AND due_at IS NULL`, t.now, id)
		n = int(moved)
		if err != nil || n == 0 {
			return false, err
		}
		again, _, err := s.webhook(t.conn, t.caller, id)
		*w = again
		return true, err
	})
	return w, n, err
}

// pauseRestoredWebhooks stops the webhooks of a restored backup until an admin has
// looked: those that were deleted since would send again.
func (t *tx) pauseRestoredWebhooks() error {
	n, err := t.exec("UPDATE webhook SET paused = ?, revision = revision + 1", string(account.PausedRestored))
	if n > 0 {
		t.store.log.Warn("webhooks are paused, for the database was restored: resume those that are still wanted", "webhooks", n)
	}
	return err
}
