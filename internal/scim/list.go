package scim

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gatehouse/account"
)

// question asks for a part of a list.
type question struct {
	filter string
	start  int // From 1 on.
	count  int
	shape  shape
}

// list gives a list as RFC 7644 writes it.
func list(all []resource, total, start int) resource {
	if all == nil {
		all = []resource{}
	}
	return resource{
		"schemas": []string{listSchema}, "totalResults": total, "startIndex": start, "itemsPerPage": len(all), "Resources": all,
	}
}

// list answers a list by its address. sortBy and sortOrder are passed over, as the
// configuration says: the list is by age, oldest first.
func (h *Handler) list(w http.ResponseWriter, r *http.Request, at place) error {
	q := r.URL.Query()
	start, err := number(q.Get("startIndex"), 1)
	if err != nil {
		return err
	}
	count, err := number(q.Get("count"), maxPage)
	if err != nil {
		return err
	}
	return h.answerList(w, r, at, question{q.Get("filter"), start, count, shapeOf(r)})
}

func number(text string, none int) (int, error) {
	if text == "" {
		return none, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, refused(invalidValue, "startIndex and count have to be whole numbers.")
	}
	return n, nil
}

// search answers a list by POST, which keeps an address out of the URL.
func (h *Handler) search(w http.ResponseWriter, r *http.Request, at place) error {
	var sent struct {
		Schemas    []string
		Filter     string
		StartIndex *int
		Count      *int
		Attributes []string

		ExcludedAttributes []string
	}
	if err := body(w, r, &sent); err != nil {
		return err
	}
	if !slices.Contains(sent.Schemas, searchSchema) {
		return refused(invalidSyntax, "schemas has to hold "+searchSchema+".")
	}
	q := question{sent.Filter, 1, maxPage, shape{names(strings.Join(sent.Attributes, ",")), names(strings.Join(sent.ExcludedAttributes, ","))}}
	if sent.StartIndex != nil {
		q.start = *sent.StartIndex
	}
	if sent.Count != nil {
		q.count = *sent.Count
	}
	return h.answerList(w, r, at, q)
}

func (h *Handler) answerList(w http.ResponseWriter, r *http.Request, at place, q question) error {
	// RFC 7644, 3.4.2.4: what is too small counts as the smallest.
	q.start, q.count = max(q.start, 1), min(max(q.count, 0), maxPage)
	if q.start > maxStart {
		return refused(tooMany, "A list can be read up to its millionth user. Look for users by their address.")
	}
	who, err := readFilter(at.site.ID, q.filter)
	if err != nil {
		return err
	}
	found, total, err := h.users(r, who, q)
	if err != nil {
		return err
	}
	all := make([]resource, 0, len(found))
	for _, a := range found {
		if account.Finds(account.Provisioning, a.Status, who.key()) {
			all = append(all, q.shape.of(user(a, at.userLocation(a.ID))))
		}
	}
	answer(w, http.StatusOK, list(all, total, q.start))
	return nil
}

func (h *Handler) users(r *http.Request, who wanted, q question) ([]account.Revised, int, error) {
	if who.none {
		return nil, 0, nil
	}
	if who.id.IsZero() {
		return h.Store.ProvisionedFrom(r.Context(), who.CustomerQuery, q.start-1, q.count)
	}
	a, ok, err := h.Store.Provisioned(r.Context(), who.id)
	if !ok || err != nil || !who.fits(a.Account) {
		return nil, 0, err
	}
	if q.start > 1 || q.count == 0 {
		return nil, 1, nil
	}
	return []account.Revised{a}, 1, nil
}
