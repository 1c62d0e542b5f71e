package store

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"gatehouse/account"
)

const requestColumns = "id, site, number, summary, reporter, created_at, (SELECT key FROM site WHERE n = request.site)"

func (s *Store) scanRequest(c *conn, r row) (q account.Request, err error) {
	q = account.Request{
		ID: r.id(0, account.RequestKind), Key: strings.ToUpper(r.text(6)) + "-" + strconv.FormatInt(r.number(2), 10),
		Summary: r.text(3), Reporter: r.id(4, account.CustomerKind), CreatedAt: r.time(5),
	}
	if q.Site, err = s.sites.id(c, r.number(1)); err != nil {
		return q, err
	}
	for p, err := range c.rows("SELECT customer FROM request_person WHERE request = ? AND place > 0 ORDER BY place", q.ID) {
		if err != nil {
			return q, err
		}
		q.Participants = append(q.Participants, p.id(0, account.CustomerKind))
	}
	return q, nil
}

func (s *Store) requestList(ctx context.Context, c *conn, site account.ID) (list[account.Request], bool, error) {
	l := byAge[account.Request]("request INDEXED BY request_by_site", requestColumns, "created_at")
	l.scan = func(r row) (account.Request, error) { return s.scanRequest(c, r) }
	l.at = func(q account.Request) account.Position { return account.Position{At: q.CreatedAt, ID: q.ID} }
	if site.IsZero() {
		return l, false, nil
	}
	caller := account.CallerFrom(ctx)
	if caller.Role == account.Customer {
		l.only("FALSE") // Its own are found by narrowed; this is for nobody.
		return l, caller.Sees(site), nil
	}
	ok, err := s.within(c, &l, caller, site)
	return l, ok, err
}

// narrowed leaves a customer of a question only what is its own.
func narrowed(ctx context.Context, q account.RequestQuery) account.RequestQuery {
	caller := account.CallerFrom(ctx)
	if caller.Role != account.Customer {
		return q
	}
	if !q.OfCustomers || slices.Contains(q.Customers, caller.Customer) {
		q.Customers = []account.ID{caller.Customer}
	} else {
		q.Customers = nil
	}
	q.OfCustomers = true
	return q
}

// Requests gives a page of a site's requests, newest first.
func (s *Store) Requests(ctx context.Context, q account.RequestQuery, page account.Page) (account.Rows[account.Request], error) {
	q = narrowed(ctx, q)
	return read(ctx, s, func(c *conn) (rows account.Rows[account.Request], err error) {
		l, ok, err := s.requestList(ctx, c, q.Site)
		if !ok || err != nil {
			return rows, err
		}
		if !q.OfCustomers {
			return l.page(c, page)
		}
		places, err := s.placesOf(c, q, page)
		if err != nil {
			return rows, err
		}
		rows.HasPrev, rows.HasNext = places.HasPrev, places.HasNext
		for _, p := range places.Items {
			request, ok, err := s.request(c, p.ID)
			if err != nil {
				return rows, err
			}
			if ok {
				rows.Items = append(rows.Items, request)
			}
		}
		return rows, nil
	})
}

// placesOf merges the lists of several customers: each is in order by its key, so
// a page costs one short look at each of them, however many requests they have.
func (s *Store) placesOf(c *conn, q account.RequestQuery, page account.Page) (places account.Rows[account.Position], err error) {
	customers, err := s.liveOf(c, q)
	if err != nil {
		return places, err
	}
	for _, customer := range customers {
		l := byAge[account.Position]("request_person", "created_at, request", "created_at")
		l.key, l.order, l.reverse = "(created_at, request)", "created_at DESC, request DESC", "created_at, request"
		l.scan = func(r row) (account.Position, error) {
			return account.Position{At: r.time(0), ID: r.id(1, account.RequestKind)}, nil
		}
		l.at = func(p account.Position) account.Position { return p }
		l.only("customer = ?", customer)
		own, err := l.page(c, page)
		if err != nil {
			return places, err
		}
		places.Items = append(places.Items, own.Items...)
		places.HasPrev, places.HasNext = places.HasPrev || own.HasPrev, places.HasNext || own.HasNext
	}
	slices.SortFunc(places.Items, func(a, b account.Position) int {
		if order := b.At.Compare(a.At); order != 0 {
			return order
		}
		return slices.Compare(b.ID.UUID[:], a.ID.UUID[:])
	})
	places.Items = slices.Compact(places.Items)
	if over := len(places.Items) - page.Size; over > 0 && page.Backward {
		places.Items, places.HasPrev = places.Items[over:], true
	} else if over > 0 {
		places.Items, places.HasNext = places.Items[:page.Size], true
	}
	return places, nil
}

// liveOf leaves of the asked customers those that are customers of the site now:
// by a deleted one nothing is found.
func (s *Store) liveOf(c *conn, q account.RequestQuery) (live []account.ID, err error) {
	err = s.eachByID(c, "SELECT id, site, status FROM customer WHERE id IN ", q.Customers, func(r row) error {
		site, err := s.sites.id(c, r.number(1))
		if err == nil && site == q.Site && account.Finds(account.RequestsOfCustomer, account.Status(r.number(2)), account.ByID) {
			live = append(live, r.id(0, account.CustomerKind))
		}
		return err
	})
	return live, err
}

// CountRequests counts what Requests pages through.
func (s *Store) CountRequests(ctx context.Context, q account.RequestQuery) (int, error) {
	q = narrowed(ctx, q)
	return read(ctx, s, func(c *conn) (int, error) {
		l, ok, err := s.requestList(ctx, c, q.Site)
		if !ok || err != nil {
			return 0, err
		}
		if !q.OfCustomers {
			return l.count(c)
		}
		live, err := s.liveOf(c, q)
		if err != nil {
			return 0, err
		}
		digits := make([]string, len(live))
		for i, id := range live {
			digits[i] = strings.ReplaceAll(id.UUID.String(), "-", "")
		}
		ids, err := json.Marshal(digits)
		if err != nil {
			return 0, err
		}
		n, err := c.number("SELECT COUNT(DISTINCT request) FROM request_person WHERE customer IN (SELECT unhex(value) FROM json_each(?))", string(ids))
		return int(n), err
	})
}

// RequestByID gives a request of the caller's scope.
func (s *Store) RequestByID(ctx context.Context, id account.ID) (account.Request, bool, error) {
	caller := account.CallerFrom(ctx)
	return lookUp(ctx, s, func(c *conn) (account.Request, bool, error) {
		q, ok, err := s.request(c, id)
		own := caller.Role == account.Customer && caller.Sees(q.Site) &&
			(q.Reporter == caller.Customer || slices.Contains(q.Participants, caller.Customer))
		if !ok || err != nil || !own && !caller.SeesRowsOf(q.Site) {
			return account.Request{}, false, err
		}
		return q, true, nil
	})
}

func (s *Store) request(c *conn, id account.ID) (q account.Request, ok bool, err error) {
	if id.Kind != account.RequestKind {
		return q, false, nil
	}
	r, err := c.first("SELECT "+requestColumns+" FROM request WHERE id = ?", id)
	if r == nil || err != nil {
		return q, false, err
	}
	q, err = s.scanRequest(c, r)
	return q, err == nil, err
}
