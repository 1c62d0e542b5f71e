package graph

import (
	"context"

	"gatehouse/account"
	"gatehouse/graph/model"
)

func webhook(_ context.Context, w account.Webhook) *model.Webhook {
	node := &model.Webhook{
		ID: w.ID.String(), Host: w.Host, CreatedAt: w.CreatedAt, SecretCreatedAt: w.SecretAt, FormerSecretUntil: optional(w.OldSecretUntil),
		Position: int(w.Position), LastDeliveredAt: optional(w.DeliveredAt), Waiting: w.Waiting, WaitingSince: optional(w.WaitingSince),
		DeadLetterCount: w.DeadLetters, Row: w,
	}
	if w.Paused != "" {
		pause := model.WebhookPause(w.Paused)
		node.Paused = &pause
	}
	if !w.Failure.At.IsZero() {
		node.LastFailure = webhookTry(w.Failure)
	}
	return node
}

func webhookTry(t account.WebhookTry) *model.WebhookTry {
	try := &model.WebhookTry{At: t.At, Outcome: model.WebhookOutcome(t.Outcome)}
	if t.Status != 0 {
		try.Status = &t.Status
	}
	return try
}

func deadLetter(_ context.Context, d account.WebhookEvent) *model.WebhookDeadLetter {
	return &model.WebhookDeadLetter{
		EventID: d.Event.ID.String(), Action: model.AuditAction(d.Event.Action), SubjectID: d.Event.Subject, At: d.Event.At,
		Position: int(d.Event.Sequence), Tries: d.Tries, LastTry: webhookTry(d.Last),
	}
}

func (r siteResolver) Webhooks(ctx context.Context, s *model.Site) ([]*model.Webhook, error) {
	rows, err := r.Store.Webhooks(ctx, s.Row.ID)
	if err != nil {
		return nil, err
	}
	return each(webhook)(ctx, rows)
}

func (r webhookResolver) Site(ctx context.Context, w *model.Webhook) (*model.Site, error) {
	s, ok, err := r.Store.SiteByID(ctx, w.Row.Site)
	if !ok || err != nil {
		return nil, err
	}
	return site(ctx, s), nil
}

func (r webhookResolver) DeadLetters(ctx context.Context, w *model.Webhook, first *int) ([]*model.WebhookDeadLetter, error) {
	page, err := account.NewPage(first, nil, nil, nil)
	if err != nil {
		return nil, err
	}
	rows, err := r.Store.DeadLetters(ctx, w.Row.ID, page.Size)
	if err != nil {
		return nil, err
	}
	return each(deadLetter)(ctx, rows)
}

func (r mutationResolver) CreateWebhook(ctx context.Context, in model.CreateWebhookInput) (*model.CreateWebhookPayload, error) {
	site, err := readID(in.SiteID, "siteId")
	if err != nil {
		return nil, err
	}
	w, secret, err := r.Webhooks.Create(ctx, site, in.URL)
	refused, err := r.userErrors(ctx, err)
	return &model.CreateWebhookPayload{
		Webhook: unless(refused, err, webhook(ctx, w)), Secret: unless(refused, err, &secret), UserErrors: refused,
	}, err
}

func (r mutationResolver) DeleteWebhook(ctx context.Context, in model.DeleteWebhookInput) (*model.DeleteWebhookPayload, error) {
	id, err := readID(in.WebhookID, "webhookId")
	if err != nil {
		return nil, err
	}
	refused, err := r.userErrors(ctx, r.Store.DeleteWebhook(ctx, id))
	return &model.DeleteWebhookPayload{DeletedWebhookID: unless(refused, err, &in.WebhookID), UserErrors: refused}, err
}

func (r mutationResolver) RotateWebhookSecret(ctx context.Context, in model.RotateWebhookSecretInput) (*model.RotateWebhookSecretPayload, error) {
	id, err := readID(in.WebhookID, "webhookId")
	if err != nil {
		return nil, err
	}
	w, secret, err := r.Webhooks.Rotate(ctx, id, in.OverlapHours)
	refused, err := r.userErrors(ctx, err)
	return &model.RotateWebhookSecretPayload{
		Webhook: unless(refused, err, webhook(ctx, w)), Secret: unless(refused, err, &secret), UserErrors: refused,
	}, err
}

func (r mutationResolver) TestWebhook(ctx context.Context, in model.TestWebhookInput) (*model.TestWebhookPayload, error) {
	id, err := readID(in.WebhookID, "webhookId")
	if err != nil {
		return nil, err
	}
	try, err := r.Webhooks.Test(ctx, id)
	refused, err := r.userErrors(ctx, err)
	return &model.TestWebhookPayload{Try: unless(refused, err, webhookTry(try)), UserErrors: refused}, err
}

func (r mutationResolver) ReplayWebhook(ctx context.Context, in model.ReplayWebhookInput) (*model.ReplayWebhookPayload, error) {
	id, err := readID(in.WebhookID, "webhookId")
	if err != nil {
		return nil, err
	}
	w, err := r.Store.ReplayWebhook(ctx, id, int64(in.After))
	refused, err := r.userErrors(ctx, err)
	return &model.ReplayWebhookPayload{Webhook: unless(refused, err, webhook(ctx, w)), UserErrors: refused}, err
}

func (r mutationResolver) ResumeWebhook(ctx context.Context, in model.ResumeWebhookInput) (*model.ResumeWebhookPayload, error) {
	id, err := readID(in.WebhookID, "webhookId")
	if err != nil {
		return nil, err
	}
	w, changed, err := r.Store.ResumeWebhook(ctx, id)
	refused, err := r.userErrors(ctx, err)
	return &model.ResumeWebhookPayload{
		Webhook: unless(refused, err, webhook(ctx, w)), Changed: unless(refused, err, &changed), UserErrors: refused,
	}, err
}

func (r mutationResolver) RetryDeadLetters(ctx context.Context, in model.RetryDeadLettersInput) (*model.RetryDeadLettersPayload, error) {
	id, err := readID(in.WebhookID, "webhookId")
	if err != nil {
		return nil, err
	}
	w, n, err := r.Store.RetryDeadLetters(ctx, id)
	refused, err := r.userErrors(ctx, err)
	return &model.RetryDeadLettersPayload{Webhook: unless(refused, err, webhook(ctx, w)), Retried: unless(refused, err, &n), UserErrors: refused}, err
}
