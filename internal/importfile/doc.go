// Package importfile reads lists of customers as other systems export them: CSV
// or NDJSON, columns found by their names, one row at a time and never the whole
// file. It says what is wrong with a row, and never repeats what stands in it.
package importfile
