package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// firstLoadLimit is what the first page may weigh, compressed. The promise is 150
// kB; failing earlier keeps it from being reached by surprise.
const firstLoadLimit = 120_000

func console(t *testing.T) http.Handler {
	t.Helper()
	handler, err := Console()
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

func get(handler http.Handler, path string) *http.Response {
	request := httptest.NewRequest(http.MethodGet, path, nil)
	request.Header.Set("Accept-Encoding", "gzip")
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, request)
	return answer.Result()
}

func body(t *testing.T, response *http.Response) string {
	t.Helper()
	var reader io.Reader = response.Body
	if response.Header.Get("Content-Encoding") == "gzip" {
		unzipped, err := gzip.NewReader(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		reader = unzipped
	}
	text, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestConsolePages serves the shell at the console's addresses and nothing at others.
func TestConsolePages(t *testing.T) {
	handler := console(t)
	id := "cus_0198c0de000070008000000000000001"
	for path, want := range map[string]int{
		"/": 200, "/sign-in": 200, "/sites/help/customers": 200, "/sites/help/customers/" + id: 200,
		"/sites/help/customers/" + id + "/delete": 200, "/sites/help/customers/" + id + "/revoke": 200,
		"/sites/help/customers/" + id + "/grant": 200, "/sites/help/customers/" + id + "/rename": 200,
		"/sites/help/invite": 200, "/sites/help/see-as": 200, "/sites/help/requests": 200, "/sites/help/requests/req_1": 200,
		"/sites/help/jobs": 200, "/sites/help/jobs/new": 200, "/sites/help/jobs/job_1": 200, "/sites/help/deletions": 200, "/sites/help/deletions/" + id: 200, "/sites/help/audit": 200,
		"/settings/tokens": 200, "/settings/sites": 200, "/theme.js": 200, "/favicon.svg": 200,
		"/index.html": 404, "/nothing": 404, "/sites/help": 404, "/sites/help/customers/": 404, "/sites//customers": 404,
		"/sites/help/customers/" + id + "/erase": 404, "/assets/": 404, "/assets/../index.html": 404,
	} {
		response := get(handler, path)
		if response.StatusCode != want {
			t.Errorf("%s answers %d, want %d", path, response.StatusCode, want)
		}
		policy := response.Header.Get("Content-Security-Policy")
		if want == 200 && (!strings.Contains(policy, "script-src 'self';") || strings.Contains(policy, "unsafe")) {
			t.Errorf("%s has the policy %q", path, policy)
		}
	}
}

var (
	linked = regexp.MustCompile(`(?:src|href)="(/[^"]+)"`)
	inline = regexp.MustCompile(`(?s)<style|style="| on\w+="|<script>|<script[^>]*>[^<]`)
)

// TestConsoleFirstLoad weighs what the first page loads, and holds that all of it
// is ours, and that nothing stands inline.
func TestConsoleFirstLoad(t *testing.T) {
	handler := console(t)
	shell := get(handler, "/")
	if got := shell.Header.Get("Cache-Control"); got != "no-cache" {
		t.Errorf("the shell is cached as %q, want no-cache", got)
	}
	page := body(t, shell)
	if found := inline.FindString(page); found != "" {
		t.Errorf("the shell has inline code or style: %s", found)
	}
	weight := len(page)
	for _, link := range linked.FindAllStringSubmatch(page, -1) {
		response := get(handler, link[1])
		size, err := io.Copy(io.Discard, response.Body)
		if err != nil || response.StatusCode != 200 {
			t.Fatalf("%s: status %d, error %v", link[1], response.StatusCode, err)
		}
		weight += int(size)
		if strings.HasPrefix(link[1], "/assets/") && !strings.Contains(response.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s is cached as %q, want immutable", link[1], response.Header.Get("Cache-Control"))
		}
	}
	if weight > firstLoadLimit {
		t.Errorf("the first load weighs %d bytes compressed, want at most %d", weight, firstLoadLimit)
	}
	if weight < 10_000 {
		t.Errorf("the first load weighs %d bytes: the page's files were not found in the shell", weight)
	}
}

// TestConsoleNotModified answers a browser that has the shell already.
func TestConsoleNotModified(t *testing.T) {
	handler := console(t)
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	request.Header.Set("If-None-Match", get(handler, "/").Header.Get("ETag"))
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, request)
	if answer.Code != http.StatusNotModified || answer.Body.Len() != 0 {
		t.Errorf("status %d with %d bytes, want 304 with none", answer.Code, answer.Body.Len())
	}
}

var token = regexp.MustCompile(`--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)`)

// TestConsoleContrast computes the contrast of each pair of colours that meet, in
// both themes, by WCAG 2.2: 4.5 for text, 3 for the edges of controls.
func TestConsoleContrast(t *testing.T) {
	sheet, err := os.ReadFile("console/src/style/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	colours := map[string][2]string{}
	for _, found := range token.FindAllSubmatch(bytes.ToLower(sheet), -1) {
		colours[string(found[1])] = [2]string{string(found[2]), string(found[3])}
	}
	for _, pair := range []struct {
		front, back string
		least       float64
	}{
		{"text", "surface", 4.5}, {"text", "page", 4.5}, {"text", "hover", 4.5},
		{"muted", "surface", 4.5}, {"muted", "page", 4.5}, {"muted", "hover", 4.5},
		{"accent", "surface", 4.5}, {"accent", "page", 4.5}, {"accent", "hover", 4.5}, {"on-accent", "accent", 4.5},
		{"danger", "surface", 4.5}, {"danger", "page", 4.5}, {"on-danger", "danger", 4.5},
		{"edge", "surface", 3}, {"edge", "page", 3},
		{"active", "active-tint", 4.5}, {"revoked", "revoked-tint", 4.5}, {"notice", "notice-tint", 4.5},
		{"warning", "warning-tint", 4.5}, {"final", "final-tint", 4.5},
	} {
		for theme, name := range []string{"light", "dark"} {
			front, back := colours[pair.front][theme], colours[pair.back][theme]
			if front == "" || back == "" {
				t.Fatalf("the style sheet has no colour %s or %s", pair.front, pair.back)
			}
			if got := contrast(front, back); got < pair.least {
				t.Errorf("%s on %s, %s: contrast %.1f, want at least %.1f", pair.front, pair.back, name, got, pair.least)
			}
		}
	}
}

func contrast(a, b string) float64 {
	one, other := luminance(a), luminance(b)
	return (max(one, other) + 0.05) / (min(one, other) + 0.05)
}

func luminance(colour string) float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		value, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		if err != nil {
			panic(fmt.Sprintf("colour %q: %v", colour, err))
		}
		share := float64(value) / 255
		if share <= 0.04045 {
			sum += weight * share / 12.92
		} else {
			sum += weight * math.Pow((share+0.055)/1.055, 2.4)
		}
	}
	return sum
}
