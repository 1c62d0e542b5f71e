package mail

import (
	"context"
	"time"

	"gatehouse/account"
)

// maxQueue bounds the messages that wait: a few hundred bytes each.
const maxQueue = 10_000

// backoff is how long a message waits after each try that failed for now. After the
// last one it is given up, about five hours after it came.
var backoff = []time.Duration{30 * time.Second, 2 * time.Minute, 10 * time.Minute, 30 * time.Minute, time.Hour, 3 * time.Hour}

// lastTry bounds what is still sent at a stop.
const lastTry = 5 * time.Second

// item is a message that waits.
type item struct {
	kind    kind
	message account.Message
	tries   int
	due     time.Time
}

func (m *Mailer) add(kind kind, message account.Message) {
	m.mu.Lock()
	full := len(m.queue) >= maxQueue
	if full {
		m.stats.Dropped++
	} else {
		m.queue = append(m.queue, &item{kind: kind, message: message, due: m.Now()})
	}
	m.mu.Unlock()
	if full {
		m.Log.Warn("a mail was dropped: too many wait for the server; send the link again later", "kind", kind.name, "waiting", maxQueue)
		return
	}
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// Run sends what is queued until ctx ends, then tries once what is left, for five
// seconds at most.
func (m *Mailer) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		due, wait := m.take(m.Now())
		if len(due) > 0 {
			m.send(ctx, due)
			continue
		}
		var timer <-chan time.Time
		if wait > 0 {
			timer = m.After(wait)
		}
		select {
		case <-ctx.Done():
		case <-m.wake:
		case <-timer:
		}
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastTry)
	defer cancel()
	if left, _ := m.take(m.Now().AddDate(100, 0, 0)); len(left) > 0 {
		m.send(last, left)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if n := len(m.queue); n > 0 {
		m.stats.Dropped += n
		m.queue = nil
		m.Log.Warn("mails were not sent before the stop; send the links again", "mails", n)
	}
	return nil
}

// take takes the messages off the queue that are due, or tells how long until the
// next one is; 0: nothing waits.
func (m *Mailer) take(now time.Time) (due []*item, wait time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var rest []*item
	for _, i := range m.queue {
		if !i.due.After(now) {
			due = append(due, i)
			continue
		}
		if until := i.due.Sub(now); wait == 0 || until < wait {
			wait = until
		}
		rest = append(rest, i)
	}
	m.queue = rest
	return due, wait
}

// again puts a message back, or gives it up after the last try.
func (m *Mailer) again(i *item, why failure) {
	m.mu.Lock()
	given := i.tries >= len(backoff)
	if given {
		m.stats.Refused++
	} else {
		i.due = m.Now().Add(backoff[i.tries])
		i.tries++
		m.stats.Retried++
		m.queue = append(m.queue, i)
	}
	m.mu.Unlock()
	if given {
		m.Log.Error("a mail was given up; send the link again", "kind", i.kind.name, "tries", i.tries+1, "why", string(why))
	}
}

func (m *Mailer) count(n *int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	*n++
}
