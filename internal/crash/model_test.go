package crash

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
)

// person is an account as its client knows it.
type person struct {
	id, word, mail, status string // Status "" while nobody knows whether the invite was done.
	name                   string
	former                 []string // Words of names that were replaced.
	maybe                  *person  // How it is if the change that got no answer was done.
}

func (p *person) email() string { return p.mail + "@crash.example" }

// words are random, and no two start alike: a scan for one finds no other. The tail
// keeps starts of words from being found inside of others.
type words struct {
	mu   sync.Mutex
	rng  *rand.Rand
	seen map[string]bool
}

func (w *words) next() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	for {
		var b strings.Builder
		for range 6 {
			b.WriteByte("bcdfghjklmnpqrstvwxy"[w.rng.IntN(20)])
		}
		if word := b.String(); !w.seen[word] {
			w.seen[word] = true
			return word + "zz"
		}
	}
}

// client changes accounts of its own, one change at a time, and remembers what was
// acknowledged.
type client struct {
	rng          *rand.Rand
	words        *words
	site         string
	people       []*person
	touched      []*person // Since the last look.
	acknowledged int
	refused      int // TRY_AGAIN.
	most         int // No invites while as many live; 0: always.
	living       int
}

// work changes accounts until the server is gone. What is not as documented is the
// error.
func (c *client) work(p *process) error {
	for {
		gone, err := c.change(p)
		if gone || err != nil {
			return err
		}
	}
}

// change makes one random change. Gone tells that there was no answer.
func (c *client) change(p *process) (gone bool, err error) {
	who := &person{word: c.words.next(), mail: c.words.next(), status: ""}
	who.name = strings.ToUpper(who.word[:1]) + who.word[1:] + " Walker"
	after := *who
	after.status = "ACTIVE"
	field, arguments := "inviteCustomer", map[string]any{"siteId": c.site, "email": who.email(), "displayName": who.name}
	full := c.most > 0 && c.living >= c.most
	if len(c.people) > 0 && (full || c.rng.IntN(10) < 7) {
		who = c.people[c.rng.IntN(len(c.people))]
		field, arguments, after = c.pick(who)
	} else {
		c.people = append(c.people, who)
	}
	c.touched = append(c.touched, who)
	selection := "customer { id }"
	if field == "deleteCustomer" {
		selection = "deletion { id }"
	}
	kind := strings.ToUpper(field[:1]) + field[1:]
	a, err := p.ask(fmt.Sprintf("mutation($in: %sInput!) { %s(input: $in) { %s userErrors { code } } }", kind, field, selection),
		map[string]any{"in": arguments})
	if err != nil {
		who.maybe = &after
		return true, nil
	}
	if a.code() == "TRY_AGAIN" {
		c.refused++
		return false, nil
	}
	var payload struct {
		Customer   *struct{ ID string }
		UserErrors []struct{ Code string }
	}
	if a.code() != "" {
		return false, fmt.Errorf("%s answered %+v", field, a.Errors)
	}
	if err := json.Unmarshal(a.Data[field], &payload); err != nil {
		return false, err
	}
	if len(payload.UserErrors) > 0 {
		// Every account belongs to one client, so its state is known for certain.
		if who.status == "DELETED" && payload.UserErrors[0].Code == "CUSTOMER_DELETED" {
			return false, nil
		}
		return false, fmt.Errorf("%s of an account that is %q answered %s", field, who.status, payload.UserErrors[0].Code)
	}
	if payload.Customer != nil {
		after.id = payload.Customer.ID
	}
	switch {
	case who.status == "":
		c.living++
	case who.status != "DELETED" && after.status == "DELETED":
		c.living--
	}
	*who = after
	c.acknowledged++
	return false, nil
}

// pick chooses what to do with an account that is there.
func (c *client) pick(who *person) (field string, arguments map[string]any, after person) {
	after = *who
	arguments = map[string]any{"customerId": who.id}
	switch n := c.rng.IntN(10); {
	case n < 3:
		field, after.status = "revokeAccess", "REVOKED"
	case n < 5:
		field, after.status = "grantAccess", "ACTIVE"
	case n < 7:
		field, after.word = "renameCustomer", c.words.next()
		after.name = strings.ToUpper(after.word[:1]) + after.word[1:] + " Walker"
		after.former = append(append([]string{}, who.former...), who.word)
		arguments["displayName"] = after.name
	default:
		field, after.status = "deleteCustomer", "DELETED"
		arguments["confirmEmail"] = who.email()
	}
	if who.status == "DELETED" {
		after = *who
	}
	return field, arguments, after
}

// words lists what must be gone from the files.
func (p *person) erased() []string {
	if p.status == "DELETED" {
		return append(append([]string{}, p.former...), p.word, p.mail)
	}
	return p.former
}
