package plan_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gatehouse/account"
	"gatehouse/graph"
	"gatehouse/graph/generated"
	"gatehouse/internal/testkit"
)

// world is one deployment behind two doors: one with plans, one without.
type world struct {
	plans, code *graph.Handler
	heard       [2]heard // What the observers of plans and code were told.
	callers     []account.Caller
	ids         []string
	cursors     []string
}

// heard notes what an observer is told.
type heard struct {
	mu   sync.Mutex
	said []string
}

func (h *heard) Answered(_ context.Context, o graph.Observed) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.said = append(h.said, fmt.Sprint(o.Fields, o.Codes)); o.Took <= 0 {
		h.said = append(h.said, "no time")
	}
}

func (h *heard) Refused(account.Code) {}

func (h *heard) last() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.said[len(h.said)-1]
}

func newWorld(t *testing.T) *world {
	t.Helper()
	s := testkit.Start(t, testkit.WithSamples())
	ctx := testkit.System()
	help := s.Site("help")
	s.Clock.Advance(1234567 * time.Millisecond) // A time whose every digit tells.
	for i, name := range []string{`Quo"te \ Slash`, "<b>&amp;</b>", "Zoë Ängström", "林 小明"} {
		if _, err := s.Store().InviteCustomer(ctx, help.ID, fmt.Sprintf("odd%d@example.com", i), name); err != nil {
			t.Fatal(err)
		}
	}
	gone, err := s.Store().InviteCustomer(ctx, help.ID, "gone@example.com", "Gone Soon")
	if err == nil {
		_, _, err = s.Store().DeleteCustomer(ctx, gone.ID, "gone@example.com")
	}
	if err != nil {
		t.Fatal(err)
	}
	c := graph.Config{
		Store: s.Store(), Search: s.Index(), CursorKey: s.Store().CursorKey(), Introspection: true, Now: s.Clock.Now,
		Log: slog.New(slog.DiscardHandler),
	}
	w := &world{ids: []string{gone.ID.String(), "cus_0", "nonsense", help.ID.String()}}
	c.Observer = &w.heard[1]
	w.code = graph.New(c)
	c.Plans, c.Observer = true, &w.heard[0]
	w.plans = graph.New(c)
	w.callers = []account.Caller{
		{Actor: "tok_1", Role: account.OrganizationAdmin}, {Actor: "tok_2", Role: account.OrganizationAdmin},
		{Actor: "tok_3", Role: account.SiteAdmin, Site: help.ID}, {Actor: "tok_4", Role: account.Agent, Site: help.ID},
		{Actor: "tok_5", Role: account.IdentityProvider}, {},
	}
	accounts, err := s.Store().Customers(ctx, account.CustomerQuery{Site: help.ID}, account.Page{Size: 12})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range accounts.Items {
		w.ids = append(w.ids, a.ID.String())
	}
	_, answer := w.ask(w.code, w.callers[0], `query($k: String!) { site(key: $k) { portalCustomers(first: 4) { edges { cursor } } } }`, map[string]any{"k": "help"})
	var page struct {
		Data struct {
			Site struct {
				PortalCustomers struct{ Edges []struct{ Cursor string } }
			}
		}
	}
	if err := json.Unmarshal(answer, &page); err != nil {
		t.Fatal(err)
	}
	for _, e := range page.Data.Site.PortalCustomers.Edges {
		w.cursors = append(w.cursors, e.Cursor)
	}
	if len(w.cursors) == 0 {
		t.Fatalf("no cursors to try, got %s", answer)
	}
	return w
}

func (w *world) ask(h *graph.Handler, who account.Caller, document string, variables map[string]any) (int, []byte) {
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		panic(err) // Only for a mistake of the test.
	}
	r := httptest.NewRequest("POST", "/graphql", bytes.NewReader(body)).WithContext(account.WithCaller(context.Background(), who))
	r.Header.Set("Content-Type", "application/json")
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, r)
	return answer.Code, answer.Body.Bytes()
}

