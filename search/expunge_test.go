package search

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	segmentapi "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"

	"gatehouse/account"
)

// onDisk gives the terms of every segment file of an index, also of files that no
// snapshot names, removed documents included.
func onDisk(t *testing.T, x *Index, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "search", "*", "store", "*.zap"))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		opened := openWhole(t, x, file)
		if opened == nil {
			continue // Removed since it was listed, or a merge under way.
		}
		for _, name := range append(fieldNames[:], "_id") {
			dictionary, err := opened.Dictionary(name)
			if err != nil {
				t.Fatal(err)
			}
			terms := dictionary.AutomatonIterator(nil, nil, nil)
			for {
				entry, err := terms.Next()
				if err != nil {
					t.Fatal(err)
				}
				if entry == nil {
					break
				}
				all.WriteString(entry.Term + "\n")
			}
		}
		if err := opened.(segmentapi.PersistedSegment).Close(); err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

// openWhole opens a segment's file; nil where it is gone or not written yet.
func openWhole(t *testing.T, x *Index, file string) segmentapi.Segment {
	t.Helper()
	var err error
	for range 2 { // Its last bytes may come between the two questions.
		var opened segmentapi.Segment
		if opened, err = (&zap.ZapPlugin{}).Open(file); err == nil {
			return opened
		}
		if os.IsNotExist(err) || writing(x, file) {
			return nil
		}
	}
	t.Fatal(err)
	return nil
}

// writing tells whether a file is one that the engine has begun and does not use
// yet.
func writing(x *Index, file string) bool {
	s, err := x.current.snapshot()
	if err != nil {
		return false
	}
	used := filesOf(s)
	return s.close() == nil && !used[filepath.Base(file)]
}

func TestExpunge(t *testing.T) {
	for _, tt := range []struct {
		name     string
		segments int // How many batches the accounts come in.
		reader   bool
	}{{"one segment", 1, false}, {"several segments", 7, false}, {"an open reader", 3, true}} {
		t.Run(tt.name, func(t *testing.T) {
			source, dir := newMemory(), t.TempDir()
			x, stop := run(t, dir, source)
			defer stop()
			for batch := range tt.segments {
				var rows []account.Account
				for n := range 20 {
					rows = append(rows, person(100*batch+n, "Marker Stays", "stays"+string(rune('a'+n))+string(rune('a'+batch))+"@acme.example"))
				}
				source.put(rows...)
				level(t, x, source)
			}
			gone := person(9000, "Xylophonia Quuxenburg", "xylophonia@quuxenburg.example")
			renamed := person(9001, "Oldnamington Person", "oldaddress@acme.example")
			source.put(gone, renamed)
			level(t, x, source)
			if err := x.current.flush(everything(t)); err != nil {
				t.Fatal(err)
			}
			for _, needle := range []string{"xylophonia", "quuxenburg", "oldnamington", "oldaddress"} {
				if !strings.Contains(onDisk(t, x, dir), needle) {
					t.Fatalf("%s is not on disk before the delete: the test would prove nothing", needle)
				}
			}
			var held *snapshot
			if tt.reader {
				var err error
				if held, err = x.current.snapshot(); err != nil {
					t.Fatal(err)
				}
			}
			now := person(9001, "Newname Person", "newaddress@acme.example")
			source.put(with(gone, account.Deleted), now)
			last, _ := source.LastChange(t.Context())
			done := make(chan error, 1)
			go func() { done <- x.Expunge(everything(t), last.Position, []account.ID{gone.ID, now.ID}) }()
			if held != nil {
				if err := held.close(); err != nil {
					t.Fatal(err)
				}
			}
			if err := <-done; err != nil {
				t.Fatal(err)
			}
			left := onDisk(t, x, dir)
			for _, needle := range []string{"xylophonia", "quuxenburg", "oldnamington", "oldaddress", docID(gone.ID)} {
				if strings.Contains(left, needle) {
					t.Errorf("%q is still in a segment file", needle)
				}
			}
			if !strings.Contains(left, "newaddress") || !strings.Contains(left, "staysa") {
				t.Error("what is live went with it")
			}
			report, err := x.Verify(everything(t))
			if err != nil {
				t.Fatal(err)
			}
			if !report.OK() {
				t.Errorf("the index differs from the store: %+v", report)
			}
		})
	}
}

func TestExpungeOfTheOnlyAccount(t *testing.T) {
	source, dir := newMemory(), t.TempDir()
	x, stop := run(t, dir, source)
	defer stop()
	only := person(1, "Xylophonia Quux", "xylophonia@acme.example")
	source.put(only)
	level(t, x, source)
	source.put(with(only, account.Deleted))
	if err := x.Expunge(everything(t), 2, []account.ID{only.ID}); err != nil {
		t.Fatal(err)
	}
	if left := onDisk(t, x, dir); strings.Contains(left, "xylophonia") {
		t.Errorf("terms left: %q", left)
	}
}

func TestExpungeEndsWithItsContext(t *testing.T) {
	source := newMemory()
	x, stop := run(t, t.TempDir(), source)
	defer stop()
	ctx, cancel := context.WithCancel(everything(t))
	cancel()
	if err := x.Expunge(ctx, 1_000_000, nil); err == nil {
		t.Error("got no error, want that the position never came")
	}
}
