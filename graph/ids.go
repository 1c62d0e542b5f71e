package graph

import (
	"fmt"

	"gatehouse/account"
)

// maxIDs bounds the lists of ids that a question may hold.
const maxIDs = 100

// readID reads a single id. A malformed one is INVALID_ID and names the argument;
// one of another type is the caller's business: nothing is found by it.
func readID(text string, argument ...string) (account.ID, error) {
	id, err := account.ParseID(text)
	return id, account.At(err, argument...)
}

// readIDs reads the ids of a mutation's input, all of which must be well formed.
func readIDs(texts []string, argument string) ([]account.ID, error) {
	ids := make([]account.ID, len(texts))
	for i, text := range texts {
		var err error
		if ids[i], err = readID(text, argument); err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// askedIDs reads a list that is asked for: malformed ids are the zero id, by which
// nothing is found.
func askedIDs(texts []string) ([]account.ID, error) {
	if len(texts) > maxIDs {
		return nil, &account.Error{
			Code: account.InvalidArgument, Field: []string{"ids"},
			Message: fmt.Sprintf("At most %d ids can be asked for at once. Ask in several calls.", maxIDs),
		}
	}
	ids := make([]account.ID, len(texts))
	for i, text := range texts {
		if id, err := account.ParseID(text); err == nil {
			ids[i] = id
		}
	}
	return ids, nil
}
