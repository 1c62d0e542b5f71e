package httpd

import (
	"context"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"strings"

	"gatehouse/account"
)

// cookieName is the cookie of a browser session. It holds a random secret that the
// store knows by its hash.
const cookieName = "gatehouse_session"

// maxSessionBody bounds POST /session: a token is 46 characters.
const maxSessionBody = 4 << 10

type sessions struct {
	Config
	limits *limits
}

// identified tells the handler behind it who asks: the bearer token decides where
// one is sent, else the console's session, else a customer's. Without any, or with
// a wrong one, the caller is nobody, and each field says what that means.
func (s *sessions) identified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := r.Context()
		var caller account.Caller
		var err error
		if r.Header.Get("Authorization") != "" {
			caller, _, err = s.Sessions.Authenticate(ctx, bearer(r.Header.Get("Authorization")))
		} else if console, customer := consoleSession(r), portalSession(r); console != "" || customer != "" {
			if refusal := s.crossSite(r); refusal != nil {
				refuse(w, r, http.StatusForbidden, refusal)
				return
			}
			caller, err = s.cookieCaller(ctx, console, customer)
		}
		s.admit(w, r, next, caller, err)
	})
}

// bearing does the same for programs alone: no cookie counts, so no page can make
// a browser call what is behind it.
func (s *sessions) bearing(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var caller account.Caller
		var err error
		if token := bearer(r.Header.Get("Authorization")); token != "" {
			caller, _, err = s.Sessions.Authenticate(r.Context(), token)
		}
		s.admit(w, r, next, caller, err)
	})
}

// admit lets a request through as its caller, within the caller's limit. A wrong
// secret makes nobody of the caller.
func (s *sessions) admit(w http.ResponseWriter, r *http.Request, next http.Handler, caller account.Caller, err error) {
	if err != nil && account.CodeOf(err) != account.Unauthenticated {
		s.unavailable(w, r, err)
		return
	}
	actorOf(r.Context()).id = caller.Actor
	if refusal := s.limits.check(r, caller, s.Now()); refusal != nil {
		refuse(w, r, http.StatusTooManyRequests, refusal)
		return
	}
	next.ServeHTTP(w, r.WithContext(account.WithCaller(r.Context(), caller)))
}

// cookieCaller tells whose session a browser has: of the console, or of the portal.
func (s *sessions) cookieCaller(ctx context.Context, console, customer string) (caller account.Caller, err error) {
	if console != "" {
		caller, _, err = s.Sessions.AuthenticateSession(ctx, console)
		if customer == "" || account.CodeOf(err) != account.Unauthenticated {
			return caller, err
		}
	}
	caller, _, err = s.Sessions.AuthenticatePortal(ctx, customer)
	return caller, err
}

// consoleSession gives the secret of the console's session, or "".
func consoleSession(r *http.Request) string {
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// asks gives the question who bears what a stream came with: the value of an
// Authorization header, else the console's session. It is asked again and again.
func (s *sessions) asks(r *http.Request, authorization string) func(context.Context) (account.Caller, account.Token, error) {
	if authorization != "" {
		secret := bearer(authorization)
		return func(ctx context.Context) (account.Caller, account.Token, error) {
			return s.Sessions.Authenticate(ctx, secret)
		}
	}
	if console := consoleSession(r); console != "" {
		return func(ctx context.Context) (account.Caller, account.Token, error) {
			return s.Sessions.AuthenticateSession(ctx, console)
		}
	}
	return func(context.Context) (account.Caller, account.Token, error) {
		return account.Caller{}, account.Token{}, account.Caller{}.May(account.SignedIn)
	}
}

// crossSite refuses what another site may have made a browser send along with the
// cookie. SameSite keeps such requests away already (Strict for the console, Lax for
// customers: of those only reading ones arrive); this is the second wall, and the
// JSON type is the third: no form can send it.
func (s *sessions) crossSite(r *http.Request) error {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	var protection http.CrossOriginProtection
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	body := r.Method == http.MethodPost
	if protection.Check(r) != nil || body && (err != nil || kind != "application/json") {
		return &account.Error{Code: account.Forbidden, Message: "A request with the session cookie must come from this site and be application/json. Programs send a token as \"Authorization: Bearer TOKEN\" instead."}
	}
	return nil
}

func bearer(authorization string) string {
	scheme, token, _ := strings.Cut(authorization, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// create trades a token for a session cookie: POST /session with the token as
// {"token": "gh_…"} or in the Authorization header.
func (s *sessions) create(w http.ResponseWriter, r *http.Request) {
	if err := s.crossSite(r); err != nil && r.Header.Get("Authorization") == "" {
		refuse(w, r, http.StatusForbidden, err)
		return
	}
	token := bearer(r.Header.Get("Authorization"))
	if token == "" {
		var body struct {
			Token string `json:"token"`
		}
		if json.NewDecoder(http.MaxBytesReader(w, r.Body, maxSessionBody)).Decode(&body) != nil || body.Token == "" {
			refuse(w, r, http.StatusBadRequest, &account.Error{Code: account.InvalidArgument, Message: "Send the token as JSON: {\"token\": \"gh_…\"}."})
			return
		}
		token = strings.TrimSpace(body.Token)
	}
	session, expires, err := s.Sessions.CreateSession(r.Context(), token)
	switch {
	case err == nil:
	case account.CodeOf(err) == account.Unauthenticated:
		if refusal := s.limits.check(r, account.Caller{}, s.Now()); refusal != nil {
			refuse(w, r, http.StatusTooManyRequests, refusal)
			return
		}
		refuse(w, r, http.StatusUnauthorized, &account.Error{Code: account.Unauthenticated, Message: "This token is unknown, expired or revoked. Paste another one."})
		return
	default:
		s.unavailable(w, r, err)
		return
	}
	http.SetCookie(w, s.cookie(r, session, int(expires.Sub(s.Now()).Seconds())))
	answer(w, http.StatusOK, map[string]string{"expiresAt": expires.UTC().Format("2006-01-02T15:04:05.000Z")})
}

// end closes the session of the cookie, here and in the browser.
func (s *sessions) end(w http.ResponseWriter, r *http.Request) {
	if err := s.crossSite(r); err != nil {
		refuse(w, r, http.StatusForbidden, err)
		return
	}
	if session := consoleSession(r); session != "" {
		if err := s.Sessions.EndSession(r.Context(), session); err != nil && account.CodeOf(err) != account.Unauthenticated {
			s.unavailable(w, r, err)
			return
		}
	}
	http.SetCookie(w, s.cookie(r, "", -1))
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNoContent)
}

func (s *sessions) cookie(r *http.Request, value string, maxAge int) *http.Cookie {
	return &http.Cookie{
		Name: cookieName, Value: value, Path: "/", MaxAge: maxAge,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: s.BehindTLS || r.TLS != nil,
	}
}

// unavailable answers when nobody can tell who asks: the store is busy, closing or
// broken.
func (s *sessions) unavailable(w http.ResponseWriter, r *http.Request, err error) {
	var refusal *account.Error
	if errors.As(err, &refusal) {
		refuse(w, r, http.StatusServiceUnavailable, refusal)
		return
	}
	if r.Context().Err() == nil {
		s.Log.Error("who asks can't be told", "request", account.RequestIDFrom(r.Context()), "error", err)
	}
	refuse(w, r, http.StatusInternalServerError, err)
}
