package cli

import (
	"context"
	"errors"
	"io"
	"net/http"

	"gatehouse/account"
	"gatehouse/internal/httpd"
	"gatehouse/internal/importfile"
)

// bulk takes the lines of POST /bulk into the same engine as startBulkJob.
func (s *Server) bulk(ctx context.Context, request httpd.BulkRequest, body io.Reader) (account.Job, error) {
	site, ok, err := s.deployment.store.SiteByKey(ctx, request.SiteKey)
	if err != nil {
		return account.Job{}, err
	}
	if !ok {
		return account.Job{}, &account.Error{Code: account.NotFound, Field: []string{"site"}, Message: "There is no such site in your scope. Check the key."}
	}
	job := request.Job
	job.Site = site.ID
	watched := &failingReader{in: body}
	job.Lines, err = bulkLines(watched, "", importfile.NDJSON, nil, job.Action)
	if watched.failed != nil {
		return account.Job{}, watched.failed
	}
	if err != nil {
		return account.Job{}, err
	}
	return s.jobs.Start(ctx, job)
}

// failingReader remembers why reading ended: a body that broke off must not pass
// for a shorter one.
type failingReader struct {
	in     io.Reader
	failed error
}

func (r *failingReader) Read(p []byte) (int, error) {
	n, err := r.in.Read(p)
	var tooLarge *http.MaxBytesError
	if err != nil && (err != io.EOF || errors.As(err, &tooLarge)) {
		r.failed = err
	}
	return n, err
}
