// Package model holds the Go side of the schema's types. models_gen.go is
// generated; the types that carry what their lazy fields need are written by hand.
package model
