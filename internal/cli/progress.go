package cli

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
)

// redraw is how often a bar is drawn anew.
const redraw = time.Second / 10

// bar shows long work on a terminal. Elsewhere it is silent, so that logs and
// pipes stay clean.
type bar struct {
	out    io.Writer
	now    func() time.Time
	label  string
	begin  time.Time
	drawn  time.Time
	width  int
	silent bool
}

func (c *Console) bar(label string) *bar {
	width, ok := terminal(c.Err)
	now := c.Now()
	return &bar{out: c.Err, now: c.Now, label: label, begin: now, width: width, silent: !ok}
}

// terminal tells whether something is a terminal, and how wide.
func terminal(out io.Writer) (width int, ok bool) {
	file, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return 0, false
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil || width < 2 {
		width = 80
	}
	return width, true
}

// show draws done of total, where total is known, and whatever note stands behind.
func (b *bar) show(done, total int64, note string) {
	now := b.now()
	if b.silent || now.Sub(b.drawn) < redraw {
		return
	}
	b.drawn = now
	share := 0.0
	if total > 0 {
		share = min(float64(done)/float64(total), 1)
	}
	head := fmt.Sprintf("%s %3.0f %% ", b.label, share*100)
	tail := fmt.Sprintf(" %s %s", note, now.Sub(b.begin).Round(time.Second))
	fmt.Fprintf(b.out, "\r%s\x1b[K", line(head, tail, share, b.width))
}

// line fits a bar between its head and its tail. Where there is no room for one it
// leaves it out and cuts: a line that wraps would be drawn below itself each time.
func line(head, tail string, share float64, width int) string {
	cells := width - len(head) - len(tail) - 3
	if cells < 5 {
		text := head + strings.TrimSpace(tail)
		return text[:min(len(text), width-1)]
	}
	full := int(share * float64(cells))
	return fmt.Sprintf("%s[%s%s]%s", head, strings.Repeat("=", full), strings.Repeat(" ", cells-full), tail)
}

// clear takes the bar away, for text that follows.
func (b *bar) clear() {
	if !b.silent {
		fmt.Fprint(b.out, "\r\x1b[K")
	}
}
