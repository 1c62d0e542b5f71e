package hooks

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"gatehouse/account"
)

// Bounds of one try.
const (
	tryTime     = 15 * time.Second // From the look-up of the name to the answer.
	maxAnswer   = 4 << 10          // Read of an answer's body, so that its connection can be used again.
	maxHeaders  = 16 << 10         // Of an answer.
	idleTime    = 30 * time.Second // That a connection is kept for the next event.
	maxInFlight = 64               // Tries at once, of all webhooks.
	maxTests    = 4                // Of them by testWebhook.
)

// sender makes the tries. It goes through no proxy and follows no redirect: either
// would dial what nobody looked at.
type sender struct {
	secure, plain *http.Client
	timeout       time.Duration
	slots         chan struct{} // One for each try at once.
	now           func() time.Time
}

func newSender(c Config) *sender {
	timeout := c.Timeout
	if timeout == 0 {
		timeout = tryTime
	}
	client := func(g guard) *http.Client {
		dialer := &net.Dialer{Control: g.control}
		return &http.Client{
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			Transport: &http.Transport{
				DialContext: dialer.DialContext, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: c.Roots},
				MaxResponseHeaderBytes: maxHeaders, MaxIdleConnsPerHost: maxInFlight, IdleConnTimeout: idleTime, DisableCompression: true,
			},
		}
	}
	return &sender{
		secure: client(guard{c.Allowed, false}), plain: client(guard{c.Allowed, true}),
		timeout: timeout, slots: make(chan struct{}, maxInFlight), now: c.Now,
	}
}

// try sends a message once and says what became of it. An error is not the
// target's: the context ended, or the message can't be made.
func (s *sender) try(ctx context.Context, to target, id string, body []byte) (account.WebhookTry, error) {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return account.WebhookTry{}, ctx.Err()
	}
	limited, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(limited, http.MethodPost, to.URL, bytes.NewReader(body))
	if err != nil {
		return account.WebhookTry{}, errors.New("the address of a webhook can't be read") // Its own error has the address in it.
	}
	now := s.now()
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "Gatehouse-Webhooks")
	sign(request.Header, id, now, body, to.secrets(now))
	client := s.secure
	if request.URL.Scheme == "http" {
		client = s.plain
	}
	response, err := client.Do(request)
	if ctx.Err() != nil {
		if err == nil {
			response.Body.Close()
		}
		return account.WebhookTry{}, ctx.Err()
	}
	try := account.WebhookTry{At: now.UTC().Truncate(time.Millisecond), Outcome: outcomeOf(err)}
	if err != nil {
		return try, nil
	}
	// The status says it all. Of the body so much is read as a polite answer has.
	_, _ = io.CopyN(io.Discard, response.Body, maxAnswer)
	response.Body.Close()
	try.Status = response.StatusCode
	switch {
	case try.Status >= 200 && try.Status < 300:
		try.Outcome = account.WebhookDelivered
	case try.Status >= 300 && try.Status < 400:
		try.Outcome = account.WebhookRedirect
	}
	return try, nil
}

// outcomeOf names what went wrong without an answer. The error itself has the
// address in it and goes nowhere.
func outcomeOf(err error) account.WebhookOutcome {
	var timeout net.Error
	var invalid *tls.CertificateVerificationError
	var hostname x509.HostnameError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	switch {
	case err == nil:
		return account.WebhookBadStatus
	case errors.Is(err, errNotAllowed):
		return account.WebhookNotAllowed
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return account.WebhookTimeout
	case errors.As(err, &invalid), errors.As(err, &hostname), errors.As(err, &record), errors.As(err, &alert), errors.Is(err, http.ErrSchemeMismatch):
		return account.WebhookTLSFailed
	}
	return account.WebhookUnreachable
}

// close drops the connections that are kept.
func (s *sender) close() {
	s.secure.CloseIdleConnections()
	s.plain.CloseIdleConnections()
}
