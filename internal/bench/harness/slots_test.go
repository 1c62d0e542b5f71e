package harness

import (
	"slices"
	"testing"
)

// TestRatios divides what was measured in the same round, and nothing else.
func TestRatios(t *testing.T) {
	slots := []Slot{
		{Target: "limit", Workload: "exact", C: 1, RPS: 100}, {Target: "gatehouse", Workload: "exact", C: 1, RPS: 50},
		{Target: "gatehouse", Workload: "exact", C: 16, RPS: 7}, {Target: "gatehouse", Workload: "page", C: 1, RPS: 9},
		{Target: "gatehouse", Workload: "exact", C: 1, RPS: 60}, {Target: "limit", Workload: "exact", C: 1, RPS: 40},
	}
	got := Ratios(slots, "gatehouse", "limit", "exact", 1, RPS)
	if want := []float64{0.5, 1.5}; !slices.Equal(got, want) {
		t.Errorf("ratios: got %v, want %v", got, want)
	}
	if got := Median(got); got != 1 {
		t.Errorf("median: got %v, want 1", got)
	}
	if got := Ratios(slots, "gatehouse", "absent", "exact", 1, RPS); len(got) != 0 {
		t.Errorf("ratios to a target that was not measured: got %v, want none", got)
	}
}

// TestRows reads sizes as people write them and refuses the rest.
func TestRows(t *testing.T) {
	for text, want := range map[string]int{"10k": 10_000, "1m": 1_000_000, "100K": 100_000, "5000": 5000} {
		if got, err := Rows(text); err != nil || got != want {
			t.Errorf("%q: got %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "x", "-5k", "10", "1g"} {
		if got, err := Rows(text); err == nil {
			t.Errorf("%q: got %d, want an error", text, got)
		}
	}
}

// TestRollup reads the proportional share and adds up what is private.
func TestRollup(t *testing.T) {
	share, private, err := rollup("00400000-7ffd rollup\nRss:  900 kB\nPss:   700 kB\nPrivate_Clean:  10 kB\nPrivate_Dirty:  500 kB\n")
	if err != nil || share != 700<<10 || private != 510<<10 {
		t.Errorf("got %d, %d, %v, want %d, %d", share, private, err, 700<<10, 510<<10)
	}
	if _, _, err := rollup("Rss: 900 kB\n"); err == nil {
		t.Error("a summary without Pss: got no error")
	}
}
