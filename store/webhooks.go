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

const webhookColumns = `id, site, host, sealed, paused, position, revision, created_at, secret_at, old_until,
	delivered_at, failed_at, outcome, status, n`

// seesWebhooks: webhooks are made by those who administer, for every site of theirs.
func seesWebhooks(caller account.Caller) bool { return caller.May(account.Administer) == nil }

func (s *Store) scanWebhook(c *conn, r row) (w account.Webhook, err error) {
	w = account.Webhook{
		ID: r.id(0, account.WebhookKind), Host: r.text(2), Sealed: r.bytes(3), Paused: account.WebhookPause(r.text(4)),
		Position: r.number(5), Revision: r.number(6), CreatedAt: r.time(7), SecretAt: r.time(8), OldSecretUntil: r.time(9),
		DeliveredAt: r.time(10), Failure: account.WebhookTry{At: r.time(11), Outcome: account.WebhookOutcome(r.text(12)), Status: int(r.number(13))},
	}
	n := r.number(14)
	if w.Site, err = s.sites.id(c, r.number(1)); err != nil {
		return w, err
	}
	counted, err := c.first(`SELECT waiting, (SELECT at FROM audit WHERE sequence = first)
		FROM (SELECT COUNT(*) AS waiting, MIN(sequence) AS first FROM webhook_event WHERE webhook = ? AND due_at IS NOT NULL)`, n)
	if err != nil {
		return w, err
	}
	w.Waiting, w.WaitingSince = int(counted.number(0)), counted.time(1)
	dead, err := c.number("SELECT COUNT(*) FROM webhook_event INDEXED BY webhook_event_dead WHERE webhook = ? AND due_at IS NULL", n)
	w.DeadLetters = int(dead)
	return w, err
}

// scanWebhooks reads what a condition picks, oldest first.
func (s *Store) scanWebhooks(c *conn, condition string, args ...any) (all []account.Webhook, err error) {
	var rows []row
	for r, err := range c.rows("SELECT "+webhookColumns+" FROM webhook WHERE "+condition+" ORDER BY n", args...) {
		if err != nil {
			return nil, err
		}
		rows = append(rows, append(row(nil), r...)) // What belongs to each is read by statements of its own.
	}
	for _, r := range rows {
		w, err := s.scanWebhook(c, r)
		if err != nil {
			return nil, err
		}
		all = append(all, w)
	}
	return all, nil
}

// Webhooks gives the webhooks of a site of the caller's scope, oldest first.
func (s *Store) Webhooks(ctx context.Context, site account.ID) ([]account.Webhook, error) {
	caller := account.CallerFrom(ctx)
	return read(ctx, s, func(c *conn) ([]account.Webhook, error) {
		if !seesWebhooks(caller) || !caller.Sees(site) {
			return nil, nil
		}
		n, ok, err := s.sites.number(c, site)
		if !ok || err != nil {
			return nil, err
		}
		return s.scanWebhooks(c, "site = ?", n)
	})
}

// WebhookByID gives a webhook of the caller's scope.
func (s *Store) WebhookByID(ctx context.Context, id account.ID) (account.Webhook, bool, error) {
	caller := account.CallerFrom(ctx)
	return lookUp(ctx, s, func(c *conn) (w account.Webhook, ok bool, err error) {
		return s.webhook(c, caller, id)
	})
}

func (s *Store) webhook(c *conn, caller account.Caller, id account.ID) (w account.Webhook, ok bool, err error) {
	if id.Kind != account.WebhookKind || !seesWebhooks(caller) {
		return w, false, nil
	}
	found, err := s.scanWebhooks(c, "id = ?", id)
	if len(found) == 0 || err != nil || !caller.Sees(found[0].Site) {
		return w, false, err
	}
	return found[0], true, nil
}

// DeadLetters gives the events that a webhook of the caller's scope gave up, newest
// first, so many at most.
func (s *Store) DeadLetters(ctx context.Context, id account.ID, most int) ([]account.WebhookEvent, error) {
	caller := account.CallerFrom(ctx)
	return read(ctx, s, func(c *conn) ([]account.WebhookEvent, error) {
		if _, ok, err := s.webhook(c, caller, id); !ok || err != nil {
			return nil, err
		}
		return s.webhookEvents(c, `webhook = (SELECT n FROM webhook WHERE id = ?) AND due_at IS NULL ORDER BY sequence DESC LIMIT ?`, id, most)
	})
}

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
