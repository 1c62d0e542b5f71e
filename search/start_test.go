package search

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gatehouse/account"
)

// TestStart takes an index that stands into each state that a start can find it
// in. Afterwards it is the store again, whatever it was.
func TestStart(t *testing.T) {
	for _, c := range []struct {
		name    string
		happens func(t *testing.T, dir string, m *memory) *memory // While no index is open.
		rebuilt bool
	}{
		{"untouched", func(_ *testing.T, _ string, m *memory) *memory { return m }, false},
		{"behind", func(_ *testing.T, _ string, m *memory) *memory {
			m.put(person(4, "Anna Renamed", "ann@shop.example"), with(person(9, "Ann", "zed@shop.example"), account.Deleted))
			return m
		}, false},
		{"ahead of the store", func(_ *testing.T, _ string, m *memory) *memory {
			old := newMemory()
			old.put(person(1, "Ann Only", "ann@shop.example"))
			return old
		}, true},
		{"another store, as long", func(_ *testing.T, _ string, m *memory) *memory {
			other := m.copy()
			other.last.Nonce++
			other.changes[len(other.changes)-1].Nonce++
			return other
		}, true},
		{"another store, longer", func(_ *testing.T, _ string, m *memory) *memory {
			other := m.copy()
			other.changes[len(other.changes)-1].Nonce++
			other.put(person(30, "Ann New", "new@shop.example"))
			return other
		}, true},
		{"the log was trimmed too far", func(t *testing.T, _ string, m *memory) *memory {
			m.put(person(30, "Ann New", "new@shop.example"), person(31, "Ann Newer", "newer@shop.example"))
			if err := m.TrimChanges(t.Context(), m.last.Position); err != nil {
				t.Fatal(err)
			}
			return m
		}, true},
		{"another mapping", func(t *testing.T, dir string, m *memory) *memory {
			write(t, filepath.Join(only(t, dir), manifestName), `{"mapping":0,"segmentSize":50000}`)
			return m
		}, true},
		{"garbage manifest", func(t *testing.T, dir string, m *memory) *memory {
			write(t, filepath.Join(only(t, dir), manifestName), `{`)
			return m
		}, true},
		{"garbage files", func(t *testing.T, dir string, m *memory) *memory {
			write(t, filepath.Join(only(t, dir), "store", "root.bolt"), strings.Repeat("garbage ", 9000))
			return m
		}, true},
		{"no files", func(t *testing.T, dir string, m *memory) *memory {
			if err := os.RemoveAll(filepath.Join(only(t, dir), "store")); err != nil {
				t.Fatal(err)
			}
			return m
		}, true},
		{"lost segments", func(t *testing.T, dir string, m *memory) *memory {
			segments, _ := filepath.Glob(filepath.Join(only(t, dir), "store", "*.zap"))
			if len(segments) == 0 {
				t.Fatal("there is no segment to lose")
			}
			for _, s := range segments {
				if err := os.Remove(s); err != nil {
					t.Fatal(err)
				}
			}
			return m
		}, true},
		{"a crash while the next generation was built", func(t *testing.T, dir string, m *memory) *memory {
			copyTree(t, only(t, dir), filepath.Join(dir, "search", generationPrefix+"7"))
			if err := os.Remove(filepath.Join(dir, "search", generationPrefix+"7", manifestName)); err != nil {
				t.Fatal(err)
			}
			return m
		}, false},
		{"a crash between the next generation and the swap", func(t *testing.T, dir string, m *memory) *memory {
			copyTree(t, only(t, dir), filepath.Join(dir, "search", generationPrefix+"7"))
			m.put(person(4, "Anna Renamed", "ann@shop.example"))
			return m
		}, false},
		{"leftovers", func(t *testing.T, dir string, m *memory) *memory {
			write(t, filepath.Join(dir, "search", "stray"), "x")
			if err := os.MkdirAll(filepath.Join(dir, "search", generationPrefix+"x", "store"), 0o700); err != nil {
				t.Fatal(err)
			}
			return m
		}, false},
		{"nothing at all", func(t *testing.T, dir string, m *memory) *memory {
			if err := os.RemoveAll(filepath.Join(dir, "search")); err != nil {
				t.Fatal(err)
			}
			return m
		}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir, m := t.TempDir(), town()
			_, stop := run(t, dir, m)
			stop()
			m.index = nil
			m = c.happens(t, dir, m)

			x := open(t, dir, m)
			if rebuilt := x.current == nil; rebuilt != c.rebuilt {
				t.Errorf("is rebuilt: got %v, want %v", rebuilt, c.rebuilt)
			}
			if _, err := x.UserPicker(everything(t), siteA, "ann", 5); account.CodeOf(err) != account.SearchIsDown {
				t.Errorf("a search before the index is ready: got %v, want SEARCH_UNAVAILABLE", err)
			}
			started(t, x)
			if err := x.WaitReady(everything(t)); err != nil {
				t.Fatal(err)
			}
			mustBeTheStore(t, x, m)
			if left := entries(t, filepath.Join(dir, "search")); len(left) != 2 {
				t.Errorf("the index directory holds %v, want the lock and one generation", left)
			}
		})
	}
}

