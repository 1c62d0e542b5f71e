package portal

import (
	"bytes"
	"embed"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"gatehouse/account"
)

//go:embed pages
var pageFiles embed.FS

var templates = template.Must(template.ParseFS(pageFiles, "pages/*.html"))

// assets are the files the pages ask for. Their folder is no site: a site's key
// begins with a letter.
var assets = map[string]string{"/portal/-/portal.css": "text/css; charset=utf-8", "/portal/-/portal.js": "text/javascript; charset=utf-8"}

// policy lets a page use its own style sheet and script, and send its own forms.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; base-uri 'none'; " +
	"frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// maxForm bounds what a page sends, in octets.
const maxForm = 64 << 10

// page is one page: what it is called, what it shows at first, and what it does.
type page struct {
	title string
	act   func(s *Service, r *http.Request, v *view) error
}

var pagesByName = map[string]page{
	"sign-in":  {"Sign in", (*Service).pageSignIn},
	"accept":   {"Welcome", (*Service).pageAccept},
	"reset":    {"Set a new password", (*Service).pageReset},
	"sign-out": {"Sign out", (*Service).pageSignOut},
}

// view is what a template shows.
type view struct {
	Page, Title string
	Site        account.Site
	Form        string // The secret of the form, see forms.
	Return      string // Where to go on to once signed in; "": the page says so.
	SignedIn    bool
	SendsMail   bool
	Email       string // As it was typed; a password never comes back.
	Token       string
	Problem     string // What went wrong and how to mend it.
	Field       string // The field at fault.
	Done        string // What was done.

	next string // Set: what was asked for is done; go there.
}

// ServeHTTP answers /portal/{site}/{page} and the files below /portal/-/.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if kind, ok := assets[r.URL.Path]; ok {
		body, _ := pageFiles.ReadFile("pages/" + r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:])
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Cache-Control", "public, max-age=3600")
		_, _ = w.Write(body)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	tooLong := r.ParseForm() != nil
	name := r.PathValue("page")
	p, known := pagesByName[name]
	system := account.WithCaller(r.Context(), account.System())
	site, ok, err := s.Store.SiteByKey(system, r.PathValue("site"))
	v := &view{Page: name, Title: p.title, Site: site, SendsMail: s.Mail != nil, Return: localPath(r.FormValue("return"))}
	switch {
	case err != nil:
		s.show(w, http.StatusServiceUnavailable, &view{Page: "gone", Title: "Not now", Problem: "This page can't be shown just now. Try again in a moment."})
	case !ok || !known || r.Method != http.MethodPost && name == "sign-out":
		s.show(w, http.StatusNotFound, &view{Page: "gone", Title: "No such page", Problem: "There is no such page. Check the address, or ask whoever sent you here."})
	case tooLong:
		s.show(w, http.StatusRequestEntityTooLarge, &view{Page: "gone", Title: "Too long", Problem: "What was sent is too long for this form. Go back and shorten it: a password has 128 characters at most."})
	case r.Method == http.MethodPost:
		s.post(w, r, p, v)
	default:
		v.SignedIn = s.signedIn(r, site)
		v.Form = newForm(w, r)
		s.show(w, http.StatusOK, v)
	}
}

// post does what a form asks for: once its secret fits.
func (s *Service) post(w http.ResponseWriter, r *http.Request, p page, v *view) {
	if !formFits(r) {
		v.Form, v.Problem = newForm(w, r), "This form was open for too long, or was not sent from this page. Send it once more."
		s.show(w, http.StatusForbidden, v)
		return
	}
	v.Form, v.Email, v.Token = r.PostFormValue("form"), r.PostFormValue("email"), tokenIn(r.PostFormValue("token"))
	err := p.act(s, r, v)
	var refusal *account.Error
	switch {
	case err == nil && v.next != "":
		http.Redirect(w, r, v.next, http.StatusSeeOther)
	case err == nil:
		s.show(w, http.StatusOK, v)
	case errors.As(err, &refusal):
		v.Problem = refusal.Message
		if len(refusal.Field) > 0 {
			v.Field = refusal.Field[0]
		}
		status, known := pageStatus[refusal.Code]
		if !known {
			status = http.StatusUnprocessableEntity
		}
		s.show(w, status, v)
	default:
		s.Log.Error("a page of the portal failed", "request", account.RequestIDFrom(r.Context()), "error", err)
		v.Problem = "Something went wrong on our side. Try again; if it stays, ask the help center."
		s.show(w, http.StatusInternalServerError, v)
	}
}

// pageStatus are the refusals that are no fault of what was typed.
var pageStatus = map[account.Code]int{
	account.TooManyRequests: http.StatusTooManyRequests, account.StoreIsBusy: http.StatusServiceUnavailable,
}

func (s *Service) pageSignIn(r *http.Request, v *view) error {
	_, _, err := s.SignIn(r.Context(), v.Site.Key, v.Email, r.PostFormValue("password"))
	v.next = v.entered()
	return err
}

func (s *Service) pageAccept(r *http.Request, v *view) error {
	_, _, err := s.AcceptInvitation(r.Context(), v.Site.Key, v.Token, r.PostFormValue("password"))
	v.next = v.entered()
	return err
}

// pageReset holds two forms: one asks for a link, the other uses it.
func (s *Service) pageReset(r *http.Request, v *view) error {
	if r.PostFormValue("act") == "ask" {
		v.Done = "If a customer of this help center has that address, a mail with a link is on its way. The link works for an hour."
		return s.RequestPasswordReset(r.Context(), v.Site.Key, v.Email)
	}
	_, _, err := s.ResetPassword(r.Context(), v.Site.Key, v.Token, r.PostFormValue("password"))
	v.next = v.entered()
	return err
}

func (s *Service) pageSignOut(r *http.Request, v *view) error {
	_, err := s.SignOut(r.Context(), r.PostFormValue("everywhere") != "")
	v.next = v.path("sign-in")
	return err
}

// entered is where somebody goes who has come in.
func (v *view) entered() string {
	if v.Return != "" {
		return v.Return
	}
	return v.path("sign-in")
}

func (v *view) path(page string) string { return "/portal/" + v.Site.Key + "/" + page }

// signedIn tells whether the browser has a session of this site.
func (s *Service) signedIn(r *http.Request, site account.Site) bool {
	session := account.VisitFrom(r.Context()).Session()
	if session == "" {
		return false
	}
	_, key, err := s.Store.AuthenticatePortal(r.Context(), session)
	return err == nil && key == site.Key
}

func (s *Service) show(w http.ResponseWriter, status int, v *view) {
	var body bytes.Buffer
	if err := templates.ExecuteTemplate(&body, "page.html", v); err != nil {
		s.Log.Error("a page of the portal can't be drawn", "error", err)
		http.Error(w, "Something went wrong on our side.", http.StatusInternalServerError)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Content-Security-Policy", policy)
	header.Set("Cache-Control", "no-store")
	// Without any referrer browsers would call a page's own form cross-origin.
	header.Set("Referrer-Policy", "same-origin")
	w.WriteHeader(status)
	_, _ = body.WriteTo(w)
}

// tokenIn takes the token out of a link that was pasted whole.
func tokenIn(text string) string {
	if i := strings.LastIndex(text, "token="); i >= 0 {
		text = text[i+len("token="):]
	}
	return strings.TrimSpace(text)
}

// localPath lets somebody go on to a page of the same host alone: a path that no
// browser takes for another host's.
func localPath(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//") || strings.ContainsAny(text, "\\\t\r\n") {
		return ""
	}
	return text
}
