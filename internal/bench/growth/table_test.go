package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func example(size string, accounts int) row {
	return row{
		Size: size, Accounts: accounts, Start: 0.2, Rebuild: float64(accounts) / 10_000, Erasure: 0.5,
		DatabaseBytes: 340, IndexBytes: 300, Memory: 80, Private: 60,
		CPU:      map[string]float64{"exact": 100, "picker": 150, "page": 200},
		CPURatio: map[string]float64{"exact": 1, "picker": 1.05, "page": 1.1}, P50Ratio: map[string]float64{},
	}
}

// TestWriteReplacesItsRow keeps the rows of other sizes, in order.
func TestWriteReplacesItsRow(t *testing.T) {
	docs := t.TempDir()
	changed := example("10k", 10_000)
	changed.ImportRate = 4321
	for _, r := range []row{example("1m", 1_000_000), example("10k", 10_000), changed} {
		if err := write(docs, r); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(filepath.Join(docs, "performance", "growth.md"))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(text); !strings.Contains(got, "| | 10,000 accounts | 1,000,000 accounts |\n") || !strings.Contains(got, "| import with index, rows/s | 4321 | 0 |") {
		t.Errorf("the table: got\n%s", got)
	}
}

// TestPlotIsXML has every line and no two names on each other.
func TestPlotIsXML(t *testing.T) {
	text := plot([]row{example("10k", 10_000), example("100k", 100_000)})
	decoder := xml.NewDecoder(strings.NewReader(text))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	lines := 0
	for _, p := range panels {
		lines += len(p.lines)
	}
	if got := strings.Count(text, `fill="none"`); got != lines {
		t.Errorf("got %d lines, want %d", got, lines)
	}
	moved := apart([]float64{100, 104, 90})
	if moved[0] != 103 || moved[1] != 116 || moved[2] != 90 {
		t.Errorf("names: got %v, want 13 between neighbours", moved)
	}
}
