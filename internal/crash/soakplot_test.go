package crash

import (
	"fmt"
	"strings"
)

// soakPanels are the small plots of a soak: time to the right, a figure up.
var soakPanels = []struct {
	title string
	form  string
	value func(sample) float64
}{
	{"memory of its own, MB", "%.0f", func(m sample) float64 { return m.own }},
	{"live heap, MB", "%.0f", func(m sample) float64 { return m.heap }},
	{"goroutines", "%.0f", func(m sample) float64 { return m.goroutines }},
	{"open files", "%.0f", func(m sample) float64 { return m.files }},
	{"data directory, MB", "%.0f", func(m sample) float64 { return m.disk }},
	{"living accounts", "%.0f", func(m sample) float64 { return m.accounts }},
}

const panelWidth, panelHeight = 320.0, 150.0

// soakPlot draws the panels, two in a row.
func soakPlot(all []sample) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" font-family="sans-serif" font-size="10" role="img">`+"\n", 2*panelWidth, panelHeight*float64((len(soakPanels)+1)/2))
	b.WriteString("<title>A server under everything at once, over time</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n")
	last := all[len(all)-1]
	for i, p := range soakPanels {
		most := 1.0
		for _, one := range all {
			most = max(most, p.value(one))
		}
		const left, right, top, floor = 40, panelWidth - 44, 26, panelHeight - 24
		across := func(one sample) float64 { return left + (right-left)*one.seconds/last.seconds }
		up := func(v float64) float64 { return floor - (floor-top)*v/most }
		var line strings.Builder
		for n, one := range all {
			fmt.Fprintf(&line, "%c%.1f %.1f", "ML"[min(n, 1)], across(one), up(p.value(one)))
		}
		fmt.Fprintf(&b, `<g transform="translate(%.0f %.0f)">`, float64(i%2)*panelWidth, float64(i/2)*panelHeight)
		fmt.Fprintf(&b, `<text x="%d" y="16" font-size="11" font-weight="bold">%s</text>`, left, p.title)
		fmt.Fprintf(&b, `<path d="M%[1]d %.1[2]fH%.1[3]fM%[1]d %.1[4]fH%.1[3]f" stroke="#ddd"/>`, left, up(0), right, up(most))
		for _, tick := range []float64{0, most} {
			fmt.Fprintf(&b, `<text x="%d" y="%.1f" text-anchor="end" fill="#555">`+p.form+`</text>`, left-4, up(tick)+3, tick)
		}
		fmt.Fprintf(&b, `<path d="%s" fill="none" stroke="#0072b2" stroke-width="1.3"/>`, line.String())
		fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" fill="#0072b2">`+p.form+`</text>`, right+4, up(p.value(last))+3, p.value(last))
		fmt.Fprintf(&b, `<text x="%d" y="%.1f" fill="#555">0</text><text x="%.1f" y="%.1[2]f" text-anchor="end" fill="#555">%.0[4]f min</text></g>`+"\n", left, floor+14, right, last.seconds/60)
	}
	b.WriteString("</svg>\n")
	return b.String()
}
