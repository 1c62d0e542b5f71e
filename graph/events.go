package graph

import (
	"context"
	"fmt"
	"time"

	"gatehouse/account"
	"gatehouse/graph/model"
)

// Bounds of following the log: how many events are read at once, how long events
// may gather while many are written, and when a failed read is tried again.
const (
	eventsAtOnce = 200
	gatherEvents = 50 * time.Millisecond
	retryEvents  = time.Second
)

// CustomerEvents follows the log of a site. Reading on from a position is all there
// is to it, so what was missed and what is new are one stream.
func (r subscriptionResolver) CustomerEvents(ctx context.Context, siteKey string, after *int) (<-chan *model.CustomerEvent, error) {
	site, ok, err := r.Store.SiteByKey(ctx, siteKey)
	if err == nil && !ok {
		err = &account.Error{Code: account.NotFound, Message: "There is no such site in your scope. Name one by its key."}
	}
	if err != nil {
		return nil, err
	}
	position, err := r.Store.LastEvent(ctx)
	if err != nil {
		return nil, err
	}
	if after != nil {
		if *after < 0 || int64(*after) > position {
			return nil, &account.Error{Code: account.InvalidArgument, Field: []string{"after"},
				Message: fmt.Sprintf("The log has no such position; its last one is %d. Was the deployment restored from a backup? Then read anew what you hold, and follow from there.", position)}
		}
		position = int64(*after)
	}
	events := make(chan *model.CustomerEvent)
	go r.follow(ctx, site.ID, position, events)
	return events, nil
}

// follow sends the events behind a position until the context ends. A reader who is
// slow holds up nobody else, for nothing is kept for it.
func (r *resolver) follow(ctx context.Context, site account.ID, position int64, out chan<- *model.CustomerEvent) {
	defer close(out)
	for {
		written := r.Store.Written() // Before the read: what is written behind it wakes us.
		events, err := r.Store.EventsAfter(ctx, site, position, eventsAtOnce)
		for _, e := range events {
			position = e.Sequence
			if !e.IsCustomerEvent() {
				continue
			}
			select {
			case out <- &model.CustomerEvent{ID: e.ID.String(), Action: model.AuditAction(e.Action), SubjectID: e.Subject, At: e.At, Position: int(e.Sequence)}:
			case <-ctx.Done():
				return
			}
		}
		switch {
		case err != nil:
			pause(ctx, time.After(retryEvents))
		case len(events) < eventsAtOnce:
			pause(ctx, written)
			pause(ctx, time.After(gatherEvents))
		}
		if ctx.Err() != nil {
			return
		}
	}
}

// pause waits for a channel, or for the end of the context. The webhooks have the same
// few lines: an arrow between the two packages would cost more than they do.
func pause[T any](ctx context.Context, until <-chan T) {
	select {
	case <-until:
	case <-ctx.Done():
	}
}
