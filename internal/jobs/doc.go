// Package jobs runs bulk jobs: it checks what a caller asks for, resolves it into
// lines, and works the lines off in short transactions of the store, so that a
// crash does no line twice and calls of people get in between. It also runs the
// sites' inactivity policies.
package jobs
