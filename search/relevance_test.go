package search

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gatehouse/account"
)

var update = flag.Bool("update", false, "write the golden files anew")

// asked is a typed text and who is meant by it.
type asked struct {
	text   string
	wanted []account.ID
}

// kind is one way in which people type, with what they type for somebody; "": that
// way does not apply.
type kind struct {
	name   string
	people func(labelled) bool
	typed  func(labelled, *rand.Rand) string
}

func everybody(labelled) bool { return true }

func beginning(text string, letters int) string {
	r := []rune(text)
	return string(r[:min(len(r), letters)])
}

// keys are the neighbours of some keys; the rest have none here.
var keys = map[byte]string{'a': "sq", 'e': "wr", 'i': "uo", 'o': "ip", 'r': "et", 't': "ry", 'n': "bm", 's': "ad", 'l': "k", 'm': "n", 'd': "sf", 'k': "jl"}

// mistyped changes one letter of a word, never the first.
func mistyped(word, how string, numbers *rand.Rand) string {
	w := fold(word)
	at := 1 + numbers.IntN(len(w)-2)
	switch how {
	case "swapped":
		if w[at] == w[at+1] {
			return ""
		}
		return w[:at] + w[at+1:at+2] + w[at:at+1] + w[at+2:]
	case "missing":
		return w[:at] + w[at+1:]
	case "doubled":
		return w[:at] + w[at:at+1] + w[at:]
	default:
		near := keys[w[at]]
		if near == "" {
			return ""
		}
		return w[:at] + near[:1] + w[at+1:]
	}
}

func mistype(how string) func(labelled, *rand.Rand) string {
	return func(p labelled, n *rand.Rand) string { return mistyped(p.last, how, n) }
}

func whole(p labelled) string { return p.first + " " + p.last }

// kinds are the ways in which agents type. Transliteration is not expected.
var kinds = []kind{
	{"whole name", everybody, func(p labelled, _ *rand.Rand) string { return p.DisplayName }},
	{"last name first", plain, func(p labelled, _ *rand.Rand) string { return p.last + " " + p.first }},
	{"last name", plain, func(p labelled, _ *rand.Rand) string { return p.last }},
	{"first name, first letter of the last", plain, func(p labelled, _ *rand.Rand) string { return p.first + " " + beginning(p.last, 1) }},
	{"initial, last name", plain, func(p labelled, _ *rand.Rand) string { return beginning(p.first, 1) + ". " + p.last }},
	{"three letters of each", plain, func(p labelled, _ *rand.Rand) string { return beginning(p.first, 3) + " " + beginning(p.last, 3) }},
	{"five letters of the last name", plain, func(p labelled, _ *rand.Rand) string { return beginning(p.last, 5) }},
	{"capitals", plain, func(p labelled, _ *rand.Rand) string { return strings.ToUpper(whole(p)) }},
	{"without accents", func(p labelled) bool { return plain(p) && !ascii(whole(p)) }, func(p labelled, _ *rand.Rand) string { return fold(whole(p)) }},
	{"accents as marks of their own", func(p labelled) bool { return plain(p) && !ascii(p.last) }, func(p labelled, _ *rand.Rand) string { return norm.NFD.String(whole(p)) }},
	{"wide letters", plain, func(p labelled, _ *rand.Rand) string { return wide(fold(whole(p))) }},
	{"umlauts written out", speaks("de"), func(p labelled, _ *rand.Rand) string { return writtenOut(p.last) }},
	{"mail, whole", everybody, func(p labelled, _ *rand.Rand) string { return strings.ToUpper(p.Email.Typed) }},
	{"mail, before the @", plain, func(p labelled, _ *rand.Rand) string { local, _, _ := strings.Cut(p.Email.Typed, "@"); return local }},
	{"mail, first eight letters", plain, func(p labelled, _ *rand.Rand) string { return beginning(p.Email.Typed, 8) }},
	{"mail, up to the domain's start", plain, func(p labelled, _ *rand.Rand) string {
		return p.Email.Typed[:strings.IndexByte(p.Email.Typed, '@')+3]
	}},
	{"typo, letters swapped", plain, mistype("swapped")},
	{"typo, letter missing", plain, mistype("missing")},
	{"typo, letter doubled", plain, mistype("doubled")},
	{"typo, neighbour key", plain, mistype("key")},
	{"typo in both names", func(p labelled) bool {
		return plain(p) && len(fold(p.first)) >= 5 && ascii(fold(p.first)) && len(words(p.first)) == 1
	}, func(p labelled, n *rand.Rand) string {
		return mistyped(p.first, "swapped", n) + " " + mistyped(p.last, "missing", n)
	}},
	{"typo, word half typed", func(p labelled) bool { return plain(p) && len(fold(p.last)) >= 8 }, func(p labelled, n *rand.Rand) string {
		return mistyped(fold(p.last)[:6], "swapped", n)
	}},
	{"hyphen as a blank", hyphened, func(p labelled, _ *rand.Rand) string { return strings.ReplaceAll(whole(p), "-", " ") }},
	{"hyphen left out", hyphened, func(p labelled, _ *rand.Rand) string { return strings.ReplaceAll(whole(p), "-", "") }},
	{"Chinese, from the second character", speaks("zh"), func(p labelled, _ *rand.Rand) string { return p.first }},
	{"Japanese without the blank", speaks("ja"), func(p labelled, _ *rand.Rand) string { return p.last + p.first }},
	{"Korean, given name", speaks("ko"), func(p labelled, _ *rand.Rand) string { return p.first }},
	{"Arabic with vowels", speaks("ar"), func(p labelled, _ *rand.Rand) string { return vocalised(p.DisplayName) }},
	{"Cyrillic in capitals, start of the last name", speaks("ru", "uk"), func(p labelled, _ *rand.Rand) string { return strings.ToUpper(beginning(p.last, 6)) }},
	{"Greek without tonos, in capitals", speaks("el"), func(p labelled, _ *rand.Rand) string { return strings.ToUpper(fold(whole(p))) }},
}

