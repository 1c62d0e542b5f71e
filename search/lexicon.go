package search

import (
	"bytes"
	"hash/maphash"
	"strings"
	"sync"
	"unicode/utf8"
)

// lexicon is every word of the names in an index, once, and every run of them that may
// be written as one: what a typed word that may hold a typo is compared with. A million
// names have some ten thousands of words, so comparing with all that start with the same
// letter takes a quarter of a millisecond, and the index needs no terms for typos: they
// would be two fifths of it. A lexicon is in memory alone, about 20 bytes a word, and is
// read from the dictionaries when an index is opened.
type lexicon struct {
	mu    sync.RWMutex
	known map[uint64]struct{} // Hashes of the words.
	lines map[string][]byte   // Words without their first letter, a line each, by the site's tag and that letter.
}

// lexical are the fields whose terms a lexicon has.
var lexical = []field{firstField, wordField, joinedField}

var lexiconSeed = maphash.MakeSeed()

func newLexicon() *lexicon {
	return &lexicon{known: map[uint64]struct{}{}, lines: map[string][]byte{}}
}

// add takes the words among a document's terms in.
func (l *lexicon) add(t terms) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range lexical {
		for _, term := range t[f] {
			l.addTerm(term)
		}
	}
}

// addTerm takes one word in. The caller holds mu.
func (l *lexicon) addTerm(term string) {
	hash := maphash.String(lexiconSeed, term)
	if _, known := l.known[hash]; known {
		return
	}
	l.known[hash] = struct{}{}
	_, size := utf8.DecodeRuneInString(term[tagLength:])
	letter, rest := term[:tagLength+size], term[tagLength+size:]
	lines, known := l.lines[letter]
	if !known {
		letter = strings.Clone(letter)
	}
	l.lines[letter] = append(append(lines, rest...), '\n')
}

// read takes the words of a segment in.
func (l *lexicon) read(part *segment) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range lexical {
		err := part.walk(f, "", "\xff", nil, func(term string) (bool, error) {
			l.addTerm(term)
			return true, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// replace forgets all words but those of another lexicon.
func (l *lexicon) replace(fresh *lexicon) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.known, l.lines = fresh.known, fresh.lines
}

// maxNearWords bounds how many words one typed word comes close to: few names are that
// near, and behind it somebody only types on.
const maxNearWords = 200

// near gives the words of a site that a typed one comes as close to as a class says, or
// closer. Compared is how many it was compared with.
func (l *lexicon) near(tag, word string, c class) (found []string, compared int) {
	_, size := utf8.DecodeRuneInString(word)
	letter, rest := word[:size], word[size:]
	l.mu.RLock()
	lines := l.lines[tag+letter] // Words are only ever added behind.
	l.mu.RUnlock()
	for len(lines) > 0 && len(found) < maxNearWords {
		end := bytes.IndexByte(lines, '\n')
		line := lines[:end]
		lines = lines[end+1:]
		compared++
		if !mayBeNear(rest, line) {
			continue
		}
		if text := letter + string(line); nearText(word, text) <= c {
			found = append(found, text)
		}
	}
	return found, compared
}

// mayBeNear tells, without an allocation, whether a typed word can be one typo away from
// a text or from a start of it: behind the first difference the rest is the same, but
// for a letter more, less or other on either side, or two that are swapped.
func mayBeNear(word string, text []byte) bool {
	n := 0
	for n < len(word) && n < len(text) && word[n] == text[n] {
		n++
	}
	for n > 0 && n < len(word) && !utf8.RuneStart(word[n]) {
		n--
	}
	w, t := word[n:], text[n:]
	if w == "" {
		return true
	}
	_, typed := utf8.DecodeRuneInString(w)
	_, there := utf8.DecodeRune(t)
	if startsWith(t, w[typed:]) || startsWith(t[there:], w[typed:]) || startsWith(t[there:], w) {
		return true
	}
	_, typedNext := utf8.DecodeRuneInString(w[typed:])
	_, thereNext := utf8.DecodeRune(t[there:])
	return startsWith(t[there+thereNext:], w[typed+typedNext:])
}

func startsWith(text []byte, start string) bool {
	return len(text) >= len(start) && string(text[:len(start)]) == start
}

// readWords makes a generation's lexicon anew from its dictionaries: 0.2 s at a million
// accounts. Nothing else may be written to the generation meanwhile.
func (g *generation) readWords() error {
	s, err := g.snapshot()
	if err != nil {
		return err
	}
	fresh := newLexicon()
	for _, part := range s.segments {
		if err = fresh.read(part); err != nil {
			break
		}
	}
	if closing := s.close(); err == nil {
		err = closing
	}
	if err == nil {
		g.words.replace(fresh)
	}
	return err
}
