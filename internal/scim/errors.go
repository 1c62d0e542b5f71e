package scim

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"

	"gatehouse/account"
)

// kind is scimType of RFC 7644, table 9.
type kind string

const (
	invalidFilter kind = "invalidFilter"
	tooMany       kind = "tooMany"
	uniqueness    kind = "uniqueness"
	mutability    kind = "mutability"
	invalidSyntax kind = "invalidSyntax"
	invalidPath   kind = "invalidPath"
	noTarget      kind = "noTarget"
	invalidValue  kind = "invalidValue"
)

// problem is a refusal of this door's own. Its detail says the reason and the cure
// and repeats nothing that was sent.
type problem struct {
	status int
	kind   kind
	detail string
}

func (p *problem) Error() string { return string(p.kind) + ": " + p.detail }

func refused(kind kind, detail string) *problem {
	return &problem{http.StatusBadRequest, kind, detail}
}

func notFound() *problem {
	return &problem{http.StatusNotFound, "", "There is no such user at this site. It may have been deleted; look for its address with a filter: userName eq \"…\"."}
}

// answers is the table of the domain's refusals as SCIM tells them. What is not in
// it is masked.
var answers = map[account.Code]struct {
	status int
	kind   kind
	cure   string // What to do over SCIM, behind the domain's own message.
}{
	account.Unauthenticated:    {http.StatusUnauthorized, "", ""},
	account.Forbidden:          {http.StatusForbidden, "", ""},
	account.NotFound:           {http.StatusNotFound, "", ""},
	account.InvalidID:          {http.StatusNotFound, "", ""},
	account.CustomerDeleted:    {http.StatusNotFound, "", ""},
	account.RevisionMismatch:   {http.StatusPreconditionFailed, "", ""},
	account.EmailTaken:         {http.StatusConflict, uniqueness, " Find it with a filter: userName eq \"…\"."},
	account.CustomerRevoked:    {http.StatusConflict, uniqueness, " Set its active to true."},
	account.EmailOnHold:        {http.StatusConflict, uniqueness, ""},
	account.InvalidEmail:       {http.StatusBadRequest, invalidValue, " Send it as userName."},
	account.DomainNotAllowed:   {http.StatusBadRequest, invalidValue, ""},
	account.InvalidDisplayName: {http.StatusBadRequest, invalidValue, " Send it as displayName, as name.formatted, or as name.givenName and name.familyName."},
	account.InvalidInput:       {http.StatusBadRequest, invalidValue, ""},
	account.StoreIsBusy:        {http.StatusServiceUnavailable, "", ""},
}

type errorBody struct {
	Schemas []string `json:"schemas"`
	Status  string   `json:"status"`
	Kind    kind     `json:"scimType,omitempty"`
	Detail  string   `json:"detail"`
	Request string   `json:"requestId,omitempty"` // Of our own making: what to quote to an admin.
}

// refuse answers with an error of SCIM. Whatever is no refusal is masked, and
// logged once.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, err error) {
	status := http.StatusInternalServerError
	body := errorBody{
		Schemas: []string{errorSchema}, Request: account.RequestIDFrom(r.Context()),
		Detail: "Something went wrong on our side. Quote the request id.",
	}
	var own *problem
	var refusal *account.Error
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		status = http.StatusServiceUnavailable
		body.Detail = "The answer took too long and was given up. A change may have been made: read before you try again."
	case errors.As(err, &own):
		status, body.Kind, body.Detail = own.status, own.kind, own.detail
	case errors.As(err, &refusal):
		body.Detail = refusal.Message
		if a, known := answers[refusal.Code]; known {
			status, body.Kind = a.status, a.kind
			body.Detail = refusal.Message + holder(refusal) + a.cure
		}
		if status == http.StatusNotFound {
			body.Detail = notFound().detail
		}
		if refusal.RetryAfter > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(refusal.RetryAfter.Seconds()))))
		}
	default:
		h.Log.LogAttrs(r.Context(), slog.LevelError, "a SCIM request failed",
			slog.String("request", body.Request), slog.String("error", err.Error()))
	}
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	body.Status = strconv.Itoa(status)
	answer(w, status, body)
}

// holder names the account that has the address, by its id.
func holder(e *account.Error) string {
	if e.Customer.IsZero() {
		return ""
	}
	return " It is " + e.Customer.String() + "."
}
