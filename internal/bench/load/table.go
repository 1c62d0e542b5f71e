package main

import (
	"fmt"
	"path/filepath"
	"sort"
	"strings"
)

func tables(slots []slot, ts []*target, ws []string, conns []int, base, data string) string {
	var b strings.Builder
	for _, n := range ws {
		for _, c := range conns {
			by := map[string][]slot{}
			for _, s := range slots {
				if s.Workload == n && s.C == c {
					by[s.Target] = append(by[s.Target], s)
				}
			}
			if len(by) == 0 {
				continue
			}
			fmt.Fprintf(&b, "\n### %s, C=%d, %s\n\n", n, c, filepath.Base(data))
			fmt.Fprintf(&b, "| target | req/s | p50 ms | p90 ms | p99 ms | max ms | errors | wrong | hits %% | rows | bytes | CPU s/1k (parts) | load CPU s/1k | others' cores | mem MiB (parts) | req/s ÷ %s: median [rounds] | CPU ÷ %s |\n", base, base)
			b.WriteString("| --- |" + strings.Repeat(" ---: |", 16) + "\n")
			for _, t := range ts {
				ss := by[t.Name]
				if len(ss) == 0 {
					continue
				}
				m := func(f func(s slot) float64) float64 {
					var v []float64
					for _, s := range ss {
						v = append(v, f(s))
					}
					return median(v)
				}
				errs, wrong, mx := 0, 0, 0.0
				var ratio, cratio []float64
				var per []string
				for _, s := range ss {
					errs += s.Errs
					wrong += s.Wrong
					mx = max(mx, s.Max)
					for _, z := range by[base] {
						if z.Round == s.Round && z.RPS > 0 {
							ratio = append(ratio, s.RPS/z.RPS)
							per = append(per, fmt.Sprintf("%.3g", s.RPS/z.RPS))
							if z.CPUAll > 0 {
								cratio = append(cratio, s.CPUAll/z.CPUAll)
							}
						}
					}
				}
				var labels []string
				for l := range t.pids {
					labels = append(labels, l)
				}
				sort.Strings(labels)
				var cp, mp []string
				for _, l := range labels {
					cp = append(cp, fmt.Sprintf("%s %.3f", l, m(func(s slot) float64 { return s.CPU[l] })))
					mp = append(mp, fmt.Sprintf("%s %.0f", l, m(func(s slot) float64 { return float64(s.RSS[l]) / (1 << 20) })))
				}
				fmt.Fprintf(&b, "| %s | %.0f | %.3f | %.3f | %.3f | %.1f | %d | %d | %.1f | %.2f | %.0f | %.3f (%s) | %.3f | %.2f | %s | %.3g [%s] | %.3g |\n",
					t.Name, m(func(s slot) float64 { return s.RPS }), m(func(s slot) float64 { return s.P50 }), m(func(s slot) float64 { return s.P90 }), m(func(s slot) float64 { return s.P99 }), mx,
					errs, wrong, m(func(s slot) float64 { return s.HitPct }), m(func(s slot) float64 { return s.Rows }), m(func(s slot) float64 { return s.Bytes }),
					m(func(s slot) float64 { return s.CPUAll }), strings.Join(cp, ", "), m(func(s slot) float64 { return s.Load }), m(func(s slot) float64 { return s.Others }), strings.Join(mp, ", "),
					median(ratio), strings.Join(per, " "), median(cratio))
			}
		}
	}
	return b.String()
}
