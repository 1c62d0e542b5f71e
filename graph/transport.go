package graph

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"gatehouse/account"
)

// maxBody bounds a request, in bytes.
const maxBody = 1 << 20

// maxErrors bounds what is told of a document that isn't executed. Validation finds
// one fault a field.
const maxErrors = 20

// badRequest is a request that is no GraphQL request.
type badRequest struct {
	status  int
	message string
}

func (e *badRequest) Error() string { return e.message }

// ServeHTTP answers a request by the rules of GraphQL over HTTP: POST with a JSON
// body, or GET for queries. Requests that are none get a short answer with a
// status; it never repeats what was sent.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header()["Cache-Control"] = noStore
	kind := accepted(r.Header["Accept"])
	if kind == "" {
		h.refuse(w, r, jsonType, http.StatusNotAcceptable, "Accept must allow application/graphql-response+json or application/json.")
		return
	}
	early := readEarly(w, r)
	if early != nil && h.express.serve(r.Context(), w, kind, early) {
		return
	}
	params, err := readParams(w, r)
	if err != nil {
		var bad *badRequest
		if !errors.As(err, &bad) {
			bad = &badRequest{http.StatusBadRequest, "The request could not be read."}
		}
		if bad.status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", "GET, POST")
		}
		h.refuse(w, r, kind, bad.status, bad.message)
		return
	}
	if early == nil && r.Method == http.MethodPost && h.express.serve(r.Context(), w, kind, params) {
		return
	}
	ctx := graphql.StartOperationTrace(r.Context())
	operation, errs := h.executor.CreateOperationContext(ctx, params)
	if errs != nil {
		errs = errs[:min(len(errs), maxErrors)]
		h.write(w, kind, refusedStatus(kind), h.executor.DispatchError(graphql.WithOperationContext(ctx, operation), errs))
		return
	}
	if r.Method == http.MethodGet && operation.Operation.Operation != ast.Query {
		w.Header().Set("Allow", "POST")
		h.refuse(w, r, kind, http.StatusMethodNotAllowed, "A GET can only read. Send mutations by POST.")
		return
	}
	if operation.Operation.Operation == ast.Subscription {
		h.refuse(w, r, kind, http.StatusNotAcceptable, streamed)
		return
	}
	responses, ctx := h.executor.DispatchOperation(ctx, operation)
	response := responses(ctx)
	if response == nil { // The client is gone.
		response = h.executor.DispatchError(ctx, gqlerror.List{gqlerror.Wrap(context.Cause(ctx))})
	}
	h.write(w, kind, http.StatusOK, response)
}

// refusedStatus is the status of a document that isn't executed.
func refusedStatus(kind string) int {
	if kind == responseType {
		return http.StatusBadRequest
	}
	return http.StatusOK
}

// readParams reads a GraphQL request.
func readParams(w http.ResponseWriter, r *http.Request) (*graphql.RawParams, error) {
	switch r.Method {
	case http.MethodPost:
		return readBody(w, r)
	case http.MethodGet:
		return readURL(r)
	}
	return nil, &badRequest{http.StatusMethodNotAllowed, "Send GraphQL by POST, or a query by GET."}
}

// earlyBody is a body that can be known before it is read to its end, which has its
// price: httpd has it. It gives nil where it is not known.
type earlyBody interface {
	Early(http.ResponseWriter) []byte
}

// readEarly reads a plain request before its body is read to its end, or gives nil. What
// isn't answered then is read again, as ever.
func readEarly(w http.ResponseWriter, r *http.Request) *graphql.RawParams {
	body, ok := r.Body.(earlyBody)
	if !ok || r.Method != http.MethodPost || !isJSON(r.Header) {
		return nil
	}
	whole := body.Early(w)
	if whole == nil || !utf8.Valid(whole) {
		return nil
	}
	if p, ok := readLean(whole); ok {
		return p
	}
	return nil
}

var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func readBody(w http.ResponseWriter, r *http.Request) (*graphql.RawParams, error) {
	if !isJSON(r.Header) {
		return nil, &badRequest{http.StatusUnsupportedMediaType, "The body must be JSON in UTF-8, sent as Content-Type: application/json without a Content-Encoding."}
	}
	body := bodies.Get().(*bytes.Buffer)
	defer bodies.Put(body)
	body.Reset()
	if _, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, maxBody)); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return nil, &badRequest{http.StatusRequestEntityTooLarge, "The body is larger than 1 MB. Send less at once."}
		}
		return nil, err
	}
	if !utf8.Valid(body.Bytes()) {
		return nil, &badRequest{http.StatusBadRequest, "The body is not UTF-8."}
	}
	if p, ok := readLean(body.Bytes()); ok {
		return p, nil
	}
	return decodeParams(body.Bytes())
}

