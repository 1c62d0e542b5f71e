package contract

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gatehouse/account"
	"gatehouse/internal/cli"
	"gatehouse/internal/testkit"
)

// toThisMachine lets webhooks reach the tests' receivers.
func toThisMachine(c *cli.Config) {
	c.WebhookNetworks = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
}

// TestWebhooks goes through the mutations of webhooks as an organization admin, and
// tries them as somebody who may not.
func TestWebhooks(t *testing.T) {
	s := testkit.Start(t, toThisMachine)
	got := make(chan string, 100)
	target := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got <- r.Header.Get("webhook-id") }))
	defer target.Close()
	admin, other := s.Token(account.OrganizationAdmin, ""), s.Token(account.SiteAdmin, "help")
	site := s.Site("help").ID.String()
	create := map[string]any{"in": map[string]any{"siteId": site, "url": target.URL + "/hidden?token=hidden"}}
	const document = `mutation($in:CreateWebhookInput!){createWebhook(input:$in){webhook{id host paused position waiting deadLetterCount site{key}} secret userErrors{code field}}}`
	made := s.Query(admin, document, create)
	id, _ := made.At("createWebhook", "webhook", "id").(string)
	secret, _ := made.At("createWebhook", "secret").(string)
	if !strings.HasPrefix(id, "whk_") || !strings.HasPrefix(secret, "whsec_") || made.At("createWebhook", "webhook", "host") != strings.TrimPrefix(target.URL, "http://") {
		t.Fatalf("made %+v", made)
	}

	about := map[string]any{"id": id}
	for name, one := range map[string]string{
		"deleteWebhook": `deleteWebhook(input:{webhookId:$id}){deletedWebhookId}`, "rotateWebhookSecret": `rotateWebhookSecret(input:{webhookId:$id}){secret}`,
		"testWebhook": `testWebhook(input:{webhookId:$id}){try{outcome}}`, "replayWebhook": `replayWebhook(input:{webhookId:$id,after:0}){webhook{id}}`,
		"resumeWebhook": `resumeWebhook(input:{webhookId:$id}){changed}`, "retryDeadLetters": `retryDeadLetters(input:{webhookId:$id}){retried}`,
	} {
		if a := s.Query(other, "mutation($id:ID!){"+one+"}", about); len(a.Codes()) != 1 || a.Codes()[0] != "FORBIDDEN" {
			t.Errorf("%s by a site admin: got %+v, want FORBIDDEN", name, a)
		}
	}
	if a := s.Query(other, document, create); len(a.Codes()) != 1 || a.Codes()[0] != "FORBIDDEN" {
		t.Errorf("createWebhook by a site admin: got %+v, want FORBIDDEN", a)
	}
	if a := s.Query(other, `query($id:ID!){node(id:$id){id}}`, about); a.At("node") != nil {
		t.Errorf("a site admin finds the webhook: %+v", a)
	}

	if a := s.Query(admin, `mutation($id:ID!){testWebhook(input:{webhookId:$id}){try{outcome status at} userErrors{code}}}`, about); a.At("testWebhook", "try", "outcome") != "DELIVERED" || a.At("testWebhook", "try", "status") != 200.0 {
		t.Errorf("the test: %+v", a)
	}
	if test := <-got; !strings.HasPrefix(test, "test_") {
		t.Errorf("the test has the id %s", test)
	}
	rotated := s.Query(admin, `mutation($id:ID!){rotateWebhookSecret(input:{webhookId:$id}){webhook{formerSecretUntil} secret}}`, about)
	if again := rotated.At("rotateWebhookSecret", "secret"); again == secret || again == nil || rotated.At("rotateWebhookSecret", "webhook", "formerSecretUntil") != "2026-11-24T12:00:00.000Z" {
		t.Errorf("rotated: %+v", rotated)
	}
	if _, err := s.Store().InviteCustomer(testkit.System(), s.Site("help").ID, "ana@hooks.example", "Ana"); err != nil {
		t.Fatal(err)
	}
	first := <-got
	if a := s.Query(admin, `mutation($id:ID!){replayWebhook(input:{webhookId:$id,after:0}){webhook{position} userErrors{code}}}`, about); a.At("replayWebhook", "webhook", "position") != 0.0 {
		t.Errorf("replayed: %+v", a)
	}
	if again := <-got; again != first || !strings.HasPrefix(again, "aud_") {
		t.Errorf("replayed under %s, was %s", again, first)
	}
	if a := s.Query(admin, `mutation($id:ID!){replayWebhook(input:{webhookId:$id,after:99999}){webhook{position} userErrors{code field}}}`, about); a.At("replayWebhook", "userErrors", 0, "code") != "INVALID_INPUT" {
		t.Errorf("replayed from a position that is none: %+v", a)
	}
	listed := s.Query(admin, `{site(key:"help"){webhooks{id host deadLetters(first:101){position}}}}`, nil)
	if len(listed.Codes()) != 1 || listed.Codes()[0] != "INVALID_PAGE_SIZE" {
		t.Errorf("101 dead letters: %+v", listed)
	}
	if a := s.Query(admin, `mutation($id:ID!){deleteWebhook(input:{webhookId:$id}){deletedWebhookId userErrors{code}}}`, about); a.At("deleteWebhook", "deletedWebhookId") != id {
		t.Errorf("deleted: %+v", a)
	}
	if a := s.Query(admin, `query($id:ID!){node(id:$id){id} site(key:"help"){webhooks{id}}}`, about); a.At("node") != nil || len(a.At("site", "webhooks").([]any)) != 0 {
		t.Errorf("behind the delete: %+v", a)
	}

	log := s.Query(admin, `{organization{auditLog(first:100){nodes{action outcome subjectId}}}}`, nil)
	var acts []string
	for _, node := range log.At("organization", "auditLog", "nodes").([]any) {
		e := node.(map[string]any)
		if action := e["action"].(string); strings.Contains(action, "WEBHOOK") && e["outcome"] == "DONE" {
			acts = append(acts, action)
			if e["subjectId"] != id {
				t.Errorf("%s is about %v, want %s", action, e["subjectId"], id)
			}
		}
	}
	if diff := cmp.Diff([]string{"DELETE_WEBHOOK", "REPLAY_WEBHOOK", "ROTATE_WEBHOOK_SECRET", "CREATE_WEBHOOK"}, acts); diff != "" {
		t.Errorf("the audit log (-want +got):\n%s", diff)
	}
	if refused := strings.Count(indent(log.Data), `"REFUSED"`); refused != 7 { // Six of the site admin, and the replay; a test changes nothing.
		t.Errorf("%d refusals are in the audit log, want 7", refused)
	}
	for _, text := range []string{indent(made.Data["createWebhook"].(map[string]any)["webhook"]), indent(log.Data), s.Logs()} {
		if strings.Contains(text, "hidden") {
			t.Errorf("the address is told: %s", text)
		}
	}
}

