package main

import (
	"strings"
	"unicode"
)

var fold = map[rune]string{'ß': "ss", 'æ': "ae", 'ø': "o", 'å': "a", 'ä': "ae", 'ö': "oe", 'ü': "ue", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ı': "i", 'œ': "oe"}

const plainFrom = "àáâãāăąạảấầẩẫậắằẳẵặçćčĉđèéêëēęěẹẻẽếềểễệğĝìíîïīịỉĩłñńňņòóôõōőơọỏốồổỗộớờởỡợŕřśšşșťţțùúûũūůűųưụủứừửữựýỳỷỹỵźżž"

const plainTo = "aaaaaaaaaaaaaaaaaaaccccdeeeeeeeeeeeeeeeggiiiiiiiilnnnnoooooooooooooooooorrsssstttuuuuuuuuuuuuuuuyyyyyzzz"

const cyr = "абвгдежзийклмнопрстуфхцчшщъыьэюя"

var cyrTo = strings.Split("a,b,v,g,d,e,zh,z,i,y,k,l,m,n,o,p,r,s,t,u,f,kh,ts,ch,sh,sch,,y,,e,yu,ya", ",")

var syl = strings.Split("wei,li,xin,yu,han,mei,jun,lin,tao,ren,ko,mi,sa,to,na,ra,shi,ka,min,ho,seo,jin,al,ha,sa,ba,ma,ra,fa,di,no,su", ",")

func init() {
	to := []rune(plainTo)
	for i, r := range []rune(plainFrom) {
		if _, ok := fold[r]; !ok && i < len(to) {
			fold[r] = string(to[i])
		}
	}
	for i, r := range []rune(cyr) {
		fold[r] = cyrTo[i]
	}
}

func ascii(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case r < 128 || unicode.Is(unicode.Mn, r):
		default:
			if f, ok := fold[r]; ok {
				b.WriteString(f)
			} else if unicode.IsLetter(r) {
				b.WriteString(syl[int(r)%len(syl)])
			}
		}
	}
	if b.Len() == 0 {
		return "x"
	}
	return b.String()
}
