package testkit

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"net"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Mail is a message as a server took it.
type Mail struct {
	From, To string
	Text     string // Headers and bodies, encoded as they came.
}

// Mailbox is a mail server of one test: it speaks STARTTLS with a certificate of its
// own, and keeps what it takes.
type Mailbox struct {
	Addr  string
	Roots *x509.CertPool // What vouches for its certificate.
	Mails chan Mail

	User, Password string // What it lets in; "": anybody.
	// Answer decides on each recipient; nil: all are taken.
	Answer func(to string) error
}

// NewMailbox starts a server on a port of its own. change may set it up before.
func NewMailbox(t testing.TB, change func(*Mailbox, *smtp.Server)) *Mailbox {
	t.Helper()
	b := &Mailbox{Mails: make(chan Mail, 100)}
	server := smtp.NewServer(b)
	certificate, roots := vouched(t)
	b.Roots, server.TLSConfig, server.Domain = roots, &tls.Config{Certificates: []tls.Certificate{certificate}}, "localhost"
	if change != nil {
		change(b, server)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b.Addr = listener.Addr().String()
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	t.Cleanup(func() {
		_ = server.Close()
		_ = listener.Close() // Where the server had not begun to serve, it does not know of it.
		if err := <-ended; err != nil && !errors.Is(err, smtp.ErrServerClosed) {
			t.Errorf("the mail server ended with %v", err)
		}
	})
	return b
}

// Wait gives the next mail.
func (b *Mailbox) Wait(t testing.TB) Mail {
	t.Helper()
	select {
	case m := <-b.Mails:
		return m
	case <-time.After(startLimit):
		t.Fatal("no mail comes")
		return Mail{}
	}
}

// NewSession begins a connection.
func (b *Mailbox) NewSession(*smtp.Conn) (smtp.Session, error) {
	return &mailSession{box: b, in: b.User == ""}, nil
}

type mailSession struct {
	box  *Mailbox
	in   bool
	mail Mail
}

func (s *mailSession) AuthMechanisms() []string {
	if s.box.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (s *mailSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		s.in = user == s.box.User && password == s.box.Password
		if !s.in {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

func (s *mailSession) Mail(from string, _ *smtp.MailOptions) error {
	if !s.in {
		return smtp.ErrAuthRequired
	}
	s.mail.From = from
	return nil
}

func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mail.To = to
	if s.box.Answer != nil {
		return s.box.Answer(to)
	}
	return nil
}

func (s *mailSession) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err == nil {
		s.mail.Text = string(text)
		s.box.Mails <- s.mail
	}
	return err
}

func (s *mailSession) Reset()        { s.mail = Mail{} }
func (s *mailSession) Logout() error { return nil }

// vouched makes a certificate for this machine that vouches for itself.
func vouched(t testing.TB) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().AddDate(1, 0, 0), IsCA: true, BasicConstraintsValid: true,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}
