package scim

import (
	"net/http"
	"strings"

	"gatehouse/account"
)

// wish is what a request says of a user; what it doesn't say is nil.
type wish struct {
	userName, email                       *string
	displayName, formatted, given, family *string
	active                                *bool
}

// take is how an attribute of a user is taken: set puts it into a wish; nil: it is
// taken and not kept.
type take struct {
	set func(*wish, any) error
	// fixed attributes can't be changed; sent along with a whole user they are
	// passed over.
	fixed string
}

// attributes are all that RFC 7643 has of a user, in small letters. Others are
// unknown.
var attributes = map[string]take{
	"username":    {set: words("userName", func(w *wish) **string { return &w.userName })},
	"displayname": {set: words("displayName", func(w *wish) **string { return &w.displayName })},
	"name":        {set: setName},
	"emails":      {set: setEmails},
	"active":      {set: setActive},

	"name.formatted":  {set: nameParts["formatted"]},
	"name.givenname":  {set: nameParts["givenname"]},
	"name.familyname": {set: nameParts["familyname"]},
	"emails.value":    {set: words("emails.value", func(w *wish) **string { return &w.email })},

	"id": {fixed: "The id"}, "meta": {fixed: "Meta"}, "schemas": {fixed: "The list of schemas"}, "groups": {fixed: "Membership in groups"},
	"password": {fixed: "The password, which the customer sets alone,"},

	"name.middlename": {}, "name.honorificprefix": {}, "name.honorificsuffix": {},
	"emails.type": {}, "emails.primary": {}, "emails.display": {},
	"externalid": {}, "nickname": {}, "profileurl": {}, "title": {}, "usertype": {}, "preferredlanguage": {}, "locale": {},
	"timezone": {}, "phonenumbers": {}, "ims": {}, "photos": {}, "addresses": {}, "entitlements": {}, "roles": {},
	"x509certificates": {},
}

// nameParts are the parts of name that are kept.
var nameParts = map[string]func(*wish, any) error{
	"formatted":  words("name.formatted", func(w *wish) **string { return &w.formatted }),
	"givenname":  words("name.givenName", func(w *wish) **string { return &w.given }),
	"familyname": words("name.familyName", func(w *wish) **string { return &w.family }),
}

// wrongType names an attribute by its own name, not by what was sent.
func wrongType(name, want string) *problem {
	return refused(invalidValue, name+" has to be "+want+".")
}

func words(name string, field func(*wish) **string) func(*wish, any) error {
	return func(w *wish, value any) error {
		s, ok := value.(string)
		if !ok {
			return wrongType(name, "text")
		}
		*field(w) = &s
		return nil
	}
}

// setActive takes a truth value also as text, in any case: Microsoft Entra ID sends
// "False".
func setActive(w *wish, value any) error {
	b, ok := value.(bool)
	if s, text := value.(string); text {
		b = strings.EqualFold(s, "true")
		ok = b || strings.EqualFold(s, "false")
	}
	if !ok {
		return wrongType("active", "true or false")
	}
	w.active = &b
	return nil
}

