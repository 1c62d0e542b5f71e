// Package telemetry is what an operator sees of a running Gatehouse: metrics for
// Prometheus and, where a collector is named, traces by OTLP. Labels and attributes
// are names of the schema, of the code table and of routes, and ids; nothing that a
// client chose or typed is among them.
package telemetry
