package consoletest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience bounds one test in its page, and thereby every wait in it.
const patience = 5 * time.Minute

// tab is a page of the browser as a person has it before them.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string

	mu       sync.Mutex
	requests []string
	problems []string
}

// newTab opens an empty page. Its cookies and storage are its own, unless a
// neighbour is named.
func newTab(t *testing.T, base string, neighbour *tab) *tab {
	t.Helper()
	p := &tab{t: t, base: base}
	parent, options := sharedBrowser(t), []chromedp.ContextOption{chromedp.WithListener(p.watch)}
	if neighbour != nil {
		parent = neighbour.ctx
	} else {
		options = append(options, chromedp.WithNewBrowserContext())
	}
	ctx, cancel := chromedp.NewContext(parent, options...)
	t.Cleanup(cancel)
	p.ctx = ctx
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1440, 900)); err != nil {
		t.Fatalf("open a page: %v", err)
	}
	limited, stop := context.WithTimeout(ctx, patience)
	t.Cleanup(stop)
	p.ctx = limited
	// Several pages are open at once; each is to behave as the one in front.
	do(p, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	return p
}

// do sends one command of the protocol.
func do[P, R any](p *tab, command cdp.Command[P, R], params P) R {
	p.t.Helper()
	result, err := try(p, command, params)
	if err != nil {
		p.t.Fatalf("%s: %v\nproblems: %q\n%s", command.Method, err, p.noted(), p.text())
	}
	return result
}

func try[P, R any](p *tab, command cdp.Command[P, R], params P) (R, error) {
	return tryIn(p.ctx, command, params)
}

func tryIn[P, R any](ctx context.Context, command cdp.Command[P, R], params P) (R, error) {
	return chromedp.Run(ctx, func(ctx context.Context, t *chromedp.Target) (R, error) { return cdp.Call(ctx, t, command, params) })
}

// watch notes every request, and whatever the browser complains about: errors of
// scripts, and what the security policy blocked.
func (p *tab) watch(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		p.requests = append(p.requests, e.Request.URL)
	case *log.EventEntryAdded:
		// Answers that are refusals, and cut connections, are what some tests are about.
		if e.Entry.Level == log.EntryLevelError && e.Entry.Source != log.EntrySourceNetwork {
			p.problems = append(p.problems, e.Entry.Text+" "+e.Entry.URL)
		}
	case *runtime.EventExceptionThrown:
		problem := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			problem += " " + e.ExceptionDetails.Exception.Description
		}
		p.problems = append(p.problems, problem)
	case *runtime.EventConsoleAPICalled:
		for _, argument := range e.Args {
			p.problems = append(p.problems, fmt.Sprintf("console %s: %s %s", e.Type, argument.Value, argument.Description))
		}
	}
}

func (p *tab) noted() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.problems)
}

func (p *tab) asked() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.requests)
}

// open goes to an address as by typing it, and waits for the page's heading.
func (p *tab) open(path string) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, chromedp.Navigate(p.base+path)); err != nil {
		p.t.Fatalf("open %s: %v", path, err)
	}
	p.until("document.querySelector('h1, h2') !== null")
}

func (p *tab) back() {
	p.t.Helper()
	// Not at once: the way back may take the page, and with it the answer, away.
	eval[any](p, "setTimeout(() => history.back()); null")
}

// eval runs a script in the page and gives its value. A promise is waited for.
func eval[T any](p *tab, script string) T {
	p.t.Helper()
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("evaluate %q: %v", script, err)
	}
	return value
}

// until waits until a script's value is true, also over a change of the page.
func (p *tab) until(script string) {
	p.t.Helper()
	for limit := roundLimit; p.ctx.Err() == nil; limit = longer(limit) {
		if p.round("("+script+")", limit) {
			return
		}
	}
	p.t.Fatalf("wait until %s: %v\nproblems: %q\n%s", script, p.ctx.Err(), p.noted(), p.text())
}

// A page that is put aside for Back never answers: each round of a wait is bounded,
// the first ones soon, and later ones so that a busy browser has its time.
const roundLimit = 2 * time.Second

func longer(limit time.Duration) time.Duration { return min(2*limit, patience/10) }

// round looks at each frame, for a second at most, whether a script's value is true.
func (p *tab) round(script string, limit time.Duration) bool {
	ctx, cancel := context.WithTimeout(p.ctx, limit)
	defer cancel()
	wait := "new Promise(done => { const end = performance.now() + 1000; " +
		"const look = () => " + script + " ? done(true) : performance.now() > end ? done(false) : requestAnimationFrame(look); look(); })"
	held, err := chromedp.Run(ctx, chromedp.Evaluate[bool](wait, chromedp.EvalAwaitPromise))
	return err == nil && held
}

