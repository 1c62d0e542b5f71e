package search

import (
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestWords(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"Sinéad O’Brien", []string{"sinead", "o", "brien"}},
		{"O'Brien-Smith", []string{"o", "brien", "smith"}},
		{"Łukasz Żółć", []string{"lukasz", "zolc"}},
		{"Jose\u0301", []string{"jose"}},
		{"José", []string{"jose"}},
		{"Ｆｕｌｌ Ｗｉｄｔｈ", []string{"full", "width"}},
		{"Straße", []string{"strasse"}},
		{"STRASSE", []string{"strasse"}},
		{"İstanbul ISPARTA ılık", []string{"istanbul", "isparta", "ilik"}},
		{"Ørsted Đặng Æsir Þór", []string{"orsted", "dang", "aesir", "thor"}},
		{"王小明", []string{"王小明"}},
		{"محمد أحمد", []string{"محمد", "احمد"}},
		{"مُحَمَّد", []string{"محمد"}},
		{"فاطمة موسى", []string{"فاطمه", "موسي"}},
		{"محـــمد", []string{"محمد"}},
		{"ไทย", []string{"ไทย"}},
		{"Γιώργος ΓΙΩΡΓΟΣ", []string{"γιωργοσ", "γιωργοσ"}},
		{"Ёлка й", []string{"елка", "и"}},
		{"ﬁona", []string{"fiona"}},
		{"김민준", []string{"김민준"}},
		{"- . , …", []string{}},
		{"", []string{}},
		{"a\xffb", []string{"a", "b"}},
	} {
		if diff := cmp.Diff(c.want, append([]string{}, words(c.text)...)); diff != "" {
			t.Errorf("words(%q): (-want +got)\n%s", c.text, diff)
		}
	}
}

// TestFoldIsStable holds what index and query rely on: folding again changes
// nothing, for any text at all.
func TestFoldIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[A-Za-zÀ-ɏΑ-ωЀ-ӿ؀-ۿ฀-๿가-힣一-十ｱ-ﾝﬀ-ﬆ\x{300}-\x{36f}]{0,12}`)).Draw(t, "text")
		once := words(text)
		for _, word := range once {
			if again := words(word); len(again) != 1 || again[0] != word {
				t.Fatalf("words(%q) = %q, and of that %q", text, word, again)
			}
		}
	})
}

// TestFoldPlain folds every plain letter beside every kind of other one, the short way and
// the long one.
func TestFoldPlain(t *testing.T) {
	var letters []rune
	for r, l := range plainLetters() {
		if l.known {
			letters = append(letters, rune(r))
		}
	}
	if len(letters) < 1500 {
		t.Fatalf("only %d letters are plain", len(letters))
	}
	for r := range rune(0x10000) {
		if foldsToItself(r) {
			letters = append(letters, r)
		}
	}
	order := rand.New(rand.NewPCG(1, 1))
	for range 10 {
		order.Shuffle(len(letters), func(i, j int) { letters[i], letters[j] = letters[j], letters[i] })
		text := string(letters)
		if got, ok := foldPlain(text); !ok || got != foldAny(text) {
			t.Fatalf("(-long way +short way):\n%s", cmp.Diff(foldAny(text), got))
		}
	}
	for _, text := range []string{"Jose\u0301", "ёлка\u0308", "かな", "a\xff"} {
		if got, ok := foldPlain(text); ok {
			t.Errorf("%q is folded the short way, to %q", text, got)
		}
	}
}

func BenchmarkFold(b *testing.B) {
	for _, text := range []string{"Łukasz Żółć", "Мария Иванова", "محمد", "김민준"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				fold(text)
			}
		})
		b.Run(text+", the long way", func(b *testing.B) {
			for b.Loop() {
				foldAny(text)
			}
		})
	}
}
