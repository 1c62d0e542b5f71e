package hooks_test

import (
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"gatehouse/account"
)

// TestHangingTarget: a target that hangs costs its own webhook a try and holds up no
// other one.
func TestHangingTarget(t *testing.T) {
	h := newHouse(t, timeout(3*time.Second)) // More than the quick one ever takes.
	slow, quick := receive(t, "127.0.0.1:0"), receive(t, "127.0.0.1:0")
	gaveUp := make(chan struct{}, 10)
	slow.answers(func(_ http.ResponseWriter, q *http.Request) {
		<-q.Context().Done()
		gaveUp <- struct{}{}
	})
	w, _ := h.create("help", slow.url)
	h.create("help", quick.url)
	a := h.invite("help", "a")
	slow.expect(a)
	quick.expect(a, h.invite("help", "b"))
	<-gaveUp
	got := h.until(w.ID, "waiting", func(w account.Webhook) bool { return w.Waiting == 1 })
	if got.Failure.Outcome != account.WebhookTimeout || got.Failure.Status != 0 {
		t.Errorf("a target that hangs: got %+v, want TIMEOUT", got.Failure)
	}
}

// TestEndlessAnswer: of an answer without an end a bounded piece is read.
func TestEndlessAnswer(t *testing.T) {
	h, r := newHouse(t), receive(t, "127.0.0.1:0")
	w, _ := h.create("help", r.url)
	const most = 64 << 20 // Far more than the buffers of a connection hold.
	sent := make(chan int, 10)
	r.answers(func(w http.ResponseWriter, _ *http.Request) {
		piece, n := make([]byte, 1<<20), 0
		for n < most {
			written, err := w.Write(piece)
			n += written
			if err != nil {
				break
			}
		}
		sent <- n
	})
	a := h.invite("help", "a")
	r.expect(a)
	if n := <-sent; n >= most {
		t.Errorf("%d bytes of an answer were taken", n)
	}
	h.until(w.ID, "done", func(w account.Webhook) bool { return !w.DeliveredAt.IsZero() && w.Waiting == 0 })
	r.answers(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Big", strings.Repeat("x", 1<<20))
	})
	r.expect(h.invite("help", "b"))
	got := h.until(w.ID, "waiting", func(w account.Webhook) bool { return w.Waiting == 1 })
	if got.Failure.Outcome != account.WebhookUnreachable {
		t.Errorf("headers of a megabyte: got %+v", got.Failure)
	}
}

// TestRedirect: a redirect is a failure, and where it points to hears nothing.
func TestRedirect(t *testing.T) {
	h := newHouse(t, allowed("127.0.0.2/32"))
	r, inside := receive(t, "127.0.0.2:0"), receive(t, "127.0.0.1:0")
	w, _ := h.create("help", r.url)
	for i, code := range []int{301, 302, 303, 307, 308} {
		r.answers(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", inside.url)
			w.WriteHeader(code)
		})
		r.expect(h.invite("help", fmt.Sprint("code", code)))
		got := h.until(w.ID, "waiting", func(w account.Webhook) bool { return w.Waiting == i+1 })
		if got.Failure.Outcome != account.WebhookRedirect || got.Failure.Status != code {
			t.Errorf("%d: got %+v, want REDIRECT", code, got.Failure)
		}
	}
	inside.nothing()
}

// TestNameThatPointsInside: a name is looked at when it is dialled, so that one that
// resolves to this machine is refused, whatever it resolved to before.
func TestNameThatPointsInside(t *testing.T) {
	h := newHouse(t, allowed("127.0.0.2/32"))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	met := make(chan struct{}, 10)
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			met <- struct{}{}
			c.Close()
		}
	}()
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	for _, scheme := range []string{"https", "http"} {
		w, _ := h.create("help", scheme+"://localhost:"+port+"/")
		h.invite("help", scheme)
		got := h.until(w.ID, "waiting", func(w account.Webhook) bool { return w.Waiting == 1 })
		if got.Failure.Outcome != account.WebhookNotAllowed {
			t.Errorf("%s to a name of this machine: got %+v, want TARGET_NOT_ALLOWED", scheme, got.Failure)
		}
		if try, err := h.Test(h.ctx, w.ID); err != nil || try.Outcome != account.WebhookNotAllowed {
			t.Errorf("a test of it: got %+v, error %v", try, err)
		}
	}
	select {
	case <-met:
		t.Error("somebody connected to it")
	default:
	}
}

