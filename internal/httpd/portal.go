package httpd

import (
	"net/http"
	"net/netip"
	"time"

	"gatehouse/account"
)

// portalCookie is the cookie of a customer's session. It is Lax, so that a link in a
// mail opens a page signed in; what changes something takes no request of another
// site, see crossSite.
const portalCookie = "gatehouse_portal"

// visit is the request behind a sign-in to the portal or a sign-out.
type visit struct {
	w http.ResponseWriter
	r *http.Request
	s *sessions
}

func (v visit) Address() netip.Addr { return v.s.limits.proxies.client(v.r) }

func (v visit) Session() string { return portalSession(v.r) }

func (v visit) Begin(session string, expires time.Time) {
	v.set(session, int(expires.Sub(v.s.Now()).Seconds()))
}

func (v visit) End() { v.set("", -1) }

func (v visit) set(session string, maxAge int) {
	cookie := v.s.cookie(v.r, session, maxAge)
	cookie.Name, cookie.SameSite = portalCookie, http.SameSiteLaxMode
	http.SetCookie(v.w, cookie)
}

// portalSession gives the secret of the customer's session, or "".
func portalSession(r *http.Request) string {
	cookie, err := r.Cookie(portalCookie)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// visited tells the handler behind it by which request it is asked.
func (s *sessions) visited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(account.WithVisit(r.Context(), visit{w, r, s})))
	})
}

// check answers a proxy that asks, for each of its requests, whether it may let it
// through: 204 with the customer's id, or 401. The store is asked each time, so that
// a revoke ends the access by the next request. A session of another site is none.
func (s *sessions) check(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header["Cache-Control"] = noStore
	site := r.URL.Query().Get("site")
	if site == "" {
		refuse(w, r, http.StatusBadRequest, &account.Error{Code: account.InvalidArgument, Message: "Name the site, as in /portal/check?site=help."})
		return
	}
	session := portalSession(r)
	if session == "" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	caller, key, err := s.Sessions.AuthenticatePortal(r.Context(), session)
	switch {
	case err == nil && key == site:
		actorOf(r.Context()).id = caller.Actor
		header.Set("X-Customer-Id", caller.Actor)
		w.WriteHeader(http.StatusNoContent)
	case err == nil || account.CodeOf(err) == account.Unauthenticated:
		w.WriteHeader(http.StatusUnauthorized)
	default:
		s.unavailable(w, r, err)
	}
}

var noStore = []string{"no-store"}
