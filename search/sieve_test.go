package search

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"gatehouse/account"
)

// TestSieve holds the sieve of a segment to its dictionaries: everything that is there
// passes, whole and by each of its starts, and nearly nothing else does.
func TestSieve(t *testing.T) {
	m := newMemory()
	for i, name := range append(walkNames, "Иван Петров", "ภาษาไทย", "Bartholomew-Maximilian") {
		m.put(person(2*i, name, fmt.Sprintf("somebody.%d@shop%d.example", i, i)), with(person(2*i+1, name, fmt.Sprintf("nobody.%d@bücher.example", i)), account.Revoked))
	}
	x, stop := run(t, t.TempDir(), m)
	defer stop()
	if err := x.Rebuild(everything(t), nil); err != nil {
		t.Fatal(err)
	}
	err := x.read(func(s *snapshot) error {
		for _, part := range s.segments {
			if part.sieve == nil {
				t.Fatal("a segment has no sieve right after a rebuild")
			}
			for f := range fieldCount {
				terms := 0
				err := part.walk(f, "", "\xff", nil, func(term string) (bool, error) {
					terms++
					if !part.sieve.passes(f, term) {
						t.Errorf("%s: %q does not pass", fieldNames[f], term)
					}
					for n := tagLength; n <= len(term); n++ {
						if !part.sieve.passesStart(f, term[:n]) {
							t.Errorf("%s: the start %q does not pass", fieldNames[f], term[:n])
						}
					}
					return true, nil
				})
				if err != nil {
					return err
				}
				if terms == 0 {
					t.Errorf("%s has no terms: nothing was tried", fieldNames[f])
				}
				if passed := strangers(part, f); passed > 100 && (sifted[f] || siftedStarts[f] != nil) {
					t.Errorf("%s: %d of 1,000 texts pass that are not there, want a few", fieldNames[f], passed)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// strangers counts how many of a thousand absent texts pass, as a term or as a start.
func strangers(part *segment, f field) (passed int) {
	for i := range 1000 {
		text := fmt.Sprintf("%s%x-absent", siteTag(siteA), i*7919)
		if sifted[f] && part.sieve.passes(f, text) || siftedStarts[f] != nil && part.sieve.passesStart(f, text) {
			passed++
		}
	}
	return passed
}

// TestSifted proposes the same with sieves and without, and asks the dictionaries next
// to nothing about texts that nobody has.
func TestSifted(t *testing.T) {
	x := open(t, t.TempDir(), generated(3000))
	if err := x.Rebuild(everything(t), nil); err != nil {
		t.Fatal(err)
	}
	err := x.read(func(s *snapshot) error {
		if err := s.sift(everything(t)); err != nil {
			return err
		}
		texts := []string{"m", "mari", "smima", "ma jo", "ma12", "łuka", "小", "smimx", "@shop12", "ma123@shop123.example"}
		absent := []string{"nobody", "quentin", "zzzz", "nobody@nowhere.example"}
		for i := range 40 { // So many that the one in 256 that passes by chance does not tell.
			absent = append(absent, fmt.Sprintf("zq%dx", i))
		}
		with, few := proposed(t, s, texts), 0
		if none, work := proposed(t, s, absent), s.work; none != "" {
			t.Errorf("absent texts find %s", none)
		} else {
			few = int(work.LookUps + work.Steps)
		}
		for _, part := range s.segments {
			part.sieve = nil
		}
		if without := proposed(t, s, texts); with != without {
			t.Errorf("with sieves %d bytes of proposals, without %d; want the same", len(with), len(without))
		}
		proposed(t, s, absent)
		if many := int(s.work.LookUps + s.work.Steps); many == 0 || few*10 > many {
			t.Errorf("absent texts: %d look-ups and steps with sieves, %d without; want less than a tenth", few, many)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// proposed lists what all classes propose for some texts, in their order, and counts
// the work from zero.
func proposed(t *testing.T, s *snapshot, texts []string) string {
	t.Helper()
	s.work = Work{}
	var all strings.Builder
	take := func(c candidate) (bool, error) {
		fmt.Fprintln(&all, c.class, c.id)
		return true, nil
	}
	for _, text := range texts {
		q := query{siteTag(siteA), readTyped(text)}
		err := s.propose(q, q.typed.order(), take)
		for _, c := range []class{nearWord, nearStart} {
			err = errors.Join(err, s.proposeNear(q, c, take))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}
