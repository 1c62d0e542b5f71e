package httpd_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"gatehouse/account"
	"gatehouse/internal/httpd"
	"gatehouse/internal/testkit"
)

// TestExport asks for a site's accounts as everybody.
func TestExport(t *testing.T) {
	s := testkit.Start(t, testkit.WithSamples())
	if _, err := s.Store().CreateSite(testkit.System(), "afar", "Afar"); err != nil {
		t.Fatal(err)
	}
	ask := func(token, query string, headers ...string) (*http.Response, string) {
		return send(t, s, "GET", "/export?"+query, "", append([]string{"Authorization", "Bearer " + token}, headers...)...)
	}
	for _, test := range []struct {
		role   account.Role
		site   string
		status int
		want   string
	}{
		{account.OrganizationAdmin, "help", 200, "id,email,name,status,createdAt,revokedAt,lastSignInAt\n"},
		{account.SiteAdmin, "help", 200, "id,email,name,status,createdAt,revokedAt,lastSignInAt\n"},
		{account.SiteAdmin, "afar", 404, "NOT_FOUND"}, {account.SiteAdmin, "nowhere", 404, "NOT_FOUND"},
		{account.Agent, "help", 403, "FORBIDDEN"}, {account.IdentityProvider, "help", 403, "FORBIDDEN"},
	} {
		site := ""
		if test.role.OfOneSite() {
			site = "help"
		}
		response, body := ask(s.Token(test.role, site), "site="+test.site)
		if response.StatusCode != test.status || !strings.Contains(body, test.want) {
			t.Errorf("%v of help exports %s: got %d %.200s, want %d with %q", test.role, test.site, response.StatusCode, body, test.status, test.want)
		}
	}
	if response, body := send(t, s, "GET", "/export?site=help", ""); response.StatusCode != 401 || !strings.Contains(body, "UNAUTHENTICATED") {
		t.Errorf("nobody exports: got %d %.200s, want 401", response.StatusCode, body)
	}
	token := s.Token(account.OrganizationAdmin, "")
	response, body := ask(token, "site=help&format=ndjson")
	counts, err := s.Store().Counts(testkit.System(), s.Site("help").ID)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Count(body, "\n"), counts.Active+counts.Revoked; got != want || response.Header.Get("Content-Type") != "application/x-ndjson" {
		t.Errorf("got %d lines of %s, want %d of application/x-ndjson", got, response.Header.Get("Content-Type"), want)
	}
	if got := response.Header.Get("Content-Disposition"); got != `attachment; filename="help-customers.ndjson"` || response.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("got the file %q with Cache-Control %q", got, response.Header.Get("Cache-Control"))
	}
	if response, _ := ask(token, "site=help&format=xml"); response.StatusCode != 400 {
		t.Errorf("an unknown format: got %d, want 400", response.StatusCode)
	}
	if response, _ := ask(token, "site=help", "Sec-Fetch-Site", "cross-site"); response.StatusCode != 403 {
		t.Errorf("another site's page: got %d, want 403", response.StatusCode)
	}
	for _, method := range []string{"HEAD", "POST"} {
		if response, _ := send(t, s, method, "/export?site=help", "", "Authorization", "Bearer "+token); response.StatusCode != 405 {
			t.Errorf("%s: got %d, want 405", method, response.StatusCode)
		}
	}
	// Three files left, so there are three events; the refusals wrote none.
	events, err := s.Store().AuditEvents(testkit.System(), account.AuditQuery{Action: account.AuditExport}, account.Page{Size: 10})
	if err != nil || len(events.Items) != 3 {
		t.Fatalf("got %d events, error %v; want 3", len(events.Items), err)
	}
	if e := events.Items[0]; !strings.HasPrefix(e.Actor, "tok_") || e.Count != int64(counts.Active+counts.Revoked) || e.Request == "" {
		t.Errorf("the event is %+v, want the token, the request and %d accounts", e, counts.Active+counts.Revoked)
	}
}

type brokenExport struct{ began chan struct{} }

func (brokenExport) MediaType() string { return "text/csv" }
func (brokenExport) FileName() string  { return "broken.csv" }
func (b brokenExport) Write(ctx context.Context, out io.Writer, tell func(int) error) error {
	_, err := io.WriteString(out, "id,email\n")
	if err = errors.Join(err, tell(0)); err != nil || b.began == nil {
		return errors.Join(err, errors.New("the disk is gone"))
	}
	b.began <- struct{}{}
	<-ctx.Done()
	return ctx.Err()
}

// TestExportIsCut has an export fail in the middle: nobody may take the part for
// the whole.
func TestExportIsCut(t *testing.T) {
	handler, _ := door(t, func(c *httpd.Config) {
		c.Export = func(context.Context, string, string) (httpd.Export, error) { return brokenExport{}, nil }
	})
	server := httptest.NewServer(handler)
	defer server.Close()
	response, err := http.Get(server.URL + "/export?site=help")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if text, err := io.ReadAll(response.Body); err == nil || string(text) != "id,email\n" {
		t.Errorf("got %q and error %v, want the part and an error", text, err)
	}
}

// TestExportsAreBounded asks for more exports than are written at once.
func TestExportsAreBounded(t *testing.T) {
	began := make(chan struct{})
	handler, _ := door(t, func(c *httpd.Config) {
		c.Export = func(context.Context, string, string) (httpd.Export, error) { return brokenExport{began}, nil }
	})
	server := httptest.NewServer(handler)
	defer server.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ask := func() (*http.Response, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL+"/export", nil)
		if err != nil {
			return nil, err
		}
		return http.DefaultClient.Do(request)
	}
	for range 4 {
		go func() {
			if response, err := ask(); err == nil {
				_, _ = io.Copy(io.Discard, response.Body)
				response.Body.Close()
			}
		}()
		<-began
	}
	response, err := ask()
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != 503 || response.Header.Get("Retry-After") == "" {
		t.Errorf("the fifth export: got %d with Retry-After %q, want 503 with one", response.StatusCode, response.Header.Get("Retry-After"))
	}
}
