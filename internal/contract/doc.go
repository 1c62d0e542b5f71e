// Package contract holds Gatehouse to its published contract, from outside: its
// tests start a whole server on a real port and ask it over HTTP, as a front end
// would. The scripts in testdata are the goldens; a product owner can read them.
package contract
