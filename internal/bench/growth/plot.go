package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// panel is one small plot: accounts to the right, one figure up, both logarithmic.
type panel struct {
	title string
	lines []line
}

var panels = []panel{
	{"CPU a request ÷ limit's", []line{
		{"exact", "%.1f", func(r row) float64 { return r.CPURatio["exact"] }},
		{"picker", "%.1f", func(r row) float64 { return r.CPURatio["picker"] }},
		{"page", "%.1f", func(r row) float64 { return r.CPURatio["page"] }},
	}},
	{"bytes an account on disk", []line{
		{"database", "%.0f", func(r row) float64 { return r.DatabaseBytes }},
		{"index", "%.0f", func(r row) float64 { return r.IndexBytes }},
	}},
	{"memory, MiB", []line{
		{"with mapped files", "%.0f", func(r row) float64 { return r.Memory }},
		{"its own", "%.0f", func(r row) float64 { return r.Private }},
	}},
	{"seconds", []line{
		{"rebuild", "%.1f", func(r row) float64 { return r.Rebuild }},
		{"erasure", "%.2f", func(r row) float64 { return r.Erasure }},
		{"start", "%.2f", func(r row) float64 { return r.Start }},
	}},
}

// Colours that are told apart by people who see few of them.
var colours = []string{"#0072b2", "#d55e00", "#009e73"}

const panelWidth, panelHeight, margin = 420.0, 240.0, 48.0

// plot draws the panels, two in a row.
func plot(all []row) string {
	var b strings.Builder
	height := panelHeight * float64((len(panels)+1)/2)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" font-family="sans-serif" font-size="11" role="img">`+"\n", 2*panelWidth, height)
	b.WriteString("<title>How Gatehouse grows with its accounts</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n")
	for i, p := range panels {
		fmt.Fprintf(&b, `<g transform="translate(%.0f %.0f)">`+"\n", float64(i%2)*panelWidth, float64(i/2)*panelHeight)
		p.draw(&b, all)
		b.WriteString("</g>\n")
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func (p panel) draw(b *strings.Builder, all []row) {
	low, high := math.Inf(1), math.Inf(-1)
	for _, l := range p.lines {
		for _, r := range all {
			if v := l.value(r); v > 0 {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	fmt.Fprintf(b, `<text x="%.0f" y="18" font-size="13" font-weight="bold">%s</text>`+"\n", margin, p.title)
	if math.IsInf(low, 0) {
		return
	}
	bottom, top := math.Pow(10, math.Floor(math.Log10(low))), math.Pow(10, math.Ceil(math.Log10(high*1.0001)))
	right, floor := panelWidth-2*margin, panelHeight-margin/1.5
	across := scale(float64(all[0].Accounts), max(float64(all[len(all)-1].Accounts), 10*float64(all[0].Accounts)), margin, right)
	up := scale(bottom, top, floor, 34)
	for tick := bottom; tick <= top*1.0001; tick *= 10 {
		fmt.Fprintf(b, `<path d="M%.1f %.1fH%.1f" stroke="#ddd"/><text x="%.1f" y="%.1f" text-anchor="end" fill="#555">%g</text>`+"\n", margin, up(tick), right, margin-5, up(tick)+4, tick)
	}
	for _, r := range all {
		fmt.Fprintf(b, `<text x="%.1f" y="%.1f" text-anchor="middle" fill="#555">%s</text>`+"\n", across(float64(r.Accounts)), floor+16, r.Size)
	}
	ends := make([]float64, len(p.lines))
	for i, l := range p.lines {
		l.draw(b, all, colours[i], across, up)
		ends[i] = up(max(l.value(all[len(all)-1]), bottom)) + 4
	}
	for i, y := range apart(ends) {
		fmt.Fprintf(b, `<text x="%.1f" y="%.1f" fill="%s">%s</text>`+"\n", right+8, y, colours[i], p.lines[i].text)
	}
}

// draw draws one line with its points.
func (l line) draw(b *strings.Builder, all []row, colour string, across, up func(float64) float64) {
	var path strings.Builder
	move := "M"
	for _, r := range all {
		v := l.value(r)
		if v <= 0 {
			continue
		}
		x, y := across(float64(r.Accounts)), up(v)
		fmt.Fprintf(&path, "%s%.1f %.1f", move, x, y)
		move = "L"
		fmt.Fprintf(b, `<circle cx="%.1f" cy="%.1f" r="3" fill="%s"><title>%s, %s: `+l.form+`</title></circle>`+"\n", x, y, colour, l.text, r.Size, v)
	}
	fmt.Fprintf(b, `<path d="%s" fill="none" stroke="%s" stroke-width="1.5"/>`+"\n", path.String(), colour)
}

// apart moves the names of lines down where they would cover each other.
func apart(heights []float64) []float64 {
	const least = 13
	order := make([]int, len(heights))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(heights[a], heights[b]) })
	moved := slices.Clone(heights)
	for n, i := range order {
		if n > 0 {
			moved[i] = max(moved[i], moved[order[n-1]]+least)
		}
	}
	return moved
}

// scale maps a range onto another by the logarithm.
func scale(low, high, from, to float64) func(float64) float64 {
	span := math.Log(high / low)
	return func(v float64) float64 { return from + (to-from)*math.Log(v/low)/span }
}
