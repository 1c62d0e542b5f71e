package forensic

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"
)

// prefixLetters is how much of a needle is enough to tell it: the index keeps
// starts of words, and whatever holds more of it holds this.
const prefixLetters = 6

// pattern is a needle's start in one encoding.
type pattern struct {
	bytes    []byte
	needle   string
	encoding string
}

func patternsOf(needle string) []pattern {
	var all []pattern
	add := func(encoding string, b []byte) { all = append(all, pattern{b, needle, encoding}) }
	forms := []string{start(needle)}
	if folded := start(fold(needle)); folded != forms[0] {
		forms = append(forms, folded)
	}
	for _, form := range forms {
		raw := []byte(form)
		add("raw", raw)
		var little, big []byte
		for _, unit := range utf16.Encode([]rune(form)) {
			little = binary.LittleEndian.AppendUint16(little, unit)
			big = binary.BigEndian.AppendUint16(big, unit)
		}
		add("utf-16le", little)
		add("utf-16be", big)
		add("hex", []byte(hex.EncodeToString(raw)))
		add("hex", []byte(strings.ToUpper(hex.EncodeToString(raw))))
		for before := range 3 {
			add("base64", base64Inside(base64.RawStdEncoding, raw, before))
			add("base64", base64Inside(base64.RawURLEncoding, raw, before))
		}
	}
	return all
}

// base64Inside gives the characters that stand for raw, and for nothing else,
// within a longer text in which it begins at an offset of before modulo 3.
func base64Inside(e *base64.Encoding, raw []byte, before int) []byte {
	text := e.EncodeToString(append(make([]byte, before), raw...))
	first := (before*8 + 5) / 6
	last := (before + len(raw)) * 8 / 6
	return []byte(text[first:last])
}

// start gives the first letters of a text.
func start(text string) string {
	letters := 0
	for i := range text {
		if letters == prefixLetters {
			return text[:i]
		}
		letters++
	}
	return text
}

// fold takes case, width and accents away, as the index does.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(strings.ToLower(norm.NFKC.String(text))))
}

// keyBytes is how many first bytes of a pattern are looked up at once.
const keyBytes = 4

// matcher finds any of many patterns in one pass: 400 needles are 9,000 patterns,
// and a pass for each would take minutes.
type matcher struct {
	maybe [1 << 16]bool // By hash of the first bytes.
	first map[uint32][]pattern
}

func newMatcher(needles []string) (*matcher, error) {
	m := &matcher{first: map[uint32][]pattern{}}
	for _, needle := range needles {
		if len(start(fold(needle))) < keyBytes {
			return nil, fmt.Errorf("the needle %q is too short to prove anything", needle)
		}
		for _, p := range patternsOf(needle) {
			key := binary.LittleEndian.Uint32(p.bytes)
			m.maybe[spread(key)] = true
			m.first[key] = append(m.first[key], p)
		}
	}
	return m, nil
}

func spread(key uint32) uint16 { return uint16(key * 0x9E3779B1 >> 16) }

// find calls hit for each place in content where a pattern stands.
func (m *matcher) find(content []byte, hit func(pattern)) {
	for i := 0; i+keyBytes <= len(content); i++ {
		key := binary.LittleEndian.Uint32(content[i:])
		if !m.maybe[spread(key)] {
			continue
		}
		for _, p := range m.first[key] {
			if bytes.HasPrefix(content[i:], p.bytes) {
				hit(p)
			}
		}
	}
}
