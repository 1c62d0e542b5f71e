package cli

import (
	"bufio"
	"io"
	"sync"
	"time"
)

// flushEvery is how long a line of the access log may wait in memory.
const flushEvery = time.Second

// lineBuffer gathers the lines of the access log, so that a request costs no
// system call of its own. A crash loses a second of them at most.
type lineBuffer struct {
	mu   sync.Mutex
	out  *bufio.Writer
	quit chan struct{}
	done sync.WaitGroup
}

func newLineBuffer(out io.Writer) *lineBuffer {
	b := &lineBuffer{out: bufio.NewWriterSize(out, 64<<10), quit: make(chan struct{})}
	b.done.Go(func() {
		tick := time.NewTicker(flushEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				// What the log's own output refuses has nowhere else to go.
				_ = b.flush()
			case <-b.quit:
				return
			}
		}
	})
	return b
}

func (b *lineBuffer) Write(line []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(line) > b.out.Available() {
		if err := b.out.Flush(); err != nil {
			return 0, err
		}
	}
	return b.out.Write(line)
}

func (b *lineBuffer) flush() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.out.Flush()
}

func (b *lineBuffer) stop() error {
	close(b.quit)
	b.done.Wait()
	return b.flush()
}
