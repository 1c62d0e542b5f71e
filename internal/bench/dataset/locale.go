package main

import (
	_ "embed"
	"math"
	"math/rand/v2"
	"sort"
	"strconv"
	"strings"
)

//go:embed names.tsv
var namesTSV string

// zipf draws an index below n with weight 1/(i+q)^s.
type zipf struct{ cum []float64 }

func newZipf(n int, s, q float64) zipf {
	c := make([]float64, n)
	t := 0.0
	for i := range c {
		t += math.Pow(float64(i)+q, -s)
		c[i] = t
	}
	return zipf{c}
}

func (z zipf) draw(r *rand.Rand) int {
	return min(sort.SearchFloat64s(z.cum, r.Float64()*z.cum[len(z.cum)-1]), len(z.cum)-1)
}

type locale struct {
	key          string
	weight       float64
	first, last  []string
	zf, zl       zipf
	firstA, lasA []string // ASCII forms for e-mail local parts
}

func loadLocales() (ls []*locale, total float64) {
	m := map[string]*locale{}
	for line := range strings.Lines(namesTSV) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		l := m[f[0]]
		if l == nil {
			l = &locale{key: f[0]}
			l.weight, _ = strconv.ParseFloat(f[1], 64)
			total += l.weight
			m[f[0]] = l
			ls = append(ls, l)
		}
		if f[2] == "F" {
			l.first = strings.Split(f[3], "|")
		} else {
			l.last = strings.Split(f[3], "|")
		}
	}
	for _, l := range ls {
		l.zf, l.zl = newZipf(len(l.first), 0.95, 3), newZipf(len(l.last), 0.85, 5)
		for _, s := range l.first {
			l.firstA = append(l.firstA, ascii(s))
		}
		for _, s := range l.last {
			l.lasA = append(l.lasA, ascii(s))
		}
	}
	return
}
