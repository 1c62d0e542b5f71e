package search

import (
	"fmt"
	"strings"
	"testing"
)

// bad are texts that nobody types to find somebody.
func bad() map[string]string {
	distinct := make([]string, 128)
	for i := range distinct {
		distinct[i] = string(rune('a' + i%26))
	}
	long := make([]string, 10)
	for i := range long {
		long[i] = fmt.Sprintf("ma%022d", i)
	}
	return map[string]string{
		"nothing": "", "a blank": " ", "many blanks": strings.Repeat(" ", 256), "invisible": "\u200b\u200e\ufeff",
		"punctuation": `!"#$%&'()*+,-./:;<=>?[\]^_{|}~`, "an @": "@", "many @": strings.Repeat("@", 256),
		"a star": "*", "stars": "m*r*", "a question mark": "m?r", "fuzzy": "marx~2", "boosted": "mar^10", "a field": "mail:mar", "a range": "[a TO z]", "a regular expression": "/.*/",
		"all but": "-mar +ma", "quotes": `"ma`, "a backslash": `ma\`, "a null": "ma\x00ri", "not utf-8": "ma\xff\xfe", "half a surrogate": "\xed\xa0\x80",
		"a replacement": "\ufffd", "many marks": "a" + strings.Repeat("\u0301", 255),
		"one long word": strings.Repeat("m", 256), "one long word of wide letters": strings.Repeat("ｍ", 256),
		"letters": strings.Join(distinct, " "), "the same word again": strings.Repeat("ma ", 85), "long words": strings.Join(long, " "),
		"hyphens": strings.Repeat("m-", 128), "initials": strings.Repeat("m.", 128), "CJK": strings.Repeat("王", 256),
		"ten thousand characters": strings.Repeat("mari ", 2000), "two dense typos": "marix jolle", "hangul parts": strings.Repeat("\u1100\u1161", 128),
	}
}

// TestBadInputIsNoWork counts the work of texts that are made to hurt: none costs more
// than the dearest that people really type. All accounts are in one segment: how many
// there are otherwise, and with them each count, is up to the engine's merges.
func TestBadInputIsNoWork(t *testing.T) {
	m := generated(4000)
	x := open(t, t.TempDir(), m)
	x.batchRows = len(m.order) + 1
	if err := x.Rebuild(everything(t), nil); err != nil {
		t.Fatal(err)
	}
	cost := func(text string) Work {
		before := x.Stats().Work
		if _, err := x.UserPicker(everything(t), siteA, text, 10); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		after := x.Stats().Work
		return Work{after.LookUps - before.LookUps, after.Steps - before.Steps, after.Candidates - before.Candidates, after.Rows - before.Rows, after.Compared - before.Compared}
	}
	var most Work
	for _, text := range []string{"m", "ma", "mari", "ma jo", "@shop1", "ma123", "smima", "smimx", "marijo kater", "katerx smimari", "lejosomar", "katersmibro maritern", "marix", "jollex marix"} {
		w := cost(text)
		most = Work{max(most.LookUps, w.LookUps), max(most.Steps, w.Steps), max(most.Candidates, w.Candidates), max(most.Rows, w.Rows), max(most.Compared, w.Compared)}
	}
	t.Logf("the dearest normal text: %+v", most)
	if most.LookUps == 0 || most.Steps == 0 || most.Candidates == 0 || most.Rows == 0 || most.Compared == 0 {
		t.Fatal("normal texts cost nothing: the test counts wrong")
	}
	for name, text := range bad() {
		if got := cost(text); got.LookUps > most.LookUps || got.Steps > most.Steps || got.Candidates > most.Candidates || got.Rows > most.Rows || got.Compared > most.Compared {
			t.Errorf("%s: costs %+v, want at most %+v", name, got, most)
		}
	}
}