// values chooses a value for each variable: right ones, wrong ones, null, none.
func (w *world) values(r *rand.Rand, types map[string]string) map[string]any {
	all := map[string]any{}
	one := func(choices ...any) any { return choices[r.IntN(len(choices))] }
	for name, what := range types {
		argument, kind, _ := strings.Cut(what, " ")
		if !strings.HasSuffix(kind, "!") && r.IntN(8) == 0 {
			all[name] = nil
			continue
		}
		if !strings.HasSuffix(kind, "!") && r.IntN(5) == 0 {
			continue
		}
		switch strings.TrimRight(kind, "!") {
		case "Int":
			all[name] = one(0, 1, 2, 3, 5, 20, 100, -1, 101, 2.5)
		case "Boolean":
			all[name] = one(true, false)
		case "ID":
			all[name] = one(w.ids[r.IntN(len(w.ids))], w.ids[r.IntN(len(w.ids))], 17)
		case "[ID!]":
			all[name] = one([]string{}, w.ids, []string{w.ids[5], w.ids[5], "cus_0"}, w.ids[6])
		case "CustomerStatus":
			all[name] = one("ACTIVE", "REVOKED", "DELETED", "NONE")
		case "CustomerActivityFilter":
			all[name] = one(map[string]any{}, map[string]any{"neverSignedIn": true}, map[string]any{"lastSignInBefore": "2026-11-20T00:00:00Z"})
		case "RequestFilter":
			all[name] = one(map[string]any{}, map[string]any{"customer": "ma"})
		case "AuditLogFilter":
			all[name] = one(map[string]any{}, map[string]any{"action": "INVITE_CUSTOMER"})
		default:
			switch argument {
			case "key", "siteKey":
				all[name] = one("help", "help", "help", "nope", "")
			case "email":
				all[name] = one("odd0@example.com", "ODD1@example.com", "gone@example.com", "nobody@example.com", "not an address", "", 5)
			case "query":
				all[name] = one("o", "odd", "qu", "a", "ma", "@example", "Zoe", "林", "odd3@example.com", "", strings.Repeat("x", 300))
			default:
				all[name] = one(w.cursors[0], w.cursors[len(w.cursors)-1], "bad")
			}
		}
	}
	return all
}

// TestPlansAnswerAsTheGeneratedCode asks random questions at both doors, several at
// once and each by several callers, and wants the same answers to the byte.
func TestPlansAnswerAsTheGeneratedCode(t *testing.T) {
	w := newWorld(t)
	schema := generated.NewExecutableSchema(generated.Config{}).Schema()
	author := &author{Rand: rand.New(rand.NewPCG(4, 1)), schema: schema}
	questions := make([]question, 280)
	for i := range questions {
		questions[i] = author.question()
	}
	var workers sync.WaitGroup
	for seed := range uint64(4) {
		workers.Go(func() {
			r := rand.New(rand.NewPCG(seed, 2))
			for _, i := range r.Perm(len(questions)) {
				w.compare(t, questions[i], w.callers[r.IntN(len(w.callers))], w.values(r, questions[i].types))
			}
		})
	}
	workers.Wait()
	stats := w.plans.PlanStats()
	t.Logf("plans: %v", stats)
	for reason, least := range map[string]int64{"hit": 80, "not_kept": 30, "first_use": 80, "unknown": 80, "forbidden": 80, "argument": 1, "error": 20} {
		if stats[reason] < least {
			t.Errorf("%d operations ended as %q, want at least %d: the test does not reach it", stats[reason], reason, least)
		}
	}
	if stats["panic"] != 0 {
		t.Errorf("%d plans panicked, want none", stats["panic"])
	}
}

func (w *world) compare(t *testing.T, q question, who account.Caller, variables map[string]any) {
	status, got := w.ask(w.plans, who, q.text, variables)
	wantStatus, want := w.ask(w.code, who, q.text, variables)
	if status == wantStatus && bytes.Equal(got, want) {
		return
	}
	// Errors of fields that ran at the same time come in any order.
	if diff := cmp.Diff(normal(want), normal(got)); status != wantStatus || diff != "" {
		t.Errorf("%s\nvariables %v, role %v: status %d, want %d; answer (-generated +plan):\n%s", q.text, variables, who.Role, status, wantStatus, diff)
	}
}

// normal gives an answer with its errors in order.
func normal(body []byte) any {
	var answer struct {
		Data   json.RawMessage
		Errors []json.RawMessage
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return string(body)
	}
	slices.SortFunc(answer.Errors, func(a, b json.RawMessage) int { return bytes.Compare(a, b) })
	all := []string{string(answer.Data)}
	for _, e := range answer.Errors {
		all = append(all, string(e))
	}
	return all
}
