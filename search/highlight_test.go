package search

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"gatehouse/account"
)

// bold writes the matched parts of an account's name and address in brackets, cutting
// as JavaScript does.
func bold(parts []account.TextMatch, a account.Account) (name, address string) {
	mark := func(f account.MatchField, text string) string {
		units := utf16.Encode([]rune(text))
		var b strings.Builder
		at := 0
		for _, p := range parts {
			if p.Field == f {
				b.WriteString(string(utf16.Decode(units[at:p.Start])) + "[" + string(utf16.Decode(units[p.Start:p.End])) + "]")
				at = p.End
			}
		}
		return b.String() + string(utf16.Decode(units[at:]))
	}
	return mark(account.MatchedLabel, a.DisplayName), mark(account.MatchedEmail, a.Email.Typed)
}

func TestMatched(t *testing.T) {
	for _, c := range []struct{ text, name, email, wantName, wantEmail string }{
		{"ann", "Ann Mason", "ann.m@shop.example", "[Ann] Mason", "[ann].m@shop.example"},
		{"m a", "Ann Mason", "x@shop.example", "[A]nn [M]ason", "x@shop.example"},
		{"strass", "Eva Straßer", "x@shop.example", "Eva [Straß]er", "x@shop.example"},
		{"stras", "Eva Straßer", "x@shop.example", "Eva [Straß]er", "x@shop.example"},
		{"fi", "ﬁona", "x@shop.example", "[ﬁ]ona", "x@shop.example"},
		{"f", "ﬁona", "x@shop.example", "[ﬁ]ona", "x@shop.example"},
		{"jose", "Jose\u0301 Ruiz", "x@shop.example", "[Jose\u0301] Ruiz", "x@shop.example"},
		{"JOSÉ", "José Ruiz", "x@shop.example", "[José] Ruiz", "x@shop.example"},
		{"محمد", "مُحَمَّد علي", "x@shop.example", "[مُحَمَّد] علي", "x@shop.example"},
		{"محمد", "محـــمد", "x@shop.example", "[محـــمد]", "x@shop.example"},
		{"小明", "王小明", "x@shop.example", "王[小明]", "x@shop.example"},
		{"小", "小小", "x@shop.example", "[小小]", "x@shop.example"},
		{"𠮷田", "👩‍🚀 𠮷田", "x@shop.example", "👩‍🚀 [𠮷田]", "x@shop.example"},
		{"ber", "🎉Bernd🎉", "x@shop.example", "🎉[Ber]nd🎉", "x@shop.example"},
		{"full", "Ｆｕｌｌ", "x@shop.example", "[Ｆｕｌｌ]", "x@shop.example"},
		{"istan", "İstanbul", "x@shop.example", "[İstan]bul", "x@shop.example"},
		{"γιωργοσ", "Γιώργος", "x@shop.example", "[Γιώργος]", "x@shop.example"},
		{"김민", "김민준", "x@shop.example", "[김민]준", "x@shop.example"},
		{"smiht", "Ann Smith", "x@shop.example", "Ann [Smith]", "x@shop.example"},
		{"johnsn", "Al Johnsonberg", "x@shop.example", "Al [Johnson]berg", "x@shop.example"},
		{"obrien", "Sinéad O'Brien", "x@shop.example", "Sinéad [O'Brien]", "x@shop.example"},
		{"o'brien", "Sinéad OBrien", "x@shop.example", "Sinéad [OBrien]", "x@shop.example"},
		{"jrr", "J. R. R. Tolkien", "x@shop.example", "[J. R. R]. Tolkien", "x@shop.example"},
		{"ann smiht", "Smith Ann", "x@shop.example", "[Smith] [Ann]", "x@shop.example"},
		{"@shop", "Ann", "x@Shop.example", "Ann", "x[@Shop].example"},
		{"X@SHOP.example", "Ann", "x@Shop.example", "Ann", "[x@Shop.example]"},
		{"ann.mason@bü", "Ann", "Ann.Mason@BÜCHER.example", "Ann", "[Ann.Mason@BÜ]CHER.example"},
		{"@xn--b", "Ann", "ann@bücher.example", "Ann", "ann@bücher.example"},
		{"zzz", "Ann", "x@shop.example", "Ann", "x@shop.example"},
		{"", "Ann", "x@shop.example", "Ann", "x@shop.example"},
		{"*", "Ann", "x@shop.example", "Ann", "x@shop.example"},
	} {
		a := person(1, c.name, c.email)
		name, email := bold((*Index)(nil).Matched(c.text, a), a)
		if diff := cmp.Diff([]string{c.wantName, c.wantEmail}, []string{name, email}); diff != "" {
			t.Errorf("%q: (-want +got)\n%s", c.text, diff)
		}
		for _, s := range []account.Status{account.Revoked, account.Deleted} {
			if got := (*Index)(nil).Matched(c.text, with(a, s)); len(got) != 0 {
				t.Errorf("%q of an account that is %v: got %v, want nothing", c.text, s, got)
			}
		}
	}
}

// TestMatchedFoldsToWhatWasTyped holds for any name at all: what matches is told of,
// each part is cut between letters, and folded it starts with a typed word.
func TestMatchedFoldsToWhatWasTyped(t *testing.T) {
	names := rapid.StringMatching(`[A-Za-zÀ-ɏß Α-ωЀ-ӿ؀-ۿ฀-๿가-힣一-十ｱ-ﾝﬀ-ﬆ\x{1F600}-\x{1F64F}'’.\x{300}-\x{36f}-]{1,14}`)
	rapid.Check(t, func(t *rapid.T) {
		a := person(1, names.Draw(t, "name"), "somebody@shop.example")
		text := names.Draw(t, "text")
		if list := words(a.DisplayName); len(list) > 0 && rapid.Bool().Draw(t, "of the name") {
			word := []rune(list[rapid.IntRange(0, len(list)-1).Draw(t, "word")])
			text = string(word[:rapid.IntRange(1, len(word)).Draw(t, "letters")])
		}
		typed := readTyped(text)
		_, matches := match(typed, account.UserPicker, a)
		parts := (*Index)(nil).Matched(text, a)
		if matches != (len(parts) > 0) {
			if _, near := matchNear(typed, account.UserPicker, a); matches || !near {
				t.Fatalf("%q in %q: matches %v, got the parts %v", text, a.DisplayName, matches, parts)
			}
		}
		units, end := utf16.Encode([]rune(a.DisplayName)), 0
		for _, p := range parts {
			if p.Field != account.MatchedLabel {
				continue
			}
			if p.Start < end || p.End <= p.Start || p.End > len(units) {
				t.Fatalf("%q in %q: the parts %v are not in order", text, a.DisplayName, parts)
			}
			end = p.End
			part := string(utf16.Decode(units[p.Start:p.End]))
			if !utf8.ValidString(part) || strings.ContainsRune(part, utf8.RuneError) {
				t.Fatalf("%q in %q: the part %q is cut within a letter", text, a.DisplayName, part)
			}
			if matches && !beginsWithOne(strings.Join(words(part), " "), typed.words) {
				t.Fatalf("%q in %q: the part %q begins with none of %q", text, a.DisplayName, part, typed.words)
			}
		}
	})
}

func beginsWithOne(text string, words []string) bool {
	for _, word := range words {
		if strings.HasPrefix(text, word) {
			return true
		}
	}
	return false
}

func BenchmarkMatched(b *testing.B) {
	a := person(1, "Małgorzata Wiśniewska", "malgorzata.wisniewska26@inbox.example")
	for b.Loop() {
		(*Index)(nil).Matched("wisn", a)
	}
}