func hyphened(p labelled) bool {
	return strings.Contains(whole(p), "-") && ascii(fold(whole(p)))
}

func wide(text string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r + 0xFEE0
		}
		return r
	}, text)
}

func writtenOut(text string) string {
	out := strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue").Replace(text)
	if out == text {
		return ""
	}
	return out
}

// vocalised puts a short vowel behind each Arabic letter.
func vocalised(text string) string {
	var b strings.Builder
	for _, r := range text {
		if b.WriteRune(r); unicode.IsLetter(r) {
			b.WriteRune('\u064E')
		}
	}
	return b.String()
}

// byHandAsked are texts with the one who is meant, by place in byHand.
var byHandAsked = []struct{ text, name string }{
	{"obrien sin", "Sinéad O'Brien"}, {"o'brien conor", "Conor O’Brien"}, {"O’Brien T", "Tadhg OBrien"}, {"oʼbrien conor", "Conor O’Brien"},
	{"jean luc p", "Jean-Luc Picard"}, {"jeanluc pic", "Jean-Luc Picard"}, {"jean-luc m", "Jean Luc Moreau"}, {"jean-luc dub", "Jeanluc Dubois"},
	{"jrr", "J. R. R. Tolkien"}, {"j.r.r. tolk", "J. R. R. Tolkien"}, {"jrr tolkien", "J. R. R. Tolkien"}, {"jr ewing", "J.R. Ewing"},
	{"vanderberg", "Ludwig van der Berg"}, {"van den berg", "Anna Vandenberg"}, {"delacruz maria", "María de la Cruz"}, {"de la cruz pedro", "Pedro Delacruz"},
	{"mac donald angus", "Angus MacDonald"}, {"macdonald fiona", "Fiona Mac Donald"},
	{"小明", "王小明"}, {"王小虎", "王 小虎"}, {"太郎", "山田 太郎"}, {"山田太郎", "山田 太郎"}, {"山田 花子", "山田花子"}, {"김민준", "김 민준"}, {"서연", "김서연"},
	{"محمد احمد", "محمد أحمد"}, {"محمد علي", "مُحَمَّد عَلِيّ"}, {"عبدالله الأحمد", "عبد الله الأحمد"}, {"عبد الله حسن", "عبدالله حسن"},
	{"فاطمه موسي", "فاطمة موسى"}, {"علیرضا", "علی\u200cرضا کریمی"}, {"علي رضا", "علی\u200cرضا کریمی"}, {"ﻣﺤﻤﺪ أحمد", "محمد أحمد"},
	{"สมชาย", "สมชาย ใจดี"}, {"มานี", "มานี รักไทย"}, {"γιωργος παπ", "Γιώργος Παπαδόπουλος"}, {"ΓΙΏΡΓΟΣ", "Γιώργος Παπαδόπουλος"}, {"ελένη", "ΕΛΕΝΗ ΝΙΚΟΛΑΟΥ"},
	{"артем королев", "Артём Королёв"}, {"ЩЕРБ", "Наталья Щербакова"}, {"muller jurgen", "Jürgen Müller"}, {"mueller juergen", "Jürgen Müller"},
	{"gross jorg", "Jörg Groß"}, {"GROSS JÖRG", "Jörg Groß"}, {"soren kjaer", "Søren Kjær"}, {"aase", "Åse Ødegård"}, {"odegard", "Åse Ødegård"},
	{"ibrahim isik", "İbrahim Işık"}, {"IŞIK", "İbrahim Işık"}, {"ilgin yildiz", "Ilgın Yıldız"}, {"nguyen thi hong", "Nguyễn Thị Hồng"}, {"dang van duc", "Đặng Văn Đức"},
	{"wojcik", "Łukasz Wójcik"}, {"lefevre", "François Lefèvre"}, {"fiona flint", "ﬁona ﬂint"}, {"full width", "Ｆｕｌｌ Ｗｉｄｔｈ"}, {"bob smith", "Robert \"Bob\" Smith Jr."},
	{"oahu", "Oʻahu Kealoha"}, {"lopez gutierrez", "Ana María López-Gutiérrez"}, {"lopezgutierrez", "Ana María López-Gutiérrez"}, {"zoe", "Zoë"}, {"nunez", "Nuñez"},
	{"राहुल", "शर्मा राहुल"}, {"כהן", "דוד כהן"}, {"לוי תמר", "תמר לֵוִי"}, {"\u200eboB smith\u200f", "Robert \"Bob\" Smith Jr."},
}

