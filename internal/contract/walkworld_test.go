package contract

import (
	"context"
	"io"
	"log/slog"
	"time"

	"pgregory.net/rapid"

	"gatehouse/account"
	"gatehouse/search"
	"gatehouse/store"
)

// walk is a real store and a real index on disk, beside the model of what they
// must show.
type walk struct {
	ctx   context.Context
	dir   string
	store *store.Store
	index *search.Index
	site  account.Site
	model model

	following bool // The follower runs.
	stop      func()
}

func newWalk(t *rapid.T, dir string) *walk {
	ctx, cancel := context.WithTimeout(account.WithCaller(context.Background(), account.System()), 5*time.Minute)
	w := &walk{ctx: ctx, dir: dir, model: model{now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}}
	t.Cleanup(cancel)
	var err error
	if w.store, err = store.Open(ctx, store.Options{Dir: dir, Now: w.clock, Log: silent}); err != nil {
		t.Fatal(err)
	}
	w.store.OnCommit(func(commits []account.Commit) { w.index.Committed(commits) })
	w.open(t)
	if _, _, err := w.store.Bootstrap(ctx, nil); err != nil {
		t.Fatal(err)
	}
	var ok bool
	if w.site, ok, err = w.store.SiteByKey(ctx, "help"); !ok || err != nil {
		t.Fatalf("no site: %v", err)
	}
	return w
}

var silent = slog.New(slog.NewTextHandler(io.Discard, nil))

func (w *walk) clock() time.Time { return w.model.now }

func (w *walk) open(t *rapid.T) {
	var err error
	if w.index, err = search.Open(w.ctx, search.Options{Dir: w.dir, Source: w.store, Now: w.clock, Log: silent}); err != nil {
		t.Fatal(err)
	}
	w.follow(t)
}

func (w *walk) follow(t *rapid.T) {
	ctx, cancel := context.WithCancel(w.ctx)
	index, done := w.index, make(chan error, 1)
	go func() { done <- index.Run(ctx) }()
	w.following, w.stop = true, func() {
		cancel()
		<-done
	}
	if err := index.WaitReady(w.ctx); err != nil {
		t.Fatal(err)
	}
}

func (w *walk) close() {
	if w.following {
		w.stop()
	}
	_ = w.index.Close() // A walk that failed has said why.
	_ = w.store.Close()
}

// holdFollower stops the follower: from here on the index lags, and only the
// overlay and the checks after reading stand between it and a wrong answer.
func (w *walk) holdFollower(*rapid.T) {
	if w.following {
		w.stop()
		w.following = false
	}
}

func (w *walk) releaseFollower(t *rapid.T) {
	if !w.following {
		w.follow(t)
	}
}

// restart closes the index and opens it again, without the overlay.
func (w *walk) restart(t *rapid.T) {
	w.holdFollower(t)
	if err := w.index.Close(); err != nil {
		t.Fatal(err)
	}
	w.open(t)
}

func (w *walk) rebuild(t *rapid.T) {
	if err := w.index.Rebuild(w.ctx, nil); err != nil {
		t.Fatal(err)
	}
}

func (w *walk) expunge(t *rapid.T) {
	w.releaseFollower(t)
	last, err := w.store.LastChange(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	var everybody []account.ID // The revoked, too: nothing but what is live stays then.
	for _, s := range w.model.people {
		everybody = append(everybody, s.id)
	}
	if err := w.index.Expunge(w.ctx, last.Position, everybody); err != nil {
		t.Fatal(err)
	}
	w.checkTerms(t)
}

func (m *model) soul(id account.ID) *soul {
	for _, s := range m.people {
		if s.id == id {
			return s
		}
	}
	return nil
}
