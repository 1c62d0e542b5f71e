package store

import (
	"context"

	"gatehouse/account"
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
