package telemetry

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Commits measures the store's writer.
type Commits struct {
	size   prometheus.Histogram
	took   prometheus.Histogram
	failed prometheus.Counter
}

// NewCommits makes the meters of the writer.
func NewCommits(register prometheus.Registerer) *Commits {
	c := &Commits{
		size: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "gatehouse_commit_changes", Help: "Changes that shared a commit.", Buckets: []float64{1, 2, 4, 8, 16, 32, 64},
		}),
		took: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "gatehouse_commit_seconds", Help: "Time from the begin of a transaction until it is on disk.", Buckets: latencies,
		}),
		failed: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "gatehouse_commits_failed_total", Help: "Commits that failed; every change of them was refused with TRY_AGAIN.",
		}),
	}
	register.MustRegister(c.size, c.took, c.failed)
	return c
}

// Committed counts one commit of so many changes.
func (c *Commits) Committed(changes int, took time.Duration, err error) {
	if err != nil {
		c.failed.Inc()
		return
	}
	c.size.Observe(float64(changes))
	c.took.Observe(took.Seconds())
}
