// Package account is the domain of Gatehouse: what is true of a customer account.
//
// It is pure: it knows no database, no search engine, no HTTP and no clock. The
// rules are tables, one file each: lifecycle.go says which move leads where,
// visibility.go which surface shows whom, rights.go who may do what. Every other
// package asks these tables; none repeats them.
package account
