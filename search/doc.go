// Package search finds customers by what people type: the user picker and the
// filter of RULES 3.
//
// The index is a cache that can be thrown away. It follows the store's change log
// and keeps its place in that log inside itself; whatever it proposes is read from
// the store again, within the caller's scope, and its state and match are checked
// there. So an index that lags may hide somebody for a moment, and never shows
// somebody who must not be seen. Commits that are not yet indexed are proposed by
// the overlay, so that whoever was told of a change finds it.
package search
