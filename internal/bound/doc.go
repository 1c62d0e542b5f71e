// Package bound holds work within bounds: how much of it goes on at once, and how
// often one caller may ask for it.
package bound
