package cli

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"gatehouse/search"
	"gatehouse/store"
)

// controlServer answers commands of the same machine over DIR/control.sock. Only
// who may read the data directory can reach it. Long work answers in lines of
// JSON: any number of progress lines, then one with the result or the error.
type controlServer struct {
	dir      string
	url      string
	store    *store.Store
	index    *search.Index
	eraser   *eraser
	mux      *http.ServeMux
	http     *http.Server
	listener net.Listener
	rotating sync.Mutex // Held while the receipt key is exchanged.
}

// controlLine is a line of an answer of the control socket.
type controlLine struct {
	Done  int64           `json:"done,omitempty"`
	Total int64           `json:"total,omitempty"`
	Error string          `json:"error,omitempty"`
	Final json.RawMessage `json:"final,omitempty"`
}

func controlPath(dir string) string { return filepath.Join(dir, "control.sock") }

// controlStatus says how a server stands.
type controlStatus struct {
	Process   int    `json:"process"`
	Version   string `json:"version"`
	URL       string `json:"url"`
	Search    string `json:"search"`
	Position  int64  `json:"position"`
	Documents int    `json:"documents"`
}

func newControlServer(dir, url string, store *store.Store, index *search.Index, eraser *eraser) (*controlServer, error) {
	// The lock is ours, so a socket that is there was left by a process that died.
	if err := os.Remove(controlPath(dir)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	listener, err := listenControl(dir)
	if err != nil {
		return nil, err
	}
	s := &controlServer{dir: dir, url: url, store: store, index: index, eraser: eraser, listener: listener, mux: http.NewServeMux()}
	s.handle("/ready", s.ready)
	s.handle("/wait", s.wait)
	s.handle("/reindex", s.reindex)
	s.handle("/verify", s.verify)
	s.handle("/verify-erasure", s.verifyErasure)
	s.handle("/rotate-hold-key", s.rotateHoldKey)
	s.handle("/rotate-receipt-key", s.rotateReceiptKey)
	s.http = &http.Server{Handler: s.mux, ReadHeaderTimeout: 5 * time.Second}
	return s, nil
}

// handle answers one kind of work.
func (s *controlServer) handle(path string, run func(ctx context.Context, tell progress) (any, error)) {
	s.mux.HandleFunc("POST "+path, work(run))
}

func (s *controlServer) serve() error { return s.http.Serve(s.listener) }

func (s *controlServer) close() error {
	return errors.Join(s.http.Close(), os.Remove(controlPath(s.dir)))
}

type progress func(done, total int64)

// work turns long work into a handler that answers line by line.
func work(run func(ctx context.Context, tell progress) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/x-ndjson")
		flush := http.NewResponseController(w)
		lines := json.NewEncoder(w)
		// The command hung up when a line can't be written; its context ends then.
		write := func(line controlLine) {
			if lines.Encode(line) == nil {
				_ = flush.Flush()
			}
		}
		result, err := run(r.Context(), func(done, total int64) { write(controlLine{Done: done, Total: total}) })
		final, encodeError := json.Marshal(result)
		if err = errors.Join(err, encodeError); err != nil {
			write(controlLine{Error: err.Error()})
			return
		}
		write(controlLine{Final: final})
	}
}

// ready waits until every surface answers, and tells how the server stands.
func (s *controlServer) ready(ctx context.Context, _ progress) (any, error) {
	if err := s.index.WaitReady(ctx); err != nil {
		return nil, err
	}
	stats := s.index.Stats()
	return controlStatus{
		Process: os.Getpid(), Version: version().Version, URL: s.url, Search: string(stats.State),
		Position: stats.Position, Documents: stats.Documents,
	}, nil
}

func (s *controlServer) wait(ctx context.Context, tell progress) (any, error) {
	return nil, awaitIndex(ctx, s.store, s.index, tell)
}

func (s *controlServer) reindex(ctx context.Context, tell progress) (any, error) {
	return nil, s.index.Rebuild(ctx, func(done, total int) { tell(int64(done), int64(total)) })
}

func (s *controlServer) verifyErasure(ctx context.Context, _ progress) (any, error) {
	return verifyErasure(ctx, s.store, s.index)
}

func (s *controlServer) rotateHoldKey(ctx context.Context, _ progress) (any, error) {
	return rotateHoldKey(ctx, s.store)
}

// rotateReceiptKey has the server sign with the new key from the next receipt on.
func (s *controlServer) rotateReceiptKey(ctx context.Context, _ progress) (any, error) {
	s.rotating.Lock()
	defer s.rotating.Unlock()
	key, err := rotateReceiptKey(asSystem(ctx), s.dir, s.store)
	if key == nil {
		return nil, err
	}
	s.eraser.key.Store(key)
	return rotatedReport{key.ID, "receipts"}, err
}

func (s *controlServer) verify(ctx context.Context, _ progress) (any, error) {
	return verifyAll(ctx, s.store, s.index, "") // The store knows its log.
}

// tellEvery is how often long waits tell how far they are.
const tellEvery = time.Second / 4

// awaitIndex waits until the index has all that the store has at the call.
func awaitIndex(ctx context.Context, store *store.Store, index *search.Index, tell progress) error {
	last, err := store.LastChange(asSystem(ctx))
	if err != nil {
		return err
	}
	begin := index.Position()
	for {
		brief, cancel := context.WithTimeout(ctx, tellEvery)
		err := index.WaitFor(brief, last.Position)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
			return err
		}
		if building := index.Stats().Rebuild; building != nil {
			tell(int64(building.Done), int64(building.Total))
		} else {
			tell(index.Position()-begin, last.Position-begin)
		}
	}
}
