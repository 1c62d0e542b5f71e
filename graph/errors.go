package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"gatehouse/account"
)

// masked is what a client is told of a fault of ours. The log has the rest, under
// the same request id.
const masked = "Something went wrong on our side, and nothing was half done. Try again; if it stays, tell an admin the request id."

// Codes of documents that are not executed, beside DOCUMENT_REFUSED. They are the names that
// GraphQL servers commonly use.
const (
	parseFailed      = errcode.ParseFailed
	validationFailed = errcode.ValidationFailed
	// complexityExceeded is what the complexity limit says.
	complexityExceeded = "COMPLEXITY_LIMIT_EXCEEDED"
)

// present gives an error as clients see it: a code, a message without typed text,
// the request id. What is no refusal of ours is masked and logged once.
func (h *Handler) present(ctx context.Context, err error) *gqlerror.Error {
	extensions := map[string]any{}
	if id := account.RequestIDFrom(ctx); id != "" {
		extensions["requestId"] = id
	}
	out := &gqlerror.Error{Path: graphql.GetPath(ctx), Extensions: extensions}
	var own *gqlerror.Error
	if errors.As(err, &own) {
		out.Locations = own.Locations
		if own.Path != nil {
			out.Path = own.Path
		}
	}
	var refusal *account.Error
	switch {
	case errors.As(err, &refusal):
		out.Message = refusal.Message
		extensions["code"] = string(refusal.Code)
		if refusal.Field != nil {
			extensions["field"] = refusal.Field
		}
		if refusal.RetryAfter > 0 {
			extensions["retryAfter"] = int(refusal.RetryAfter.Seconds())
		}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		out.Message = "The answer took too long and was given up. A change may have been made: look before you try again."
		extensions["code"] = string(account.Timeout)
	case own != nil && own.Extensions["code"] != nil:
		out.Message, out.Path = documentMessage(own), knownPath(own.Path)
		extensions["code"] = own.Extensions["code"]
		if isTokenLimit(own) {
			extensions["code"] = string(account.DocumentRefused)
		}
	case argumentFailed(ctx):
		out.Message = "An argument has a value that its type does not take."
		extensions["code"] = validationFailed
	default:
		h.log.LogAttrs(ctx, slog.LevelError, "a request failed",
			slog.String("request", account.RequestIDFrom(ctx)), slog.String("error", err.Error()))
		out.Message = masked
		extensions["code"] = string(account.Internal)
	}
	return out
}

// recovered turns a panic into a masked error. The stack goes to the log; the
// panic's value may hold typed text and does not.
func (h *Handler) recovered(ctx context.Context, value any) error {
	h.log.LogAttrs(ctx, slog.LevelError, "a resolver panicked", slog.String("request", account.RequestIDFrom(ctx)),
		slog.String("type", fmt.Sprintf("%T", value)), slog.String("stack", string(debug.Stack())))
	return &account.Error{Code: account.Internal, Message: masked}
}
