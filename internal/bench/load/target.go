package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
)

type workload struct {
	Query   string         `json:"query"`   // the document; for revoke_grant the revoke
	Query2  string         `json:"query2"`  // revoke_grant: the grant
	Var     string         `json:"var"`     // name of the variable that changes
	Vars    map[string]any `json:"vars"`    // other variables, fixed
	Result  string         `json:"result"`  // path to the answer: object or null, or array
	Result2 string         `json:"result2"` // revoke_grant: the same for the grant
	Email   string         `json:"email"`   // exact: field of the result that must equal the query, case ignored
	ID      string         `json:"id"`      // field of a result row with the customer id (for -check)
	Max     int            `json:"max"`     // most rows an answer may have
	Cursor  string         `json:"cursor"`  // page: path to the next cursor; empty: Var is a page number
	First   int            `json:"first"`   // page numbers: the first one (0 or 1)
	Step    int            `json:"step"`    // page numbers: the step (default 1; the page size for an offset)
	Depth   int            `json:"depth"`   // page: pages before starting again (default 50)
	Match   string         `json:"match"`   // picker, for -check: "full" (default), "word", or "rules" (folded words, see rules.go)
	Prefix  string         `json:"prefix"`  // ids are this prefix and the UUID's 32 hex digits
	Data    string         `json:"data"`    // query file, default by workload name
	URL     string         `json:"url"`     // this workload's own url
	Lower   bool           `json:"lower"`   // send the query text in lower case
	Const   bool           `json:"const"`   // the server answers constants: do not hold rows against the query

	name           string
	pre, post      []byte
	pre2           []byte
	res, res2, cur []string
	u              *url.URL
}

type target struct {
	Name      string               `json:"name"`
	URL       string               `json:"url"`
	Headers   map[string]string    `json:"headers"`  // "Bearer @file:run/x" ends in that file's text
	Pidfiles  map[string]string    `json:"pidfiles"` // label -> file; each with its descendants
	Workloads map[string]*workload `json:"workloads"`

	pids map[string]int
}

func (t *target) load(file string) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(t); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	parse := func(s string) (*url.URL, error) {
		u, err := url.Parse(s)
		if err != nil {
			return nil, err
		}
		if h := u.Hostname(); h != "127.0.0.1" && h != "localhost" && h != "::1" {
			return nil, fmt.Errorf("%s: %s is not a loopback address", file, h)
		}
		return u, nil
	}
	abs := func(f string) string { // relative to the folder above the target file's
		if filepath.IsAbs(f) {
			return f
		}
		return filepath.Join(filepath.Dir(file), "..", f)
	}
	for k, v := range t.Headers {
		if pre, f, ok := strings.Cut(v, "@file:"); ok {
			b, err := os.ReadFile(abs(f))
			if err != nil {
				return err
			}
			t.Headers[k] = pre + strings.TrimSpace(string(b))
		}
	}
	t.pids = map[string]int{}
	for l, f := range t.Pidfiles {
		if t.pids[l], err = readPid(abs(f)); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	for n, w := range t.Workloads {
		w.name = n
		if w.u, err = parse(cmp.Or(w.URL, t.URL)); err != nil {
			return err
		}
		pre := func(q string) []byte {
			qb, _ := json.Marshal(q)
			var b bytes.Buffer
			fmt.Fprintf(&b, `{"query":%s,"variables":{`, qb)
			for k, v := range w.Vars {
				vb, _ := json.Marshal(v)
				fmt.Fprintf(&b, `%q:%s,`, k, vb)
			}
			fmt.Fprintf(&b, `%q:`, w.Var)
			return b.Bytes()
		}
		w.pre, w.pre2, w.post = pre(w.Query), pre(w.Query2), []byte("}}")
		w.res, w.res2, w.cur = split(w.Result), split(w.Result2), split(w.Cursor)
		if w.Result2 == "" {
			w.res2 = w.res
		}
		if w.Depth == 0 {
			w.Depth = 50
		}
		if w.Step == 0 {
			w.Step = 1
		}
	}
	return nil
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ".")
}
