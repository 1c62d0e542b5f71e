// Package export writes accounts out: a site's as CSV or NDJSON that an import
// reads back, and all that is held about one person as JSON. It streams in short
// reads, so that nothing waits for it.
package export
