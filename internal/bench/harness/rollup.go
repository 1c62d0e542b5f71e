package harness

import (
	"errors"
	"strconv"
	"strings"
)

// rollup reads Linux's summary of a process's memory.
func rollup(text string) (share, private int64, err error) {
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) != 3 || f[2] != "kB" {
			continue
		}
		n, err := strconv.ParseInt(f[1], 10, 64)
		if err != nil {
			return 0, 0, err
		}
		switch f[0] {
		case "Pss:":
			share = n << 10
		case "Private_Clean:", "Private_Dirty:":
			private += n << 10
		}
	}
	if share == 0 {
		return 0, 0, errors.New("the summary of the memory has no Pss")
	}
	return share, private, nil
}
