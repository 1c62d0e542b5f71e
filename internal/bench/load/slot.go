package main

import (
	"slices"
	"sync"
	"syscall"
	"time"
)

type slot struct {
	Target   string             `json:"target"`
	Workload string             `json:"workload"`
	C        int                `json:"c"`
	Round    int                `json:"round"`
	RPS      float64            `json:"rps"`
	P50      float64            `json:"p50_ms"`
	P90      float64            `json:"p90_ms"`
	P99      float64            `json:"p99_ms"`
	Max      float64            `json:"max_ms"`
	Reqs     int                `json:"reqs"`
	Errs     int                `json:"errors"`
	Wrong    int                `json:"wrong"`
	HitPct   float64            `json:"hit_pct"`
	Rows     float64            `json:"rows_per_req"`
	Bytes    float64            `json:"bytes_per_req"`
	CPU      map[string]float64 `json:"cpu_s_per_1k"` // by pid label
	CPUAll   float64            `json:"cpu_s_per_1k_all"`
	Load     float64            `json:"load_cpu_s_per_1k"` // of this program
	Others   float64            `json:"others_cores"`      // cores that all other processes used: noise
	RSS      map[string]int64   `json:"mem_bytes"`
	FirstErr string             `json:"first_error,omitempty"`
}

func selfCPU() float64 {
	var r syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return float64(r.Utime.Sec+r.Stime.Sec) + float64(r.Utime.Usec+r.Stime.Usec)/1e6
}

func runSlot(t *target, w *workload, dir string, c, round int, warm, dur time.Duration) slot {
	qs := queries(dir, w)
	ks := make([]*worker, c)
	for i := range ks {
		// Connections take every c-th query, so no two share an id.
		ks[i] = &worker{c: newConn(w.u, t.Headers), w: w, qs: qs, i: i + c*round*977, step: c, lat: make([]int64, 0, 1<<16)}
	}
	phase := func(d time.Duration) time.Duration {
		var wg sync.WaitGroup
		start := time.Now()
		for _, k := range ks {
			wg.Go(func() {
				for time.Since(start) < d && k.errs < 100 {
					k.one()
				}
			})
		}
		wg.Wait()
		return time.Since(start)
	}
	if warm > 0 {
		phase(warm)
	}
	for _, k := range ks {
		k.lat = k.lat[:0]
		k.reqs, k.errs, k.wrong, k.hits, k.rows, k.bytesIn = 0, 0, 0, 0, 0, 0
	}
	cpu0 := map[string]float64{}
	for l, p := range t.pids {
		cpu0[l] = cpuOf(p)
	}
	self0, all0 := selfCPU(), allCPU()
	el := phase(dur)
	self, all := selfCPU()-self0, allCPU()-all0
	s := slot{Target: t.Name, Workload: w.name, C: c, Round: round, CPU: map[string]float64{}, RSS: map[string]int64{}}
	var lat []int64
	hits, rows, by := 0, 0, 0
	for _, k := range ks {
		lat = append(lat, k.lat...)
		s.Reqs += k.reqs
		s.Errs += k.errs
		s.Wrong += k.wrong
		hits += k.hits
		rows += k.rows
		by += k.bytesIn
		if s.FirstErr == "" {
			s.FirstErr = k.firstErr
		}
		k.c.close()
	}
	n := float64(max(s.Reqs, 1))
	for l, p := range t.pids {
		used := cpuOf(p) - cpu0[l]
		all -= used
		s.CPU[l] = used / n * 1000
		s.CPUAll += s.CPU[l]
		s.RSS[l] = memOf(p)
	}
	s.Load = self / n * 1000
	s.Others = max(all-self, 0) / el.Seconds()
	slices.Sort(lat)
	at := func(p float64) float64 {
		if len(lat) == 0 {
			return 0
		}
		return float64(lat[min(int(p*float64(len(lat))), len(lat)-1)]) / 1e6
	}
	s.RPS = float64(s.Reqs) / el.Seconds()
	s.P50, s.P90, s.P99, s.Max = at(.5), at(.9), at(.99), at(1)
	s.HitPct, s.Rows, s.Bytes = 100*float64(hits)/n, float64(rows)/n, float64(by)/n
	return s
}

// calmSlot runs f while the rest of the machine is calm, as long as patience lasts.
func calmSlot(limit float64, patience *time.Duration, f func() slot) slot {
	var best slot
	for try := 0; ; try++ {
		for limit > 0 && *patience > 0 {
			const step = 500 * time.Millisecond
			a := allCPU()
			time.Sleep(step)
			if (allCPU()-a)/step.Seconds() < limit {
				break
			}
			*patience -= step
		}
		start := time.Now()
		s := f()
		if try == 0 || s.Others < best.Others {
			best = s
		}
		if limit <= 0 || best.Others < limit || *patience <= 0 || try == 2 {
			return best
		}
		*patience -= time.Since(start)
	}
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	v = slices.Sorted(slices.Values(v))
	if k := len(v) / 2; len(v)%2 == 1 {
		return v[k]
	} else {
		return (v[k-1] + v[k]) / 2
	}
}
