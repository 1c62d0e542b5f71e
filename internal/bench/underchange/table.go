package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

type row struct {
	name  string
	found *latencies
}

// table compares the phases with the first one. The bound is three times its 99th
// percentile.
func table(rows []row, size, where string, reads int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s accounts, %s; %d searches/s at a steady rate, half of them exact. Latencies count from when\na request was due; ÷ is the 99th percentile against that of the quiet phase of the same run (bound: 3).\n\n", size, where, reads)
	b.WriteString("| meanwhile | exact p50 | p99 | ÷ | picker p50 | p99 | ÷ |\n|---|---:|---:|---:|---:|---:|---:|\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s |%s |%s |\n", r.name, cells(r.found.exact, rows[0].found.exact), cells(r.found.picker, rows[0].found.picker))
	}
	return b.String()
}

func cells(of, quiet []time.Duration) string {
	p99 := percentile(of, 99)
	ratio := float64(p99) / float64(max(percentile(quiet, 99), 1))
	return fmt.Sprintf(" %s | %s | %.1f", inMS(percentile(of, 50)), inMS(p99), ratio)
}

func inMS(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}

// percentile gives the smallest value that so many percent do not exceed; 0 of none.
func percentile(values []time.Duration, percent int) time.Duration {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[(len(sorted)*percent+99)/100-1]
}