var (
	pythonBlock = regexp.MustCompile("(?ms)^```python\n(.*?)^```$")
	portPrinted = regexp.MustCompile(`port (\d+)`)
)

// TestWebhookGuide runs the receiver of docs/webhooks.md against a live server: it
// takes what Gatehouse signs, once, and refuses what is forged or old.
func TestWebhookGuide(t *testing.T) {
	page, err := os.ReadFile("../../docs/webhooks.md")
	if err != nil {
		t.Fatal(err)
	}
	block := pythonBlock.FindSubmatch(page)
	if block == nil {
		t.Fatal("docs/webhooks.md has no receiver in Python")
	}
	file := filepath.Join(t.TempDir(), "receiver.py")
	if err := os.WriteFile(file, block[1], 0o600); err != nil {
		t.Fatal(err)
	}
	// The receiver looks at the machine's clock.
	s := testkit.Start(t, toThisMachine, func(c *cli.Config) { c.Now = time.Now })
	var receiver *httputil.ReverseProxy // Its port is known once it has the secret.
	requests := make(chan *http.Request, 10)
	door := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests <- r.Clone(r.Context())
		receiver.ServeHTTP(w, r)
	}))
	defer door.Close()
	admin := s.Token(account.OrganizationAdmin, "")
	made := s.Query(admin, `mutation($in:CreateWebhookInput!){createWebhook(input:$in){webhook{id} secret}}`,
		map[string]any{"in": map[string]any{"siteId": s.Site("help").ID.String(), "url": door.URL}})
	id, secret := made.At("createWebhook", "webhook", "id"), made.At("createWebhook", "secret").(string)

	command := exec.CommandContext(t.Context(), "python3", file)
	command.Env = append(os.Environ(), "PORT=0", "WEBHOOK_SECRET="+secret)
	command.Stderr = os.Stderr
	out, err := command.StdoutPipe()
	if err == nil {
		err = command.Start()
	}
	if err != nil {
		t.Fatalf("python3 is needed for the example: %v", err)
	}
	defer func() {
		_ = command.Process.Kill() // It serves until it is ended.
		_ = command.Wait()
	}()
	lines := bufio.NewScanner(out)
	line := func() string {
		if !lines.Scan() {
			t.Fatalf("the receiver ended: %v", lines.Err())
		}
		return lines.Text()
	}
	port := portPrinted.FindStringSubmatch(line())
	if port == nil {
		t.Fatal("the receiver does not say its port")
	}
	to, err := url.Parse("http://127.0.0.1:" + port[1])
	check(t, err)
	receiver = httputil.NewSingleHostReverseProxy(to)

	try := `mutation($id:ID!){testWebhook(input:{webhookId:$id}){try{outcome status}}}`
	if a := s.Query(admin, try, map[string]any{"id": id}); a.At("testWebhook", "try", "status") != 204.0 {
		t.Fatalf("the receiver refuses the test: %+v", a)
	}
	if got := line(); got != "webhook.test" {
		t.Errorf("the receiver printed %q", got)
	}
	signed := <-requests
	if _, err := s.Store().InviteCustomer(testkit.System(), s.Site("help").ID, "ana@hooks.example", "Ana"); err != nil {
		t.Fatal(err)
	}
	if got := line(); got != "customer.invite_customer" {
		t.Errorf("the receiver printed %q", got)
	}
	for name, forge := range map[string]func(http.Header){
		"another body":     func(http.Header) {},
		"another id":       func(h http.Header) { h.Set("webhook-id", "aud_forged") },
		"an old timestamp": func(h http.Header) { h.Set("webhook-timestamp", "1700000000") },
		"no signature":     func(h http.Header) { h.Set("webhook-signature", "v1,") },
	} {
		request, err := http.NewRequest(http.MethodPost, to.String(), strings.NewReader(`{"type":"webhook.forged"}`))
		check(t, err)
		request.Header = signed.Header.Clone()
		request.Header.Del("Content-Length")
		forge(request.Header)
		response, err := http.DefaultClient.Do(request)
		check(t, err)
		response.Body.Close()
		if response.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: got %d, want 401", name, response.StatusCode)
		}
	}
}
