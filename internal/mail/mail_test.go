package mail_test

import (
	"context"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"gatehouse/account"
	"gatehouse/internal/mail"
	"gatehouse/internal/testkit"
)

// post is a mailer that runs over a real store, its server and its clock.
type post struct {
	*mail.Mailer
	t      *testing.T
	server *testkit.Server
	box    *testkit.Mailbox
	tick   chan time.Time
	stop   func()
	logs   *testkit.Log
}

func newPost(t *testing.T, change func(*testkit.Mailbox, *smtp.Server), options ...func(*mail.Options)) *post {
	t.Helper()
	p := &post{t: t, server: testkit.Start(t), box: testkit.NewMailbox(t, change), tick: make(chan time.Time), logs: &testkit.Log{}}
	o := mail.Options{
		Addr: p.box.Addr, From: "Help <help@ok.example>", Security: mail.StartTLS, Roots: p.box.Roots, Accounts: p.server.Store(),
		Now: p.server.Clock.Now, After: func(time.Duration) <-chan time.Time { return p.tick },
		Log: slog.New(slog.NewTextHandler(p.logs, nil)),
	}
	for _, option := range options {
		option(&o)
	}
	var err error
	if p.Mailer, err = mail.New(o); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *post) run() {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	p.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			p.t.Errorf("Run ended with %v", err)
		}
	})
	p.t.Cleanup(p.stop)
}

// pass has the mailer look at its clock. It does so when it has done all it could, so
// what came before is done then, too.
func (p *post) pass() { p.tick <- p.server.Clock.Now() }

func (p *post) invite(email, name string) account.Message {
	p.t.Helper()
	site := p.server.Site("help")
	if _, err := p.server.Store().InviteCustomer(testkit.System(), site.ID, email, name); err != nil {
		p.t.Fatal(err)
	}
	return account.Message{Site: site, To: email, DisplayName: name, URL: "https://help.ok.example/portal/help/accept#SECRET", ExpiresAt: p.server.Clock.Now().Add(time.Hour)}
}

// parts takes a message apart: its headers, text and HTML.
func parts(t *testing.T, m testkit.Mail) (netmail.Header, string, string) {
	t.Helper()
	message, err := netmail.ReadMessage(strings.NewReader(m.Text))
	if err != nil {
		t.Fatal(err)
	}
	_, parameters, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	var bodies []string
	for reader := multipart.NewReader(message.Body, parameters["boundary"]); ; {
		part, err := reader.NextRawPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, string(body))
	}
	if len(bodies) != 2 {
		t.Fatalf("got %d bodies, want text and HTML", len(bodies))
	}
	return message.Header, bodies[0], bodies[1]
}

// TestMails sends both kinds over STARTTLS with a password, and reads them as a
// person's program would.
func TestMails(t *testing.T) {
	p := newPost(t, func(b *testkit.Mailbox, _ *smtp.Server) { b.User, b.Password = "gatehouse", "s3cret" },
		func(o *mail.Options) { o.User, o.Password = "gatehouse", "s3cret" })
	p.run()
	m := p.invite("Nora.Vos@Bücher.example", "Nora <b>Vos</b>")
	p.Invitation(t.Context(), m)
	got := p.box.Wait(t)
	header, text, html := parts(t, got)
	if want := "Nora.Vos@xn--bcher-kva.example"; got.To != want || header.Get("To") != "<"+want+">" {
		t.Errorf("sent to %q, header %q; want %s", got.To, header.Get("To"), want)
	}
	if got.From != "help@ok.example" || header.Get("Auto-Submitted") != "auto-generated" || header.Get("X-Mailer")+header.Get("User-Agent") != "" {
		t.Errorf("from %q with the headers %v", got.From, header)
	}
	if subject, err := new(mime.WordDecoder).DecodeHeader(header.Get("Subject")); err != nil || subject != "Your invitation to "+m.Site.Name {
		t.Errorf("subject %q, %v", subject, err)
	}
	if !strings.Contains(text, m.URL) || !strings.Contains(text, "Hello Nora <b>Vos</b>,") || !strings.Contains(text, "23 November 2026, 13:00 UTC") {
		t.Errorf("got the text\n%s", text)
	}
	if !strings.Contains(html, `href="`+m.URL+`"`) || !strings.Contains(html, "Nora &lt;b&gt;Vos&lt;/b&gt;") || strings.Contains(html, "src=") {
		t.Errorf("got the HTML\n%s", html)
	}
	p.PasswordReset(t.Context(), m)
	if _, text, _ := parts(t, p.box.Wait(t)); !strings.Contains(text, "asked for a new password") || !strings.Contains(text, m.URL) {
		t.Errorf("got the text\n%s", text)
	}
}