// askedPerKind bounds the questions of one kind.
const askedPerKind = 120

// score is how well one kind of typing finds.
type score struct {
	asked, first, five int
	reciprocal         float64
	missed             []string
}

func (s *score) add(q asked, got []account.Account, names map[account.ID]string) {
	s.asked++
	place := slices.IndexFunc(got, func(a account.Account) bool { return slices.Contains(q.wanted, a.ID) })
	switch {
	case place == 0:
		s.first++
		fallthrough
	case place > 0 && place < 5:
		s.five++
		fallthrough
	case place >= 0:
		s.reciprocal += 1 / float64(place+1)
	}
	if place < 0 && len(s.missed) < 4 {
		s.missed = append(s.missed, fmt.Sprintf("%q for %s", q.text, names[q.wanted[0]]))
	}
}

// TestRelevance holds how well people are found, kind by kind of what is typed, to a
// golden file: a change of the search shows there as a diff.
func TestRelevance(t *testing.T) {
	people := corpus(t)
	m := newMemory()
	byName, names := map[string][]account.ID{}, map[account.ID]string{}
	for _, p := range people {
		m.put(p.Account)
		byName[fold(p.DisplayName)] = append(byName[fold(p.DisplayName)], p.ID)
		names[p.ID] = p.DisplayName
	}
	x, _ := run(t, t.TempDir(), m)
	ask := func(s *score, q asked) {
		got, err := x.UserPicker(everything(t), siteA, q.text, 10)
		if err != nil {
			t.Fatal(err)
		}
		s.add(q, got, names)
	}
	var table, missed strings.Builder
	line := func(name string, s score) {
		fmt.Fprintf(&table, "%-48s %6d %9.3f %9.3f %7.3f\n", name, s.asked, float64(s.first)/float64(s.asked), float64(s.five)/float64(s.asked), s.reciprocal/float64(s.asked))
		for _, text := range s.missed {
			fmt.Fprintf(&missed, "%s: %s\n", name, text)
		}
	}
	var sum score
	for _, k := range kinds {
		numbers := rand.New(rand.NewPCG(5, uint64(len(k.name))))
		some := of(people, func(p labelled) bool { return p.first != "" && k.people(p) })
		numbers.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
		var s score
		for _, p := range some[:min(len(some), askedPerKind)] {
			if text := k.typed(p, numbers); utf8.RuneCountInString(text) > 1 {
				ask(&s, asked{text, byName[fold(p.DisplayName)]})
			}
		}
		line(k.name, s)
		sum.asked, sum.first, sum.five, sum.reciprocal = sum.asked+s.asked, sum.first+s.first, sum.five+s.five, sum.reciprocal+s.reciprocal
	}
	var s score
	for _, q := range byHandAsked {
		ask(&s, asked{q.text, byName[fold(q.name)]})
	}
	line("by hand", s)
	line("all kinds", sum)
	got := fmt.Sprintf("%d people in %d kinds of typing, ten asked for. recall@1: the one meant comes first.\n\n%-48s %6s %9s %9s %7s\n%s\nNot among the ten (the first few of each kind):\n%s",
		len(people), len(kinds)+1, "what is typed", "asked", "recall@1", "recall@5", "MRR", table.String(), missed.String())
	golden(t, "testdata/relevance.golden", got)
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s changed; look at the difference and run with -update if it is meant:\n%s", file, got)
	}
}