// TestProxyOfTheEnvironment: a proxy would dial for us, and nobody would look where.
func TestProxyOfTheEnvironment(t *testing.T) {
	proxy := receive(t, "127.0.0.1:0")
	t.Setenv("HTTP_PROXY", proxy.url)
	t.Setenv("HTTPS_PROXY", proxy.url)
	t.Setenv("http_proxy", proxy.url)
	h := newHouse(t, allowed("127.0.0.0/8", "192.0.2.0/24"))
	// So long that no name server is asked for it, who may take his time.
	w, _ := h.create("help", "http://"+strings.Repeat("unknown", 10)+".invalid/")
	h.invite("help", "a")
	got := h.until(w.ID, "waiting", func(w account.Webhook) bool { return w.Waiting == 1 })
	if got.Failure.Outcome != account.WebhookUnreachable {
		t.Errorf("a name that is none: got %+v", got.Failure)
	}
	proxy.nothing()
}

// TestTLS: the certificate has to be valid, and be there.
func TestTLS(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) { _, _ = io.Copy(io.Discard, q.Body) }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	trusted := x509.NewCertPool()
	trusted.AddCert(s.Certificate())
	plain := receive(t, "127.0.0.1:0")
	for name, want := range map[string]struct {
		url     string
		roots   *x509.CertPool
		outcome account.WebhookOutcome
	}{
		"a certificate that is vouched for": {s.URL, trusted, account.WebhookDelivered},
		"one that nobody vouches for":       {s.URL, x509.NewCertPool(), account.WebhookTLSFailed},
		"one of another name":               {strings.Replace(s.URL, "127.0.0.1", "localhost", 1), trusted, account.WebhookTLSFailed},
		"no TLS at all":                     {strings.Replace(plain.url, "http:", "https:", 1), trusted, account.WebhookTLSFailed},
	} {
		h := newHouse(t, roots(want.roots))
		w, _ := h.create("help", want.url)
		if try, err := h.Test(h.ctx, w.ID); err != nil || try.Outcome != want.outcome {
			t.Errorf("%s: got %+v, error %v; want %s", name, try, err, want.outcome)
		}
	}
}

// TestGone: 410 stops a webhook until an admin resumes it; nothing is lost.
func TestGone(t *testing.T) {
	h, r := newHouse(t), receive(t, "127.0.0.1:0")
	w, _ := h.create("help", r.url)
	r.answers(status(http.StatusGone))
	a := h.invite("help", "a")
	r.expect(a)
	h.until(w.ID, "paused", func(w account.Webhook) bool { return w.Paused == account.PausedGone && w.Failure.Status == 410 })
	paused, err := h.store.AuditEvents(h.ctx, account.AuditQuery{Action: account.AuditPauseWebhook}, account.Page{Size: 10})
	if err != nil || len(paused.Items) != 1 || paused.Items[0].Subject != w.ID.String() || paused.Items[0].Actor != account.SystemActor || paused.Items[0].Site != w.Site {
		t.Errorf("the audit log has %+v of the pause, error %v", paused.Items, err)
	}
	b := h.invite("help", "b")
	if try, err := h.Test(h.ctx, w.ID); err != nil || try.Status != 410 {
		t.Errorf("a test of a paused webhook: %+v, error %v", try, err)
	}
	r.next() // The test.
	r.answers(nil)
	if _, changed, err := h.store.ResumeWebhook(h.ctx, w.ID); !changed || err != nil {
		t.Fatalf("resume: changed %v, error %v", changed, err)
	}
	r.expect(a, b)
	if _, changed, err := h.store.ResumeWebhook(h.ctx, w.ID); changed || err != nil {
		t.Errorf("resume again: changed %v, error %v", changed, err)
	}
}
