package main

import (
	"fmt"
	"strings"
)

// line is one figure of all sizes.
type line struct {
	text  string
	form  string
	value func(row) float64
}

var lines = []line{
	{"CPU of an exact look-up, µs", "%.0f", func(r row) float64 { return r.CPU["exact"] }},
	{"… ÷ limit's", "%.2f", func(r row) float64 { return r.CPURatio["exact"] }},
	{"CPU of a picker's keystroke, µs", "%.0f", func(r row) float64 { return r.CPU["picker"] }},
	{"… ÷ limit's", "%.2f", func(r row) float64 { return r.CPURatio["picker"] }},
	{"CPU of a page of 20, µs", "%.0f", func(r row) float64 { return r.CPU["page"] }},
	{"… ÷ limit's", "%.2f", func(r row) float64 { return r.CPURatio["page"] }},
	{"p50 of an exact look-up, one connection, ÷ limit's", "%.2f", func(r row) float64 { return r.P50Ratio["exact"] }},
	{"p50 of a picker's keystroke, ÷ limit's", "%.2f", func(r row) float64 { return r.P50Ratio["picker"] }},
	{"p50 of a page of 20, ÷ limit's", "%.2f", func(r row) float64 { return r.P50Ratio["page"] }},
	{"memory, mapped files of the index included, MiB", "%.0f", func(r row) float64 { return r.Memory }},
	{"memory that it shares with nobody, mapped files included, MiB", "%.0f", func(r row) float64 { return r.Private }},
	{"database, bytes an account", "%.0f", func(r row) float64 { return r.DatabaseBytes }},
	{"index, bytes an account", "%.0f", func(r row) float64 { return r.IndexBytes }},
	{"import with index, rows/s", "%.0f", func(r row) float64 { return r.ImportRate }},
	{"start until ready, s", "%.2f", func(r row) float64 { return r.Start }},
	{"rebuild of the index, s", "%.1f", func(r row) float64 { return r.Rebuild }},
	{"an erasure, from the delete to the proof, s", "%.2f", func(r row) float64 { return r.Erasure }},
	{"cores that other processes used meanwhile", "%.2f", func(r row) float64 { return r.Others }},
}

// table writes the document.
func table(all []row) string {
	var b strings.Builder
	b.WriteString("# How it grows\n\nWritten by `make growth`; `SIZES=10m make growth` replaces one column. CPU is user and system time of\n" +
		"the server's process at 16 connections; `limit` is gqlgen's ceiling in the same run (see\n[performance](../performance.md)). Compare columns by the ratios: machines and days differ.\n\n" +
		"![The same as a plot](../images/growth.svg)\n\n| |")
	for _, r := range all {
		fmt.Fprintf(&b, " %s accounts |", thousands(r.Accounts))
	}
	b.WriteString("\n|---|" + strings.Repeat("---:|", len(all)) + "\n")
	for _, l := range lines {
		fmt.Fprintf(&b, "| %s |", l.text)
		for _, r := range all {
			fmt.Fprintf(&b, " "+l.form+" |", l.value(r))
		}
		b.WriteString("\n")
	}
	b.WriteString("\n")
	for _, r := range all {
		fmt.Fprintf(&b, "- %s: %s, %s.\n", thousands(r.Accounts), r.Day, r.Where)
	}
	return b.String()
}

func thousands(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
