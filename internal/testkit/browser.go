package testkit

import (
	"context"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browserLimit bounds what one test does in its browser.
const browserLimit = 5 * time.Minute

// Browser is a headless Chromium of one test, with a profile of its own.
type Browser struct {
	Context context.Context // For chromedp.Do and chromedp.Run.
	Profile string          // The directory of its profile.

	t        testing.TB
	mu       sync.Mutex
	requests []string
	problems []string
}

// OpenBrowser starts a browser. Where none is installed the test fails: a test
// that is skipped protects nobody.
func OpenBrowser(t testing.TB) *Browser {
	t.Helper()
	b := &Browser{t: t, Profile: t.TempDir()}
	flags := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(chromium(t)), chromedp.UserDataDir(b.Profile), chromedp.WindowSize(1440, 900),
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), flags...)
	ctx, closeTab := chromedp.NewContext(allocator, chromedp.WithListener(b.watch))
	b.Context = ctx
	t.Cleanup(func() { closeTab(); stop() })
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start the browser: %v", err)
	}
	limited, cancel := context.WithTimeout(ctx, browserLimit)
	t.Cleanup(cancel)
	b.Context = limited
	return b
}

func chromium(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("no Chromium is installed, which this test looks at a page with. On Debian: apt-get install chromium")
	return ""
}

// watch notes every request, and whatever the browser complains about: errors of
// scripts, and what a security policy blocked.
func (b *Browser) watch(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.URL)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			b.problems = append(b.problems, e.Entry.Text+" "+e.Entry.URL)
		}
	case *runtime.EventExceptionThrown:
		b.problems = append(b.problems, e.ExceptionDetails.Text)
	}
}

// Requests gives the addresses that were asked for so far.
func (b *Browser) Requests() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.requests)
}

// Problems gives what the browser complained about so far.
func (b *Browser) Problems() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.problems)
}

// Do runs actions and fails the test when one fails.
func (b *Browser) Do(what string, actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.Context, actions...); err != nil {
		b.t.Fatalf("%s: %v\nproblems: %q", what, err, b.Problems())
	}
}

// Evaluate runs a script in the page and gives its value. A promise is waited for.
func Evaluate[T any](b *Browser, script string) T {
	b.t.Helper()
	value, err := chromedp.Run(b.Context, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("evaluate %q: %v", script, err)
	}
	return value
}

// WaitUntil waits until a script's value is true, also over a change of the page.
func (b *Browser) WaitUntil(script string) {
	b.t.Helper()
	// chromedp.Poll would have the page make a function of a text, which the
	// pages' security policies forbid.
	// What the script looks at may not be there yet: an exception means not yet.
	wait := "new Promise(done => { const holds = () => { try { return " + script + " } catch { return false } };" +
		" const look = () => holds() ? done(true) : requestAnimationFrame(look); look(); })"
	for {
		_, err := chromedp.Run(b.Context, chromedp.Evaluate[bool](wait, chromedp.EvalAwaitPromise))
		if err == nil {
			return
		}
		if b.Context.Err() != nil || !pageChanged(err) {
			b.t.Fatalf("wait until %s: %v\nproblems: %q", script, err, b.Problems())
		}
	}
}

// pageChanged tells whether a script was lost because its page went away.
func pageChanged(err error) bool {
	text := err.Error()
	return strings.Contains(text, "context was destroyed") || strings.Contains(text, "navigated or closed") ||
		strings.Contains(text, "Cannot find context")
}