// decodeParams reads the JSON object of a request.
func decodeParams(body []byte) (*graphql.RawParams, error) {
	if trimmed := bytes.TrimLeft(body, " \t\r\n"); len(trimmed) > 0 && trimmed[0] == '[' {
		return nil, &badRequest{http.StatusBadRequest, "Batches are not taken. Send one operation a request; several fields may stand in it."}
	}
	var p struct {
		Query         *string         `json:"query"`
		OperationName *string         `json:"operationName"`
		Variables     json.RawMessage `json:"variables"`
		Extensions    json.RawMessage `json:"extensions"`
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	if err := decoder.Decode(&p); err != nil {
		return nil, &badRequest{http.StatusBadRequest, "The body is not a JSON object with query, operationName, variables and extensions of their types."}
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, &badRequest{http.StatusBadRequest, "The body is more than one JSON object."}
	}
	return params(p.Query, p.OperationName, p.Variables, p.Extensions)
}

func params(query, operation *string, variables, extensions json.RawMessage) (*graphql.RawParams, error) {
	p := &graphql.RawParams{Query: text(query), OperationName: text(operation)}
	for _, member := range []struct {
		name string
		from json.RawMessage
		into *map[string]any
	}{{"variables", variables, &p.Variables}, {"extensions", extensions, &p.Extensions}} {
		if len(member.from) == 0 {
			continue
		}
		decoder := json.NewDecoder(bytes.NewReader(member.from))
		decoder.UseNumber()
		if err := decoder.Decode(member.into); err != nil {
			return nil, &badRequest{http.StatusBadRequest, "The request's " + member.name + " are not a JSON object."}
		}
	}
	if p.Query == "" && p.Extensions[persistedQuery] == nil {
		return nil, &badRequest{http.StatusBadRequest, "The request has no query: it must be a text with a GraphQL document."}
	}
	return p, nil
}

func readURL(r *http.Request) (*graphql.RawParams, error) {
	values := r.URL.Query()
	optional := func(name string) *string {
		if !values.Has(name) {
			return nil
		}
		value := values.Get(name)
		return &value
	}
	return params(optional("query"), optional("operationName"), json.RawMessage(values.Get("variables")), json.RawMessage(values.Get("extensions")))
}

// refuse answers a request that is no GraphQL request, or may not be one of its
// method.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, kind string, status int, message string) {
	extensions := map[string]any{"code": string(account.DocumentRefused)}
	if id := account.RequestIDFrom(r.Context()); id != "" {
		extensions["requestId"] = id
	}
	h.write(w, kind, status, &graphql.Response{Errors: gqlerror.List{{Message: message, Extensions: extensions}}})
}

// write sends a response. A document that wasn't executed has no data, not even
// null; one that was has data even where it is null.
func (h *Handler) write(w http.ResponseWriter, kind string, status int, response *graphql.Response) {
	out := bodies.Get().(*bytes.Buffer)
	defer bodies.Put(out)
	out.Reset()
	if !h.render(out, response) {
		status = http.StatusInternalServerError
	}
	send(w, kind, status, out.Bytes())
}

// render writes a response as JSON, or tells that it could not be.
func (h *Handler) render(out *bytes.Buffer, response *graphql.Response) (ok bool) {
	ok = true
	out.WriteByte('{')
	if len(response.Errors) > 0 {
		errs, err := json.Marshal(response.Errors)
		if err != nil {
			h.log.Error("an error could not be written", "error", err)
			ok, errs = false, []byte(`[{"message":"The answer could not be written."}]`)
		}
		out.WriteString(`"errors":`)
		out.Write(errs)
	}
	if response.Data != nil {
		if len(response.Errors) > 0 {
			out.WriteByte(',')
		}
		out.WriteString(`"data":`)
		out.Write(response.Data)
	}
	out.WriteByte('}')
	return ok
}

// Headers that are always the same, made once.
var (
	noStore      = []string{"no-store"}
	contentTypes = map[string][]string{
		jsonType:     {jsonType + "; charset=utf-8"},
		responseType: {responseType + "; charset=utf-8"},
	}
)

func send(w http.ResponseWriter, kind string, status int, body []byte) {
	header := w.Header()
	header["Content-Type"] = contentTypes[kind]
	header["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(status)
	_, _ = w.Write(body) // A client that has gone is no fault.
}
