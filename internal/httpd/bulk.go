package httpd

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"gatehouse/account"
)

const (
	// maxBulks is how many bodies of bulk jobs are read at once: each is in memory
	// until its job is kept.
	maxBulks = 2
	// maxBulkBody bounds a body: 100,000 invitations of 320 bytes.
	maxBulkBody = 32 << 20
	// bulkTime is how long a body may take.
	bulkTime = 2 * time.Minute
)

// BulkRequest is what the address and the headers of POST /bulk ask for. The lines
// are in the body.
type BulkRequest struct {
	SiteKey string
	Job     account.JobInput // Without Site and Lines.
}

// bulk answers POST /bulk?site=KEY&action=REVOKE&dryRun=true: a bulk job whose
// lines are NDJSON. No personal data is in the address.
type bulk struct {
	Config
	slots chan struct{}
}

func newBulk(c Config) *bulk { return &bulk{c, make(chan struct{}, maxBulks)} }

func (b *bulk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		methodNotAllowed("POST")(w, r)
		return
	}
	// Who may run no job sends no body.
	if err := account.CallerFrom(r.Context()).May(account.RunJobs); err != nil {
		b.refuse(w, r, err)
		return
	}
	request, err := readBulk(r)
	if err != nil {
		b.refuse(w, r, err)
		return
	}
	select {
	case b.slots <- struct{}{}:
		defer func() { <-b.slots }()
	default:
		b.refuse(w, r, &account.Error{Code: account.StoreIsBusy, RetryAfter: 5 * time.Second,
			Message: "Other bulk jobs are being taken, and this one was not begun. Send it again in a moment, with the same key."})
		return
	}
	// An error means that the server in front has no such limits. Deadlines are of
	// the machine's clock, whatever ours says.
	connection := http.NewResponseController(w)
	_ = connection.SetReadDeadline(time.Now().Add(bulkTime))
	_ = connection.SetWriteDeadline(time.Now().Add(bulkTime + time.Minute))
	job, err := b.Bulk(r.Context(), request, http.MaxBytesReader(w, r.Body, maxBulkBody))
	if err != nil {
		b.refuse(w, r, err)
		return
	}
	answer(w, http.StatusAccepted, map[string]any{"job": map[string]any{
		"id": job.ID.String(), "state": job.State, "action": job.Action, "dryRun": job.DryRun, "total": job.Total,
	}})
}

func readBulk(r *http.Request) (BulkRequest, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-ndjson" && kind != "application/ndjson" && kind != "application/jsonl" {
		return BulkRequest{}, &account.Error{Code: account.DocumentRefused, Message: "The lines are sent as Content-Type: application/x-ndjson, one JSON object a line, in UTF-8."}
	}
	q := r.URL.Query()
	request := BulkRequest{SiteKey: q.Get("site"), Job: account.JobInput{Key: r.Header.Get("Idempotency-Key")}}
	if request.Job.Key == "" {
		request.Job.Key = q.Get("idempotencyKey")
	}
	known := false
	if request.Job.Action, known = account.ParseBulkAction(q.Get("action")); !known {
		return request, badBulk("action is REVOKE, GRANT, DELETE or INVITE.", "action")
	}
	for name := range q {
		switch name {
		case "site", "action", "dryRun", "confirmCount", "idempotencyKey":
		default:
			return request, badBulk("The address takes site, action, dryRun, confirmCount and idempotencyKey. People belong into the body.", "query")
		}
	}
	return request, readBulkNumbers(q, &request.Job)
}

func readBulkNumbers(q url.Values, job *account.JobInput) (err error) {
	if text := q.Get("dryRun"); text != "" {
		if job.DryRun, err = strconv.ParseBool(text); err != nil {
			return badBulk("dryRun is true or false.", "dryRun")
		}
	}
	if text := q.Get("confirmCount"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			return badBulk("confirmCount is a number.", "confirmCount")
		}
		job.ConfirmCount = &n
	}
	return nil
}

func badBulk(message, field string) error {
	return &account.Error{Code: account.InvalidInput, Message: message, Field: []string{field}}
}

// bulkStatus is how a refused bulk job is told in HTTP.
var bulkStatus = map[account.Code]int{
	account.Unauthenticated: http.StatusUnauthorized, account.Forbidden: http.StatusForbidden, account.NotFound: http.StatusNotFound,
	account.InvalidInput: http.StatusBadRequest, account.KeyReused: http.StatusConflict, account.CountMismatch: http.StatusConflict,
	account.StoreIsBusy: http.StatusServiceUnavailable, account.DocumentRefused: http.StatusUnsupportedMediaType,
}

func (b *bulk) refuse(w http.ResponseWriter, r *http.Request, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		refuse(w, r, http.StatusRequestEntityTooLarge, &account.Error{Code: account.InvalidInput,
			Message: "The body is larger than 32 MiB, and nothing was begun. Send the lines in several jobs."})
		return
	}
	status, known := bulkStatus[account.CodeOf(err)]
	switch {
	case known:
	case r.Context().Err() != nil || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, context.DeadlineExceeded):
		status = http.StatusRequestTimeout
	default:
		status = http.StatusInternalServerError
		b.Log.Error("a bulk job could not be taken", "request", account.RequestIDFrom(r.Context()), "error", err)
	}
	refuse(w, r, status, err)
}
