package main

import (
	"encoding/binary"
	"encoding/hex"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

type customer struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Email     string `json:"email"`
	Status    string `json:"status"`
	CreatedAt string `json:"createdAt"`
}

type gen struct {
	r    *rand.Rand
	ls   []*locale
	tot  float64
	dom  []string
	zd   zipf
	seen map[uint64]struct{}
	n    int
	t0   int64
	gap  int64
}

func hash(s string) uint64 {
	h := fnv.New64a()
	io.WriteString(h, strings.ToLower(s))
	return h.Sum64()
}

func (g *gen) next(i int) customer {
	r := g.r
	x := r.Float64() * g.tot
	l := g.ls[0]
	for _, c := range g.ls {
		l = c
		if x -= c.weight; x < 0 {
			break
		}
	}
	fi, li := l.zf.draw(r), l.zl.draw(r)
	first, last, fa, la := l.first[fi], l.last[li], l.firstA[fi], l.lasA[li]
	latin := first[0] < 0x80 || l.weight > 1.5 && l.key != "zh_CN"
	if latin && r.IntN(25) == 0 {
		lj := l.zl.draw(r)
		last += "-" + l.last[lj]
		la += l.lasA[lj]
	}
	name := first + " " + last
	switch {
	case l.key == "zh_CN" || l.key == "ko":
		name = last + first
	case l.key == "ja":
		name = last + " " + first
	case latin && r.IntN(40) == 0:
		name = first + " " + string(rune('A'+r.IntN(26))) + ". " + last
	}
	d := g.dom[g.zd.draw(r)]
	c := customer{Name: name}
	for try := 0; ; try++ {
		var loc string
		num := ""
		if p := r.IntN(100); p < 35 {
			num = strconv.Itoa(1 + r.IntN(99))
		} else if p < 50 {
			num = strconv.Itoa(1950 + r.IntN(60))
		} else if p < 60 {
			num = strconv.Itoa(100 + r.IntN(9900))
		}
		if try > 0 {
			num = strconv.Itoa(r.IntN(100 * (1 << (2 * min(try, 8)))))
		}
		switch p := r.IntN(100); {
		case p < 40:
			loc = fa + "." + la
		case p < 55:
			loc = fa[:1] + la
		case p < 68:
			loc = fa + la
		case p < 76:
			loc = fa + "_" + la
		case p < 84:
			loc = la + "." + fa
		case p < 92:
			loc = fa
		case p < 97:
			loc = la + fa[:1]
		default:
			loc = fa + "+" + strings.Fields("shop news crm web app")[r.IntN(5)]
		}
		c.Email = loc + num + "@" + d
		h := hash(c.Email)
		if _, dup := g.seen[h]; dup {
			continue
		}
		g.seen[h] = struct{}{}
		switch p := r.IntN(100); {
		case p < 1:
			c.Email = strings.ToUpper(c.Email)
		case p < 6:
			c.Email = strings.ToUpper(c.Email[:1]) + c.Email[1:]
			if k := strings.IndexAny(c.Email, "._"); k > 0 && k+1 < strings.IndexByte(c.Email, '@') {
				c.Email = c.Email[:k+1] + strings.ToUpper(c.Email[k+1:k+2]) + c.Email[k+2:]
			}
		}
		break
	}
	switch p := r.IntN(100); {
	case p < 90:
		c.Status = "ACTIVE"
	case p < 98:
		c.Status = "REVOKED"
	default:
		c.Status = "DELETED"
	}
	ms := g.t0 + int64(i)*g.gap + r.Int64N(g.gap)
	c.CreatedAt = time.UnixMilli(ms).UTC().Format("2006-01-02T15:04:05.000Z")
	var u [16]byte // UUIDv7: id order is creation order
	binary.BigEndian.PutUint64(u[:8], uint64(ms)<<16|uint64(r.Uint32()&0xfff)|0x7000)
	binary.BigEndian.PutUint64(u[8:], r.Uint64()&(1<<62-1)|1<<63)
	h := hex.EncodeToString(u[:])
	c.ID = h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
	return c
}