func setName(w *wish, value any) error {
	name, ok := value.(map[string]any)
	if !ok {
		return wrongType("name", "an object")
	}
	for part, value := range name {
		if set := nameParts[strings.ToLower(part)]; set != nil && value != nil {
			if err := set(w, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// setEmails takes the primary address, else that of the type work, else the first:
// a customer has one.
func setEmails(w *wish, value any) error {
	all, ok := value.([]any)
	if one, object := value.(map[string]any); object {
		all, ok = []any{one}, true
	}
	if !ok {
		return wrongType("emails", "a list of objects")
	}
	best, rank := "", 0
	for _, entry := range all {
		e, ok := entry.(map[string]any)
		if !ok {
			return wrongType("emails", "a list of objects")
		}
		var m mailbox
		for name, value := range e {
			if err := m.read(strings.ToLower(name), value); err != nil {
				return err
			}
		}
		if m.rank() > rank {
			best, rank = m.value, m.rank()
		}
	}
	if rank > 0 {
		w.email = &best
	}
	return nil
}

// mailbox is an entry of emails.
type mailbox struct {
	value   string
	work    bool
	primary bool
}

func (m *mailbox) read(name string, value any) error {
	var ok bool
	switch name {
	case "value":
		if m.value, ok = value.(string); !ok && value != nil {
			return wrongType("emails.value", "text")
		}
	case "type":
		kind, _ := value.(string)
		m.work = strings.EqualFold(kind, workType)
	case "primary":
		var w wish
		if value != nil && setActive(&w, value) != nil {
			return wrongType("emails.primary", "true or false")
		}
		m.primary = w.active != nil && *w.active
	}
	return nil
}

func (m mailbox) rank() int {
	switch {
	case m.value == "":
		return 0
	case m.primary:
		return 3
	case m.work:
		return 2
	}
	return 1
}

// readUser reads a whole user. Attributes that are not known are passed over, and
// null is the same as none.
func readUser(w http.ResponseWriter, r *http.Request) (sent wish, err error) {
	var whole map[string]any
	if err := body(w, r, &whole); err != nil {
		return sent, err
	}
	for name, value := range whole {
		name = strings.TrimPrefix(strings.ToLower(name), strings.ToLower(userSchema)+":")
		if known := attributes[name]; known.set != nil && value != nil {
			if err := known.set(&sent, value); err != nil {
				return sent, err
			}
		}
	}
	return sent, nil
}

// address gives the one address that is meant. A user name and an e-mail address
// that differ are refused: whoever is looked up by the one would be written to at
// the other.
func (w wish) address() (*string, error) {
	if w.userName == nil || w.email == nil || *w.userName == *w.email {
		if w.userName != nil {
			return w.userName, nil
		}
		return w.email, nil
	}
	name, err := account.ParseEmail(*w.userName)
	if err != nil {
		return w.userName, nil // The store says what is wrong with it.
	}
	email, err := account.ParseEmail(*w.email)
	if err != nil || email.Canonical != name.Canonical {
		return nil, refused(invalidValue, "userName and the primary e-mail address differ. A customer has one address: map the same attribute to both.")
	}
	return w.userName, nil
}

func (w wish) access() *account.Status {
	if w.active == nil {
		return nil
	}
	to := account.Revoked
	if *w.active {
		to = account.Active
	}
	return &to
}

// fullName is the name of a whole user, or "".
func (w wish) fullName() string {
	for _, name := range []*string{w.displayName, w.formatted} {
		if name != nil && strings.TrimSpace(*name) != "" {
			return *name
		}
	}
	var parts []string
	for _, part := range []*string{w.given, w.family} {
		if part != nil && strings.TrimSpace(*part) != "" {
			parts = append(parts, strings.TrimSpace(*part))
		}
	}
	return strings.Join(parts, " ")
}

// newName is the name that a change of some attributes asks for; nil: none. The
// parts of name are other words for it: where all of them are in the name already
// they change nothing, so that a provider which sends "Nora" and "Vos" beside the
// display name "Vos, Nora" doesn't rename a person to and fro. One of the two parts
// alone can't be put into a name that is kept whole.
func (w wish) newName(now string) *string {
	if w.displayName != nil {
		return w.displayName
	}
	if w.given == nil || w.family == nil {
		w.given, w.family = nil, nil
	}
	name := w.fullName()
	for _, word := range strings.Fields(strings.ToLower(name)) {
		if !strings.Contains(strings.ToLower(now), word) {
			return &name
		}
	}
	return nil
}

// change is the wish in the domain's words, with the name that it comes to.
func (w wish) change(name *string) (account.CustomerChange, error) {
	email, err := w.address()
	return account.CustomerChange{Email: email, DisplayName: name, Access: w.access()}, err
}
