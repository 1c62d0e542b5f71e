// Command dataset writes made-up customers and the questions that the load
// generator asks of them. The same -n and -seed give the same bytes.
//
//	go run ./dataset -n 100000 -out data/100k
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

func main() {
	n := flag.Int("n", 10000, "customers")
	seed := flag.Uint64("seed", 20261123, "seed")
	out := flag.String("out", "", "output folder (default data/<n>)")
	format := flag.String("format", "both", "ndjson, csv or both")
	flag.Parse()
	if *out == "" {
		*out = filepath.Join("data", strconv.Itoa(*n))
	}
	must(os.MkdirAll(*out, 0o755))
	start := time.Now()

	t0 := time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()
	span := int64(5 * 365 * 24 * 3600 * 1000)
	g := &gen{r: rand.New(rand.NewPCG(*seed, 1)), n: *n, t0: t0, gap: max(span/int64(*n), 1), seen: make(map[uint64]struct{}, *n)}
	g.ls, g.tot = loadLocales()
	g.dom = domains(rand.New(rand.NewPCG(*seed, 2)))
	g.zd = newZipf(len(g.dom), 1.05, 2)

	qr := rand.New(rand.NewPCG(*seed, 3))
	const nExact, nPick, nIDs = 20000, 5000, 20000
	sample := func(k int) map[int]bool {
		m := map[int]bool{}
		for range min(k, *n) {
			m[qr.IntN(*n)] = true
		}
		return m
	}
	sE, sP, sI := sample(nExact), sample(3*nPick), sample(2*nIDs)
	var cE, cP []customer
	var ids []string

	files := map[string]*file{}
	open := func(name string) *file {
		f := &file{name: filepath.Join(*out, name)}
		f.open()
		files[name] = f
		return f
	}
	var nd, cs *file
	if *format != "csv" {
		nd = open("customers.ndjson")
	}
	if *format != "ndjson" {
		cs = open("customers.csv")
		cs.w.WriteString("id,name,email,status,created_at\n")
	}
	var all []customer
	counts := map[string]int{}
	for i := range *n {
		c := g.next(i)
		counts[c.Status]++
		if nd != nil {
			nd.json(c)
		}
		if cs != nil {
			fmt.Fprintf(cs.w, "%s,%s,%s,%s,%s\n", c.ID, csvq(c.Name), c.Email, c.Status, c.CreatedAt)
		}
		if sE[i] && c.Status != "DELETED" {
			cE = append(cE, c)
		}
		if sP[i] && c.Status == "ACTIVE" {
			cP = append(cP, c)
		}
		if sI[i] && c.Status == "ACTIVE" {
			ids = append(ids, c.ID)
		}
		if *n <= 10000 {
			all = append(all, c)
		}
	}

	// exact: 90 % hits, a part of them in another case; 10 % plausible misses.
	f := open("exact.ndjson")
	for i := range nExact {
		c := cE[(i*7919)%len(cE)]
		q := exactQ{Q: c.Email, Hit: true, ID: c.ID}
		if i%10 == 9 {
			for {
				at := strings.IndexByte(c.Email, '@')
				q = exactQ{Q: strings.ToLower(c.Email[:at]) + strconv.Itoa(qr.IntN(1e6)) + c.Email[at:]}
				if _, ok := g.seen[hash(q.Q)]; !ok {
					break
				}
			}
		} else if p := qr.IntN(100); p < 20 {
			q.Q = strings.ToLower(q.Q)
		} else if p < 25 {
			q.Q = strings.ToUpper(q.Q)
		}
		f.json(q)
	}
	// picker: prefixes of 1..6 letters; picker.ndjson from the start of a name
	// or e-mail, picker_word.ndjson from the start of any word of a name.
	qr.Shuffle(len(cP), func(i, j int) { cP[i], cP[j] = cP[j], cP[i] })
	var qs []string
	for _, fn := range []string{"picker.ndjson", "picker_word.ndjson"} {
		f := open(fn)
		for i := range nPick {
			c := cP[(i*31+len(fn))%len(cP)]
			src := c.Name
			if fn == "picker_word.ndjson" {
				w := words(c.Name)
				src = w[qr.IntN(len(w))]
			} else if qr.IntN(100) < 40 {
				src = c.Email
			}
			l := []int{1, 2, 2, 3, 3, 3, 4, 4, 5, 6}[qr.IntN(10)]
			if r := []rune(src); len(r) > l {
				src = string(r[:l])
			}
			if src = strings.TrimSpace(src); qr.IntN(10) < 7 {
				src = strings.ToLower(src)
			}
			if !utf8.ValidString(src) || src == "" {
				src = "a"
			}
			f.json(pickQ{src})
			qs = append(qs, src)
		}
	}
	f = open("ids.ndjson")
	qr.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	for _, id := range ids[:min(nIDs, len(ids))] {
		f.json(map[string]string{"q": id})
	}
	if len(all) > 0 {
		f := open("picker.expected.ndjson")
		done := map[string]bool{}
		for _, q := range qs {
			if lq := strings.ToLower(q); !done[lq] {
				done[lq] = true
				f.json(expect(all, lq))
			}
		}
	}
	man := map[string]any{"n": *n, "seed": *seed, "counts": counts, "sha256": map[string]string{}}
	for k, f := range files {
		man["sha256"].(map[string]string)[k] = f.close()
	}
	b, _ := json.MarshalIndent(man, "", " ")
	must(os.WriteFile(filepath.Join(*out, "manifest.json"), append(b, '\n'), 0o644))
	log.Printf("%d customers in %s (%.1f s) %v", *n, *out, time.Since(start).Seconds(), counts)
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
