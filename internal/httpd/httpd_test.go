package httpd_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"gatehouse/account"
	"gatehouse/internal/httpd"
	"gatehouse/internal/testkit"
	"gatehouse/store"
)

func TestRoutes(t *testing.T) {
	s := testkit.Start(t)
	for _, test := range []struct {
		method, path string
		status       int
		contains     string
	}{
		{"GET", "/healthz", 200, `"alive"`}, {"HEAD", "/healthz", 200, ""}, {"POST", "/healthz", 405, "METHOD_NOT_ALLOWED"},
		{"GET", "/readyz", 200, `"ready":true`}, {"DELETE", "/readyz", 405, "METHOD_NOT_ALLOWED"},
		{"GET", "/graphiql", 200, "<title>GraphiQL"}, {"GET", "/graphiql/page.js", 200, "gatehouseTabs"},
		{"GET", "/graphiql/", 404, ""}, {"GET", "/graphiql/index.html", 404, ""}, {"GET", "/graphiql/x/page.js", 404, ""},
		{"GET", "/graphiql/nothing.js", 404, ""}, {"POST", "/graphiql", 405, "GET, HEAD"},
		{"GET", "/", 200, "<html"}, {"POST", "/", 405, ""}, {"GET", "/nowhere", 404, ""}, {"GET", "/graphql/x", 404, ""},
		{"GET", "/session", 405, "POST, DELETE"},
	} {
		response, body := send(t, s, test.method, test.path, "")
		if response.StatusCode != test.status || !strings.Contains(body, test.contains) {
			t.Errorf("%s %s: got %d %.200s, want %d and %q in it", test.method, test.path, response.StatusCode, body, test.status, test.contains)
		}
		if response.StatusCode == 405 && response.Header.Get("Allow") == "" {
			t.Errorf("%s %s: 405 without Allow", test.method, test.path)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer"} {
			if got := response.Header.Get(name); got != want {
				t.Errorf("%s %s: %s is %q, want %q", test.method, test.path, name, got, want)
			}
		}
		if strings.HasPrefix(response.Header.Get("Content-Type"), "text/html") {
			policy := response.Header.Get("Content-Security-Policy")
			if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "script-src 'self';") || strings.Contains(policy, "unsafe-eval") {
				t.Errorf("%s %s: the page's policy is %q", test.method, test.path, policy)
			}
		}
	}
}

func TestRequestID(t *testing.T) {
	s := testkit.Start(t)
	const own = "0b3f5c1e-8a4d-4c7b-9d21-5f6e7a8b9c0d"
	if response, _ := send(t, s, "GET", "/healthz", "", "X-Request-Id", own); response.Header.Get("X-Request-Id") != own {
		t.Errorf("the id %s comes back as %q", own, response.Header.Get("X-Request-Id"))
	}
	uuid := regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	for _, sent := range []string{"", "ana@acme.example", "{0b3f5c1e-8a4d-4c7b-9d21-5f6e7a8b9c}", strings.Repeat("x", 36)} {
		response, _ := send(t, s, "GET", "/healthz", "", "X-Request-Id", sent)
		if got := response.Header.Get("X-Request-Id"); got == sent || !uuid.MatchString(got) {
			t.Errorf("the id %q comes back as %q, want a UUID of our own", sent, got)
		}
	}
	// Errors carry it, so that a caller can quote it.
	response, body := send(t, s, "POST", "/graphql", `{"query":"{viewer{role}}"}`, "Content-Type", jsonType, "X-Request-Id", own)
	if !strings.Contains(body, own) {
		t.Errorf("status %d: the error %s lacks the request's id", response.StatusCode, body)
	}
}

