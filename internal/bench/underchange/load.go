package main

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"gatehouse/internal/bench/harness"
)

// load asks at a steady rate, whatever the answers take: a server that falls behind
// is not asked less, and what waits counts from when it was due.
type load struct {
	server                *harness.Process
	token                 string
	reads                 int
	addresses, texts, ids []string

	asked  int // Goes on from phase to phase, so that no question comes twice soon.
	failed atomic.Int64
}

const (
	exact  = `query($site:String!,$email:String!){site(key:$site){portalCustomers(email:$email){nodes{id displayName email status}}}}`
	picker = `query($site:String!,$text:String!){site(key:$site){userPicker(query:$text,first:10){customerId label email status}}}`
	revoke = `mutation($id:ID!){revokeAccess(input:{customerId:$id}){changed userErrors{code}}}`
	grant  = `mutation($id:ID!){grantAccess(input:{customerId:$id}){changed userErrors{code}}}`
)

// latencies are those of one phase.
type latencies struct {
	mu            sync.Mutex
	exact, picker []time.Duration
}

// during asks for so long, or until the context ends, and waits for the answers.
func (l *load) during(ctx context.Context, length time.Duration) *latencies {
	found := &latencies{}
	ctx, cancel := context.WithTimeout(ctx, length)
	defer cancel()
	var under sync.WaitGroup
	l.steadily(ctx, l.reads, func(due time.Time) {
		n := l.asked
		l.asked++
		under.Go(func() {
			if n%2 == 0 {
				l.ask(exact, "email", l.addresses[n/2%len(l.addresses)])
			} else {
				l.ask(picker, "text", l.texts[n/2%len(l.texts)])
			}
			took := time.Since(due)
			found.mu.Lock()
			defer found.mu.Unlock()
			if n%2 == 0 {
				found.exact = append(found.exact, took)
			} else {
				found.picker = append(found.picker, took)
			}
		})
	})
	under.Wait()
	return found
}

// change revokes and grants in turn until the context ends, and says how often.
func (l *load) change(ctx context.Context, perSecond int) <-chan int {
	done := make(chan int, 1)
	go func() {
		var under sync.WaitGroup
		var answered atomic.Int64
		n := 0
		l.steadily(ctx, perSecond, func(time.Time) {
			document, id := revoke, customerID(l.ids[n/2%len(l.ids)])
			if n%2 == 1 {
				document = grant
			}
			n++
			under.Go(func() {
				l.ask(document, "id", id)
				answered.Add(1)
			})
		})
		under.Wait()
		done <- int(answered.Load())
	}()
	return done
}

// steadily does something so often a second until the context ends.
func (l *load) steadily(ctx context.Context, perSecond int, do func(due time.Time)) {
	every := time.Second / time.Duration(perSecond)
	for due := time.Now(); ctx.Err() == nil; due = due.Add(every) {
		time.Sleep(time.Until(due))
		do(due)
	}
}

func (l *load) ask(document, name, value string) {
	// Not the phase's context: what was asked is answered.
	variables := map[string]any{name: value}
	if name != "id" {
		variables["site"] = "help"
	}
	var data any
	if err := l.server.Ask(context.Background(), l.token, document, variables, &data); err != nil {
		l.failed.Add(1)
	}
}
