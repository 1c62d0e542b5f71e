package crash

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// target receives what webhooks send, and keeps it all: headers, addresses, bodies.
type target struct {
	*httptest.Server

	mu     sync.Mutex
	got    []delivery
	status int // Of the answers; 0: 200.
}

type delivery struct {
	id, address, header, body string
	position                  int
}

func newTarget(t *testing.T) *target {
	t.Helper()
	g := &target{}
	g.Server = httptest.NewServer(g)
	t.Cleanup(g.Close)
	return g
}

func (g *target) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // The sender was killed.
	}
	var header strings.Builder
	_ = r.Header.Write(&header) // Into memory: it can't fail.
	d := delivery{id: r.Header.Get("webhook-id"), address: r.URL.String(), header: header.String(), body: string(body)}
	var m struct{ Data struct{ Position int } }
	if json.Unmarshal(body, &m) == nil {
		d.position = m.Data.Position
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.got = append(g.got, d)
	if g.status != 0 {
		w.WriteHeader(g.status)
	}
}

func (g *target) answer(status int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.status = status
}

// deliveries are all so far.
func (g *target) deliveries() []delivery {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]delivery(nil), g.got...)
}

// everything is what came so far, but for the address that was asked for.
func (g *target) everything() string {
	var b strings.Builder
	for _, d := range g.deliveries() {
		b.WriteString(d.header + d.body + "\n")
	}
	return b.String()
}

// await waits until enough has come.
func (g *target) await(t *testing.T, what string, enough func([]delivery) bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !enough(g.deliveries()); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s does not come; %d deliveries came", what, len(g.deliveries()))
		}
	}
}

// webhooks makes a webhook whose address has marks, and does everything with it.
func (m *marked) webhooks() {
	m.t.Helper()
	address := m.target.URL + "/" + m.mark("the path of a webhook") + "?token=" + m.mark("the query of a webhook")
	made := m.send(`mutation($in: CreateWebhookInput!) { createWebhook(input: $in) { webhook { id host } secret userErrors { code message } } }`,
		map[string]any{"in": map[string]any{"siteId": m.client.site, "url": address}})
	var answer struct {
		Data struct {
			CreateWebhook struct {
				Webhook struct{ ID string }
				Secret  string
			}
		}
	}
	if err := json.Unmarshal([]byte(made), &answer); err != nil || answer.Data.CreateWebhook.Webhook.ID == "" {
		m.t.Fatalf("the webhook answered %s", made)
	}
	hook := answer.Data.CreateWebhook
	m.keep(hook.Secret, "the secret of a webhook")
	for _, bad := range []string{"ftp://" + m.mark("a webhook to ftp"), "https://" + m.mark("the user of a webhook") + ":" + m.mark("the password of a webhook") + "@crash.example/", m.mark("no address of a webhook"), "https://10.0.0.1/" + m.mark("a webhook inside")} {
		said := m.send(`mutation($in: CreateWebhookInput!) { createWebhook(input: $in) { userErrors { code message field } } }`,
			map[string]any{"in": map[string]any{"siteId": m.client.site, "url": bad}})
		for _, f := range scanText(m.t, m.all(), said) {
			m.t.Errorf("a refused webhook repeats what was typed in %s: %v", m.places[f.Needle], f)
		}
	}
	m.target.answer(http.StatusInternalServerError) // The log tells of failures, too.
	for _, field := range []string{"revokeAccess", "grantAccess"} {
		m.send("mutation($id: ID!) { "+field+"(input: {customerId: $id}) { changed } }", map[string]any{"id": m.id})
	}
	m.target.await(m.t, "a try", func(all []delivery) bool { return len(all) > 0 })
	said := m.send(`mutation($id: ID!) { testWebhook(input: {webhookId: $id}) { try { outcome status } userErrors { code } } }`, map[string]any{"id": hook.Webhook.ID})
	if !strings.Contains(said, `"HTTP_STATUS"`) {
		m.t.Errorf("the test answered %s", said)
	}
	m.target.answer(0)
	for _, act := range []string{"resumeWebhook(input: {webhookId: $id}) { changed }", "retryDeadLetters(input: {webhookId: $id}) { retried }", "replayWebhook(input: {webhookId: $id, after: 0}) { webhook { position } }"} {
		if said := m.send("mutation($id: ID!) { "+act+" }", map[string]any{"id": hook.Webhook.ID}); strings.Contains(said, `"errors"`) {
			m.t.Errorf("%s answered %s", act, said)
		}
	}
	m.target.await(m.t, "the first event ever", func(all []delivery) bool {
		return strings.Contains(m.target.everything(), "customer.invite_customer")
	})
	if all := m.target.deliveries(); !strings.Contains(all[0].address, m.typed("the path of a webhook")) {
		m.t.Errorf("sent to %s", all[0].address)
	}
}
