package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"gatehouse/internal/bench/harness"
)

// row is what was measured of one size.
type row struct {
	Size     string `json:"size"`
	Accounts int    `json:"accounts"`
	Day      string `json:"day"`
	Where    string `json:"where"`

	ImportRate    float64 `json:"importRowsPerSecond"`
	DatabaseBytes float64 `json:"databaseBytesPerAccount"`
	IndexBytes    float64 `json:"indexBytesPerAccount"`
	Start         float64 `json:"startSeconds"`
	Rebuild       float64 `json:"rebuildSeconds"`
	Erasure       float64 `json:"erasureSeconds"`
	Memory        float64 `json:"memoryMiB"`
	Private       float64 `json:"privateMemoryMiB"`
	Others        float64 `json:"otherProcessesCores"`

	CPU      map[string]float64 `json:"cpuMicrosecondsPerRequest"` // At 16 connections.
	CPURatio map[string]float64 `json:"cpuByLimits"`               // The same ÷ limit's of the same run.
	P50Ratio map[string]float64 `json:"p50ByLimits"`               // At one connection.
}

// reads are the measured questions, in the order of the table.
var reads = []string{"exact", "picker", "page"}

func (r *row) ask(slots []harness.Slot) {
	r.CPU, r.CPURatio, r.P50Ratio = map[string]float64{}, map[string]float64{}, map[string]float64{}
	var others []float64
	for _, w := range reads {
		r.CPU[w] = 1000 * harness.Median(harness.Of(slots, "gatehouse", w, 16, harness.CPU))
		r.CPURatio[w] = harness.Median(harness.Ratios(slots, "gatehouse", "limit", w, 16, harness.CPU))
		r.P50Ratio[w] = harness.Median(harness.Ratios(slots, "gatehouse", "limit", w, 1, harness.P50))
		others = append(others, harness.Of(slots, "gatehouse", w, 16, harness.Others)...)
	}
	r.Others = harness.Median(others)
}

// write puts a row in its place among those measured before, and writes the table and
// the plot anew.
func write(docs string, r row) error {
	file := filepath.Join(docs, "performance", "growth.json")
	var all []row
	text, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	all = slices.DeleteFunc(all, func(old row) bool { return old.Accounts == r.Accounts })
	all = append(all, r)
	slices.SortFunc(all, func(a, b row) int { return a.Accounts - b.Accounts })
	if text, err = json.MarshalIndent(all, "", "  "); err != nil {
		return err
	}
	return errors.Join(
		os.MkdirAll(filepath.Dir(file), 0o755), os.MkdirAll(filepath.Join(docs, "images"), 0o755),
		os.WriteFile(file, append(text, '\n'), 0o644),
		os.WriteFile(filepath.Join(docs, "performance", "growth.md"), []byte(table(all)), 0o644),
		os.WriteFile(filepath.Join(docs, "images", "growth.svg"), []byte(plot(all)), 0o644),
	)
}
