package testkit

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// Proxy is a program that stands in front of a Gatehouse.
type Proxy struct {
	Name   string // Of the program.
	debian string // The package that has it.
	file   string // What it calls its settings.
	// whole puts what a test needs around settings: nothing of the machine is used.
	whole func(dir, settings string) string
	args  []string // In the directory of the settings.
}

// Nginx takes settings that belong into its http block.
var Nginx = Proxy{
	Name: "nginx", debian: "nginx-light", file: "nginx.conf", args: []string{"-p", ".", "-c", "nginx.conf", "-e", "stderr"},
	whole: func(dir, settings string) string {
		return fmt.Sprintf(`daemon off; master_process off; pid %[1]s/pid; error_log stderr warn;
events { worker_connections 512; }
http {
  access_log off; client_body_temp_path %[1]s/b; proxy_temp_path %[1]s/p; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;
%[2]s}`, dir, settings)
	},
}

// Caddy takes a Caddyfile without global options.
var Caddy = Proxy{
	Name: "caddy", debian: "caddy", file: "Caddyfile", args: []string{"run", "--config", "Caddyfile", "--adapter", "caddyfile"},
	whole: func(dir, settings string) string {
		return fmt.Sprintf("{\n\tadmin off\n\tstorage file_system %s/storage\n\tgrace_period 1s\n}\n%s", dir, settings)
	},
}

// Start starts the program with the settings for a socket that it has to listen on, and
// gives what reaches it whatever host is named. It is stopped when the test ends. Where
// it is not installed the test fails: a test that is skipped protects nobody.
func (p Proxy) Start(t testing.TB, settings func(socket string) string) *http.Transport {
	t.Helper()
	program, err := exec.LookPath(p.Name)
	if err != nil {
		t.Fatalf("%s is missing, which this test puts in front. On Debian: apt-get install %s", p.Name, p.debian)
	}
	dir := t.TempDir()
	socket := filepath.Join(dir, "socket")
	if err := os.WriteFile(filepath.Join(dir, p.file), []byte(p.whole(dir, settings(socket))), 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	command := exec.Command(program, p.args...)
	command.Dir, command.Stdout, command.Stderr = dir, &said, &said
	command.Env = append(os.Environ(), "HOME="+dir, "XDG_CONFIG_HOME="+dir, "XDG_DATA_HOME="+dir)
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = command.Wait(); close(ended) }()
	t.Cleanup(func() {
		_ = command.Process.Signal(syscall.SIGTERM)
		<-ended
		if t.Failed() {
			t.Logf("%s said:\n%s", p.Name, said.String())
		}
	})
	transport := &http.Transport{MaxIdleConnsPerHost: 16, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", socket)
	}}
	limit, tick := time.After(startLimit), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for {
		if connection, err := net.Dial("unix", socket); err == nil {
			connection.Close()
			return transport
		}
		select {
		case <-ended:
			t.Fatalf("%s ended instead of listening", p.Name)
		case <-limit:
			t.Fatalf("%s does not start", p.Name)
		case <-tick.C:
		}
	}
}
