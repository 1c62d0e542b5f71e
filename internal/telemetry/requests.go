package telemetry

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// latencies are the bounds of the histograms, in seconds: a look-up takes a tenth
// of a millisecond, a durable change a few, and beyond five seconds nobody waits.
var latencies = []float64{
	.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5,
}

// otherField stands for what is no field of the schema, so that a client can't make
// a label. The same word stands for documents that were not executed.
const otherField = "none"

// Requests counts what came through the doors. Every label is known before the
// first request.
type Requests struct {
	fields   map[string]fieldMeter
	errors   *prometheus.CounterVec
	answers  *prometheus.CounterVec
	inFlight prometheus.Gauge
}

type fieldMeter struct {
	count prometheus.Counter
	took  prometheus.Observer
}

// NewRequests makes the meters of the GraphQL fields named, and of the routes.
func NewRequests(register prometheus.Registerer, fields []string) *Requests {
	counts := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "gatehouse_graphql_fields_total", Help: "Fields asked for, by root field; those of site and organization by their own names. none: the document was not executed.",
	}, []string{"field"})
	took := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "gatehouse_graphql_request_seconds", Help: "Time that GraphQL requests took, by their first field.", Buckets: latencies,
	}, []string{"field"})
	r := &Requests{
		fields: map[string]fieldMeter{},
		errors: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "gatehouse_graphql_errors_total", Help: "Errors in GraphQL answers, by code: top-level errors and userErrors.",
		}, []string{"code"}),
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "gatehouse_http_answers_total", Help: "HTTP answers, by route and status.",
		}, []string{"route", "status"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "gatehouse_http_requests_in_flight", Help: "HTTP requests under way, those that wait for their turn included.",
		}),
	}
	for _, name := range append(fields, otherField) {
		r.fields[name] = fieldMeter{counts.WithLabelValues(name), took.WithLabelValues(name)}
	}
	register.MustRegister(counts, took, r.errors, r.answers, r.inFlight)
	return r
}

// GraphQL counts one operation: the fields that it asked for, in the names of
// NewRequests, the codes of the errors in its answer, and how long it took.
func (r *Requests) GraphQL(fields, codes []string, took time.Duration) {
	first := otherField
	for i, name := range fields {
		if _, known := r.fields[name]; !known {
			name = otherField
		}
		r.fields[name].count.Inc()
		if i == 0 {
			first = name
		}
	}
	if len(fields) == 0 {
		r.fields[first].count.Inc()
	}
	r.fields[first].took.Observe(took.Seconds())
	for _, code := range codes {
		r.errors.WithLabelValues(code).Inc()
	}
}

// Begun counts a request that came in.
func (r *Requests) Begun() { r.inFlight.Inc() }

// Answered counts the answer to it. The route is one that the door knows.
func (r *Requests) Answered(route string, status int) {
	r.inFlight.Dec()
	r.answers.WithLabelValues(route, strconv.Itoa(status)).Inc()
}

// Refused counts a userError.
func (r *Requests) Refused(code string) { r.errors.WithLabelValues(code).Inc() }
