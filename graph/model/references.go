package model

// UserReference is a customer as a field holds it. Found is set where a search found
// it, and computes what matched only when that is asked for.
type UserReference struct {
	CustomerID string
	Label      string
	Status     CustomerStatus
	Selectable bool
	Email      *string

	Found func() []*TextMatch
}

// Matches gives the parts that matched what was typed.
func (r *UserReference) Matches() []*TextMatch {
	if r.Found == nil {
		return []*TextMatch{}
	}
	return r.Found()
}
