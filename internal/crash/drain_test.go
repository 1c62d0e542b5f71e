package crash

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"gatehouse/internal/testkit"
)

// drainRestarts are part of every test run; GATEHOUSE_DRAIN_RESTARTS asks for more.
const drainRestarts = 4

// TestDrain restarts a server again and again behind a real nginx, with the settings
// of deploy/nginx.conf and the socket held by somebody else as gatehouse.socket has it
// held. Clients that change and search accounts without a pause must notice nothing.
func TestDrain(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	socket, err := listener.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	dir := t.TempDir()
	serve := func() *process {
		// The process id that LISTEN_PID must have is the one that exec keeps.
		p := launchWith(t, dir, func(c *exec.Cmd) {
			c.ExtraFiles, c.Env = []*os.File{socket}, append(os.Environ(), "LISTEN_FDS=1")
		}, "sh", "-c", `LISTEN_PID=$$ exec "$@"`, "sh")
		if err := p.waitReady(); err != nil {
			t.Fatalf("%v\n%s", err, p.output)
		}
		return p
	}
	p := serve()
	if want := "http://" + listener.Addr().String(); p.url != want {
		t.Fatalf("the server listens at %s, want the socket that was handed over: %s", p.url, want)
	}
	front := &process{url: "http://drain.example", token: p.token, client: behindNginx(t, listener.Addr().String())}
	d := &drain{t: t, front: front, stop: make(chan struct{})}
	d.begin(8)
	restarts := asked(t, "GATEHOUSE_DRAIN_RESTARTS", drainRestarts)
	for range restarts {
		d.work(200)
		if err := p.stop(); err != nil {
			t.Errorf("the server ended with %v, want a clean stop\n%s", err, p.output)
		}
		p = serve()
	}
	d.work(200)
	close(d.stop)
	d.all.Wait()
	d.lookAgain()
	if err := p.stop(); err != nil {
		t.Errorf("the server ended with %v, want a clean stop", err)
	}
	t.Logf("%d restarts, %d requests, none of them lost", restarts, d.answered)
}

// drain is clients who each rename an account of theirs, and search for it.
type drain struct {
	t     *testing.T
	front *process
	stop  chan struct{}
	all   sync.WaitGroup

	mu       sync.Mutex
	answered int
	names    map[string]string // By id, as acknowledged.
	progress chan struct{}     // Closed at the next answer.
}

func (d *drain) begin(clients int) {
	d.t.Helper()
	d.names, d.progress = map[string]string{}, make(chan struct{})
	site := clientOf(d.t, d.front)
	for i := range clients {
		var invited struct {
			InviteCustomer struct{ Customer struct{ ID string } }
		}
		_, err := d.front.post(`mutation($in: InviteCustomerInput!) { inviteCustomer(input: $in) { customer { id } } }`,
			map[string]any{"in": map[string]any{"siteId": site, "email": fmt.Sprintf("drain%d@drain.example", i), "displayName": "Drained"}}, &invited)
		if err != nil {
			d.t.Fatal(err)
		}
		d.all.Go(func() { d.client(i, invited.InviteCustomer.Customer.ID) })
	}
}

func clientOf(t *testing.T, p *process) (site string) {
	t.Helper()
	var found struct{ Site struct{ ID string } }
	if _, err := p.post(`{ site(key: "help") { id } }`, nil, &found); err != nil {
		t.Fatal(err)
	}
	return found.Site.ID
}

// client renames its account and then finds it by that name, until it is told to stop.
func (d *drain) client(i int, id string) {
	for n := 0; ; n++ {
		select {
		case <-d.stop:
			return
		default:
		}
		name := fmt.Sprintf("Person%dx%d", i, n)
		_, err := d.front.post(`mutation($id: ID!, $name: String!) { renameCustomer(input: {customerId: $id, displayName: $name}) { changed } }`,
			map[string]any{"id": id, "name": name}, &struct{}{})
		if err != nil {
			d.t.Errorf("a mutation was lost: %v", err)
			return
		}
		d.done(id, name)
		found, err := d.front.ask(`query($name: String!) { site(key: "help") { userPicker(query: $name, first: 1) { customerId } } }`, map[string]any{"name": name})
		if err != nil || !strings.Contains(string(found.Data["site"]), id) {
			d.t.Errorf("a search was lost: %s %v, error %v", found.Data["site"], found.Errors, err)
			return
		}
		d.done("", "")
	}
}

func (d *drain) done(id, name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.answered++
	if id != "" {
		d.names[id] = name
	}
	close(d.progress)
	d.progress = make(chan struct{})
}

// work waits until so many more requests were answered.
func (d *drain) work(n int) {
	d.t.Helper()
	deadline := time.After(patience)
	d.mu.Lock()
	until := d.answered + n
	for d.answered < until && !d.t.Failed() {
		progress := d.progress
		d.mu.Unlock()
		select {
		case <-progress:
		case <-deadline:
			d.t.Fatal("the clients don't get on")
		}
		d.mu.Lock()
	}
	d.mu.Unlock()
}

// lookAgain finds every acknowledged change.
func (d *drain) lookAgain() {
	d.t.Helper()
	for id, want := range d.names {
		a, err := d.front.ask(`query($id: ID!) { customer(id: $id) { displayName } }`, map[string]any{"id": id})
		var got struct{ DisplayName string }
		if err == nil {
			err = json.Unmarshal(a.Data["customer"], &got)
		}
		if err != nil || got.DisplayName != want {
			d.t.Errorf("%s is called %q, error %v, want the acknowledged %q", id, got.DisplayName, err, want)
		}
	}
}

// behindNginx starts an nginx with deploy/nginx.conf in front of an address, and gives
// a client that reaches it.
func behindNginx(t *testing.T, address string) *http.Client {
	t.Helper()
	text, err := os.ReadFile("../../deploy/nginx.conf")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for line := range strings.Lines(string(text)) {
		if !strings.Contains(line, "ssl_certificate") {
			lines = append(lines, line)
		}
	}
	transport := testkit.Nginx.Start(t, func(socket string) string {
		return strings.NewReplacer("127.0.0.1:8080", address, "listen 443 ssl", "listen unix:"+socket).Replace(strings.Join(lines, ""))
	})
	return &http.Client{Timeout: patience, Transport: transport}
}
