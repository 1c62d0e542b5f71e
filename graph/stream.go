package graph

import (
	"bytes"
	"context"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// streamed tells somebody who asked for a subscription like for a query.
const streamed = "A subscription has many answers: ask with Accept: text/event-stream by POST, or over a WebSocket with the protocol graphql-transport-ws."

// Stream gives the answers of a subscription.
type Stream struct {
	handler   *Handler
	ctx       context.Context // Of the operation, as it was begun.
	responses graphql.ResponseHandler
}

// Open begins the subscription that a JSON body asks for, and lets every check of a
// document pass that POST has. It gives nil for a query, a mutation and for what is
// no request of GraphQL; a *Refusal for a document that isn't executed.
func (h *Handler) Open(ctx context.Context, body []byte) (*Stream, error) {
	if !utf8.Valid(body) {
		return nil, nil
	}
	params, err := decodeParams(body)
	if err != nil {
		return nil, nil
	}
	ctx = graphql.StartOperationTrace(ctx)
	operation, errs := h.executor.CreateOperationContext(ctx, params)
	if errs != nil {
		errs = errs[:min(len(errs), maxErrors)]
		return nil, h.refusal(h.executor.DispatchError(graphql.WithOperationContext(ctx, operation), errs))
	}
	if operation.Operation.Operation != ast.Subscription {
		return nil, nil
	}
	responses, ctx := h.executor.DispatchOperation(ctx, operation)
	return &Stream{h, ctx, responses}, nil
}

// Next waits for the next answer, a JSON object with data, for as long as the
// context lasts that the stream was opened in. Without one it is nil: the stream
// has ended, or with a *Refusal never begun.
func (s *Stream) Next() ([]byte, error) {
	response := s.responses(s.ctx)
	if response == nil {
		return nil, nil
	}
	if response.Data == nil {
		return nil, s.handler.refusal(response)
	}
	var out bytes.Buffer
	s.handler.render(&out, response)
	return out.Bytes(), nil
}

// Refusal is an answer with errors and without data, as a JSON object.
type Refusal struct{ Body []byte }

func (r *Refusal) Error() string { return "the document was refused" }

func (h *Handler) refusal(response *graphql.Response) *Refusal {
	var out bytes.Buffer
	h.render(&out, response)
	return &Refusal{out.Bytes()}
}

// Refuse writes an error of a layer above as a document's refusal looks.
func (h *Handler) Refuse(ctx context.Context, err error) *Refusal {
	return h.refusal(&graphql.Response{Errors: gqlerror.List{h.present(ctx, err)}})
}
