package plan

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"gatehouse/graph/generated"
	"gatehouse/graph/model"
)

// Schema is an executable schema with plans in front of the generated code.
type Schema struct {
	graphql.ExecutableSchema // The generated code.

	resolvers generated.ResolverRoot
	allows    func(context.Context, model.Permission) bool
	plans     sync.Map // *ast.OperationDefinition to *entry.
	counters  [reasons]atomic.Int64
}

// New puts plans in front of generated code. allows decides by the same table as
// the schema's directive @can.
func New(code graphql.ExecutableSchema, resolvers generated.ResolverRoot, allows func(context.Context, model.Permission) bool) *Schema {
	return &Schema{ExecutableSchema: code, resolvers: resolvers, allows: allows}
}

// entry is the place of an operation's plan. The first use is left to the generated
// code: a client that never asks the same twice must not pay for compiling.
type entry struct {
	used    atomic.Bool
	compile sync.Once
	plan    *plan // Nil where the operation has something that plans don't know.
	ready   *Ready
}

// Admit makes the operations of a document eligible for plans. Only documents that
// are kept are admitted, so a plan never holds what somebody typed; Forget follows
// when the document is dropped.
func (s *Schema) Admit(document *ast.QueryDocument) {
	for _, o := range document.Operations {
		if o.Operation == ast.Query {
			s.plans.Store(o, &entry{})
		}
	}
}

// Forget drops the plans of a document.
func (s *Schema) Forget(document *ast.QueryDocument) {
	for _, o := range document.Operations {
		s.plans.Delete(o)
	}
}

// Exec answers an operation by its plan, or by the generated code.
func (s *Schema) Exec(ctx context.Context) graphql.ResponseHandler {
	operation := graphql.GetOperationContext(ctx)
	p, why := s.planOf(operation.Operation)
	if p == nil {
		s.counters[why].Add(1)
		return s.ExecutableSchema.Exec(ctx)
	}
	var code graphql.ResponseHandler
	done := false
	return func(inner context.Context) *graphql.Response {
		if code == nil {
			if done {
				return nil
			}
			done = true
			data, why := p.run(s, inner, operation.Variables, nil)
			s.counters[why].Add(1)
			if why == hit {
				return &graphql.Response{Data: data}
			}
			code = s.ExecutableSchema.Exec(ctx)
		}
		return code(inner)
	}
}

func (s *Schema) planOf(o *ast.OperationDefinition) (*plan, reason) {
	if o.Operation != ast.Query {
		return nil, noQuery
	}
	found, ok := s.plans.Load(o)
	if !ok {
		return nil, notKept
	}
	e := found.(*entry)
	if !e.used.Swap(true) {
		return nil, firstUse
	}
	e.prepare(s, o)
	if e.plan == nil {
		return nil, unknown
	}
	return e.plan, hit
}

func (e *entry) prepare(s *Schema, o *ast.OperationDefinition) {
	e.compile.Do(func() {
		if e.plan = s.compile(o); e.plan != nil {
			e.ready = &Ready{s, e.plan}
		}
	})
}

// Ready gives the plan of an operation that was executed before; nil where there
// is none.
func (s *Schema) Ready(o *ast.OperationDefinition) *Ready {
	found, ok := s.plans.Load(o)
	if !ok {
		return nil
	}
	e := found.(*entry)
	if !e.used.Load() {
		return nil
	}
	e.prepare(s, o)
	return e.ready
}
