package scim

import (
	"net/http"
	"slices"

	"gatehouse/account"
)

// one gives the user that an address names: of this site, and not deleted. A
// malformed id, an unknown one and one of another site are answered alike.
func (h *Handler) one(r *http.Request, at place) (account.Revised, error) {
	id, err := account.ParseID(at.id)
	if err != nil {
		return account.Revised{}, notFound()
	}
	a, ok, err := h.Store.Provisioned(r.Context(), id)
	if err == nil && (!ok || a.Site != at.site.ID || !account.Finds(account.Provisioning, a.Status, account.ByID)) {
		err = notFound()
	}
	return a, err
}

// show answers with a user, its version and its address.
func (h *Handler) show(w http.ResponseWriter, r *http.Request, at place, status int, a account.Revised) error {
	location := at.userLocation(a.ID)
	w.Header().Set("ETag", version(a.Revision))
	if status == http.StatusCreated {
		w.Header().Set("Location", location)
	}
	answer(w, status, shapeOf(r).of(user(a, location)))
	return nil
}

func shapeOf(r *http.Request) shape {
	q := r.URL.Query()
	return shape{names(q.Get("attributes")), names(q.Get("excludedAttributes"))}
}

func (h *Handler) get(w http.ResponseWriter, r *http.Request, at place) error {
	a, err := h.one(r, at)
	if err != nil {
		return err
	}
	if known, star := versions(r.Header, "If-None-Match"); star || slices.Contains(known, a.Revision) {
		w.Header().Set("ETag", version(a.Revision))
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return h.show(w, r, at, http.StatusOK, a)
}

// create invites. Who is created without access is invited and revoked in one.
func (h *Handler) create(w http.ResponseWriter, r *http.Request, at place) error {
	sent, err := readUser(w, r)
	if err != nil {
		return err
	}
	email, err := sent.address()
	if err != nil {
		return err
	}
	if sent.userName == nil || email == nil {
		return refused(invalidValue, "userName is missing. It is the customer's e-mail address.")
	}
	access := account.Active
	if sent.access() != nil {
		access = *sent.access()
	}
	a, err := h.Store.CreateCustomer(r.Context(), at.site.ID, *email, sent.fullName(), access)
	if err != nil {
		return err
	}
	return h.show(w, r, at, http.StatusCreated, a)
}

// replace takes a whole user. What is left out stays: an account has always a name
// and a state, and nobody gets access by something that was not said.
func (h *Handler) replace(w http.ResponseWriter, r *http.Request, at place) error {
	sent, err := readUser(w, r)
	if err != nil {
		return err
	}
	if sent.userName == nil {
		return refused(invalidValue, "userName is missing. It is the customer's e-mail address.")
	}
	var name *string
	if full := sent.fullName(); full != "" {
		name = &full
	}
	change, err := sent.change(name)
	if err != nil {
		return err
	}
	if _, err := h.one(r, at); err != nil {
		return err
	}
	return h.change(w, r, at, change)
}

func (h *Handler) patch(w http.ResponseWriter, r *http.Request, at place) error {
	operations, err := readPatch(w, r)
	if err != nil {
		return err
	}
	a, err := h.one(r, at)
	if err != nil {
		return err
	}
	var sent wish
	for _, o := range operations {
		if err := o.apply(&sent, a.Account); err != nil {
			return err
		}
	}
	change, err := sent.change(sent.newName(a.DisplayName))
	if err != nil {
		return err
	}
	return h.change(w, r, at, change)
}

func (h *Handler) change(w http.ResponseWriter, r *http.Request, at place, change account.CustomerChange) error {
	id, err := account.ParseID(at.id)
	if err != nil {
		return notFound()
	}
	change.Revisions, _ = versions(r.Header, "If-Match")
	a, err := h.Store.ChangeCustomer(r.Context(), id, change)
	if err != nil {
		return err
	}
	return h.show(w, r, at, http.StatusOK, a)
}

// remove refuses, whatever the id: RULES 1 gives a delete to organization admins
// alone, and RULES 9 wants the try in the audit log.
func (h *Handler) remove(w http.ResponseWriter, r *http.Request, at place) error {
	if err := h.Store.AuditRefusal(r.Context(), account.AuditDelete, at.id); err != nil {
		return err
	}
	detail := "Set active to false to end the user's access."
	if refusal, ok := account.CallerFrom(r.Context()).May(account.Delete).(*account.Error); ok {
		detail = refusal.Message + " " + detail
	}
	return &problem{http.StatusForbidden, "", detail}
}

func (h *Handler) noGroups(w http.ResponseWriter, _ *http.Request, _ place) error {
	answer(w, http.StatusOK, list(nil, 0, 1))
	return nil
}
