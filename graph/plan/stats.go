package plan

// reason says how an operation was answered: by its plan, or why not.
type reason uint8

const (
	hit reason = iota
	noQuery
	notKept
	firstUse
	unknown
	forbidden
	argument
	failed
	null
	panicked
	reasons
)

var reasonNames = [reasons]string{
	hit:       "hit",
	noQuery:   "no_query",  // A mutation.
	notKept:   "not_kept",  // The document has a literal text or a comment, and is not kept.
	firstUse:  "first_use", // Compiled at the second.
	unknown:   "unknown",   // A field, type or directive that plans don't know.
	forbidden: "forbidden", // The caller lacks a right; the generated code says which.
	argument:  "argument",  // A value that needs more than plain coercion.
	failed:    "error",     // A resolver refused or failed.
	null:      "null",      // A null where the schema has none.
	panicked:  "panic",     // The generated code meets it again, and logs it.
}

// Stats tells how many operations were answered by a plan ("hit"), and how many by
// the generated code, by the reason why.
func (s *Schema) Stats() map[string]int64 {
	all := make(map[string]int64, reasons)
	for r, name := range reasonNames {
		all[name] = s.counters[r].Load()
	}
	return all
}

// Plans counts the operations that have a place for a plan.
func (s *Schema) Plans() int {
	n := 0
	s.plans.Range(func(any, any) bool { n++; return true })
	return n
}
