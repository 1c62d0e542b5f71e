package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// receiver is what webhooks send to. It counts, keeps the newest message, and answers
// 204 after a while.
type receiver struct {
	server *http.Server
	url    string

	mu     sync.Mutex
	answer time.Duration
	header http.Header // Of the newest message.
	body   []byte
	got    int
	end    []byte // The message that is waited for.
	ends   int    // How often it came.
	moved  chan struct{}
}

func receive() (*receiver, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := &receiver{url: "http://" + listener.Addr().String() + "/", moved: make(chan struct{})}
	r.server = &http.Server{Handler: r}
	go func() { _ = r.server.Serve(listener) }()
	return r, nil
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	r.mu.Lock()
	answer := r.answer
	r.mu.Unlock()
	time.Sleep(answer)
	r.mu.Lock()
	r.got, r.header, r.body = r.got+1, q.Header, body
	if bytes.Equal(body, r.end) {
		r.ends++
	}
	close(r.moved)
	r.moved = make(chan struct{})
	r.mu.Unlock()
	w.WriteHeader(http.StatusNoContent)
}

// begin counts from nothing; the newest message is the one to wait for.
func (r *receiver) begin(answer time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got, r.ends, r.end, r.answer = 0, 0, r.body, answer
}

// await waits until what came is enough, and gives the number of messages.
func (r *receiver) await(ctx context.Context, enough func(got, ends int) bool) (int, error) {
	for {
		r.mu.Lock()
		got, ends, moved := r.got, r.ends, r.moved
		r.mu.Unlock()
		if enough(got, ends) {
			return got, nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return got, fmt.Errorf("%d messages came: %w", got, ctx.Err())
		}
	}
}

// plain posts the newest message so many times again, with a client of net/http whose
// connections each wait for their answer, and says how long that took.
func (r *receiver) plain(ctx context.Context, n, connections int) (time.Duration, error) {
	r.mu.Lock()
	header, body := r.header, r.body
	r.mu.Unlock()
	transport := &http.Transport{MaxIdleConnsPerHost: connections}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	var (
		all   sync.WaitGroup
		mu    sync.Mutex
		fault error
	)
	began := time.Now()
	for range connections {
		all.Go(func() {
			for range n / connections {
				if err := post(ctx, client, r.url, header, body); err != nil {
					mu.Lock()
					fault = errors.Join(fault, err)
					mu.Unlock()
					return
				}
			}
		})
	}
	all.Wait()
	return time.Since(began), fault
}

func post(ctx context.Context, client *http.Client, url string, header http.Header, body []byte) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header = header
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusNoContent {
		return fmt.Errorf("a plain post: status %d", response.StatusCode)
	}
	return nil
}
