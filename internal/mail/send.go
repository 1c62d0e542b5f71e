package mail

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"gatehouse/account"
)

// dialTime bounds each word with the server.
const dialTime = 20 * time.Second

// failure says why a try failed, in words that hold nothing of the message: what a
// server answers may repeat the address.
type failure string

// send tries messages over one connection. What could not be tried waits.
func (m *Mailer) send(ctx context.Context, items []*item) {
	wanted := items[:0]
	for _, i := range items {
		if m.stillFor(ctx, i) {
			wanted = append(wanted, i)
		}
	}
	if len(wanted) == 0 {
		return
	}
	server, err := m.client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		// Before a message is named the server can only speak of itself.
		m.Log.Warn("the mail server can't be reached; its mails wait", "mails", len(wanted), "error", err.Error())
		for _, i := range wanted {
			m.again(i, "the server can't be reached")
		}
		return
	}
	defer func() { _ = m.client.CloseWithSMTPClient(server) }()
	for n, i := range wanted {
		// Somebody may have been deleted while the others were sent.
		if n > 0 && !m.stillFor(ctx, i) {
			continue
		}
		m.one(ctx, server, i)
	}
}

func (m *Mailer) one(ctx context.Context, server *smtp.Client, i *item) {
	if ctx.Err() != nil {
		m.again(i, "the stop came first")
		return
	}
	why, forGood := m.deliver(server, i)
	switch {
	case why == "":
		m.count(&m.stats.Sent)
	case forGood:
		m.count(&m.stats.Refused)
		m.Log.Error("a mail was refused", "kind", i.kind.name, "why", string(why))
	default:
		m.again(i, why)
	}
}

// deliver hands a message to the server. An answer of 500 or more is for good.
func (m *Mailer) deliver(server *smtp.Client, i *item) (why failure, forGood bool) {
	composed, needsUTF8, err := m.compose(i)
	if err != nil {
		return "the message can't be written", true
	}
	if ok, _ := server.Extension("SMTPUTF8"); needsUTF8 && !ok {
		return "the server takes no address with other letters than ASCII before the @ (SMTPUTF8)", true
	}
	err = m.client.SendWithSMTPClient(server, composed)
	if err == nil {
		return "", false
	}
	var failed *gomail.SendError
	if !errors.As(err, &failed) {
		return "the connection broke", false
	}
	code := failed.ErrorCode()
	why = failure(fmt.Sprintf("%s: %d %s", failed.Reason, code, failed.EnhancedStatusCode()))
	return failure(strings.TrimSpace(string(why))), code >= 500
}

// stillFor asks right before a message is sent whether it may be: the address still
// belongs to a customer of that site whom the portal admits, and the link has not
// expired. Who has it is greeted by the name of now: an address can have passed to
// somebody else, who must not read of the one before.
func (m *Mailer) stillFor(ctx context.Context, i *item) bool {
	email, err := account.ParseEmail(i.message.To)
	if err != nil || !m.Now().Before(i.message.ExpiresAt) {
		m.count(&m.stats.Skipped)
		return false
	}
	ctx = account.WithCaller(ctx, account.System())
	rows, err := m.Accounts.Customers(ctx, account.CustomerQuery{Site: i.message.Site.ID, Email: email.Canonical}, account.Page{Size: 1})
	if err != nil {
		m.again(i, "who has the address can't be told")
		return false
	}
	if len(rows.Items) == 0 || !account.Admits(rows.Items[0].Status) {
		m.count(&m.stats.Skipped)
		return false
	}
	i.message.DisplayName = rows.Items[0].DisplayName
	return true
}
