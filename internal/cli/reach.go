package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"time"

	"gatehouse/search"
)

// maxSocketPath is what a socket's address holds on every system we know.
const maxSocketPath = 100

// listenControl listens on the control socket of a data directory.
func listenControl(dir string) (net.Listener, error) {
	path, done, err := socketPath(dir)
	if err != nil {
		return nil, err
	}
	defer done()
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("open the control socket: %w", err)
	}
	// The next server removes it under the lock; by then this path may be gone.
	listener.(*net.UnixListener).SetUnlinkOnClose(false)
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, nil
}

// socketPath gives a path that fits into a socket's address, also for a data
// directory deep down: Linux reaches it by an open directory.
func socketPath(dir string) (path string, done func(), err error) {
	path = controlPath(dir)
	if len(path) <= maxSocketPath || runtime.GOOS != "linux" {
		return path, func() {}, nil
	}
	open, err := os.Open(dir)
	if err != nil {
		return "", nil, err
	}
	return controlPath("/proc/self/fd/" + strconv.Itoa(int(open.Fd()))), func() { open.Close() }, nil
}

func dialControl(ctx context.Context, dir string) (net.Conn, error) {
	path, done, err := socketPath(dir)
	if err != nil {
		return nil, err
	}
	defer done()
	var dialer net.Dialer
	return dialer.DialContext(ctx, "unix", path)
}

// startTime is how long a command waits for a server that is just starting.
const startTime = 10 * time.Second

// reach takes the data directory for a command that needs the index, or finds the
// server that has it. A nil lock means: ask that server.
func (c *Console) reach(ctx context.Context, dir, command string) (*lock, error) {
	if err := makeDataDir(dir); err != nil {
		return nil, err
	}
	again := time.NewTicker(startTime / 50)
	defer again.Stop()
	for range 50 {
		lock, err := lockDir(dir, command)
		var held *heldError
		if !errors.As(err, &held) {
			return lock, err
		}
		if conn, err := dialControl(ctx, dir); err == nil {
			return nil, conn.Close()
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	_, err := lockDir(dir, command)
	return nil, fmt.Errorf("no server answers on %s: %w", controlPath(dir), err)
}

// askServer has the running server do a piece of work and gives its result.
func askServer(ctx context.Context, dir, path string, tell progress) (json.RawMessage, error) {
	client := http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return dialControl(ctx, dir) },
	}}
	defer client.CloseIdleConnections()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://gatehouse"+path, nil)
	if err != nil {
		return nil, err
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("ask the running server: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the running server answers %s: it may be of another version", response.Status)
	}
	decoder := json.NewDecoder(bufio.NewReader(response.Body))
	for {
		var line controlLine
		if err := decoder.Decode(&line); err != nil {
			return nil, fmt.Errorf("the server stopped before it was done: %w", err)
		}
		switch {
		case line.Error != "":
			return nil, errors.New(line.Error)
		case line.Final != nil:
			return line.Final, nil
		}
		tell(line.Done, line.Total)
	}
}

// alone opens store and index in this process and lets the index follow while the
// work runs. The caller holds the lock.
func (c *Console) alone(ctx context.Context, d *deployment, work func(context.Context, *search.Index) error) error {
	index, err := openIndex(ctx, d, c.Now, c.log())
	if err != nil {
		return err
	}
	following, stop := context.WithCancel(ctx)
	followed := make(chan error, 1)
	go func() { followed <- index.Run(following) }()
	err = work(ctx, index)
	stop()
	if ran := <-followed; ran != nil && !errors.Is(ran, context.Canceled) {
		err = errors.Join(err, ran)
	}
	return errors.Join(err, index.Close())
}

func makeDataDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the data directory: %w; name one that can be written with -data", err)
	}
	return nil
}
