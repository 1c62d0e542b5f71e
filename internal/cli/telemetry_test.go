package cli_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"gatehouse/account"
	"gatehouse/internal/cli"
	"gatehouse/internal/mail"
	"gatehouse/internal/testkit"
)

// scrape reads the metrics of a server.
func scrape(t *testing.T, s *testkit.Server) string {
	t.Helper()
	at := regexp.MustCompile(`http://\S+/metrics`).FindString(s.Logs())
	if at == "" {
		t.Fatalf("the log names no address of metrics:\n%s", s.Logs())
	}
	response, err := http.Get(at)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func withMetrics(c *cli.Config) { c.OpsAddr = "127.0.0.1:0" }

// TestMetrics asks some things and finds them counted, by names of the schema alone.
func TestMetrics(t *testing.T) {
	s := testkit.Start(t, testkit.WithSamples(), withMetrics)
	token := s.Token(account.OrganizationAdmin, "")
	ask := func(body string) {
		t.Helper()
		request, err := http.NewRequest("POST", s.URL+"/graphql", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Authorization", "Bearer "+token)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
	}
	ask(`{"query":"query Marked($q:String!){site(key:\"help\"){...on Site{marked:userPicker(query:$q){label}}}}","variables":{"q":"marked"},"operationName":"Marked"}`)
	ask(`{"query":"{marked}"}`)
	ask(`{"query":"mutation{revokeAccess(input:{customerId:\"cus_01900000000070008000000000000000\"}){userErrors{code}}}"}`)
	got := scrape(t, s)
	for _, want := range []string{
		`gatehouse_graphql_fields_total{field="site.userPicker"} 1`,
		`gatehouse_graphql_fields_total{field="revokeAccess"} 1`,
		`gatehouse_graphql_fields_total{field="none"} 1`,
		`gatehouse_graphql_request_seconds_count{field="site.userPicker"} 1`,
		`gatehouse_graphql_errors_total{code="GRAPHQL_VALIDATION_FAILED"} 1`,
		`gatehouse_graphql_errors_total{code="NOT_FOUND"} 1`,
		`gatehouse_http_answers_total{route="/graphql",status="200"} 3`,
		`gatehouse_http_requests_in_flight 0`,
		`gatehouse_search_state{state="serving"} 1`,
		`gatehouse_accounts{status="REVOKED"} `,
		`gatehouse_commit_changes_count `,
		`gatehouse_plan_operations_total{outcome="not_kept"} `,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	if strings.Contains(strings.ToLower(got), "marked") {
		t.Error("the metrics hold a word of a client's own")
	}
}

// TestMetricsOfWork finds what goes on in the background counted: a job with its dry
// run, a stream while it is open and when it was left, a mail that nobody takes.
func TestMetricsOfWork(t *testing.T) {
	s := testkit.Start(t, testkit.WithSamples(), withMetrics, func(c *cli.Config) {
		c.Mail = mail.Options{Addr: "127.0.0.1:1", From: "help@example.com", Security: mail.Plain}
	})
	token := s.Token(account.OrganizationAdmin, "")
	site := s.Site("help").ID.String()
	ask := func(document string, variables map[string]any) testkit.Answer {
		t.Helper()
		answer := s.Query(token, document, variables)
		if len(answer.Errors) > 0 {
			t.Fatalf("%s: %v", document, answer.Errors)
		}
		return answer
	}
	ask(`mutation($s: ID!) { inviteCustomer(input: {siteId: $s, email: "new@work.example", displayName: "New"}) { customer { id } } }`, map[string]any{"s": site})
	for _, dry := range []bool{true, false} {
		ask(`mutation($s: ID!, $k: String!, $d: Boolean!) { startBulkJob(input: {siteId: $s, action: REVOKE, selector: {domain: "work.example"}, dryRun: $d, idempotencyKey: $k}) { job { id } } }`,
			map[string]any{"s": site, "k": fmt.Sprint(dry), "d": dry})
	}
	counted := func(want ...string) {
		t.Helper()
		until(t, s, strings.Join(want, ", "), func() bool {
			got := scrape(t, s)
			return !slices.ContainsFunc(want, func(line string) bool { return !strings.Contains(got, line+"\n") })
		})
	}
	counted(`gatehouse_job_lines_total{outcome="changed"} 1`, `gatehouse_job_lines_total{outcome="dry_run"} 1`, `gatehouse_jobs{state="running"} 0`,
		`gatehouse_mails_total{outcome="sent"} 0`, `gatehouse_streams 0`)
	ctx, leave := context.WithCancel(t.Context())
	request, err := http.NewRequestWithContext(ctx, "POST", s.URL+"/graphql", strings.NewReader(`{"query":"subscription{customerEvents(siteKey:\"help\"){id}}"}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "text/event-stream")
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	counted("gatehouse_streams 1")
	leave()
	response.Body.Close()
	counted("gatehouse_streams 0", `gatehouse_streams_ended_total{why="left"} 1`)
}

// TestDashboardAndAlerts holds the files for Grafana and Prometheus to the metrics
// that there are.
func TestDashboardAndAlerts(t *testing.T) {
	s := testkit.Start(t, withMetrics, func(c *cli.Config) {
		c.Mail = mail.Options{Addr: "127.0.0.1:1", From: "help@example.com", Security: mail.Plain}
	})
	// The described ones count too: a counter without a value yet is not printed.
	known := regexp.MustCompile(`(?m)^# TYPE (gatehouse_\w+) `).FindAllStringSubmatch(scrape(t, s), -1)
	var names []string
	for _, k := range known {
		names = append(names, k[1], k[1]+"_bucket", k[1]+"_sum", k[1]+"_count")
	}
	for _, file := range []string{"../../deploy/alerts.yml", "../../deploy/dashboard.json"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		used := regexp.MustCompile(`gatehouse_\w+`).FindAllString(string(text), -1)
		if len(used) == 0 {
			t.Errorf("%s uses no metric", file)
		}
		for _, name := range used {
			if !slices.Contains(names, name) && !slices.Contains(onlyOnceCounted, name) {
				t.Errorf("%s uses %s, which no server has", file, name)
			}
		}
	}
	alerts, page := string(read(t, "../../deploy/alerts.yml")), string(read(t, "../../docs/operations.md"))
	for _, alert := range regexp.MustCompile(`alert: (\w+)`).FindAllStringSubmatch(alerts, -1) {
		if !strings.Contains(page, "| "+alert[1]+" |") {
			t.Errorf("docs/operations.md does not say what to do at %s", alert[1])
		}
	}
	var dashboard struct{ Panels []struct{ Title string } }
	text, err := os.ReadFile("../../deploy/dashboard.json")
	if err == nil {
		err = json.Unmarshal(text, &dashboard)
	}
	if err != nil || len(dashboard.Panels) == 0 {
		t.Errorf("the dashboard can't be read: %v, %d panels", err, len(dashboard.Panels))
	}
	// Prometheus's own check, where its tool is installed.
	if tool, err := exec.LookPath("promtool"); err != nil {
		t.Log("promtool is missing, so the rules were not tried by it (Debian: apt-get install prometheus)")
	} else if out, err := exec.Command(tool, "check", "rules", "../../deploy/alerts.yml").CombinedOutput(); err != nil {
		t.Errorf("promtool refuses the rules: %v\n%s", err, out)
	} else if out, err := exec.Command(tool, "test", "rules", "testdata/alerts_test.yml").CombinedOutput(); err != nil {
		t.Errorf("the rules don't do what they are for: %v\n%s", err, out)
	}
}

// onlyOnceCounted are metrics that a fresh server prints no line of, since every
// value of theirs has a label that something must have happened for.
var onlyOnceCounted = []string{"gatehouse_graphql_errors_total", "gatehouse_http_answers_total"}

// TestTraces sends spans to a collector and looks for what a client said in them.
func TestTraces(t *testing.T) {
	var mu sync.Mutex
	var sent strings.Builder
	collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		mu.Lock()
		defer mu.Unlock()
		sent.WriteString(r.URL.Path + " " + string(body))
	}))
	defer collector.Close()
	s := testkit.Start(t, testkit.WithSamples(), func(c *cli.Config) { c.Traces, c.TraceShare = collector.URL, 1 })
	request, err := http.NewRequest("POST", s.URL+"/graphql?typed=markedquery", strings.NewReader(
		`{"query":"query MarkedName($q:String!){site(key:\"help\"){markedalias:userPicker(query:$q){label}}}","variables":{"q":"markedvariable"}}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+s.Token(account.OrganizationAdmin, ""))
	const parent = "0af7651916cd43dd8448eb211c80319c"
	request.Header.Set("Traceparent", "00-"+parent+"-b7ad6b7169203331-01")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	s.Stop() // Sends what waits.
	mu.Lock()
	defer mu.Unlock()
	got := sent.String()
	for _, want := range []string{"/v1/traces", "graphql site.userPicker", "search user picker", "gatehouse.request_id", response.Header.Get("X-Request-Id"), "http.route", "\x0a\xf7\x65\x19\x16\xcd\x43\xdd"} {
		if !strings.Contains(got, want) {
			t.Errorf("the spans lack %q", want)
		}
	}
	if strings.Contains(strings.ToLower(got), "marked") {
		t.Error("the spans hold a client's own words")
	}
}

// TestTraceSettings refuses what can't be, naming the setting.
func TestTraceSettings(t *testing.T) {
	for _, test := range []struct {
		endpoint string
		share    float64
		want     string
	}{
		{"nonsense", 1, "-otlp-endpoint"},
		{"ftp://127.0.0.1", 1, "as http://127.0.0.1:4318"},
		{"http://127.0.0.1:4318", 2, "from 0 to 1, not 2"},
	} {
		_, err := cli.NewServer(t.Context(), cli.Config{DataDir: t.TempDir(), Traces: test.endpoint, TraceShare: test.share, Now: testkit.NewClock().Now})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s, share %g: got %v, want %q", test.endpoint, test.share, err, test.want)
		}
	}
}
