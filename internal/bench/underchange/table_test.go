package main

import (
	"strings"
	"testing"
	"time"
)

func TestTable(t *testing.T) {
	phase := func(unit time.Duration) *latencies {
		var l latencies
		for i := range 100 {
			l.exact = append(l.exact, time.Duration(100-i)*unit)
		}
		l.picker = l.exact[:1]
		return &l
	}
	got := table([]row{{"quiet", phase(time.Millisecond)}, {"busy", phase(2 * time.Millisecond)}, {"none", &latencies{}}}, "10k", "here", 200)
	for _, want := range []string{
		"| quiet | 50.0 ms | 99.0 ms | 1.0 | 100.0 ms | 100.0 ms | 1.0 |\n",
		"| busy | 100.0 ms | 198.0 ms | 2.0 | 200.0 ms | 200.0 ms | 2.0 |\n",
		"| none | 0.0 ms | 0.0 ms | 0.0 |",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("got %s, want in it %s", got, want)
		}
	}
}
