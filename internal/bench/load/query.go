package main

import (
	"bufio"
	"encoding/json"
	"log"
	"os"
	"path/filepath"
	"strings"
)

type query struct {
	Q   string `json:"q"`
	Hit *bool  `json:"hit"`
	ID  string `json:"id"`
	enc []byte // as JSON
	low []byte // the same in lower case
}

var dataFiles = map[string]string{"exact": "exact.ndjson", "picker": "picker.ndjson", "picker_word": "picker_word.ndjson", "revoke_grant": "ids.ndjson"}

var qcache = map[string][]query{}

func queries(dir string, w *workload) []query {
	f := w.Data
	if f == "" {
		f = dataFiles[w.name]
	}
	if f == "" {
		return nil
	}
	f = filepath.Join(dir, f)
	if qcache[f] == nil {
		qs, err := ndjson[query](f)
		if err != nil || len(qs) == 0 {
			log.Fatalf("%s: %d queries, %v", f, len(qs), err)
		}
		for i := range qs {
			qs[i].enc, _ = json.Marshal(qs[i].Q)
			qs[i].low, _ = json.Marshal(strings.ToLower(qs[i].Q))
		}
		qcache[f] = qs
	}
	return qcache[f]
}

func ndjson[T any](file string) (out []T, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<26)
	for s.Scan() {
		var v T
		if err := json.Unmarshal(s.Bytes(), &v); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, s.Err()
}

func (w *workload) val(q *query) []byte {
	if w.Lower {
		return q.low
	}
	if w.Prefix != "" && w.name == "revoke_grant" {
		return []byte(`"` + w.Prefix + strings.ReplaceAll(q.Q, "-", "") + `"`)
	}
	return q.enc
}
