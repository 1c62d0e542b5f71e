package store

import (
	"context"
	"time"

	"gatehouse/account"
)

// retriesAtOnce is how many due retries WebhookWork gives.
const retriesAtOnce = 50

// webhookEvents reads events that were not delivered at their first try, with the
// audit events.
func (s *Store) webhookEvents(c *conn, condition string, args ...any) (all []account.WebhookEvent, err error) {
	for r, err := range c.rows("SELECT sequence, tries, failed_at, outcome, status FROM webhook_event WHERE "+condition, args...) {
		if err != nil {
			return nil, err
		}
		all = append(all, account.WebhookEvent{
			Event: account.AuditEvent{Sequence: r.number(0)}, Tries: int(r.number(1)),
			Last: account.WebhookTry{At: r.time(2), Outcome: account.WebhookOutcome(r.text(3)), Status: int(r.number(4))},
		})
	}
	for i := range all {
		r, err := c.first("SELECT "+auditColumns+" FROM audit WHERE sequence = ?", all[i].Event.Sequence)
		if err != nil {
			return nil, err
		}
		if all[i].Event, err = s.scanEvent(c, r); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// LiveWebhooks gives the webhooks that deliver, of every site.
func (s *Store) LiveWebhooks(ctx context.Context) ([]account.Webhook, error) {
	caller := account.CallerFrom(ctx)
	return read(ctx, s, func(c *conn) ([]account.Webhook, error) {
		if !seesWebhooks(caller) {
			return nil, nil
		}
		return s.scanWebhooks(c, "paused = ''")
	})
}

// WebhookWork tells what a webhook has to do now; not ok where it has changed since
// the given revision, was paused or deleted. A position that the log does not have
// is taken for its end: what comes next is sent.
func (s *Store) WebhookWork(ctx context.Context, id account.ID, revision int64) (work account.WebhookWork, ok bool, err error) {
	caller, now := account.CallerFrom(ctx), s.now()
	return lookUp(ctx, s, func(c *conn) (work account.WebhookWork, ok bool, err error) {
		if !seesWebhooks(caller) {
			return work, false, nil
		}
		r, err := c.first(`SELECT n, min(position, (SELECT ifnull(max(sequence), 0) FROM audit)) FROM webhook
			WHERE id = ? AND revision = ? AND paused = ''`, id, revision)
		if r == nil || err != nil {
			return work, false, err
		}
		n := r.number(0)
		work.Position = r.number(1)
		counted, err := c.first(`SELECT COUNT(*), ifnull(MAX(down), 0), MIN(CASE WHEN due_at > ? THEN due_at END)
			FROM webhook_event INDEXED BY webhook_event_due WHERE webhook = ? AND due_at IS NOT NULL`, now, n)
		if err != nil {
			return work, false, err
		}
		work.Waiting, work.Down, work.Next = int(counted.number(0)), counted.truth(1), counted.time(2)
		work.Due, err = s.webhookEvents(c, "webhook = ? AND due_at <= ? ORDER BY sequence LIMIT ?", n, now, retriesAtOnce)
		return work, true, err
	})
}

// noteWebhook runs a change of what a webhook delivered; not done where the webhook
// has changed since the given revision. What is no event wakes nobody.
func (s *Store) noteWebhook(ctx context.Context, id account.ID, revision int64, act func(t *tx, n int64) error) (bool, error) {
	return change(ctx, s, func(t *tx) (bool, error) {
		t.spares = true
		n, err := t.number("SELECT n FROM webhook WHERE id = ? AND revision = ?", id, revision)
		if n == 0 || err != nil {
			return false, err
		}
		return true, act(t, n)
	})
}

// WebhookTook notes that everything up to a position was taken; delivered is when
// the last of it was delivered, or zero. Not ok: the webhook has changed meanwhile.
func (s *Store) WebhookTook(ctx context.Context, id account.ID, revision, position int64, delivered time.Time) (ok bool, err error) {
	return s.noteWebhook(ctx, id, revision, func(t *tx, n int64) error {
		_, err := t.exec("UPDATE webhook SET position = ?, delivered_at = ifnull(?, delivered_at) WHERE n = ?", position, delivered, n)
		return err
	})
}

// WebhookTried notes a try to deliver one event: it is done, waits until it is due,
// or is given up. Once the target works again, what waits because it didn't is due
// at once. Not ok: the webhook has changed meanwhile.
func (s *Store) WebhookTried(ctx context.Context, id account.ID, revision int64, tried account.WebhookTried) (ok bool, err error) {
	return s.noteWebhook(ctx, id, revision, func(t *tx, n int64) error {
		if tried.Outcome == account.WebhookDelivered {
			return t.retryDelivered(n, tried)
		}
		_, err := t.exec(`INSERT INTO webhook_event (webhook, sequence, tries, due_at, failed_at, outcome, status, down) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (webhook, sequence) DO UPDATE SET tries = excluded.tries, due_at = excluded.due_at, failed_at = excluded.failed_at,
			outcome = excluded.outcome, status = excluded.status, down = excluded.down`,
			n, tried.Event, tried.Tries, tried.Due, tried.At, string(tried.Outcome), tried.Status, tried.Down())
		if err != nil {
			return err
		}
		_, err = t.exec("UPDATE webhook SET position = max(min(position, ?), ?), failed_at = ?, outcome = ?, status = ? WHERE n = ?",
			t.head.Sequence, tried.Event, tried.At, string(tried.Outcome), tried.Status, n)
		if err != nil || !tried.Due.IsZero() {
			return err
		}
		_, err = t.exec(`DELETE FROM webhook_event WHERE webhook = ?1 AND due_at IS NULL AND sequence <=
			(SELECT sequence FROM webhook_event WHERE webhook = ?1 AND due_at IS NULL ORDER BY sequence DESC LIMIT 1 OFFSET ?2)`, n, maxDeadLetters)
		return err
	})
}

func (t *tx) retryDelivered(n int64, tried account.WebhookTried) error {
	if _, err := t.exec("DELETE FROM webhook_event WHERE webhook = ? AND sequence = ?", n, tried.Event); err != nil {
		return err
	}
	_, err := t.exec("UPDATE webhook SET delivered_at = ? WHERE n = ?", tried.At, n)
	return err
}

// WebhookWorksAgain has what waits because the target did not work be due at once.
// Not ok: the webhook has changed meanwhile.
func (s *Store) WebhookWorksAgain(ctx context.Context, id account.ID, revision int64, now time.Time) (ok bool, err error) {
	return s.noteWebhook(ctx, id, revision, func(t *tx, n int64) error {
		_, err := t.exec("UPDATE webhook_event SET due_at = min(due_at, ?), down = 0 WHERE webhook = ? AND due_at IS NOT NULL AND down = 1", now, n)
		return err
	})
}

// PauseWebhook stops a webhook until an admin resumes it. The try is why; zero: it
// was none. Not ok: the webhook has changed meanwhile.
func (s *Store) PauseWebhook(ctx context.Context, id account.ID, revision int64, why account.WebhookPause, try account.WebhookTry) (ok bool, err error) {
	return s.noteWebhook(ctx, id, revision, func(t *tx, n int64) error {
		_, err := t.exec("UPDATE webhook SET paused = ?, revision = revision + 1 WHERE n = ?", string(why), n)
		if err == nil && !try.At.IsZero() {
			_, err = t.exec("UPDATE webhook SET failed_at = ?, outcome = ?, status = ? WHERE n = ?", try.At, string(try.Outcome), try.Status, n)
		}
		if err != nil {
			return err
		}
		r, err := t.first("SELECT site FROM webhook WHERE n = ?", n)
		if err != nil {
			return err
		}
		site, err := s.sites.id(t.conn, r.number(0))
		if err != nil {
			return err
		}
		return t.audit(account.AuditEvent{Action: account.AuditPauseWebhook, Subject: id.String(), Site: site})
	})
}

// WebhookFigures are counts of the moment over all webhooks.
type WebhookFigures struct {
	Active, Paused, Waiting, DeadLetters int64
	// Oldest is when the oldest event happened that an active webhook still has to
	// deliver, as far back as its first undelivered one; zero: nothing is left to do.
	Oldest time.Time
}

// WebhookFigures counts what webhooks have to do.
func (s *Store) WebhookFigures(ctx context.Context) (f WebhookFigures, err error) {
	return read(ctx, s, func(c *conn) (f WebhookFigures, err error) {
		r, err := c.first(`SELECT ifnull(sum(paused = ''), 0), ifnull(sum(paused <> ''), 0),
			(SELECT COUNT(*) FROM webhook_event WHERE due_at IS NOT NULL), (SELECT COUNT(*) FROM webhook_event WHERE due_at IS NULL),
			(SELECT min(at) FROM audit WHERE sequence IN (
				SELECT min(sequence) FROM webhook_event e JOIN webhook w ON w.n = e.webhook WHERE paused = '' AND due_at IS NOT NULL
				UNION ALL SELECT (SELECT min(sequence) FROM audit a INDEXED BY audit_by_site WHERE a.site = w.site AND a.sequence > w.position) FROM webhook w WHERE paused = ''))
			FROM webhook`)
		if err != nil {
			return f, err
		}
		return WebhookFigures{r.number(0), r.number(1), r.number(2), r.number(3), r.time(4)}, nil
	})
}
