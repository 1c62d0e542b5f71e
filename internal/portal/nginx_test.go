package portal_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gatehouse/account"
	"gatehouse/internal/testkit"
)

const sample = "../../docs/portal/nginx.conf"

// behindNginx starts a real nginx with the sample of the documentation in front of a
// page and of a Gatehouse, and gives a browser that reaches it.
func behindNginx(t *testing.T, s *testkit.Server) *browser {
	t.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		t.Fatal("nginx is missing, which this test puts in front of a page. On Debian: apt-get install nginx-light")
	}
	dir := t.TempDir()
	text, err := os.ReadFile(sample)
	if err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(dir, "socket")
	site := strings.NewReplacer("127.0.0.1:8080", strings.TrimPrefix(s.URL, "http://"), "listen 80", "listen unix:"+socket, "/srv/portal", dir+"/pages").Replace(string(text))
	config := fmt.Sprintf(`daemon off; master_process off; pid %[1]s/pid; error_log stderr warn;
events { worker_connections 64; }
http {
  access_log %[1]s/access.log; client_body_temp_path %[1]s/b; proxy_temp_path %[1]s/p; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;
%[2]s}`, dir, site)
	if err := os.Mkdir(dir+"/pages", 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"nginx.conf": config, "pages/index.html": "for customers\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var errors bytes.Buffer
	nginx := exec.Command(program, "-p", dir, "-c", dir+"/nginx.conf", "-e", "stderr")
	nginx.Stderr = &errors
	if err := nginx.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- nginx.Wait() }()
	t.Cleanup(func() {
		_ = nginx.Process.Signal(syscall.SIGTERM)
		<-ended
	})
	b := newBrowser(t, "http://help.example.com")
	b.Transport = &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}}
	limit, tick := time.After(20*time.Second), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for {
		if connection, err := net.Dial("unix", socket); err == nil {
			connection.Close()
			return b
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("nginx ended: %v\n%s", err, errors.String())
		case <-limit:
			t.Fatalf("nginx does not start\n%s", errors.String())
		case <-tick.C:
		}
	}
}

// TestNginx: a page behind nginx is shown to who is signed in. A revoke ends that by
// the very next request, a grant revives no session, a delete ends it for good.
func TestNginx(t *testing.T) {
	s := testkit.Start(t)
	b := behindNginx(t, s)
	ana, token := invite(t, s, "ana@example.com")
	want := func(open bool, when string) {
		t.Helper()
		status, body, header := b.get("/")
		if open && (status != 200 || body != "for customers\n" || header.Get("X-Customer-Id") != ana.String()) {
			t.Errorf("%s: got %d %q for %q, want the page", when, status, body, header.Get("X-Customer-Id"))
		}
		if !open && (status != 303 || header.Get("Location") != "http://help.example.com/portal/help/sign-in?return=/" || strings.Contains(body, "for customers")) {
			t.Errorf("%s: got %d to %q, want the sign-in page", when, status, header.Get("Location"))
		}
	}
	signIn := func(want int) {
		t.Helper()
		status, body, header := b.send("/portal/help/sign-in", "email", "ana@example.com", "password", password, "return", "/")
		if status != want || want == 303 && header.Get("Location") != "/" {
			t.Fatalf("sign-in: got %d to %q, want %d\n%s", status, header.Get("Location"), want, body)
		}
	}
	act := func(mutation, more string) {
		t.Helper()
		answer := s.Query(s.Token(account.OrganizationAdmin, ""), fmt.Sprintf(`mutation { %s(input: {customerId: "%s"%s}) { changed userErrors { code } } }`, mutation, ana, more), nil)
		if answer.At(mutation, "changed") != true {
			t.Fatalf("%s: got %v %v", mutation, answer.Data, answer.Errors)
		}
	}
	want(false, "before")
	if status, _, _ := b.send("/portal/help/accept", "token", token, "password", password); status != 303 {
		t.Fatalf("accept: got %d, want 303", status)
	}
	want(true, "signed in")
	act("revokeAccess", "")
	want(false, "revoked")
	signIn(422)
	act("grantAccess", "")
	want(false, "granted, with the old session")
	signIn(303)
	want(true, "signed in anew")
	if status, _, _ := b.get("/gatehouse-check"); status != 404 {
		t.Errorf("the question itself: got %d from outside, want 404", status)
	}
	act("deleteCustomer", `, confirmEmail: "ana@example.com"`)
	want(false, "deleted")
	signIn(422)
}

// TestSampleIsTold: the page about the portal shows the very file that is tested.
func TestSampleIsTold(t *testing.T) {
	text, err := os.ReadFile(sample)
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../../docs/portal.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(page, text) {
		t.Errorf("docs/portal.md does not show %s as it is", sample)
	}
}
