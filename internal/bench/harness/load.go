package harness

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// Load says how to ask.
type Load struct {
	Data        string // The dataset's directory.
	Workloads   string // A list with commas.
	Connections string // The same.
	Length      time.Duration
	Rounds      int
	Calm        float64 // Cores of other work at which a slot is done again; 0: never.
}

// Slot is what the load generator writes of one target, workload and round. Names of
// fields are those of load/slot.go.
type Slot struct {
	Target     string             `json:"target"`
	Workload   string             `json:"workload"`
	C          int                `json:"c"`
	Round      int                `json:"round"`
	RPS        float64            `json:"rps"`
	P50        float64            `json:"p50_ms"`
	P99        float64            `json:"p99_ms"`
	Errors     int                `json:"errors"`
	Wrong      int                `json:"wrong"`
	CPU        float64            `json:"cpu_s_per_1k_all"`
	CPUOf      map[string]float64 `json:"cpu_s_per_1k"`
	Others     float64            `json:"others_cores"`
	FirstError string             `json:"first_error"`
}

// Measure asks the targets in turns. An answer that is wrong fails the measurement.
func (h *Harness) Measure(ctx context.Context, l Load, targets ...string) ([]Slot, error) {
	file := filepath.Join(h.Scratch, "slots.json")
	arguments := []string{
		"-data", l.Data, "-w", l.Workloads, "-c", l.Connections, "-d", l.Length.String(), "-rounds", strconv.Itoa(l.Rounds),
		"-warm", "400ms", "-first", "1s", "-base", "limit", "-calm", fmt.Sprint(l.Calm), "-json", file,
	}
	if err := h.run(ctx, h.Scratch, h.Bin("load"), append(arguments, targets...)...); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var slots []Slot
	if err := json.Unmarshal(text, &slots); err != nil {
		return nil, err
	}
	for _, s := range slots {
		if s.Errors+s.Wrong > 0 {
			return nil, fmt.Errorf("%s answered %s wrong %d times and failed %d times: %s", s.Target, s.Workload, s.Wrong, s.Errors, s.FirstError)
		}
	}
	return slots, nil
}

// Check wants the right answers of a server that has the 10k dataset.
func (h *Harness) Check(ctx context.Context, data, target string) error {
	return h.run(ctx, h.Scratch, h.Bin("load"), "-check", "-data", data, target)
}
