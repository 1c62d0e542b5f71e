package contract

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"gatehouse/account"
	"gatehouse/internal/testkit"
)

// TestSitesAreApart asks, as each role of one site, every field and every mutation
// of the schema for what belongs to another: the answer must be the one for what
// does not exist, and the other site's rows must be as they were. The documents are
// made from the schema, so a new field is covered the day it is added.
func TestSitesAreApart(t *testing.T) {
	for _, role := range []account.Role{account.Agent, account.SiteAdmin} {
		t.Run(role.String(), func(t *testing.T) {
			t.Parallel()
			s := newSites(t)
			s.token = s.server.Token(role, s.own.key)
			before := s.everything()
			asked := 0
			for _, q := range questionsOf() {
				if len(q.leaves) == 0 {
					s.scan(t, q.name, indent(s.ask(q.document, q.with(s, leaf{}, nil))))
				}
				for _, leaf := range q.leaves {
					asked += s.compare(t, q, leaf)
				}
			}
			if asked < 200 {
				t.Errorf("only %d questions were asked", asked)
			}
			if diff := cmp.Diff(before, s.everything()); diff != "" {
				t.Errorf("the other site changed (-before +after):\n%s", diff)
			}
		})
	}
}

// sites are two sites full of data, and a caller of one of them.
type sites struct {
	*world
	own, other estate
}

// estate is what a site has: ids by kind, and what people typed.
type estate struct {
	key, email, name, domain, cursor, jobKey, link string
	ids                                            map[account.Kind][]string
}

func newSites(t *testing.T) *sites {
	t.Helper()
	w := newWorld(t)
	w.admin(`mutation{createSite(input:{key:"afar",name:"Afar Desk"}){site{id}}}`, nil)
	return &sites{
		world: w,
		own:   newEstate(t, w, "help", "nora.vos@near.example", "Nora Vos"),
		other: newEstate(t, w, "afar", "zaphod@afar-shop.example", "Zaphod Farley"),
	}
}

