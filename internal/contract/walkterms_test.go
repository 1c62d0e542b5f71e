package contract

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	segmentapi "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"
	"pgregory.net/rapid"

	"gatehouse/account"
)

// tagSize is how many bytes of a term name its site.
const tagSize = 8

// checkTerms decodes the index's files after an expunge and holds every term
// against the people of the model: whole addresses are those of the living, and
// every other term is made of letters of somebody ACTIVE: of a word of the name, of
// several written as one, or of the address.
func (w *walk) checkTerms(t *rapid.T) {
	var typed []string
	for _, s := range w.model.people {
		if s.status == account.Active {
			typed = append(append(typed, s.name.words...), strings.Join(s.name.words, ""), s.email, strings.ReplaceAll(s.email, "xn--bcher-kva", "bücher"))
		}
	}
	for field, terms := range w.termsOnDisk(t) {
		for _, term := range terms {
			text := term[tagSize:]
			switch {
			case field == "exact":
				if !slices.ContainsFunc(w.model.people, func(s *soul) bool { return s.status != account.Deleted && s.email == text }) {
					t.Fatalf("the index holds the address %q of nobody", text)
				}
			case !slices.ContainsFunc(typed, func(whole string) bool { return within(text, whole) }):
				t.Fatalf("the index holds the term %q in %s, which no ACTIVE account explains", text, field)
			}
		}
	}
}

// within tells whether the letters of a text stand in another one in this order.
func within(text, whole string) bool {
	letters := []rune(text)
	for _, r := range whole {
		if len(letters) > 0 && letters[0] == r {
			letters = letters[1:]
		}
	}
	return len(letters) == 0
}

func (w *walk) termsOnDisk(t *rapid.T) map[string][]string {
	files, err := filepath.Glob(filepath.Join(w.dir, "search", "*", "store", "*.zap"))
	if err != nil {
		t.Fatal(err)
	}
	terms := map[string][]string{}
	for _, file := range files {
		segment, err := openSegment(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue // Merged away meanwhile.
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range segment.Fields() {
			if field == "_id" {
				continue
			}
			dictionary, err := segment.Dictionary(field)
			if err != nil {
				t.Fatal(err)
			}
			for all := dictionary.AutomatonIterator(nil, nil, nil); ; {
				entry, err := all.Next()
				if err != nil {
					t.Fatal(err)
				}
				if entry == nil {
					break
				}
				terms[field] = append(terms[field], entry.Term)
			}
		}
		if err := segment.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return terms
}

// openSegment opens a segment, once it is whole: the engine may be writing one of what
// came behind the expunge, which is no segment yet.
func openSegment(file string) (segmentapi.Segment, error) {
	for end := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		found, err := (&zap.ZapPlugin{}).Open(file)
		if err == nil || errors.Is(err, fs.ErrNotExist) || time.Now().After(end) {
			return found, err
		}
	}
}
