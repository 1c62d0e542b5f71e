package crash

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"gatehouse/internal/cli"
	"gatehouse/internal/forensic"
)

// patience bounds every wait for a process, also on a slow and busy machine.
const patience = 3 * time.Minute

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"gatehouse": gatehouse, "scan": scan})
}

// gatehouse is main of the binary, which the tests run as a process of its own.
func gatehouse() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(cli.Main(ctx, os.Args[1:], &cli.Console{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.LookupEnv, Now: time.Now,
	}))
}

// scan is forensic.Scan of a directory for the words of standard input, as a process
// of its own: it keeps files open, which could not be unmounted otherwise.
func scan() {
	words, err := io.ReadAll(os.Stdin)
	var found []forensic.Finding
	if err == nil {
		found, err = forensic.Scan(os.Args[1], strings.Fields(string(words)))
	}
	if err = errors.Join(err, json.NewEncoder(os.Stdout).Encode(found)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// scanFiles looks for needles, words without spaces, in every file of a directory.
func scanFiles(dir string, needles []string) (found []forensic.Finding, err error) {
	command := exec.Command("scan", dir)
	command.Stdin, command.Stderr = strings.NewReader(strings.Join(needles, "\n")), os.Stderr
	out, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("scan %s: %w", dir, err)
	}
	return found, json.Unmarshal(out, &found)
}

// process is a server of its own on a directory.
type process struct {
	dir, url, token string

	command *exec.Cmd
	output  *output
	ended   chan struct{} // Closed once the process is gone.
	err     error         // How it ended; valid once ended is closed.
	client  *http.Client
}

// launch starts a server and returns at once. Prefix is put before the command, to
// run it under limits.
func launch(t *testing.T, dir string, prefix ...string) *process {
	t.Helper()
	return launchWith(t, dir, func(*exec.Cmd) {}, prefix...)
}

// launchWith is launch of a command that is changed before it starts.
func launchWith(t *testing.T, dir string, change func(*exec.Cmd), prefix ...string) *process {
	t.Helper()
	words := append(prefix, "gatehouse", "serve", "-data", dir, "-addr", "127.0.0.1:0", "-log-format", "json")
	p := &process{dir: dir, command: exec.Command(words[0], words[1:]...), output: &output{}, ended: make(chan struct{})}
	p.client = &http.Client{Timeout: patience, Transport: &http.Transport{MaxIdleConnsPerHost: 16}}
	p.command.Stdout, p.command.Stderr = p.output, p.output
	change(p.command)
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { p.err = p.command.Wait(); close(p.ended) }()
	t.Cleanup(p.kill)
	return p
}

// start starts a server and waits until every surface answers.
func start(t *testing.T, dir string, prefix ...string) *process {
	t.Helper()
	p := launch(t, dir, prefix...)
	if err := p.waitReady(); err != nil {
		t.Fatalf("%v\n%s", err, p.output)
	}
	return p
}

// kill ends the process as a crash would: nothing of it runs any more.
func (p *process) kill() {
	_ = p.command.Process.Kill() // It may be gone already, which is as good.
	<-p.ended
	p.client.CloseIdleConnections()
}

// stop asks the process to end and gives how it did.
func (p *process) stop() error {
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-p.ended:
		return p.err
	case <-time.After(patience):
		return errors.New("the server does not stop")
	}
}

// waitReady asks the control socket until the server answers every surface.
func (p *process) waitReady() error {
	deadline := time.Now().Add(patience)
	for last := error(nil); ; {
		select {
		case <-p.ended:
			return fmt.Errorf("the server ended: %v", p.err)
		case <-time.After(10 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("the server does not get ready: %w", last)
		}
		if last = p.meet(); last == nil {
			return nil
		}
	}
}

func (p *process) meet() error {
	control := http.Client{Timeout: patience, Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", filepath.Join(p.dir, "control.sock"))
		},
	}}
	response, err := control.Post("http://gatehouse/ready", "", nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	var line struct {
		Final struct {
			URL     string
			Process int
		}
	}
	if err := json.NewDecoder(response.Body).Decode(&line); err != nil {
		return err
	}
	if line.Final.Process != p.command.Process.Pid {
		return errors.New("another process answers")
	}
	token, err := os.ReadFile(filepath.Join(p.dir, "first-token"))
	p.url, p.token = line.Final.URL, strings.TrimSpace(string(token))
	return err
}

