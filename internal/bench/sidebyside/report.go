package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"gatehouse/internal/bench/harness"
)

// workloads are the rows, with what they must reach beside their base at 16
// connections.
var workloads = []struct {
	name, text, base string
	must, goal       float64
}{
	{"exact", "exact e-mail", "limit", 0.8, 1.5},
	{"picker", "user picker", "limit", 0.8, 2},
	{"page", "page of 20", "limit", 0.8, 2},
	{"revoke_grant", "revoke and grant, durable and searchable", "gqlgenpg", 1, 1.5},
}

// report writes the table. Only ratios of one run are told: bare times say more about
// the machine.
func report(slots []harness.Slot, size, where string, l harness.Load) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Side by side\n\nWritten by `make bench SIZE=%s` on %s: %s; %d rounds of %s in turn. `limit` is a stock\n"+
		"gqlgen server whose resolvers give constants, the framework's ceiling; `gqlgenpg` is gqlgen over\n"+
		"PostgreSQL with the indexes a competent user makes. Every answer was checked, and before that the\n"+
		"right answers on 10,000 accounts. Medians of the rounds' ratios, the rounds in brackets.\n\n",
		size, time.Now().UTC().Format(time.DateOnly), where, l.Rounds, l.Length)
	fmt.Fprintf(&b, "While it ran other processes used %.2f cores (median); where that is above 0.3, trust CPU more than requests.\n\n",
		harness.Median(all(slots, harness.Others)))
	b.WriteString("| work | connections | base | requests/s ÷ base's | CPU a request ÷ base's | p50 ÷ base's | must | goal | gqlgenpg's requests/s ÷ base's |\n")
	b.WriteString("|---|---:|---|---:|---:|---:|---:|---:|---:|\n")
	for _, w := range workloads {
		base := w.base
		if len(harness.Of(slots, base, w.name, 16, harness.RPS)) == 0 {
			base = "limit"
		}
		for _, c := range []int{1, 16} {
			must, goal := "", ""
			if c == 16 && base == w.base {
				must, goal = fmt.Sprintf("%.1f", w.must), fmt.Sprintf("%.1f", w.goal)
			}
			ratio := func(target string, v harness.Value) []float64 {
				return harness.Ratios(slots, target, base, w.name, c, v)
			}
			fmt.Fprintf(&b, "| %s | %d | %s | %s | %s | %s | %s | %s | %s |\n", w.text, c, base,
				rounds(ratio("gatehouse", harness.RPS)), figure(ratio("gatehouse", harness.CPU)), figure(ratio("gatehouse", harness.P50)),
				must, goal, figure(ratio("gqlgenpg", harness.RPS)))
		}
	}
	return b.String()
}

func all(slots []harness.Slot, value harness.Value) []float64 {
	values := make([]float64, len(slots))
	for i, s := range slots {
		values[i] = value(s)
	}
	return values
}

func figure(ratios []float64) string {
	if len(ratios) == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", harness.Median(ratios))
}

func rounds(ratios []float64) string {
	if len(ratios) == 0 {
		return "–"
	}
	each := make([]string, len(ratios))
	for i, r := range ratios {
		each[i] = fmt.Sprintf("%.2f", r)
	}
	slices.Sort(each)
	return figure(ratios) + " [" + strings.Join(each, " ") + "]"
}
