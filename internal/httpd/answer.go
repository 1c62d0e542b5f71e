package httpd

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"

	"gatehouse/account"
)

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// The status is out; a client that hung up is no error of ours.
	_ = json.NewEncoder(w).Encode(body)
}

type problem struct {
	Message    string            `json:"message"`
	Extensions problemExtensions `json:"extensions"`
}

type problemExtensions struct {
	Code       account.Code `json:"code"`
	RequestID  string       `json:"requestId"`
	RetryAfter float64      `json:"retryAfter,omitempty"`
}

// scimRoot is where the identity provider's door is.
const scimRoot = "/scim/v2/"

// scimProblem is a refusal as RFC 7644 writes it.
type scimProblem struct {
	Schemas []string `json:"schemas"`
	Status  string   `json:"status"`
	Detail  string   `json:"detail"`
}

// refuse answers in the form of a GraphQL error, so that clients read one kind of
// refusal everywhere, and of a SCIM error to those that speak SCIM. Whatever is no refusal of ours is masked; the caller logs it.
func refuse(w http.ResponseWriter, r *http.Request, status int, err error) {
	var refusal *account.Error
	if !errors.As(err, &refusal) {
		refusal = &account.Error{Code: account.Internal, Message: "Something went wrong on our side. Quote the request id."}
	}
	if refusal.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(refusal.RetryAfter.Seconds()))))
	}
	if strings.HasPrefix(r.URL.Path, scimRoot) {
		answer(w, status, scimProblem{[]string{"urn:ietf:params:scim:api:messages:2.0:Error"}, strconv.Itoa(status), refusal.Message})
		return
	}
	answer(w, status, map[string][]problem{"errors": {{
		Message: refusal.Message,
		Extensions: problemExtensions{
			Code: refusal.Code, RequestID: account.RequestIDFrom(r.Context()), RetryAfter: refusal.RetryAfter.Seconds(),
		},
	}}})
}

func healthz(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]string{"status": "alive"})
}