func mustBeTheStore(t *testing.T, x *Index, m *memory) {
	t.Helper()
	level(t, x, m)
	report, err := x.Verify(everything(t))
	if err != nil {
		t.Fatal(err)
	}
	live, _ := m.CountAccounts(t.Context())
	if !report.OK() || report.Documents != live {
		t.Errorf("the index is not the store of %d accounts: %+v", live, report)
	}
	for _, text := range []string{"ann", "ann.revoked@shop.example", "@shop", "smith", "renamed"} {
		if err := sameSet(filtered(t, x, text), expected(m, account.Filter, text)); err != nil {
			t.Errorf("filter %q: %v", text, err)
		}
	}
}

func TestSecondProcess(t *testing.T) {
	dir, m := t.TempDir(), town()
	run(t, dir, m)
	_, err := Open(everything(t), Options{Dir: dir, Source: m, Now: noon})
	if err == nil || !strings.Contains(err.Error(), "another process") {
		t.Errorf("a second process: got %v, want to hear of the first", err)
	}
}

// TestCloseKeepsEverything closes right behind writes that the engine has not put
// on disk: they must be there after the next start, without the change log.
func TestCloseKeepsEverything(t *testing.T) {
	for range 10 {
		dir, m := t.TempDir(), newMemory()
		x, stop := run(t, dir, m)
		for n := range 20 {
			m.put(person(n, "Ann Smith", "ann"+string(rune('a'+n))+"@shop.example"))
		}
		level(t, x, m)
		stop()
		if err := x.Close(); err != nil {
			t.Fatalf("closing again: %v", err)
		}
		m.index = nil
		y := open(t, dir, m)
		if got := y.Stats(); got.Documents != 20 || got.Position != 20 {
			t.Fatalf("after a restart: got %+v, want 20 documents at position 20", got)
		}
		if _, err := x.UserPicker(everything(t), siteA, "ann", 5); account.CodeOf(err) != account.SearchIsDown {
			t.Errorf("a search after Close: got %v, want SEARCH_UNAVAILABLE", err)
		}
		shut(t, y)
	}
}

// TestTrim keeps the log short, and never shorter than what is on disk.
func TestTrim(t *testing.T) {
	dir, m := t.TempDir(), newMemory()
	x, _ := run(t, dir, m)
	m.put(person(1, "Ann", "a@shop.example"), person(2, "Ann", "b@shop.example"), person(3, "Ann", "c@shop.example"))
	level(t, x, m)
	x.mu.Lock()
	g := x.current
	x.mu.Unlock()
	if err := g.flush(everything(t)); err != nil {
		t.Fatal(err)
	}
	// A flush reports the callbacks of all batches before it.
	_, release, err := x.pin(everything(t))
	if err != nil {
		t.Fatal(err)
	}
	m.put(person(4, "Ann", "d@shop.example"))
	level(t, x, m)
	if err := g.flush(everything(t)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		before func()
		want   []int64
	}{{func() {}, []int64{3, 4}}, {release, []int64{4}}} {
		c.before()
		x.mu.RLock()
		floor := x.floor()
		x.mu.RUnlock()
		if err := m.TrimChanges(t.Context(), floor); err != nil {
			t.Fatal(err)
		}
		var got []int64
		for _, change := range m.changes {
			got = append(got, change.Position)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("the log after a trim: got %v, want %v", got, c.want)
		}
	}
}

func TestWaitFor(t *testing.T) {
	m := town()
	x, stop := run(t, t.TempDir(), m)
	stop()
	if err := x.WaitFor(everything(t), 1000); !errors.Is(err, errClosed) {
		t.Errorf("waiting on a closed index: got %v, want %v", err, errClosed)
	}
}

func only(t *testing.T, dir string) string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "search", generationPrefix+"*"))
	if err != nil || len(all) != 1 {
		t.Fatalf("generations: %v, %v", all, err)
	}
	return all[0]
}

func entries(t *testing.T, dir string) (names []string) {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func copyTree(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

// TestNotReadyWhileBehind starts more than one batch behind: nobody is answered
// before the last.
func TestNotReadyWhileBehind(t *testing.T) {
	dir, m := t.TempDir(), crowd(500)
	_, stop := run(t, dir, m)
	stop()
	m.index = nil
	m.put(allOf(m)...)
	x := open(t, dir, m)
	m.onChanges = func(given int) {
		if given > 0 && x.Ready() {
			t.Errorf("it is ready though there were %d changes to read", given)
		}
	}
	started(t, x)
	if err := x.WaitReady(everything(t)); err != nil {
		t.Fatal(err)
	}
}
