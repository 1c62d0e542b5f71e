package main

import (
	"bytes"
	"fmt"
	"strconv"
	"time"
)

// worker is one connection of a slot.
type worker struct {
	c       *conn
	w       *workload
	qs      []query
	i, step int
	body    []byte
	// page state
	page   int
	cursor []byte

	lat                 []int64 // ns
	reqs, errs, wrong   int
	hits, rows, bytesIn int
	firstErr            string
}

func (k *worker) fail(wrong bool, msg string) {
	if wrong {
		k.wrong++
	} else {
		k.errs++
	}
	if k.firstErr == "" {
		k.firstErr = msg
	}
}

// send does one request and checks it; it returns the value at path.
func (k *worker) send(pre, val []byte, path []string) (resp, res []byte, n int) {
	k.body = append(append(append(k.body[:0], pre...), val...), k.w.post...)
	t := time.Now()
	st, resp, err := k.c.do(k.body)
	k.lat = append(k.lat, int64(time.Since(t)))
	k.reqs++
	k.bytesIn += len(resp)
	cut := func() string { return string(resp[:min(len(resp), 300)]) }
	if err != nil {
		k.fail(false, err.Error())
		return nil, nil, 0
	}
	if st != 200 {
		k.fail(false, fmt.Sprintf("status %d: %s", st, cut()))
		return nil, nil, 0
	}
	e, err := field(resp, "errors")
	if err != nil || e != nil && !isNull(e) {
		k.fail(false, cut())
		return nil, nil, 0
	}
	if res, err = walk(resp, path); err == nil {
		n, err = count(res)
	}
	if err != nil {
		k.fail(false, err.Error()+": "+cut())
		return nil, nil, 0
	}
	k.rows += n
	if n > 0 {
		k.hits++
	}
	if k.w.Max > 0 && n > k.w.Max {
		k.fail(true, fmt.Sprintf("%d rows: %s", n, cut()))
	}
	return
}

var null = []byte("null")

// one does one step of the workload: one request, or a revoke and its grant.
func (k *worker) one() {
	switch k.w.name {
	case "page":
		val := null
		if k.w.Cursor == "" {
			val = strconv.AppendInt(nil, int64(k.w.First+k.page*k.w.Step), 10)
		} else if k.cursor != nil {
			val = k.cursor
		}
		resp, _, n := k.send(k.w.pre, val, k.w.res)
		if resp != nil && n == 0 {
			k.fail(true, "empty page")
		}
		k.page++
		var cur []byte
		if k.w.Cursor != "" && resp != nil {
			cur, _ = walk(resp, k.w.cur)
		}
		if k.page >= k.w.Depth || n == 0 || k.w.Cursor != "" && cur == nil {
			k.page, k.cursor = 0, nil
		} else if cur != nil {
			k.cursor = append(k.cursor[:0], cur...)
		}
	case "revoke_grant":
		q := &k.qs[k.i%len(k.qs)]
		k.i += k.step
		for j, pre := range [][]byte{k.w.pre, k.w.pre2} {
			if resp, _, n := k.send(pre, k.w.val(q), [][]string{k.w.res, k.w.res2}[j]); resp != nil && n == 0 {
				k.fail(true, "mutation of "+q.Q+" changed nothing")
			}
		}
	default:
		q := &k.qs[k.i%len(k.qs)]
		k.i += k.step
		resp, res, n := k.send(k.w.pre, k.w.val(q), k.w.res)
		if resp == nil {
			return
		}
		if w := k.w; !w.Const && q.Hit != nil && *q.Hit != (n > 0) {
			k.fail(true, fmt.Sprintf("%s: %d rows, hit %v: %s", q.Q, n, *q.Hit, resp[:min(len(resp), 300)]))
		} else if n > 0 && k.w.Email != "" {
			if res[0] == '[' {
				res, _ = walk(res, []string{"0"})
			}
			if v, _ := field(res, k.w.Email); !bytes.EqualFold(v, q.enc) {
				k.fail(true, fmt.Sprintf("%s: got %s", q.Q, v))
			}
		}
	}
}
