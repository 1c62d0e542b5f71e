// Package crash kills, starves and damages real servers, and looks what is left.
// It holds tests only: docs/reliability.md has their figures.
package crash
