// Package graph is the GraphQL door: it turns the published schema into calls of
// the store and of search. Resolvers are thin: convert, call one method, wrap. What
// a caller may do is said by the schema's directive and decided in rights.go; what
// an error looks like from outside is decided in errors.go.
package graph
