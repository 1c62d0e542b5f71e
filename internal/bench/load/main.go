// Command load measures GraphQL servers side by side: closed loop, keep-alive
// HTTP/1.1, every answer checked, named targets in interleaved rounds.
//
//	load -data data/100k -c 1,16 -d 5s -rounds 3 -base limit targets/*.json
//	load -check -data data/10k targets/gatehouse.json
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"
	"time"
)

func main() {
	log.SetFlags(0)
	data := flag.String("data", "data/100k", "dataset folder")
	cs := flag.String("c", "1,16", "connections, a list")
	dur := flag.Duration("d", 5*time.Second, "length of a measured slot")
	warm := flag.Duration("warm", time.Second, "warm-up before each slot, not counted")
	first := flag.Duration("first", 3*time.Second, "extra warm-up of each target and workload before round 1")
	rounds := flag.Int("rounds", 3, "interleaved rounds")
	base := flag.String("base", "", "target that ratios are taken to (default: the first)")
	wls := flag.String("w", "exact,picker,page,revoke_grant", "workloads, a list")
	out := flag.String("json", "", "also write every slot to this file")
	md := flag.String("md", "", "append the tables to this file")
	check := flag.Bool("check", false, "check answers against the expected sets (10k data), measure nothing")
	calm := flag.Float64("calm", 0, "wait before a slot, and do it again after, while other processes use more cores than this (0: never)")
	patience := flag.Duration("patience", 10*time.Minute, "with -calm: most time spent on waiting and slots done again")
	quiet := flag.Bool("q", false, "no line per slot")
	flag.Parse()

	var ts []*target
	for _, f := range flag.Args() {
		t := &target{}
		if err := t.load(f); err != nil {
			log.Fatal(err)
		}
		ts = append(ts, t)
	}
	if len(ts) == 0 {
		log.Fatal("name at least one target file")
	}
	if *check {
		ok := true
		for _, t := range ts {
			ok = checkTarget(t, *data) && ok
		}
		if !ok {
			os.Exit(1)
		}
		return
	}
	if *base == "" {
		*base = ts[0].Name
	}
	var conns []int
	for _, s := range strings.Split(*cs, ",") {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			log.Fatal("bad -c")
		}
		conns = append(conns, n)
	}
	ws := strings.Split(*wls, ",")
	if *first > 0 {
		for _, t := range ts {
			for _, n := range ws {
				if w := t.Workloads[n]; w != nil {
					runSlot(t, w, *data, 8, 0, 0, *first)
				}
			}
		}
	}
	var slots []slot
	for r := 1; r <= *rounds; r++ {
		for _, n := range ws {
			for _, c := range conns {
				for i := range ts { // the order turns by one each round
					t := ts[(i+r-1)%len(ts)]
					w := t.Workloads[n]
					if w == nil {
						continue
					}
					s := calmSlot(*calm, patience, func() slot { return runSlot(t, w, *data, c, r, *warm, *dur) })
					slots = append(slots, s)
					if !*quiet {
						log.Printf("round %d %-12s C=%-3d %-18s %8.0f req/s  p50 %7.3f p99 %8.3f ms  cpu %.3f s/1k  others %.2f  err %d wrong %d %s", r, n, c, s.Target, s.RPS, s.P50, s.P99, s.CPUAll, s.Others, s.Errs, s.Wrong, s.FirstErr)
					}
				}
			}
		}
	}
	if *out != "" {
		b, _ := json.MarshalIndent(slots, "", " ")
		if err := os.WriteFile(*out, b, 0o644); err != nil {
			log.Print(err)
		}
	}
	tab := tables(slots, ts, ws, conns, *base, *data)
	fmt.Print(tab)
	if *md != "" {
		f, err := os.OpenFile(*md, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
		if err == nil {
			_, err = f.WriteString(tab)
			err = errors.Join(err, f.Close())
		}
		if err != nil {
			log.Print(err)
		}
	}
}
