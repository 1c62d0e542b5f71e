package harness

import "slices"

// Value reads one figure of a slot.
type Value func(Slot) float64

// The figures that tables quote.
var (
	RPS    Value = func(s Slot) float64 { return s.RPS }
	P50    Value = func(s Slot) float64 { return s.P50 }
	CPU    Value = func(s Slot) float64 { return s.CPU }
	Others Value = func(s Slot) float64 { return s.Others }
)

// Of gives one figure of each round of a target.
func Of(slots []Slot, target, workload string, connections int, value Value) []float64 {
	var all []float64
	for _, s := range slots {
		if s.Target == target && s.Workload == workload && s.C == connections {
			all = append(all, value(s))
		}
	}
	return all
}

// Ratios divides the figures of two targets round by round: what disturbed a round
// disturbed both.
func Ratios(slots []Slot, target, base, workload string, connections int, value Value) []float64 {
	of, by := Of(slots, target, workload, connections, value), Of(slots, base, workload, connections, value)
	ratios := make([]float64, 0, len(of))
	for i := range min(len(of), len(by)) {
		if by[i] > 0 {
			ratios = append(ratios, of[i]/by[i])
		}
	}
	return ratios
}

// Median gives the middle one; 0 of none.
func Median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	k := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[k]
	}
	return (sorted[k-1] + sorted[k]) / 2
}
