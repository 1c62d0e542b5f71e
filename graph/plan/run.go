package plan

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"gatehouse/graph/model"
)

// plan is a compiled operation.
type plan struct {
	needs []model.Permission // Of every field in it.
	query object[root]
	size  atomic.Int64 // Of the last answer, which the next one is likely to have too.

	varies bool         // A variable may change the cost.
	cost   atomic.Int64 // Where none does; 0: not known yet.

	named sync.Once
	names []string
}

// root is what the fields of Query hang off.
type root struct{}

// run is one execution of a plan.
type run struct {
	ctx       context.Context
	variables map[string]any
	out       []byte
	why       reason
}

// fail gives the operation up.
func (r *run) fail(why reason) bool {
	r.why = why
	return false
}

// run gives the data of the answer, or why there is none. A caller who lacks the
// right to any field of the plan never enters it.
func (p *plan) run(s *Schema, ctx context.Context, variables map[string]any, out []byte) (data []byte, why reason) {
	for _, permission := range p.needs {
		if !s.allows(ctx, permission) {
			return out, forbidden
		}
	}
	defer func() {
		if recover() != nil { // The generated code runs into it again, and reports it.
			data, why = out, panicked
		}
	}()
	size := int(p.size.Load())
	r := &run{ctx: ctx, variables: variables, out: slices.Grow(out, size+size/4+64)}
	if !p.query.write(r, &root{}) {
		return r.out, r.why
	}
	p.size.Store(int64(len(r.out)))
	return r.out, hit
}

// Ready is a plan that was compiled.
type Ready struct {
	schema *Schema
	plan   *plan
}

// Cost gives what the operation costs. It is computed where a variable may have
// changed it, and else once.
func (r *Ready) Cost(compute func() int) int {
	if r.plan.varies {
		return compute()
	}
	cost := int(r.plan.cost.Load())
	if cost == 0 {
		cost = compute()
		r.plan.cost.Store(int64(cost))
	}
	return cost
}

// Names gives what the operation asks for, as observers are told. It is computed
// once; nobody may change it.
func (r *Ready) Names(compute func() []string) []string {
	r.plan.named.Do(func() { r.plan.names = compute() })
	return r.plan.names
}

// Run appends the data of the answer. Where it can't, what it appended is of no
// use, and the generated code is to answer.
func (r *Ready) Run(ctx context.Context, variables map[string]any, out []byte) ([]byte, bool) {
	out, why := r.plan.run(r.schema, ctx, variables, out)
	if why == hit {
		r.schema.counters[hit].Add(1)
	}
	return out, why == hit
}

// object writes the selected fields of an object.
type object[T any] []member[T]

type member[T any] struct {
	key   string // The response key as JSON, with its colon.
	write writer[T]
}

// writer appends one value of an object, and tells whether it could.
type writer[T any] func(*run, *T) bool

func (o object[T]) write(r *run, v *T) bool {
	r.out = append(r.out, '{')
	for i := range o {
		if i > 0 {
			r.out = append(r.out, ',')
		}
		r.out = append(r.out, o[i].key...)
		if !o[i].write(r, v) {
			return false
		}
	}
	r.out = append(r.out, '}')
	return true
}

// orNull writes an object that may be absent.
func (o object[T]) orNull(r *run, v *T) bool {
	if v == nil {
		r.out = append(r.out, "null"...)
		return true
	}
	return o.write(r, v)
}

// list writes a list; gaps says whether its elements may be null.
func (o object[T]) list(r *run, all []*T, gaps bool) bool {
	r.out = append(r.out, '[')
	for i, v := range all {
		if i > 0 {
			r.out = append(r.out, ',')
		}
		if v == nil && !gaps {
			return r.fail(null)
		}
		if !o.orNull(r, v) {
			return false
		}
	}
	r.out = append(r.out, ']')
	return true
}
