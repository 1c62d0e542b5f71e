package store

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// TestWalkFindsTextAnywhere writes ten letters into every kind of place of a real
// file that holds no row, and wants each one found; and into a row, which is none
// of its business.
func TestWalkFindsTextAnywhere(t *testing.T) {
	const text = "smuggledin"
	clean, roots := plainDatabase(t)
	places := markedPlaces(t, clean)
	for name, at := range places {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "copy.db")
			content := append([]byte(nil), clean...)
			copy(content[at.offset:], text)
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			found, err := walkFile(t.Context(), path, roots, &RemnantReport{})
			if err != nil {
				t.Fatal(err)
			}
			var got RemnantKind
			if len(found) > 0 {
				got = found[0].kind
			}
			if got != at.want {
				t.Errorf("text in %s at %d: got %q (%v), want %q", name, at.offset, got, found, at.want)
			}
		})
	}
}

type marked struct {
	offset int
	want   RemnantKind
}

// plainDatabase makes a file with every kind of page: tables, indexes, long values,
// a list of free pages with a trunk.
func plainDatabase(t *testing.T) ([]byte, []uint32) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "plain.db")
	c, err := dial(path, writing)
	if err != nil {
		t.Fatal(err)
	}
	err = c.script(`CREATE TABLE a (n INTEGER PRIMARY KEY, word TEXT UNIQUE) STRICT;
		CREATE TABLE b (n INTEGER PRIMARY KEY, word TEXT) STRICT;
		WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 400)
			INSERT INTO a SELECT n, 'word ' || n || hex(zeroblob(50)) FROM i;
		INSERT INTO a VALUES (1000, hex(zeroblob(6000)));
		WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 400)
			INSERT INTO b SELECT n, 'word ' || n || hex(zeroblob(50)) FROM i;
		DELETE FROM b;
		DELETE FROM a WHERE n % 7 = 3;
		PRAGMA wal_checkpoint(TRUNCATE)`)
	if err != nil {
		t.Fatal(err)
	}
	roots, err := rootPages(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	found, err := walkFile(t.Context(), path, roots, &RemnantReport{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range found {
		clear(content[int(p.page-1)*4096+p.from : int(p.page-1)*4096+p.to])
	}
	return content, roots
}

// markedPlaces looks for one place of each kind, with its own eyes.
func markedPlaces(t *testing.T, content []byte) map[string]marked {
	t.Helper()
	const size = 4096
	number := func(at int) int { return int(binary.BigEndian.Uint32(content[at:])) }
	trunk := (number(32) - 1) * size
	leaves := number(trunk + 4)
	if leaves < 2 {
		t.Fatalf("free pages on the trunk: got %d, want some", leaves)
	}
	places := map[string]marked{
		"a free page":                {(number(trunk+8)-1)*size + 1234, RemnantFreePage},
		"the start of a free page":   {(number(trunk+12) - 1) * size, RemnantFreePage},
		"the trunk of the free list": {trunk + size - 10, RemnantFreePage},
	}
	for page := 1; page < len(content)/size; page++ {
		at := page * size
		if content[at] != tableLeaf && content[at] != indexLeaf {
			continue
		}
		kind := fmt.Sprintf("page of kind %d", content[at])
		count := int(binary.BigEndian.Uint16(content[at+3:]))
		start := int(binary.BigEndian.Uint16(content[at+5:]))
		if gap := 8 + 2*count; count > 0 && start-gap > 20 {
			places["the end of the gap of a "+kind] = marked{at + start - 10, RemnantGap}
			places["the start of the gap of a "+kind] = marked{at + gap, RemnantGap}
		}
		if block := int(binary.BigEndian.Uint16(content[at+1:])); block != 0 {
			places["a removed entry of a "+kind] = marked{at + block + 10, RemnantFreeBlock}
		}
		if count > 1 {
			places["a row of a "+kind] = marked{at + int(binary.BigEndian.Uint16(content[at+8:])) + 15, ""}
		}
	}
	for page := 1; page < len(content)/size; page++ {
		// The last page of the long value: no next page, a start of zeros in hex, and
		// an end of zeros.
		if at := page * size; number(at) == 0 && content[at+4] == '0' && zero(content[at+size-20:at+size]) {
			places["the end of a long value"] = marked{at + size - 10, RemnantTail}
		}
	}
	if len(places) < 11 {
		t.Fatalf("kinds of places: got %d in %v, want all", len(places), places)
	}
	return places
}

// TestWalkRefusesBrokenFiles wants a finding, never a crash, for damage.
func TestWalkRefusesBrokenFiles(t *testing.T) {
	content, roots := plainDatabase(t)
	for _, at := range []int{32 + 3, 4096, 4096 + 3, 4096 + 5, 2*4096 + 8, 2*4096 + 12, 100 + 3} {
		broken := append([]byte(nil), content...)
		broken[at] ^= 0xff
		path := filepath.Join(t.TempDir(), "broken.db")
		if err := os.WriteFile(path, broken, 0o600); err != nil {
			t.Fatal(err)
		}
		found, err := walkFile(t.Context(), path, roots, &RemnantReport{})
		if err == nil && len(found) == 0 {
			t.Errorf("byte %d damaged: got nothing, want a finding", at)
		}
	}
}
