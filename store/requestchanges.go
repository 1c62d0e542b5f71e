package store

import (
	"context"
	"slices"

	"gatehouse/account"
)

// maxParticipants bounds the participants of a request, without repeats.
const maxParticipants = 50

// CreateRequest makes a request. Refusals, in this order: NOT_FOUND for the site,
// INVALID_INPUT, NOT_SELECTABLE with the ids that a user-picker field doesn't
// accept.
func (s *Store) CreateRequest(ctx context.Context, site account.ID, summary string, reporter account.ID, participants []account.ID) (account.Request, error) {
	return change(ctx, s, func(t *tx) (q account.Request, err error) {
		home, err := t.site(site, "siteId")
		if err != nil {
			return q, err
		}
		q = account.Request{ID: account.NewID(account.RequestKind), Site: home.ID, Reporter: reporter, CreatedAt: t.now}
		if q.Summary, err = plainText(summary, 1, 255, "summary"); err != nil {
			return q, err
		}
		if q.Participants, err = distinct(participants); err != nil {
			return q, err
		}
		if err := t.selectable(home.ID, []account.ID{reporter}, "reporterId"); err != nil {
			return q, err
		}
		if err := t.selectable(home.ID, q.Participants, "participantIds"); err != nil {
			return q, err
		}
		if _, err := t.exec("UPDATE site SET requests = requests + 1 WHERE id = ?", home.ID); err != nil {
			return q, err
		}
		_, err = t.exec(`INSERT INTO request (id, site, number, summary, reporter, created_at)
			SELECT ?, n, requests, ?, ?, ? FROM site WHERE id = ?`, q.ID, q.Summary, q.Reporter, q.CreatedAt, home.ID)
		if err != nil {
			return q, err
		}
		return t.putPeople(q)
	})
}

// SetRequestParticipants sets who takes part. Who is on the request already may
// stay, whatever the state. Refusals: NOT_FOUND, INVALID_INPUT, NOT_SELECTABLE.
func (s *Store) SetRequestParticipants(ctx context.Context, id account.ID, participants []account.ID) (account.Request, error) {
	return change(ctx, s, func(t *tx) (q account.Request, err error) {
		q, ok, err := s.request(t.conn, id)
		if err != nil {
			return q, err
		}
		if !ok || !t.caller.SeesRowsOf(q.Site) {
			return q, notFound("request", "requestId")
		}
		wanted, err := distinct(participants)
		if err != nil {
			return q, err
		}
		there := append(q.Participants, q.Reporter)
		added := slices.DeleteFunc(slices.Clone(wanted), func(id account.ID) bool { return slices.Contains(there, id) })
		if err := t.selectable(q.Site, added, "participantIds"); err != nil {
			return q, err
		}
		q.Participants = wanted
		if _, err := t.exec("DELETE FROM request_person WHERE request = ?", q.ID); err != nil {
			return q, err
		}
		return t.putPeople(q)
	})
}

// putPeople writes who is on a request, and reads the request back.
func (t *tx) putPeople(q account.Request) (account.Request, error) {
	people := q.Participants
	if !slices.Contains(people, q.Reporter) {
		people = append(slices.Clone(people), q.Reporter)
	}
	for i, customer := range people {
		place := 0
		if i < len(q.Participants) {
			place = i + 1
		}
		_, err := t.exec("INSERT INTO request_person (customer, created_at, request, reporter, place) VALUES (?, ?, ?, ?, ?)",
			customer, q.CreatedAt, q.ID, customer == q.Reporter, place)
		if err != nil {
			return q, err
		}
	}
	t.wrote = true
	q, _, err := t.store.request(t.conn, q.ID)
	return q, err
}

// distinct takes repeats out.
func distinct(ids []account.ID) ([]account.ID, error) {
	var once []account.ID
	for _, id := range ids {
		if !slices.Contains(once, id) {
			once = append(once, id)
		}
		if len(once) > maxParticipants {
			return nil, badInput("A request has 50 participants at most. Name fewer.", "participantIds")
		}
	}
	return once, nil
}

// selectable refuses customers that a user-picker field of the site doesn't
// accept: unknown, of another site, revoked, deleted.
func (t *tx) selectable(site account.ID, customers []account.ID, field string) error {
	var refused []account.ID
	for _, id := range customers {
		a, err := t.find(id)
		if err != nil {
			return err
		}
		if a.Site != site || !account.Selectable(a.Status) {
			refused = append(refused, id)
		}
	}
	if refused == nil {
		return nil
	}
	return &account.Error{Code: account.NotSelectable, Field: []string{field}, Customers: refused,
		Message: "Customers without access can't be chosen. Choose others, or have an admin grant them access first."}
}
