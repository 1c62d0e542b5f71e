package telemetry

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// readFigures bounds the time that a scrape waits for the store.
const readFigures = 5 * time.Second

// Figure is a value of the moment, read when somebody asks.
type Figure struct {
	Name, Help string
	Counter    bool   // It only ever grows.
	Label      string // The label's name, where Value gives several; "": one value.
}

// Read gives the values of the figures of one part, by the figure's name and then
// by the label's value, which is "" for a figure without one. A figure that is
// missing is left out of the answer.
type Read func(ctx context.Context) (map[string]map[string]float64, error)

// One is the value of a figure without a label.
func One(value float64) map[string]float64 { return map[string]float64{"": value} }

type figures struct {
	read   Read
	failed prometheus.Counter
	descs  map[string]described
}

type described struct {
	desc *prometheus.Desc
	kind prometheus.ValueType
}

// RegisterFigures has the figures of a part answered by one call a scrape, so that
// what belongs together is of one moment.
func RegisterFigures(register prometheus.Registerer, part string, all []Figure, read Read) {
	f := &figures{read: read, descs: map[string]described{}}
	for _, one := range all {
		var labels []string
		if one.Label != "" {
			labels = []string{one.Label}
		}
		kind := prometheus.GaugeValue
		if one.Counter {
			kind = prometheus.CounterValue
		}
		f.descs[one.Name] = described{prometheus.NewDesc(one.Name, one.Help, labels, nil), kind}
	}
	f.failed = prometheus.NewCounter(prometheus.CounterOpts{
		Name: "gatehouse_figures_failed_total", Help: "Times that the figures of a part could not be read.", ConstLabels: prometheus.Labels{"part": part},
	})
	register.MustRegister(f)
}

// Describe implements prometheus.Collector.
func (f *figures) Describe(to chan<- *prometheus.Desc) {
	f.failed.Describe(to)
	for _, d := range f.descs {
		to <- d.desc
	}
}

// Collect implements prometheus.Collector.
func (f *figures) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), readFigures)
	defer cancel()
	values, err := f.read(ctx)
	if err != nil {
		f.failed.Inc()
	}
	f.failed.Collect(to)
	for name, byLabel := range values {
		d, known := f.descs[name]
		if !known {
			continue
		}
		for label, value := range byLabel {
			if label == "" {
				to <- prometheus.MustNewConstMetric(d.desc, d.kind, value)
			} else {
				to <- prometheus.MustNewConstMetric(d.desc, d.kind, value, label)
			}
		}
	}
}