// newEstate fills a site: an active, a revoked and a deleted customer, a request of
// each, a token, and the events of all that.
func newEstate(t *testing.T, w *world, key, email, name string) estate {
	t.Helper()
	_, domain, _ := strings.Cut(email, "@")
	e := estate{key: key, email: email, name: name, domain: domain, ids: map[account.Kind][]string{}}
	store, site := w.server.Store(), w.server.Site(key)
	e.add(site.ID)
	for i, act := range []string{"", "revoke", "delete"} {
		address := email
		if i > 0 {
			address = fmt.Sprintf("%s.%s", act, email)
		}
		a, err := store.InviteCustomer(testkit.System(), site.ID, address, name+" "+act)
		check(t, err)
		q, err := store.CreateRequest(testkit.System(), site.ID, "Summary of "+name, a.ID, nil)
		check(t, err)
		e.add(a.ID, q.ID)
		switch act {
		case "":
			var link account.LinkSecret
			_, link, err = store.ResendInvitation(testkit.System(), a.ID)
			e.link = link.Secret
		case "revoke":
			_, _, err = store.RevokeAccess(testkit.System(), a.ID, "Reason of "+name)
		case "delete":
			_, _, err = store.DeleteCustomer(testkit.System(), a.ID, address)
			e.add(a.ID.As(account.DeletionKind))
		}
		check(t, err)
	}
	k, _, err := store.CreateToken(testkit.System(), account.Agent, site.ID, "Token of "+name, time.Time{})
	check(t, err)
	e.add(k.ID)
	e.jobKey = "Job of " + name
	j, _, err := store.StartJob(testkit.System(), account.NewJob{Site: site.ID, Action: account.BulkGrant, DryRun: true, Key: e.jobKey,
		Lines: []account.JobLine{{Line: 1, Code: account.InvalidID}}})
	check(t, err)
	e.add(j.ID)
	// What is sealed can't be opened: the server pauses it, unless we are faster.
	hook, err := store.CreateWebhook(testkit.System(), account.Webhook{ID: account.NewID(account.WebhookKind), Site: site.ID, Host: "hooks." + domain, Sealed: []byte("sealed")})
	check(t, err)
	_, err = store.PauseWebhook(testkit.System(), hook.ID, hook.Revision, account.PausedKeyLost, account.WebhookTry{})
	check(t, err)
	e.add(hook.ID)
	events, err := store.AuditEvents(testkit.System(), account.AuditQuery{Site: site.ID}, account.Page{Size: 3})
	check(t, err)
	for _, event := range events.Items {
		e.add(event.ID)
	}
	e.cursor = text(w.admin(`query($k:String!){site(key:$k){portalCustomers(first:1){pageInfo{endCursor}}}}`, map[string]any{"k": key}),
		"data", "site", "portalCustomers", "pageInfo", "endCursor")
	return e
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (e *estate) add(ids ...account.ID) {
	for _, id := range ids {
		e.ids[id.Kind] = append(e.ids[id.Kind], id.String())
	}
}

// everything is the other site as an organization admin sees it.
func (s *sites) everything() string {
	return indent(s.admin(`{site(key:"afar"){id key name settings{allowedDomains agentsMayInvite} counts{active revoked neverSignedIn}
		portalCustomers{nodes{id email displayName status accessReason revokedAt}} requests{nodes{id summary participants{customerId}}}
		deletions{nodes{id}} jobs{nodes{id action dryRun actorId}} webhooks{id host position deadLetterCount} auditLog(first:100){nodes{id outcome}}}}`, nil))
}

func (s *sites) ask(document string, variables map[string]any) map[string]any {
	return s.world.ask(s.token, document, variables)
}

// compare asks once for each thing of the other site in one place of a question,
// and once for a thing of that kind that is nowhere. The answers must be the same
// but for what was asked for.
func (s *sites) compare(t *testing.T, q schemaQuestion, l leaf) int {
	t.Helper()
	pairs := s.probes(t, q, l)
	for _, p := range pairs {
		foreign := s.plain(indent(s.ask(q.document, q.with(s, l, p.foreign))), p.foreign)
		nowhere := s.plain(indent(s.ask(q.document, q.with(s, l, p.nowhere))), p.nowhere)
		if diff := cmp.Diff(nowhere, foreign); diff != "" {
			t.Errorf("%s with %s = %v differs from what is nowhere (-nowhere +foreign):\n%s", q.name, l.path, p.foreign, diff)
		}
		s.scan(t, q.name, foreign)
	}
	return len(pairs)
}

// plain takes out of an answer what was asked for and what is new with each.
func (s *sites) plain(answer string, asked any) string {
	for _, text := range textsOf(asked) {
		answer = strings.ReplaceAll(answer, text, "<asked>")
	}
	for _, id := range slices.Concat(slices.Collect(maps.Values(s.other.ids))...) {
		answer = strings.ReplaceAll(answer, id, "<OTHER "+id+">")
	}
	return progressPattern.ReplaceAllString(secretPattern.ReplaceAllString(s.scrub(answer), "<secret>"), `"$1": <progress>`)
}

// progressPattern is how far a job is that was just started, which may be anything.
var progressPattern = regexp.MustCompile(`"(state)": "(?:QUEUED|RUNNING|DONE)"`)

// secretPattern is a link's secret, which is new each time.
var secretPattern = regexp.MustCompile(`ghp_[0-9A-Za-z_-]{20,}`)

func textsOf(value any) []string {
	if list, ok := value.([]any); ok {
		return []string{fmt.Sprint(list[0])}
	}
	return []string{fmt.Sprint(value)}
}

// scan fails where an answer has anything of the other site in it.
func (s *sites) scan(t *testing.T, name, answer string) {
	t.Helper()
	for _, mark := range slices.Concat([]string{"<OTHER", s.other.name, s.other.email, s.other.domain, "Afar Desk", `"afar"`}, slices.Concat(slices.Collect(maps.Values(s.other.ids))...)) {
		if strings.Contains(answer, mark) {
			t.Errorf("%s tells %q of the other site:\n%s", name, mark, answer)
		}
	}
}

// pair is a thing of the other site and one of its kind that is nowhere.
type pair struct{ foreign, nowhere any }

// content are the texts that are kept and by which nothing is looked up.
var content = []string{"displayName", "name", "summary", "reason", "allowedDomains", "supportUrl", "portalUrl", "password", "url"}

// probes are the pairs for a place in a question, by its type and its name.
func (s *sites) probes(t *testing.T, q schemaQuestion, l leaf) []pair {
	t.Helper()
	var pairs []pair
	switch {
	case l.given.Name() == "ID":
		for kind, ids := range s.other.ids {
			for _, id := range ids {
				pairs = append(pairs, pair{id, account.NewID(kind).String()})
			}
		}
	case l.given.Name() != "String":
		return nil
	case slices.Contains(content, l.path[len(l.path)-1]):
		return nil
	default:
		texts, known := map[string][2]string{
			"key": {s.other.key, "nowhere"}, "siteKey": {s.other.key, "nowhere"},
			"email": {s.other.email, "nobody@nowhere.example"}, "confirmEmail": {s.other.email, "nobody@nowhere.example"},
			"query": {s.other.name, "Nobody Nowhere"}, "customer": {s.other.email, "nobody@nowhere.example"},
			"emails": {s.other.email, "nobody@nowhere.example"}, "domain": {s.other.domain, "nowhere.example"},
			"token":          {s.other.link, "ghp_nobody"},
			"idempotencyKey": {s.other.jobKey, "another key"},
			"after":          {s.other.cursor, "nothing"}, "before": {s.other.cursor, "nothing"},
		}[l.path[len(l.path)-1]]
		if !known {
			t.Errorf("%s takes a text %v that this test has nothing for: add what another site has", q.name, l.path)
		}
		pairs = []pair{{texts[0], texts[1]}}
	}
	if l.given.Elem != nil {
		for i, p := range pairs {
			pairs[i] = pair{[]any{p.foreign}, []any{p.nowhere}}
		}
	}
	return pairs
}

// leaf is a place in the arguments of a question that takes one value or a list.
type leaf struct {
	path  []string
	given *ast.Type
}
