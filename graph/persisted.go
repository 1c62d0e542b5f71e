package graph

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"gatehouse/account"
)

const (
	// persistedQuery is the member of a request's extensions by which clients send
	// the hash of a document instead of the document.
	persistedQuery = "persistedQuery"
	// persistedNotFound and its message are what clients look for before they send
	// the document along.
	persistedNotFound        = "PERSISTED_QUERY_NOT_FOUND"
	persistedNotFoundMessage = "PersistedQueryNotFound"
)

// persistedQueries answers hashes that were sent with their document before. It
// keeps what the document cache keeps: whole documents without a string literal or
// a comment, in memory, a bounded number of them (RULES 7). A client whose document
// is not kept sends it each time and is answered like any other.
type persistedQueries struct {
	documents documentCache
	texts     *lru.Cache[string, string] // By hash.
}

var _ interface {
	graphql.OperationParameterMutator
	graphql.OperationContextMutator
	graphql.HandlerExtension
} = persistedQueries{}

func newPersistedQueries(documents documentCache) persistedQueries {
	texts, err := lru.New[string, string](cachedDocuments)
	if err != nil {
		panic(err) // Only for a size below one.
	}
	return persistedQueries{documents, texts}
}

func (persistedQueries) ExtensionName() string                   { return "PersistedQueries" }
func (persistedQueries) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters finds the document of a hash, or holds a document to
// its hash.
func (q persistedQueries) MutateOperationParameters(_ context.Context, p *graphql.RawParams) *gqlerror.Error {
	hash, err := sentHash(p.Extensions)
	switch {
	case err != nil || hash == "":
		return err
	case p.Query != "" && hash != hashOf(p.Query):
		return persistedError(string(account.DocumentRefused), "The sha256Hash in extensions.persistedQuery is not that of the query.")
	case p.Query != "":
		return nil
	}
	var known bool
	if p.Query, known = q.texts.Get(hash); !known {
		return persistedError(persistedNotFound, persistedNotFoundMessage)
	}
	return nil
}

// MutateOperationContext keeps a document that came with its hash, now that it was
// found valid.
func (q persistedQueries) MutateOperationContext(_ context.Context, o *graphql.OperationContext) *gqlerror.Error {
	if hash, err := sentHash(o.Extensions); err == nil && hash != "" && q.documents.has(o.RawQuery) {
		q.texts.Add(hash, o.RawQuery)
	}
	return nil
}

// sentHash gives the hash in a request's extensions; "" where there is none.
func sentHash(extensions map[string]any) (string, *gqlerror.Error) {
	sent, given := extensions[persistedQuery]
	if !given || sent == nil {
		return "", nil
	}
	members, _ := sent.(map[string]any)
	hash, _ := members["sha256Hash"].(string)
	if fmt.Sprint(members["version"]) != "1" || len(hash) != 2*sha256.Size {
		return "", persistedError(string(account.DocumentRefused), "extensions.persistedQuery must have version 1 and a sha256Hash of 64 hex digits.")
	}
	return hash, nil
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func persistedError(code, message string) *gqlerror.Error {
	err := gqlerror.Errorf("%s", message)
	errcode.Set(err, code)
	return err
}
