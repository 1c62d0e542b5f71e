package telemetry

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Traces sends a span a request to a collector. A span has the route, the status,
// the request id, and the names of fields and codes; never a document, a variable
// or a query string.
type Traces struct {
	provider *sdk.TracerProvider
	tracer   trace.Tracer
}

// NewTraces sends to the OTLP address of a collector, as http://127.0.0.1:4318. It
// does not wait for it: a collector that is away costs spans, never requests. Of
// requests that belong to no trace yet it follows the given share, 0 to 1. What
// can't be sent is told to failed.
func NewTraces(ctx context.Context, endpoint, version string, share float64, failed func(error)) (*Traces, error) {
	at, err := url.Parse(endpoint)
	if err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" {
		return nil, errors.New("it is the address of a collector, as http://127.0.0.1:4318")
	}
	if share < 0 || share > 1 {
		return nil, fmt.Errorf("the share of requests that are traced is from 0 to 1, not %g", share)
	}
	if strings.Trim(at.Path, "/") == "" {
		at.Path = "/v1/traces"
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(at.String()))
	if err != nil {
		return nil, err
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(failed))
	provider := sdk.NewTracerProvider(
		sdk.WithBatcher(exporter),
		sdk.WithSampler(sdk.ParentBased(sdk.TraceIDRatioBased(share))),
		sdk.WithResource(resource.NewSchemaless(attribute.String("service.name", "gatehouse"), attribute.String("service.version", version))),
	)
	return &Traces{provider, provider.Tracer("gatehouse")}, nil
}

// Close sends what waits, as long as the context allows, and ends.
func (t *Traces) Close(ctx context.Context) error { return t.provider.Shutdown(ctx) }

// Begin starts the span of a request, as a child of the caller's own, if it sent
// one (W3C Trace Context).
func (t *Traces) Begin(r *http.Request, requestID string) context.Context {
	ctx := propagation.TraceContext{}.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	ctx, _ = t.tracer.Start(ctx, "request", trace.WithSpanKind(trace.SpanKindServer),
		trace.WithAttributes(attribute.String("gatehouse.request_id", requestID)))
	return ctx
}

// GraphQL tells the request's span what was asked for.
func (t *Traces) GraphQL(ctx context.Context, fields, errorCodes []string) {
	span := trace.SpanFromContext(ctx)
	if len(fields) > 0 {
		span.SetName("graphql " + fields[0])
	}
	span.SetAttributes(attribute.StringSlice("gatehouse.fields", fields), attribute.StringSlice("gatehouse.error_codes", errorCodes))
}

// End ends the span of a request.
func (t *Traces) End(ctx context.Context, route string, status int) {
	span := trace.SpanFromContext(ctx)
	span.SetAttributes(attribute.String("http.route", route), attribute.Int("http.response.status_code", status))
	if status >= http.StatusInternalServerError {
		span.SetStatus(codes.Error, "")
	}
	span.End()
}

// Part traces a piece of work: inside of a request, or in the background.
func (t *Traces) Part(ctx context.Context, name string) (context.Context, func(error)) {
	ctx, span := t.tracer.Start(ctx, name)
	return ctx, func(err error) {
		if err != nil {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}