// TestAccessLog sends what a person might type by every way into a line of the log.
func TestAccessLog(t *testing.T) {
	s := testkit.Start(t)
	token := s.Token(account.OrganizationAdmin, "")
	const typed = "ana.marked"
	send(t, s, "GET", "/graphql?query={site(key:\"help\"){userPicker(query:\""+typed+"\"){label}}}", "", "Authorization", "Bearer "+token)
	send(t, s, "GET", "/sites/help/customers/"+typed+"?email="+typed, "", "X-Request-Id", typed, "User-Agent", typed, "Referer", "http://x.example/"+typed)
	send(t, s, "POST", "/session", `{"token":"`+typed+`"}`, "Content-Type", jsonType)
	send(t, s, strings.ToUpper(strings.ReplaceAll(typed, ".", "")), "/healthz", "")
	logs := s.Logs()
	for _, secret := range []string{typed, "ANAMARKED", token} {
		if strings.Contains(logs, secret) {
			t.Errorf("%q is in the log:\n%s", secret, logs)
		}
	}
	if !regexp.MustCompile(`msg=request method=GET path=/graphql status=200 duration=\S+ request=[0-9a-f-]{36} actor=tok_[0-9a-f]{32}`).MatchString(logs) {
		t.Errorf("the log lacks the line of the first request:\n%s", logs)
	}
}

func TestHeadersAreBounded(t *testing.T) {
	s := testkit.Start(t)
	if response, _ := send(t, s, "GET", "/healthz", "", "X-Long", strings.Repeat("x", 32<<10)); response.StatusCode != 431 {
		t.Errorf("32 KiB of headers: got %d, want 431", response.StatusCode)
	}
	limits := httpd.NewServer(http.NotFoundHandler(), slog.New(slog.DiscardHandler))
	if limits.ReadHeaderTimeout != 5*time.Second || limits.ReadTimeout != 30*time.Second || limits.WriteTimeout != 60*time.Second || limits.IdleTimeout != 120*time.Second {
		t.Errorf("the time limits are %+v", limits)
	}
}

// door is the door with parts of a test's own behind it.
func door(t *testing.T, change func(*httpd.Config)) (http.Handler, *strings.Builder) {
	t.Helper()
	var logs strings.Builder
	none := http.NotFoundHandler()
	c := httpd.Config{
		GraphQL: none, GraphiQL: none, Console: none, Now: testkit.NewClock().Now, Log: slog.New(slog.NewTextHandler(&logs, nil)),
		Unready: func(context.Context) map[string]string { return nil },
	}
	change(&c)
	return httpd.New(c), &logs
}

func TestNotReady(t *testing.T) {
	handler, _ := door(t, func(c *httpd.Config) {
		c.Unready = func(context.Context) map[string]string {
			return map[string]string{"search": "the index is being built"}
		}
	})
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest("GET", "/readyz", nil))
	const want = `{"missing":{"search":"the index is being built"},"ready":false}`
	if got := strings.TrimSpace(w.Body.String()); w.Code != 503 || got != want {
		t.Errorf("got %d %s, want 503 %s", w.Code, got, want)
	}
}

// TestPanic sees to it that a panic's value, which may hold anything, stays inside.
func TestPanic(t *testing.T) {
	handler, logs := door(t, func(c *httpd.Config) {
		c.Console = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("ana@acme.example") })
	})
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	id := w.Header().Get("X-Request-Id")
	if w.Code != 500 || !strings.Contains(w.Body.String(), id) || !strings.Contains(logs.String(), id) {
		t.Errorf("got %d %s and the log %s, want 500 and the request id %s in both", w.Code, w.Body, logs, id)
	}
	if strings.Contains(w.Body.String()+logs.String(), "ana@") {
		t.Errorf("the panic's value got out: %s\n%s", w.Body, logs)
	}
}

// TestStoreIsGone asks while nobody can tell who asks: that is not the same as a
// wrong token.
func TestStoreIsGone(t *testing.T) {
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Now: testkit.NewClock().Now})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	handler, _ := door(t, func(c *httpd.Config) { c.Sessions = s })
	for _, header := range []string{"Authorization: Bearer gh_x", "Cookie: gatehouse_session=x"} {
		name, value, _ := strings.Cut(header, ": ")
		r := httptest.NewRequest("GET", "/graphql", nil)
		r.Header.Set(name, value)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		if w.Code != 503 || !strings.Contains(w.Body.String(), "TRY_AGAIN") || w.Header().Get("Retry-After") != "1" {
			t.Errorf("%s: got %d %s, Retry-After %q; want 503 TRY_AGAIN in 1 s", name, w.Code, w.Body, w.Header().Get("Retry-After"))
		}
	}
}
