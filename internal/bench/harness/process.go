package harness

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// Process is a server that runs until Stop.
type Process struct {
	Name string
	URL  string // Without a path.

	command *exec.Cmd
	ended   chan error
}

// start runs a server; its log is in the scratch directory, and its pid beside it,
// for the load generator.
func (h *Harness) start(ctx context.Context, name string, port int, arguments ...string) (*Process, error) {
	log, err := os.Create(filepath.Join(h.Scratch, name+".log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	p := &Process{Name: name, URL: fmt.Sprintf("http://127.0.0.1:%d", port), ended: make(chan error, 1)}
	p.command = exec.CommandContext(ctx, h.Bin(name), arguments...)
	p.command.Stdout, p.command.Stderr = log, log
	p.command.Cancel = func() error { return p.command.Process.Signal(syscall.SIGTERM) }
	p.command.WaitDelay = time.Minute
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	go func() { p.ended <- p.command.Wait() }()
	return p, os.WriteFile(filepath.Join(h.Scratch, name+".pid"), []byte(strconv.Itoa(p.command.Process.Pid)), 0o644)
}

// await asks a path until it answers 200.
func (p *Process) await(ctx context.Context, path string, patience time.Duration) error {
	for end := time.Now().Add(patience); time.Now().Before(end) && ctx.Err() == nil; time.Sleep(5 * time.Millisecond) {
		select {
		case err := <-p.ended:
			p.ended <- err
			return fmt.Errorf("%s ended at its start: %w; see its log", p.Name, errors.Join(err, errEnded))
		default:
		}
		answer, err := http.Get(p.URL + path)
		if err != nil {
			continue
		}
		answer.Body.Close()
		if answer.StatusCode == http.StatusOK || path == "/" {
			return nil
		}
	}
	return fmt.Errorf("%s did not answer within %s", p.Name, patience)
}

var errEnded = errors.New("it is not running")

// Stop ends the server as an operator would.
func (p *Process) Stop() error {
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-p.ended:
		return nil
	case <-time.After(2 * time.Minute):
		return errors.Join(fmt.Errorf("%s did not stop within two minutes", p.Name), p.command.Process.Kill())
	}
}

// Usage reads what the server holds in memory, in bytes: its proportional share,
// mapped files of the index included, and how much of it is its own.
func (p *Process) Usage() (share, private int64, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", p.command.Process.Pid))
	if err != nil {
		return 0, 0, err
	}
	return rollup(string(text))
}
