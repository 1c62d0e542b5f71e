package forensic

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/blevesearch/bleve/v2"
	"github.com/golang/snappy"
	"go.etcd.io/bbolt"
)

const (
	needle  = "Qzvjmwkpxt"
	bystand = "Bystanderly"
)

// hows gives in which ways a needle was found, without repeats.
func hows(t *testing.T, dir, needle string) []string {
	t.Helper()
	found, err := Scan(dir, []string{needle, bystand})
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, f := range found {
		if f.Needle == needle && !slices.Contains(list, f.How) {
			list = append(list, f.How)
		}
	}
	slices.Sort(list)
	return list
}

func wide(text string, order func(uint16) []byte) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = append(b, order(unit)...)
	}
	return string(b)
}

// TestScanFindsEachEncoding puts the needle into a file in each way, at odd places.
func TestScanFindsEachEncoding(t *testing.T) {
	noise := make([]byte, 5000)
	source := rand.New(rand.NewPCG(1, 2))
	for i := range noise {
		noise[i] = byte(source.Uint32())
	}
	for _, tt := range []struct {
		name, text string
		want       string
	}{
		{"bytes", needle, "raw"},
		{"its start", needle[:6] + "??", "raw"},
		{"lower case", strings.ToLower(needle), "raw"},
		{"too little of it", needle[:5] + "??", ""},
		{"UTF-16, little end first", wide(needle, func(u uint16) []byte { return []byte{byte(u), byte(u >> 8)} }), "utf-16le"},
		{"UTF-16, big end first", wide(needle[:6]+"\uf8ff", func(u uint16) []byte { return []byte{byte(u >> 8), byte(u)} }), "utf-16be"},
		{"hex", hex.EncodeToString([]byte(needle)), "hex"},
		{"hex in capitals", strings.ToUpper(hex.EncodeToString([]byte(needle))), "hex"},
		{"base64", base64.StdEncoding.EncodeToString([]byte(needle)), "base64"},
		{"base64, one byte on", base64.StdEncoding.EncodeToString([]byte("x" + needle + "yz")), "base64"},
		{"base64, two bytes on", base64.URLEncoding.EncodeToString([]byte("xy" + needle + "z")), "base64"},
		{"somebody else", "Nobodyatall", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			deep := filepath.Join(dir, "a", "b")
			if err := os.MkdirAll(deep, 0o700); err != nil {
				t.Fatal(err)
			}
			content := slices.Concat(noise[:1237], []byte(tt.text), noise[1237:])
			if err := os.WriteFile(filepath.Join(deep, "some.file"), content, 0o600); err != nil {
				t.Fatal(err)
			}
			// It may be found in more ways: wide letters read from the second byte on
			// are those of the other end first.
			got := hows(t, dir, needle)
			if tt.want == "" && len(got) > 0 || tt.want != "" && !slices.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestScanCarvesSnappy packs the needle so that no part of six letters is left in
// the file, and puts the block where no table tells of it.
func TestScanCarvesSnappy(t *testing.T) {
	text := []byte("Qzvj..mwkpxt,,Qzvjmwkpxt" + strings.Repeat("-", 40))
	packed := snappy.Encode(nil, text)
	if bytes.Contains(packed, []byte(needle[:6])) {
		t.Fatalf("the packed block holds the needle as it is: %q", packed)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "block"), slices.Concat([]byte{0xff, 3, 200, 7}, packed, []byte{9, 9}), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, want := hows(t, dir, needle), []string{"snappy, raw"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestUnpackIsSnappy compares with the library on texts full of repeats.
func TestUnpackIsSnappy(t *testing.T) {
	source := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		text := make([]byte, 100+source.IntN(100_000))
		for i := range text {
			text[i] = byte('a' + source.IntN(1+source.IntN(5)))
		}
		got, ok := unpack(nil, snappy.Encode(nil, text))
		if !ok || !bytes.Equal(got, text) {
			t.Fatalf("a text of %d bytes: got %d other bytes, %v", len(text), len(got), ok)
		}
	}
}

// TestScanDecodesTheIndex deletes a document and wants its text found in each
// structure of the segments, which a search for bytes does not see.
func TestScanDecodesTheIndex(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "index")
	x, err := bleve.New(path, bleve.NewIndexMapping())
	if err != nil {
		t.Fatal(err)
	}
	batch := x.NewBatch()
	for i := range 50 {
		name := fmt.Sprintf("%s %d", bystand, i)
		if i == 17 {
			name = needle
		}
		if err := batch.Index(fmt.Sprint(i), map[string]string{"name": name}); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Batch(batch); err != nil {
		t.Fatal(err)
	}
	if err := x.Delete("17"); err != nil {
		t.Fatal(err)
	}
	check := func(when string) {
		t.Helper()
		got := hows(t, path, needle)
		for _, want := range []string{"term of name, raw", "stored name, raw", "doc value of name, raw"} {
			if !slices.Contains(got, want) {
				t.Errorf("%s: got %q, want %q among them", when, got, want)
			}
		}
	}
	check("while the index is open")
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	check("when it is closed")

	// A file that no snapshot names is read like the others.
	files, err := filepath.Glob(filepath.Join(path, "store", "*.zap"))
	if err != nil || len(files) == 0 {
		t.Fatalf("segments: %v, %v", files, err)
	}
	orphans := t.TempDir()
	content, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(orphans, "00ff.zap"), content, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := hows(t, orphans, needle); !slices.Contains(got, "term of name, raw") {
		t.Errorf("a segment without an index: got %q, want its terms", got)
	}
	if got := hows(t, orphans, "Nobodyatall"); len(got) != 0 {
		t.Errorf("somebody who was never there: got %q, want nothing", got)
	}

	// Half a file can't be decoded, and that is told.
	if err := os.WriteFile(filepath.Join(orphans, "00ff.zap"), content[:len(content)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	found, err := Scan(orphans, []string{"Nobodyatall"})
	if err != nil || len(found) != 1 || found[0].How != Unreadable {
		t.Errorf("half a segment: got %v, %v; want it unreadable", found, err)
	}
}

func TestScanWalksBolt(t *testing.T) {
	dir := t.TempDir()
	db, err := bbolt.Open(filepath.Join(dir, "root.bolt"), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	err = db.Update(func(tx *bbolt.Tx) error {
		outer, err := tx.CreateBucket([]byte("outer"))
		if err != nil {
			return err
		}
		inner, err := outer.CreateBucket([]byte("inner"))
		if err != nil {
			return err
		}
		return inner.Put([]byte("key"), []byte(needle))
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := hows(t, dir, needle), []string{"raw", "value of bolt, raw"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestScanRefusesShortNeedles(t *testing.T) {
	if _, err := Scan(t.TempDir(), []string{"ab"}); err == nil {
		t.Error("got no error for two letters, want one")
	}
}
