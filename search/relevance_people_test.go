package search

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"
	"unicode"

	"gatehouse/account"
)

// labelled is somebody of the corpus: an account, and the parts of the name that
// questions are made of.
type labelled struct {
	account.Account
	language    string
	first, last string
}

// byHand are people whom lists of names don't have: what they are called is what the
// questions of byHandAsked are about.
var byHand = []string{
	"Sinéad O'Brien", "Conor O’Brien", "Tadhg OBrien", "Jean-Luc Picard", "Jean Luc Moreau", "Jeanluc Dubois",
	"J. R. R. Tolkien", "J.R. Ewing", "Ludwig van der Berg", "Anna Vandenberg", "María de la Cruz", "Pedro Delacruz",
	"Angus MacDonald", "Fiona Mac Donald", "王小明", "王 小虎", "山田 太郎", "山田花子", "김 민준", "김서연", "محمد أحمد", "مُحَمَّد عَلِيّ",
	"عبد الله الأحمد", "عبدالله حسن", "فاطمة موسى", "علی\u200cرضا کریمی", "สมชาย ใจดี", "มานี รักไทย", "Γιώργος Παπαδόπουλος", "ΕΛΕΝΗ ΝΙΚΟΛΑΟΥ",
	"Артём Королёв", "Наталья Щербакова", "Jürgen Müller", "Jörg Groß", "Søren Kjær", "Åse Ødegård", "İbrahim Işık", "Ilgın Yıldız",
	"Nguyễn Thị Hồng", "Đặng Văn Đức", "Łukasz Wójcik", "François Lefèvre", "ﬁona ﬂint", "Ｆｕｌｌ Ｗｉｄｔｈ", "Robert \"Bob\" Smith Jr.",
	"Oʻahu Kealoha", "Ana María López-Gutiérrez", "Zoë", "Nuñez", "शर्मा राहुल", "דוד כהן", "תמר לֵוִי",
}

// corpus makes a few thousand accounts of 18 languages, and those by hand. The names
// are those of the benchmarks' dataset; the same every time.
func corpus(t *testing.T) []labelled {
	t.Helper()
	text, err := os.ReadFile("../internal/bench/dataset/names.tsv")
	if err != nil {
		t.Fatal(err)
	}
	type language struct{ first, last []string }
	languages, order := map[string]*language{}, []string{}
	for line := range strings.Lines(string(text)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		l := languages[f[0]]
		if l == nil {
			l = &language{}
			languages[f[0]], order = l, append(order, f[0])
		}
		if list := strings.Split(f[3], "|"); f[2] == "F" {
			l.first = list[:min(len(list), 120)]
		} else {
			l.last = list[:min(len(list), 300)]
		}
	}
	numbers := rand.New(rand.NewPCG(11, 4))
	var all []labelled
	taken := map[string]bool{}
	for _, key := range order {
		for range 170 {
			l := languages[key]
			p := labelled{language: key, first: l.first[numbers.IntN(len(l.first))], last: l.last[numbers.IntN(len(l.last))]}
			name := p.first + " " + p.last
			switch key {
			case "zh_CN", "ko":
				name = p.last + p.first
			case "ja":
				name = p.last + " " + p.first
			}
			if !taken[name] {
				taken[name] = true
				all = append(all, place(p, name, len(all), numbers))
			}
		}
	}
	for _, name := range byHand {
		all = append(all, place(labelled{language: "by hand"}, name, len(all), numbers))
	}
	return all
}

// place gives a person an account with an address and a time of the last sign-in.
func place(p labelled, name string, n int, numbers *rand.Rand) labelled {
	companies := strings.Fields("northmail sunpress ironbank lakeclinic bluetech greenfoods alphatours maplehomes cloudsoft primelegal")
	local := strings.Join(latin(words(name)), ".")
	if local == "" {
		local = "user"
	}
	email := fmt.Sprintf("%s%d@%s.example", local, n, companies[numbers.IntN(len(companies))])
	p.Account = person(n+1, name, email)
	if numbers.IntN(5) > 0 {
		p.LastSignInAt = noon().Add(-time.Duration(numbers.IntN(400*24)) * time.Hour)
	}
	return p
}

func latin(list []string) (all []string) {
	for _, word := range list {
		if ascii(word) {
			all = append(all, word)
		}
	}
	return all
}

// of keeps the people whose name has something.
func of(people []labelled, has func(labelled) bool) (some []labelled) {
	for _, p := range people {
		if has(p) {
			some = append(some, p)
		}
	}
	return some
}

func speaks(languages ...string) func(labelled) bool {
	return func(p labelled) bool {
		for _, l := range languages {
			if p.language == l || strings.HasPrefix(p.language, l+"_") {
				return true
			}
		}
		return false
	}
}

// plain tells of a name in Latin letters whose last part is one word of a length that
// people mistype.
func plain(p labelled) bool {
	folded := fold(p.last)
	return ascii(folded) && len(folded) >= 5 && !strings.ContainsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) })
}
