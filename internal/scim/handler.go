package scim

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gatehouse/account"
)

// Root is where the door is; a site's key follows, then what RFC 7644 says.
const Root = "/scim/v2/"

// Bounds of a request.
const (
	maxBody = 1 << 20
	maxTime = 30 * time.Second
)

// Handler answers SCIM over HTTP. Who asks is in the context of the request, put
// there by the layer above.
type Handler struct {
	Store Store
	TLS   bool // A proxy in front speaks https, so addresses are told with it.
	Log   *slog.Logger
}

var _ http.Handler = (*Handler)(nil)

// place is what an address names: a collection of a site, or one thing in it.
type place struct {
	site           account.Site
	base           string // Address of the site's door.
	collection, id string // The id as it was sent; "": the collection.
}

func (p place) userLocation(id account.ID) string { return p.base + "/Users/" + id.String() }

// ServeHTTP answers a request. The right is asked for first, so that nobody else
// learns which sites there are.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), maxTime)
	defer cancel()
	r = r.WithContext(ctx)
	if err := account.CallerFrom(ctx).May(account.Provision); err != nil {
		h.refuse(w, r, err)
		return
	}
	at, err := h.find(r)
	if err != nil {
		h.refuse(w, r, err)
		return
	}
	if err := h.route(w, r, at); err != nil {
		h.refuse(w, r, err)
	}
}

func unknownPlace() *problem {
	return &problem{http.StatusNotFound, "", "There is nothing at this address. It is /scim/v2/SITE/Users, with the key of a site, or one of /ServiceProviderConfig, /ResourceTypes and /Schemas beside it."}
}

func (h *Handler) find(r *http.Request) (at place, err error) {
	parts := strings.Split(strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, Root), "/"), "/")
	site, ok, err := h.Store.SiteByKey(r.Context(), parts[0])
	if err != nil {
		return at, err
	}
	if !ok || len(parts) < 2 || len(parts) > 3 {
		return at, unknownPlace()
	}
	scheme := "http://"
	if h.TLS || r.TLS != nil {
		scheme = "https://"
	}
	at = place{site: site, base: scheme + r.Host + Root + site.Key, collection: parts[1]}
	if len(parts) == 3 {
		at.id = parts[2]
	}
	return at, nil
}

// routes are the acts by collection, kind of address and method.
var routes = map[string]map[string]func(*Handler, http.ResponseWriter, *http.Request, place) error{
	"Users":         {http.MethodGet: (*Handler).list, http.MethodPost: (*Handler).create},
	"Users/":        {http.MethodGet: (*Handler).get, http.MethodPut: (*Handler).replace, http.MethodPatch: (*Handler).patch, http.MethodDelete: (*Handler).remove},
	"Users/.search": {http.MethodPost: (*Handler).search},
	"Groups":        {http.MethodGet: (*Handler).noGroups},

	"ServiceProviderConfig": {http.MethodGet: (*Handler).discover},
	"ResourceTypes":         {http.MethodGet: (*Handler).discover},
	"ResourceTypes/":        {http.MethodGet: (*Handler).discover},
	"Schemas":               {http.MethodGet: (*Handler).discover},
	"Schemas/":              {http.MethodGet: (*Handler).discover},
}

// missing are parts of the protocol that are not offered, and why.
var missing = map[string]string{
	"Groups": "There are no groups here. Switch off pushing groups at the identity provider.",
	"Bulk":   "Bulk operations are not supported. Send one request for each user.",
	"Me":     "A token of the identity provider is nobody's own account.",
}

func (h *Handler) route(w http.ResponseWriter, r *http.Request, at place) error {
	key := at.collection
	switch {
	case at.id == ".search":
		key += "/.search"
	case at.id != "":
		key += "/"
	}
	methods, known := routes[key]
	if act, ok := methods[r.Method]; ok {
		return act(h, w, r, at)
	}
	if why, ok := missing[at.collection]; ok {
		return &problem{http.StatusNotImplemented, "", why}
	}
	if !known {
		return unknownPlace()
	}
	var allow []string
	for method := range methods {
		allow = append(allow, method)
	}
	slices.Sort(allow)
	w.Header().Set("Allow", strings.Join(allow, ", "))
	return &problem{http.StatusMethodNotAllowed, "", "This address takes " + strings.Join(allow, ", ") + "."}
}

// body reads the JSON object of a request into v.
func body(w http.ResponseWriter, r *http.Request, v any) error {
	kind, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := strings.ToLower(parameters["charset"])
	if err != nil || kind != mediaType && kind != "application/json" || charset != "" && charset != "utf-8" {
		return &problem{http.StatusUnsupportedMediaType, "", "Send JSON in UTF-8, as application/scim+json or application/json."}
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long):
		return &problem{http.StatusRequestEntityTooLarge, "", "The body is longer than 1 MB."}
	case err != nil:
		return refused(invalidSyntax, "The body broke off. Send it again.")
	case !utf8.Valid(raw):
		return refused(invalidSyntax, "The body is not valid UTF-8.")
	case json.Unmarshal(raw, v) != nil:
		return refused(invalidSyntax, "The body is not the JSON object that is expected here.")
	}
	return nil
}

const mediaType = "application/scim+json"

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", mediaType+"; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	// The status is out; a client that hung up is no error of ours.
	_ = encoder.Encode(body)
}
