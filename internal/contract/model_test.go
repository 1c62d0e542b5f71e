package contract

import (
	"slices"
	"strings"
	"time"

	"gatehouse/account"
)

// model is what must be true of one site, written down as simply as can be: a
// list of people and the rules of what finds them. It shares no code with the
// store, the index or the visibility table.
type model struct {
	now    time.Time
	people []*soul
}

// soul is a person in the model, living or deleted.
type soul struct {
	id        account.ID
	email     string // In small letters, as the pool has it.
	name      name
	status    account.Status
	deletedAt time.Time
	request   account.ID // A request that this person reported.
}

// name is a display name with its words, folded by hand.
type name struct {
	text  string
	words []string
	cjk   bool
}

var names = []name{
	{"Nora Vos", []string{"nora", "vos"}, false},
	{"Noah Vossen", []string{"noah", "vossen"}, false},
	{"Zoë O’Brien", []string{"zoe", "o", "brien"}, false},
	{"Łukasz Żak", []string{"lukasz", "zak"}, false},
	{"Jose\u0301 Muñoz-Vos", []string{"jose", "munoz", "vos"}, false},
	{"王小明", []string{"王小明"}, true},
	{"محمد نور", []string{"محمد", "نور"}, false},
	{"ไทย", []string{"ไทย"}, false},
	{"nora.vos@acme.example", []string{"nora", "vos", "acme", "example"}, false}, // A name that looks like an address.
	{"Former user (Deactivated)", []string{"former", "user", "deactivated"}, false},
}

var addresses = []string{
	"nora.vos@acme.example", "nora@acme.example", "noah+shop@acme.example", "zoe@xn--bcher-kva.example",
	"lukasz@shop.test", "jm@shop.test", "ming@shop.test", "m.nour@acme.example",
}

// question is a typed text with its words, folded by hand.
type question struct {
	text  string
	words []string
}

var questions = []question{
	{"n", []string{"n"}}, {"Nora", []string{"nora"}}, {"VOS nora", []string{"vos", "nora"}}, {"zoë obr", []string{"zoe", "obr"}},
	{"o'b", []string{"o", "b"}}, {"lukasz", []string{"lukasz"}}, {"Ż", []string{"z"}}, {"jose mun", []string{"jose", "mun"}},
	{"munoz-v", []string{"munoz", "v"}}, {"小明", []string{"小明"}}, {"王", []string{"王"}}, {"نور", []string{"نور"}}, {"ไท", []string{"ไท"}},
	{"former user", []string{"former", "user"}}, {"deactivated", []string{"deactivated"}}, {"zz", []string{"zz"}},
	{"nora.v", []string{"nora", "v"}}, {"@acme", []string{"acme"}}, {"@shop.test", []string{"shop", "test"}}, {"noah+", []string{"noah"}},
	{"nora.vos@acme.example", []string{"nora", "vos", "acme", "example"}}, {"NORA@acme.example", []string{"nora", "acme", "example"}},
	{"lukasz@shop.test", []string{"lukasz", "shop", "test"}}, {"zoe@bücher.example", []string{"zoe", "bucher", "example"}},
	{"", nil}, {" ", nil}, {"*", nil}, {"name:nora", []string{"name", "nora"}}, {"vos~", []string{"vos"}},
}

// typed tells whether the text is what a person types for this soul, RULES 3.
func (s *soul) typed(q question) bool {
	text := strings.ToLower(strings.TrimSpace(q.text))
	_, domain, _ := strings.Cut(s.email, "@")
	if text != "" && (strings.HasPrefix(s.email, text) || len(text) > 1 && text[0] == '@' && strings.HasPrefix(domain, text[1:])) {
		return true
	}
	for _, typed := range q.words {
		if !slices.ContainsFunc(s.name.words, func(word string) bool {
			return strings.HasPrefix(word, typed) || s.name.cjk && strings.Contains(word, typed)
		}) {
			return false
		}
	}
	return len(q.words) > 0
}

// exact tells whether the text is the whole address.
func (s *soul) exact(q question) bool {
	text := strings.ToLower(strings.TrimSpace(q.text))
	return strings.ReplaceAll(text, "bücher", "xn--bcher-kva") == s.email
}

// picked gives whom the user picker must show before any near miss.
func (m *model) picked(q question) []account.ID {
	return m.ids(func(s *soul) bool { return s.status == account.Active && (s.typed(q) || s.exact(q)) })
}

// filtered gives whom the filter must show, and nobody else.
func (m *model) filtered(q question) []account.ID {
	return m.ids(func(s *soul) bool {
		return s.status == account.Active && (s.typed(q) || s.exact(q)) || s.status == account.Revoked && s.exact(q)
	})
}

// living gives whom the list of the page must show.
func (m *model) living() []account.ID {
	return m.ids(func(s *soul) bool { return s.status != account.Deleted })
}

func (m *model) ids(keep func(*soul) bool) []account.ID {
	var ids []account.ID
	for _, s := range m.people {
		if keep(s) {
			ids = append(ids, s.id)
		}
	}
	return sorted(ids)
}

func sorted(ids []account.ID) []account.ID {
	slices.SortFunc(ids, func(a, b account.ID) int { return strings.Compare(a.String(), b.String()) })
	return ids
}

// invited says how an invite of an address must be answered.
func (m *model) invited(email string) account.Code {
	for _, s := range m.people {
		switch {
		case s.email != email:
		case s.status == account.Active:
			return account.EmailTaken
		case s.status == account.Revoked:
			return account.CustomerRevoked
		}
	}
	for _, s := range m.people {
		if s.email == email && s.status == account.Deleted && m.now.Before(s.deletedAt.Add(14*24*time.Hour)) {
			return account.EmailOnHold
		}
	}
	return ""
}
