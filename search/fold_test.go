package search

import (
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