// TestNoInjection has names with line breaks, whatever let them in: no header
// begins in them, and no direction turns. The greeting has the name of now.
func TestNoInjection(t *testing.T) {
	p := newPost(t, nil)
	p.run()
	m := p.invite("ana@ok.example", "Ana")
	m.Site.Name, m.DisplayName = "\u202eHelp\r\nBcc: all@evil.example\r\n\r\nHi", "Somebody before her"
	p.Invitation(t.Context(), m)
	got := p.box.Wait(t)
	header, text, _ := parts(t, got)
	if header.Get("Bcc") != "" || len(header["Subject"]) != 1 || strings.ContainsAny(text, "\u202e") {
		t.Errorf("a name made headers or turned the text:\n%s", got.Text)
	}
	if !strings.Contains(text, "Hello Ana,") || !strings.Contains(text, "Help  Bcc: all@evil.example") {
		t.Errorf("got the text, want the name of now and one line\n%s", text)
	}
}

// TestLetters sends to an address with other letters before the @ only through a
// server that says it takes them.
func TestLetters(t *testing.T) {
	for _, takes := range []bool{true, false} {
		p := newPost(t, func(_ *testkit.Mailbox, s *smtp.Server) { s.EnableSMTPUTF8 = takes })
		p.run()
		odd, plain := p.invite("zoë@ok.example", "Zoë"), p.invite("ana@ok.example", "Ana")
		p.Invitation(t.Context(), odd)
		p.Invitation(t.Context(), plain)
		want := "ana@ok.example"
		if takes {
			want = "zoë@ok.example"
		}
		if got := p.box.Wait(t); got.To != want {
			t.Errorf("server takes them %t: the first mail went to %q, want %q", takes, got.To, want)
		}
		p.stop()
		if s := p.Stats(); s.Refused == 1 == takes || s.Queued != 0 {
			t.Errorf("server takes them %t: got %+v", takes, s)
		}
	}
}

// TestRetry tries again what the server can't take now, later and later, and never
// what it refuses; and repeats nothing of its answers.
func TestRetry(t *testing.T) {
	busy := true
	p := newPost(t, func(b *testkit.Mailbox, _ *smtp.Server) {
		b.Answer = func(to string) error {
			switch {
			case strings.HasPrefix(to, "gone@"):
				return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no mailbox " + to}
			case busy:
				busy = false
				return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "greylisted " + to}
			}
			return nil
		}
	})
	gone, ana := p.invite("gone@ok.example", "Gone"), p.invite("ana@ok.example", "Ana")
	p.Invitation(t.Context(), gone)
	p.Invitation(t.Context(), ana)
	p.run()
	p.pass()
	p.server.Clock.Advance(29 * time.Second)
	p.pass()
	p.pass()
	if s := p.Stats(); s.Sent != 0 || s.Refused != 1 || s.Retried != 1 {
		t.Errorf("before the wait is over: got %+v, want one refused and one to be tried again", s)
	}
	p.server.Clock.Advance(2 * time.Second)
	var got testkit.Mail
	select {
	case p.tick <- p.server.Clock.Now():
		got = p.box.Wait(t)
	case got = <-p.box.Mails: // It had not looked at its clock since the tick before.
	}
	if got.To != "ana@ok.example" {
		t.Errorf("got a mail to %q", got.To)
	}
	p.stop()
	if s := p.Stats(); s.Sent != 1 || s.Refused != 1 || s.Queued != 0 {
		t.Errorf("at the end: got %+v", s)
	}
	if text := p.logs.String(); strings.Contains(text, "ok.example") || !strings.Contains(text, "550 5.1.1") {
		t.Errorf("the log names an address, or not the code:\n%s", text)
	}
}

