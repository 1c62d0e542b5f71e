// Package cli is the command line of Gatehouse, one file per subcommand, and the
// one place where the parts are wired together: store, search, graph and httpd
// know nothing of each other.
package cli
