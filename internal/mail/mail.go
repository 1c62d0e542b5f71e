// Package mail sends what a customer has to be told, invitations and links for a new
// password, over SMTP. Nobody waits for it: messages stand in a bounded queue in
// memory, because a link is a secret and an address is personal, and neither is to
// be on disk a second time. What is queued at a crash is lost; a link can be sent
// again.
package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"net"
	netmail "net/mail"
	"strconv"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"

	"gatehouse/account"
)

// Ways to speak to the server.
const (
	StartTLS = "starttls" // TLS is asked for and insisted on.
	TLS      = "tls"      // TLS from the first byte.
	Plain    = "none"     // No TLS; with a user name, for this machine alone.
)

// Accounts is what the mailer asks before each message: the account that has an
// address at that moment, if any.
type Accounts interface {
	Customers(ctx context.Context, q account.CustomerQuery, page account.Page) (account.Rows[account.Account], error)
}

// Options say which server takes the mail, and for whom it is.
type Options struct {
	Addr     string // Host and port.
	User     string // "": no authentication.
	Password string
	From     string         // As in a header: Help <help@example.com>.
	Security string         // StartTLS, TLS or Plain.
	Roots    *x509.CertPool // Nil: those of the machine.

	Accounts Accounts
	Now      func() time.Time
	Log      *slog.Logger
	// After is time.After, for tests to move the clock.
	After func(time.Duration) <-chan time.Time
}

// Mailer queues messages and sends them. Run does the work.
type Mailer struct {
	Options
	from   *netmail.Address
	client *gomail.Client

	mu    sync.Mutex
	queue []*item
	stats Stats
	wake  chan struct{}
}

// Stats count messages since the start; Queued are those that wait now.
type Stats struct {
	Queued, Sent, Retried int
	// Refused were refused by the server for good or tried too often; Skipped were
	// for nobody any more, or their link had expired; Dropped found the queue full,
	// or were left at the stop.
	Refused, Skipped, Dropped int
}

// New checks the settings; it speaks to nobody yet. An error says which setting is
// wrong.
func New(o Options) (*Mailer, error) {
	m := &Mailer{Options: o, wake: make(chan struct{}, 1)}
	host, portText, err := net.SplitHostPort(o.Addr)
	port, notNumber := strconv.Atoi(portText)
	if err != nil || host == "" || notNumber != nil || port < 1 || port > 65535 {
		return nil, fmt.Errorf("-smtp-addr has to be HOST:PORT, such as smtp.example.com:587")
	}
	if m.from, err = netmail.ParseAddress(o.From); err != nil {
		return nil, fmt.Errorf("-smtp-from has to be an address, such as \"Help <help@example.com>\"")
	}
	options := []gomail.Option{
		gomail.WithPort(port), gomail.WithTimeout(dialTime),
		gomail.WithTLSConfig(&tls.Config{ServerName: host, RootCAs: o.Roots, MinVersion: tls.VersionTLS12}),
	}
	switch o.Security {
	case StartTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case TLS:
		options = append(options, gomail.WithSSL())
	case Plain:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, fmt.Errorf("-smtp-tls has to be starttls, tls or none")
	}
	if o.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(o.User), gomail.WithPassword(o.Password))
	}
	m.client, err = gomail.NewClient(host, options...)
	return m, err
}

// Invitation queues an invitation. It never waits.
func (m *Mailer) Invitation(_ context.Context, message account.Message) {
	m.add(invitation, message)
}

// PasswordReset queues a link for a new password. It never waits.
func (m *Mailer) PasswordReset(_ context.Context, message account.Message) {
	m.add(reset, message)
}

// Stats gives the counts.
func (m *Mailer) Stats() Stats {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.stats
	s.Queued = len(m.queue)
	return s
}