// text is what the page says, for the message of a test that fails.
func (p *tab) text() string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(p.ctx), roundLimit)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[string]("location.pathname + '\\n' + document.body.innerText"))
	if err != nil {
		return err.Error()
	}
	return value
}

// says waits until the page shows a text.
func (p *tab) says(text string) {
	p.t.Helper()
	// Names stand in isolates and line ends in the layout; a reader sees neither.
	p.until(fmt.Sprintf("document.body.innerText.replace(/[\\u2068\\u2069]/g, '').replace(/\\s+/g, ' ').includes(%q)", text))
}

// node waits for what has this role and this name, and gives it.
func (p *tab) node(role, name string) *accessibility.Node {
	p.t.Helper()
	for limit := roundLimit; ; limit = longer(limit) {
		if found := p.lookFor(limit, role, name); len(found) > 0 {
			return found[0]
		}
		if p.ctx.Err() != nil {
			p.t.Fatalf("there is no %s named %q\nproblems: %q\n%s", role, name, p.noted(), p.text())
		}
		p.round("performance.now() > end - 980", roundLimit)
	}
}

// look gives what has this role and this name now and is not hidden.
func (p *tab) look(role, name string) []*accessibility.Node { return p.lookFor(patience, role, name) }

func (p *tab) lookFor(limit time.Duration, role, name string) []*accessibility.Node {
	ctx, cancel := context.WithTimeout(p.ctx, limit)
	defer cancel()
	document, err := tryIn(ctx, dom.GetDocument, dom.GetDocumentParams{})
	if err != nil {
		return nil
	}
	result, err := tryIn(ctx, accessibility.QueryAXTree, accessibility.QueryAXTreeParams{NodeID: document.Root.NodeID, Role: role, AccessibleName: name})
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(result.Nodes, func(n *accessibility.Node) bool { return n.Ignored })
}

// click presses the mouse on what has this role and this name.
func (p *tab) click(role, name string) {
	p.t.Helper()
	for {
		n := p.node(role, name)
		_, err := try(p, dom.ScrollIntoViewIfNeeded, dom.ScrollIntoViewIfNeededParams{BackendNodeID: n.BackendDOMNodeID})
		if err == nil {
			quads, err := try(p, dom.GetContentQuads, dom.GetContentQuadsParams{BackendNodeID: n.BackendDOMNodeID})
			if err == nil && len(quads.Quads) > 0 {
				q := quads.Quads[0]
				x, y := (q[0]+q[2]+q[4]+q[6])/4, (q[1]+q[3]+q[5]+q[7])/4
				if err := chromedp.Do(p.ctx, chromedp.MouseClickXY(x, y)); err != nil {
					p.t.Fatalf("click the %s %q: %v", role, name, err)
				}
				return
			}
		}
		// It was drawn anew between the two questions: look again.
		if p.ctx.Err() != nil {
			p.t.Fatalf("the %s %q can't be clicked: %v", role, name, err)
		}
	}
}

// fill types into the box with this name; what stood there goes.
func (p *tab) fill(name, text string) {
	p.t.Helper()
	n := p.node("textbox", name)
	do(p, dom.Focus, dom.FocusParams{BackendNodeID: n.BackendDOMNodeID})
	eval[any](p, "document.activeElement.select()")
	if text == "" {
		p.press("\b")
		return
	}
	do(p, input.InsertText, input.InsertTextParams{Text: text})
}

// press presses keys, one after the other.
func (p *tab) press(keys string) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, chromedp.KeyEvent(keys)); err != nil {
		p.t.Fatalf("press %q: %v", keys, err)
	}
}

// focused is the id, or else the text, of what has the focus.
func (p *tab) focused() string {
	return eval[string](p, "document.activeElement.id || document.activeElement.textContent")
}

// history gives the addresses and titles that the browser remembers of the page.
func (p *tab) history() string {
	var all []string
	for _, entry := range do(p, page.GetNavigationHistory, cdp.Empty{}).Entries {
		all = append(all, entry.URL+" "+entry.Title)
	}
	return strings.Join(all, "\n")
}

// screen sets the size and the colour scheme.
func (p *tab) screen(width int64, scheme string) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, chromedp.EmulateViewport(width, 900)); err != nil {
		p.t.Fatal(err)
	}
	do(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
}