// TestNobodyAnyMore sends nothing to who was deleted or revoked or has another
// address since, and no link that has expired.
func TestNobodyAnyMore(t *testing.T) {
	p := newPost(t, nil)
	store, system := p.server.Store(), testkit.System()
	var all []account.Message
	for _, email := range []string{"deleted@ok.example", "revoked@ok.example", "moved@ok.example", "late@ok.example"} {
		all = append(all, p.invite(email, "Somebody"))
	}
	id := func(email string) account.ID {
		rows, err := store.Customers(system, account.CustomerQuery{Site: all[0].Site.ID, Email: email}, account.Page{Size: 1})
		if err != nil || len(rows.Items) != 1 {
			t.Fatalf("%d rows, %v", len(rows.Items), err)
		}
		return rows.Items[0].ID
	}
	if _, _, err := store.DeleteCustomer(system, id("deleted@ok.example"), "deleted@ok.example"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := store.RevokeAccess(system, id("revoked@ok.example"), ""); err != nil {
		t.Fatal(err)
	}
	if _, _, err := store.UpdateEmail(system, id("moved@ok.example"), "new@ok.example"); err != nil {
		t.Fatal(err)
	}
	all[3].ExpiresAt = p.server.Clock.Now()
	for _, m := range append(all, p.invite("ana@ok.example", "Ana")) {
		p.Invitation(t.Context(), m)
	}
	p.run()
	if got := p.box.Wait(t); got.To != "ana@ok.example" {
		t.Errorf("got a mail to %q, want ana alone", got.To)
	}
	p.stop()
	if s := p.Stats(); s.Sent != 1 || s.Skipped != 4 {
		t.Errorf("got %+v, want 1 sent and 4 skipped", s)
	}
}

// TestFull drops what is more than the queue holds, at once; and a stop counts what
// it leaves, when no server is there.
func TestFull(t *testing.T) {
	p := newPost(t, nil, func(o *mail.Options) { o.Addr = "127.0.0.1:1" })
	m := p.invite("ana@ok.example", "Ana")
	for range 10_001 {
		p.Invitation(t.Context(), m)
	}
	if s := p.Stats(); s.Queued != 10_000 || s.Dropped != 1 {
		t.Errorf("got %+v, want 10,000 queued and 1 dropped", s)
	}
}

// TestStop sends what is queued before the end, and counts what can't be.
func TestStop(t *testing.T) {
	p := newPost(t, nil)
	p.Invitation(t.Context(), p.invite("ana@ok.example", "Ana"))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.Run(ended); err != nil {
		t.Error(err)
	}
	if got := p.box.Wait(t); got.To != "ana@ok.example" {
		t.Errorf("got a mail to %q", got.To)
	}
	lost := newPost(t, nil, func(o *mail.Options) { o.Addr = "127.0.0.1:1" })
	lost.Invitation(t.Context(), lost.invite("ana@ok.example", "Ana"))
	if err := lost.Run(ended); err != nil {
		t.Error(err)
	}
	if s := lost.Stats(); s.Dropped != 1 || s.Queued != 0 || !strings.Contains(lost.logs.String(), "mails=1") {
		t.Errorf("got %+v and the log\n%s", s, lost.logs)
	}
}

// TestNoTrust sends nothing to a server whose certificate nobody vouches for, and
// no password in the clear.
func TestNoTrust(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, option := range map[string]func(*mail.Options){
		"unknown certificate": func(o *mail.Options) { o.Roots = nil },
		"wrong password":      func(o *mail.Options) { o.User, o.Password = "gatehouse", "wrong" },
	} {
		p := newPost(t, func(b *testkit.Mailbox, _ *smtp.Server) { b.User, b.Password = "gatehouse", "s3cret" }, option)
		p.Invitation(t.Context(), p.invite("ana@ok.example", "Ana"))
		if err := p.Run(ended); err != nil {
			t.Error(err)
		}
		if s := p.Stats(); s.Sent != 0 || s.Dropped != 1 || strings.Contains(p.logs.String(), "wrong\"") {
			t.Errorf("%s: got %+v\n%s", name, s, p.logs)
		}
	}
}

// TestSettings names the setting that is wrong.
func TestSettings(t *testing.T) {
	good := mail.Options{Addr: "smtp.ok.example:587", From: "help@ok.example", Security: mail.StartTLS}
	for want, change := range map[string]func(*mail.Options){
		"":           func(*mail.Options) {},
		"-smtp-addr": func(o *mail.Options) { o.Addr = "smtp.ok.example" },
		"-smtp-from": func(o *mail.Options) { o.From = "Help" },
		"-smtp-tls":  func(o *mail.Options) { o.Security = "maybe" },
	} {
		o := good
		change(&o)
		_, err := mail.New(o)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error about %q", err, want)
		}
	}
}
