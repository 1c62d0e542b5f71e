package hooks

import (
	"context"
	"errors"
	"net/http"
	"time"

	"gatehouse/account"
)

// backoff is how long an event waits after each try that failed; behind the last one
// it is given up, about three days and three hours after the first. It is the
// schedule that the convention suggests.
var backoff = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour,
	20 * time.Hour, 24 * time.Hour,
}

const (
	// maxWaiting bounds the events of a webhook that wait for a retry. Beyond it no
	// event is taken from the log, where they wait as well.
	maxWaiting = 1000
	// restMost is how long a webhook rests at most behind a try at a target that does
	// not work at all, before another event finds out whether it does again.
	restMost = 5 * time.Minute
	// eventsAtOnce is how many events are read at once, and noteEvery how many are
	// delivered until that is noted: so many come again after a crash.
	eventsAtOnce = 100
	noteEvery    = 20
)

// worker delivers the events of one webhook, one at a time, as long as its row
// stays as it is.
type worker struct {
	*Service
	hook account.Webhook
	stop func()
	done chan struct{} // Closed once it has ended.

	to     target
	rest   time.Time // Until then nothing is sent, for the target does not work.
	broken bool      // The last try failed, and that was logged.
}

// errChanged: an admin changed, paused or deleted the webhook.
var errChanged = errors.New("the webhook was changed")

func (w *worker) run(ctx context.Context) {
	var err error
	if w.to, err = w.open(w.hook); err != nil {
		w.Log.Error("a webhook can't be opened and is paused: put webhook-key back and resume it, or make it anew", "webhook", w.hook.ID.String())
		for ctx.Err() == nil {
			if _, err = w.Store.PauseWebhook(ctx, w.hook.ID, w.hook.Revision, account.PausedKeyLost, account.WebhookTry{}); err == nil {
				return
			}
			w.failed(ctx, "a webhook can't be paused; it is tried again", err)
			pause(ctx, time.After(lookAgain))
		}
		return
	}
	for ctx.Err() == nil {
		written := w.Store.Written() // Before the read: what is written behind it wakes us.
		more, next, err := w.round(ctx)
		switch {
		case errors.Is(err, errChanged):
			return
		case err != nil:
			w.failed(ctx, "the deliveries of a webhook can't go on; they are tried again", err)
			pause(ctx, time.After(lookAgain))
		case !more:
			w.wait(ctx, written, next)
		}
	}
}

// wait waits until something is written or the time has come; zero: only that.
func (w *worker) wait(ctx context.Context, written <-chan struct{}, until time.Time) {
	var timer <-chan time.Time
	if !until.IsZero() {
		timer = w.After(max(until.Sub(w.Now()), 0))
	}
	select {
	case <-written:
		pause(ctx, time.After(gather))
	case <-timer:
	case <-ctx.Done():
	}
}

// round sends what is due: retries first, then what is new in the log. It tells
// whether there may be more at once, and else when.
func (w *worker) round(ctx context.Context) (more bool, next time.Time, err error) {
	if w.resting() {
		return false, w.rest, nil
	}
	work, ok, err := w.Store.WebhookWork(ctx, w.hook.ID, w.hook.Revision)
	if err != nil || !ok {
		return false, next, orChanged(ok, err)
	}
	for _, one := range work.Due {
		if err := w.retry(ctx, one, work.Down); err != nil || w.resting() {
			return true, next, err
		}
	}
	if len(work.Due) > 0 {
		return true, next, nil
	}
	if work.Waiting >= maxWaiting {
		return false, work.Next, nil
	}
	more, err = w.take(ctx, work)
	return more, work.Next, err
}

// resting tells whether the target is left alone still. A clock that jumps back
// doesn't make that longer.
func (w *worker) resting() bool {
	left := w.rest.Sub(w.Now())
	return left > 0 && left <= restMost
}

