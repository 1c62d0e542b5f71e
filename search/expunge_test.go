package search

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	segmentapi "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"

	"gatehouse/account"
)

// onDisk gives the terms of every segment file of an index, also of files that no
// snapshot names, removed documents included. Where the engine exchanges files
// meanwhile, by a merge, it looks at all again: the terms may be in one that it had not
// listed.
func onDisk(t *testing.T, dir string) string {
	t.Helper()
	for ctx := everything(t); ; {
		all, err := segmentTerms(dir)
		if err == nil {
			return all
		}
		if ctx.Err() != nil {
			t.Fatal(err)
		}
	}
}

// segmentTerms fails where a file is not written yet, or is gone since it was listed.
func segmentTerms(dir string) (string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "search", "*", "store", "*.zap"))
	if err != nil {
		return "", err
	}
	var all strings.Builder
	for _, file := range files {
		opened, err := (&zap.ZapPlugin{}).Open(file)
		if err != nil {
			return "", err
		}
		for _, name := range append(fieldNames[:], "_id") {
			dictionary, err := opened.Dictionary(name)
			if err != nil {
				return "", err
			}
			terms := dictionary.AutomatonIterator(nil, nil, nil)
			for {
				entry, err := terms.Next()
				if err != nil {
					return "", err
				}
				if entry == nil {
					break
				}
				all.WriteString(entry.Term + "\n")
			}
		}
		if err := opened.(segmentapi.PersistedSegment).Close(); err != nil {
			return "", err
		}
	}
	return all.String(), nil
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
				if !strings.Contains(onDisk(t, dir), needle) {
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
			left := onDisk(t, dir)
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
	if left := onDisk(t, dir); strings.Contains(left, "xylophonia") {
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
