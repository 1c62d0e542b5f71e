package consoletest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"sync"
	"testing"
)

// door stands between browser and server. It counts what passes, and breaks the
// connection where a test wants to see what the page then says.
type door struct {
	URL string

	mu   sync.Mutex
	seen map[string]map[string]bool // By operation, the ids of the requests.
	cut  map[string]cutting
	hold chan struct{} // While set, answers to mutations wait for it.
}

// cutting says when the connection breaks.
type cutting int

const (
	never  cutting = iota
	before         // The server never sees the request.
	after          // The server acts, and its answer is lost.
)

func newDoor(t *testing.T, server string) *door {
	t.Helper()
	target, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	d := &door{seen: map[string]map[string]bool{}, cut: map[string]cutting{}}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host
	}}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { d.pass(proxy, w, r) }))
	t.Cleanup(front.Close)
	d.URL = front.URL
	return d
}

var operation = regexp.MustCompile(`"query":"\s*(?:\\n|\s)*(query|mutation) (\w+)`)

func (d *door) pass(proxy http.Handler, w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/graphql" {
		proxy.ServeHTTP(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	kind, name := "", ""
	if found := operation.FindSubmatch(body); found != nil {
		kind, name = string(found[1]), string(found[2])
	}
	d.mu.Lock()
	if d.seen[name] == nil {
		d.seen[name] = map[string]bool{}
	}
	d.seen[name][r.Header.Get("X-Request-Id")] = true
	cut, hold := d.cut[name], d.hold
	if cut == never {
		cut = d.cut["*"]
	}
	d.mu.Unlock()
	switch {
	case cut == before:
		panic(http.ErrAbortHandler)
	case cut == after:
		proxy.ServeHTTP(httptest.NewRecorder(), r)
		panic(http.ErrAbortHandler)
	case hold != nil && kind == "mutation":
		answer := httptest.NewRecorder()
		proxy.ServeHTTP(answer, r)
		<-hold
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		w.Write(answer.Body.Bytes())
	default:
		proxy.ServeHTTP(w, r)
	}
}

// breaks sets when the connection breaks for an operation; * is for all.
func (d *door) breaks(name string, when cutting) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.cut[name] = when
}

// holdBack lets answers to mutations wait; the function it gives lets them go.
func (d *door) holdBack() (release func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	held := make(chan struct{})
	d.hold = held
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.hold = nil
		close(held)
	}
}

// passed tells how often the page asked for an operation. Chromium repeats a
// request by itself when a kept connection breaks before any answer; such a repeat
// has the id of the first, and counts as one.
func (d *door) passed(name string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.seen[name])
}