// take sends what is new in the log, as far as it goes without a failure.
func (w *worker) take(ctx context.Context, work account.WebhookWork) (more bool, err error) {
	events, err := w.Store.EventsAfter(ctx, w.hook.Site, work.Position, eventsAtOnce)
	if err != nil {
		return false, err
	}
	noted, position, delivered := work.Position, work.Position, time.Time{}
	note := func(ctx context.Context) error {
		if position == noted {
			return nil
		}
		noted = position
		ok, err := w.Store.WebhookTook(ctx, w.hook.ID, w.hook.Revision, position, delivered)
		return orChanged(ok, err)
	}
	for i, e := range events {
		if e.IsCustomerEvent() {
			try, err := w.send(ctx, e)
			if err != nil {
				// What was delivered is noted although the server stops.
				return false, errors.Join(err, note(context.WithoutCancel(ctx)))
			}
			if try.Outcome != account.WebhookDelivered {
				if err := note(ctx); err != nil {
					return false, err
				}
				return true, w.tried(ctx, account.WebhookEvent{Event: e}, try)
			}
			delivered = try.At
			if work.Down {
				work.Down = false
				if err := w.worksAgain(ctx); err != nil {
					return false, err
				}
				more = true // What waited is due now.
			}
		}
		position = e.Sequence
		if (i+1)%noteEvery == 0 || more {
			if err := note(ctx); err != nil || more {
				return more, err
			}
		}
	}
	return len(events) == eventsAtOnce, note(ctx)
}

// retry tries an event again whose time has come.
func (w *worker) retry(ctx context.Context, one account.WebhookEvent, down bool) error {
	try, err := w.send(ctx, one.Event)
	if err != nil {
		return err
	}
	if err := w.tried(ctx, one, try); err != nil {
		return err
	}
	if try.Outcome == account.WebhookDelivered && down {
		return w.worksAgain(ctx)
	}
	return nil
}

// tried notes a try at an event that is set aside: when it comes again, or that it
// is done or given up.
func (w *worker) tried(ctx context.Context, one account.WebhookEvent, try account.WebhookTry) error {
	note := account.WebhookTried{WebhookTry: try, Event: one.Event.Sequence, Tries: one.Tries + 1}
	if try.Outcome != account.WebhookDelivered {
		if note.Tries <= len(backoff) {
			note.Due = try.At.Add(backoff[note.Tries-1])
		} else {
			w.Log.Error("an event was given up by a webhook; it is in its dead letters", "webhook", w.hook.ID.String(), "event", one.Event.ID.String(), "tries", note.Tries)
		}
		w.rest = time.Time{}
		if try.Down() {
			w.rest = try.At.Add(restMost)
			if !note.Due.IsZero() && note.Due.Before(w.rest) {
				w.rest = note.Due
			}
		}
	}
	ok, err := w.Store.WebhookTried(ctx, w.hook.ID, w.hook.Revision, note)
	return orChanged(ok, err)
}

func (w *worker) worksAgain(ctx context.Context) error {
	ok, err := w.Store.WebhookWorksAgain(ctx, w.hook.ID, w.hook.Revision, w.Now())
	return orChanged(ok, err)
}

// send tries to deliver an event, counts it, and tells the log when a webhook begins
// to fail and when it works again. A target that is gone for good pauses it.
func (w *worker) send(ctx context.Context, e account.AuditEvent) (account.WebhookTry, error) {
	id, body, err := eventMessage(e)
	if err != nil {
		return account.WebhookTry{}, err
	}
	try, err := w.sender.try(ctx, w.to, id, body)
	if err != nil {
		return try, err
	}
	w.count(try.Outcome)
	about := []any{"webhook", w.hook.ID.String(), "host", w.hook.Host, "outcome", string(try.Outcome), "status", try.Status}
	switch broken := try.Outcome != account.WebhookDelivered; {
	case try.Status == http.StatusGone:
		w.Log.Error("a webhook is paused: its target says that it is gone for good", about...)
		if _, err := w.Store.PauseWebhook(ctx, w.hook.ID, w.hook.Revision, account.PausedGone, try); err != nil {
			return try, err // The event is tried again, and so is the pause.
		}
		return try, errChanged
	case broken && !w.broken:
		w.broken = true
		w.Log.Warn("a webhook can't deliver; it is tried again", about...)
	case !broken && w.broken:
		w.broken = false
		w.Log.Info("a webhook delivers again", about...)
	}
	return try, nil
}

func orChanged(ok bool, err error) error {
	if err == nil && !ok {
		return errChanged
	}
	return err
}
