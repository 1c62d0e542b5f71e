package search

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	index "github.com/blevesearch/bleve_index_api"

	"gatehouse/account"
)

// onDiskOf asks the package function, as a command beside no server does.
func onDiskOf(t *testing.T, dir string, source *memory) RemnantReport {
	t.Helper()
	report, err := Remnants(everything(t), dir, source)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func customers(numbers ...int) (ids []account.ID) {
	for _, n := range numbers {
		ids = append(ids, customerNumber(n))
	}
	return ids
}

func kindsOf(report RemnantReport) []RemnantKind {
	var kinds []RemnantKind
	for _, r := range report.Remnants {
		kinds = append(kinds, r.Kind)
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

// written waits until the index has everything on disk.
func written(t *testing.T, x *Index, source *memory) {
	t.Helper()
	level(t, x, source)
	if err := x.current.flush(everything(t)); err != nil {
		t.Fatal(err)
	}
}

// crowded is an index of several segments in which somebody was deleted, somebody
// renamed, somebody given another address and somebody revoked. Its segments are
// too large to be merged by themselves: a merge would take what was removed along.
func crowded(t *testing.T, batches int) (dir string, source *memory, x *Index, stop func()) {
	t.Helper()
	source, dir = newMemory(), t.TempDir()
	_, stop = run(t, dir, source)
	stop()
	newest, m, ok, err := (&home{dir: filepath.Join(dir, "search")}).newest()
	if err != nil || !ok {
		t.Fatalf("a new index: %v, %v", ok, err)
	}
	m.SegmentSize = 2
	if err := (&generation{dir: newest}).complete(m); err != nil {
		t.Fatal(err)
	}
	x, stop = run(t, dir, source)
	for batch := range batches {
		var rows []account.Account
		for n := range 20 {
			rows = append(rows, person(100*batch+n, "Ordinary Person", "stays"+string(rune('a'+n))+string(rune('a'+batch))+"@acme.example"))
		}
		source.put(rows...)
		written(t, x, source)
	}
	// In one segment with others: one that is removed as a whole goes at once.
	source.put(
		person(8000, "Ordinary Person", "first@acme.example"), person(8001, "Ordinary Person", "second@acme.example"),
		person(9000, "Xylophonia Quuxenburg", "xylophonia@quuxenburg.example"), person(9001, "Oldname Person", "same@acme.example"),
		person(9002, "Same Name", "oldaddress@acme.example"), person(9003, "Revoked Person", "revoked@acme.example"),
	)
	written(t, x, source)
	if report := onDiskOf(t, dir, source); !report.Clean() || report.Documents != 20*batches+6 {
		t.Fatalf("before: got %+v, want nothing in %d documents", report, 20*batches+6)
	}
	source.put(
		with(person(9000, "", "gone@acme.example"), account.Deleted), person(9001, "Newname Person", "same@acme.example"),
		person(9002, "Same Name", "newaddress@acme.example"), with(person(9003, "Revoked Person", "revoked@acme.example"), account.Revoked),
	)
	written(t, x, source)
	return dir, source, x, stop
}

// TestRemnantsUntilExpunged is the proof with its positive control: what was
// removed is found in the files until they are rewritten, and not afterwards.
func TestRemnantsUntilExpunged(t *testing.T) {
	for _, batches := range []int{0, 1, 6} {
		dir, source, x, stop := crowded(t, batches)
		before := onDiskOf(t, dir, source)
		if got, want := kindsOf(before), []RemnantKind{RemnantRemoved, RemnantEarlier}; !slices.Equal(got, want) {
			t.Errorf("%d batches, before: got %v, want %v", batches, got, want)
		}
		// The revoked one's name is still in the store: its removed document is no
		// remnant.
		got, want := numbersOf(before.Remnants, func(r Remnant) account.ID { return r.Customer }), []int{9000, 9001, 9002}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%d batches, before: got findings of %v, want of %v", batches, got, want)
		}
		if before.Removed != 4 {
			t.Errorf("%d batches, removed documents: got %d, want 4", batches, before.Removed)
		}
		running, err := x.Remnants(everything(t))
		if err != nil {
			t.Fatal(err)
		}
		if running.Found != before.Found {
			t.Errorf("%d batches, beside the running index: got %v, want %v", batches, running.Remnants, before.Remnants)
		}
		last, _ := source.LastChange(t.Context())
		if err := x.Expunge(everything(t), last.Position, customers(9000, 9001, 9002)); err != nil {
			t.Fatal(err)
		}
		if after := onDiskOf(t, dir, source); !after.Clean() || after.Removed != 0 {
			t.Errorf("%d batches, after: got %+v, want nothing", batches, after)
		}
		stop()
		if closed := onDiskOf(t, dir, source); !closed.Clean() || closed.Documents == 0 {
			t.Errorf("%d batches, closed: got %+v, want nothing", batches, closed)
		}
	}
}

// TestRemnantsOfFiles puts files into the index directory that it does not use.
func TestRemnantsOfFiles(t *testing.T) {
	dir, source, x, stop := crowded(t, 2)
	last, _ := source.LastChange(t.Context())
	if err := x.Expunge(everything(t), last.Position, customers(9000, 9001, 9002)); err != nil {
		t.Fatal(err)
	}
	stop()
	segments, err := filepath.Glob(filepath.Join(dir, "search", "*", "store", "*.zap"))
	if err != nil || len(segments) == 0 {
		t.Fatalf("segments: %v, %v", segments, err)
	}
	content, err := os.ReadFile(segments[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		filepath.Join(filepath.Dir(segments[0]), "0000000fffff.zap"),
		filepath.Join(dir, "search", "generation-99", "store", "00000000000a.zap"),
		filepath.Join(dir, "search", "copy"),
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
		got := onDiskOf(t, dir, source)
		relative, _ := filepath.Rel(filepath.Join(dir, "search"), name)
		if len(got.Remnants) != 1 || got.Remnants[0] != (Remnant{Kind: RemnantFile, File: relative}) {
			t.Errorf("%s: got %v, want it alone", relative, got.Remnants)
		}
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	for at, what := range map[int]string{len(content) / 2: "a byte in the middle", len(content) - 10: "its version"} {
		damaged := slices.Clone(content)
		damaged[at] ^= 1
		if err := os.WriteFile(segments[0], damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, want := kindsOf(onDiskOf(t, dir, source)), []RemnantKind{RemnantDamaged}; !slices.Equal(got, want) {
			t.Errorf("%s damaged: got %v, want %v", what, got, want)
		}
	}
}

// TestRemnantsOfLiveDocuments changes the store behind the index's back.
func TestRemnantsOfLiveDocuments(t *testing.T) {
	dir, source, x, stop := crowded(t, 1)
	last, _ := source.LastChange(t.Context())
	if err := x.Expunge(everything(t), last.Position, customers(9000, 9001, 9002)); err != nil {
		t.Fatal(err)
	}
	stop()
	somebody := source.accounts[customerNumber(3)]
	renamed := somebody
	renamed.DisplayName = "Somebody Else"
	for _, tt := range []struct {
		name string
		row  account.Account
		want RemnantKind
	}{
		{"deleted", with(somebody, account.Deleted), RemnantDocument},
		{"renamed", renamed, RemnantTerms},
		{"revoked", with(somebody, account.Revoked), RemnantTerms},
	} {
		t.Run(tt.name, func(t *testing.T) {
			behind := source.copy()
			behind.accounts[somebody.ID] = tt.row
			report := onDiskOf(t, dir, behind)
			if want := (Remnant{Kind: tt.want, File: report.Remnants[0].File, Customer: somebody.ID}); report.Found != 1 || report.Remnants[0] != want {
				t.Errorf("without a change in the log: got %v, want %v", report.Remnants, want)
			}
			behind.put(tt.row)
			if report := onDiskOf(t, dir, behind); report.Found != 0 || report.Pending != 1 || report.Clean() {
				t.Errorf("with a change that the index lacks: got %+v, want it pending", report)
			}
		})
	}
	unknown := source.copy()
	delete(unknown.accounts, somebody.ID)
	if got, want := kindsOf(onDiskOf(t, dir, unknown)), []RemnantKind{RemnantDocument}; !slices.Equal(got, want) {
		t.Errorf("an account that was never known: got %v, want %v", got, want)
	}
}

// TestRemnantsOfStoredText writes a document as a careless mapping would.
func TestRemnantsOfStoredText(t *testing.T) {
	for name, options := range map[string]index.FieldIndexingOptions{
		"note":                  index.IndexField,
		fieldNames[domainField]: index.StoreField,
		fieldNames[mailField]:   index.IndexField | index.DocValues,
	} {
		source, dir := newMemory(), t.TempDir()
		x, stop := run(t, dir, source)
		source.put(person(1, "Some Person", "some@acme.example"))
		level(t, x, source)
		r := newRecord(source.accounts[customerNumber(1)])
		r.fields = append(r.fields, recordField{
			name: name, value: []byte("text"), options: options, frequencies: index.TokenFrequencies{"text": once},
		})
		batch := index.NewBatch()
		batch.Update(r)
		if err := x.current.engine.Batch(batch); err != nil {
			t.Fatal(err)
		}
		stop()
		if got := kindsOf(onDiskOf(t, dir, source)); !slices.Contains(got, RemnantStored) {
			t.Errorf("field %s with options %d: got %v, want %q", name, options, got, RemnantStored)
		}
	}
}

// TestRemnantsBesideChanges asks the running index while others change accounts:
// nothing that is only on its way is taken for a remnant.
func TestRemnantsBesideChanges(t *testing.T) {
	source, dir := newMemory(), t.TempDir()
	x, stop := run(t, dir, source)
	defer stop()
	var rows []account.Account
	for n := range 500 {
		rows = append(rows, person(n, "Ordinary Person", "p"+strings.Repeat("x", n%50)+string(rune('a'+n/50))+"@acme.example"))
	}
	source.put(rows...)
	written(t, x, source)
	ctx, cancel := context.WithCancel(everything(t))
	done := make(chan struct{})
	go func() {
		defer close(done)
		for n := 0; ctx.Err() == nil; n++ {
			status := account.Statuses[n/len(rows)%2] // Revoked and granted in turn.
			source.put(with(rows[n%len(rows)], status))
		}
	}()
	for range 5 {
		report, err := x.Remnants(everything(t))
		if err != nil {
			t.Fatal(err)
		}
		if report.Found != 0 {
			t.Errorf("got %v, want nothing", report.Remnants)
		}
	}
	cancel()
	<-done
}
