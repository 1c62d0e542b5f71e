package mail

import (
	"bytes"
	"embed"
	htmltemplate "html/template"
	"io"
	netmail "net/mail"
	"strings"
	texttemplate "text/template"
	"unicode"

	"github.com/google/uuid"
	gomail "github.com/wneessen/go-mail"

	"gatehouse/account"
)

//go:embed templates
var files embed.FS

// kind is a sort of message.
type kind struct {
	name    string
	subject string // Before the site's name.
	text    *texttemplate.Template
	html    *htmltemplate.Template
}

var invitation, reset = load("invitation", "Your invitation to "), load("reset", "A new password for ")

func load(name, subject string) kind {
	return kind{
		name, subject,
		texttemplate.Must(texttemplate.ParseFS(files, "templates/"+name+".txt")),
		htmltemplate.Must(htmltemplate.ParseFS(files, "templates/"+name+".html")),
	}
}

// compose writes a message. The address stands alone in its header: a name beside
// it would be one more text to encode, and the greeting has it. A domain is sent in
// ASCII; needsUTF8 tells that the part before the @ is not.
func (m *Mailer) compose(i *item) (composed *gomail.Msg, needsUTF8 bool, err error) {
	email, err := account.ParseEmail(i.message.To)
	if err != nil {
		return nil, false, err
	}
	local, _, _ := strings.Cut(email.Typed, "@")
	for _, r := range local {
		needsUTF8 = needsUTF8 || r > unicode.MaxASCII
	}
	composed = gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	composed.FromMailAddress(m.from)
	composed.ToMailAddress(&netmail.Address{Address: local + "@" + email.Domain()})
	composed.Subject(i.kind.subject + line(i.message.Site.Name))
	composed.SetDateWithValue(m.Now())
	composed.SetMessageIDWithValue(uuid.NewString() + m.from.Address[strings.LastIndexByte(m.from.Address, '@'):])
	composed.SetGenHeader("Auto-Submitted", "auto-generated")
	said := struct{ Name, Site, URL, Until string }{
		line(i.message.DisplayName), line(i.message.Site.Name), i.message.URL,
		i.message.ExpiresAt.UTC().Format("2 January 2006, 15:04 UTC"),
	}
	text, err := written(i.kind.text, said)
	if err != nil {
		return nil, false, err
	}
	html, err := written(i.kind.html, said)
	composed.SetBodyString(gomail.TypeTextPlain, text)
	composed.AddAlternativeString(gomail.TypeTextHTML, html)
	return composed, needsUTF8, err
}

func written(t interface{ Execute(io.Writer, any) error }, said any) (string, error) {
	var b bytes.Buffer
	err := t.Execute(&b, said)
	return b.String(), err
}

// line makes one line of a text, without what turns its direction around. Names
// have none of that by their own rule; a header must not rely on it.
func line(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) && r != 0x200C && r != 0x200D {
			return ' '
		}
		return r
	}, text)
}