// answer is what the API said.
type answer struct {
	Data   map[string]json.RawMessage
	Errors []struct {
		Message    string
		Extensions struct{ Code string }
	}
}

// code gives the code of the first top-level error, or "".
func (a answer) code() string {
	if len(a.Errors) == 0 {
		return ""
	}
	return a.Errors[0].Extensions.Code
}

// ask asks the API as the first admin. An error means that there was no answer.
func (p *process) ask(document string, variables map[string]any) (a answer, err error) {
	_, err = p.send(document, variables, &a)
	return a, err
}

// post asks the API as the first admin and reads what it asked for. Anything else
// in the answer than data is an error.
func (p *process) post(document string, variables map[string]any, into any) ([]*http.Cookie, error) {
	answer := struct {
		Data   any
		Errors json.RawMessage
	}{Data: into}
	cookies, err := p.send(document, variables, &answer)
	if err == nil && answer.Errors != nil {
		err = fmt.Errorf("the answer has the errors %s", answer.Errors)
	}
	return cookies, err
}

// send sends a document and reads the answer to it.
func (p *process) send(document string, variables map[string]any, into any) ([]*http.Cookie, error) {
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequest(http.MethodPost, p.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+p.token)
	response, err := p.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return nil, fmt.Errorf("status %d: %w", response.StatusCode, err)
	}
	return response.Cookies(), nil
}

// read sends a request and reads the whole answer.
func (p *process) read(request *http.Request) (status int, text string, err error) {
	response, err := p.client.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response.StatusCode, string(body), err
}

// metricsURL is where the log says that metrics are read.
var metricsURL = regexp.MustCompile(`"msg":"metrics","url":"([^"]+)"`)

// metrics reads all that the server counts.
func (p *process) metrics() (string, error) {
	var found []string
	if !p.output.comes(func(said string) bool { found = metricsURL.FindStringSubmatch(said); return found != nil }) {
		return "", fmt.Errorf("the log does not say where metrics are read:\n%s", p.output)
	}
	request, err := http.NewRequest(http.MethodGet, found[1], nil)
	if err != nil {
		return "", err
	}
	_, text, err := p.read(request)
	return text, err
}

// run runs a command of the binary and gives what it printed.
func run(args ...string) (string, error) {
	text, err := exec.Command("gatehouse", args...).CombinedOutput()
	return string(text), err
}

// output collects what a process writes, but for the lines that are left out.
type output struct {
	mu   sync.Mutex
	b    bytes.Buffer
	out  []byte // Lines that hold this are left out; empty: none.
	part []byte // The beginning of a line whose end is still to come.
}

// accessLine marks the lines of the access log, of which there are millions.
var accessLine = []byte(`"msg":"request"`)

// leaveOut forgets the lines that hold some bytes, those of before too.
func (o *output) leaveOut(mark []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	before := bytes.Clone(o.b.Bytes())
	o.out = mark
	o.b.Reset()
	o.take(before)
}

func (o *output) take(p []byte) {
	if len(o.out) == 0 {
		o.b.Write(p)
		return
	}
	o.part = append(o.part, p...)
	for line := range bytes.Lines(bytes.Clone(o.part)) {
		if !bytes.HasSuffix(line, []byte("\n")) {
			break
		}
		o.part = o.part[len(line):]
		if !bytes.Contains(line, o.out) {
			o.b.Write(line)
		}
	}
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.take(p)
	return len(p), nil
}

// comes waits until what was written is as it should be: what a process has said may
// still be on its way here when it answers.
func (o *output) comes(so func(said string) bool) bool {
	for deadline := time.Now().Add(patience); !so(o.String()); <-time.After(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			return false
		}
	}
	return true
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String() + string(o.part)
}
