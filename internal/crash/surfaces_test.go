package crash

import (
	"encoding/json"
	"fmt"
	"slices"
)

const surfaces = `query($id: ID!, $ids: [ID!]!, $email: String!, $word: String!, $former: String!) {
	customer(id: $id) { status displayName email }
	userReferences(ids: $ids) { label status selectable }
	site(key: "help") {
		page: portalCustomers(email: $email, first: 5) { nodes { id status } }
		picker: userPicker(query: $word, first: 5) { customerId }
		formerPicker: userPicker(query: $former, first: 5) { customerId }
		byEmail: customerFilter(query: $email, first: 5) { nodes { id } }
		byWord: customerFilter(query: $word, first: 5) { nodes { id } }
	}
}`

type node struct{ ID, CustomerID string }

type nodes struct{ Nodes []node }

func (n nodes) have(id string) bool { return slices.Contains(n.Nodes, node{ID: id}) }

// seen is what the surfaces show of an account.
type seen struct {
	Customer *struct{ Status, DisplayName, Email string }
	Refs     []*struct {
		Label, Status string
		Selectable    bool
	} `json:"userReferences"`
	Site struct {
		Page, ByEmail, ByWord nodes
		Picker, FormerPicker  []node
	}
}

// settle finds out which of two states an account is in whose last change got no
// answer. Both are right, nothing else is.
func settle(p *process, who *person) error {
	if who.maybe == nil {
		return nil
	}
	before, after := *who, *who.maybe
	before.maybe, after.maybe = nil, nil
	if before.status == "" {
		a, err := p.ask(`query($email: String!) { site(key: "help") { page: portalCustomers(email: $email) { nodes { id } } } }`,
			map[string]any{"email": who.email()})
		if err != nil {
			return err
		}
		var s seen
		if err := json.Unmarshal(a.Data["site"], &s.Site); err != nil {
			return err
		}
		if *who = before; len(s.Site.Page.Nodes) == 1 {
			*who = after
			who.id = s.Site.Page.Nodes[0].ID
		}
		return nil
	}
	s, err := look(p, &before)
	if err != nil {
		return err
	}
	if *who = before; s.Refs[0] != nil && s.Refs[0].Status == after.status && (s.Customer == nil || s.Customer.DisplayName == after.name) {
		*who = after
	}
	return nil
}

func look(p *process, who *person) (s seen, err error) {
	former := "nobody at all"
	if n := len(who.former); n > 0 {
		former = who.former[n-1]
	}
	a, err := p.ask(surfaces, map[string]any{
		"id": who.id, "ids": []string{who.id}, "email": who.email(), "word": who.word, "former": former,
	})
	if err != nil {
		return s, err
	}
	if a.code() != "" {
		return s, fmt.Errorf("the surfaces answered %+v", a.Errors)
	}
	text, err := json.Marshal(a.Data)
	if err != nil {
		return s, err
	}
	err = json.Unmarshal(text, &s)
	if err == nil && len(s.Refs) != 1 {
		err = fmt.Errorf("got %d references for one id", len(s.Refs))
	}
	return s, err
}

// compare tells where the surfaces differ from what the visibility table says of
// an account.
func compare(p *process, who *person) (wrong []string, err error) {
	if who.id == "" {
		return nil, nil // Its invite was never done, as settle found.
	}
	s, err := look(p, who)
	if err != nil {
		return nil, err
	}
	check := func(what string, got, want any) {
		if got != want {
			wrong = append(wrong, fmt.Sprintf("%s of %s (%s): got %v, want %v", what, who.id, who.status, got, want))
		}
	}
	active, there := who.status == "ACTIVE", who.status != "DELETED"
	label := map[string]string{"ACTIVE": who.name, "REVOKED": who.name + " (Deactivated)", "DELETED": "Former user (Deactivated)"}
	check("row by id", s.Customer != nil, there)
	if s.Customer != nil {
		check("status", s.Customer.Status, who.status)
		check("name", s.Customer.DisplayName, who.name)
		check("address", s.Customer.Email, who.email())
	}
	if ref := s.Refs[0]; ref != nil {
		check("label", ref.Label, label[who.status])
		check("status of the reference", ref.Status, who.status)
		check("selectable", ref.Selectable, active)
	} else {
		check("reference", "none", "one")
	}
	check("picker", slices.Contains(s.Site.Picker, node{CustomerID: who.id}), active)
	check("picker by the former name", slices.Contains(s.Site.FormerPicker, node{CustomerID: who.id}), false)
	check("filter by name", s.Site.ByWord.have(who.id), active)
	check("filter by address", s.Site.ByEmail.have(who.id), there)
	check("admin page by address", s.Site.Page.have(who.id), there)
	return wrong, nil
}
