package testkit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

// Answer is a decoded answer of the API.
type Answer struct {
	Status int
	Data   map[string]any
	Errors []APIError
}

// APIError is one of an answer's top-level errors.
type APIError struct {
	Message    string
	Path       []any
	Extensions map[string]any
}

// Code is what programs read of an error.
func (e APIError) Code() string { return fmt.Sprint(e.Extensions["code"]) }

// Codes gives the codes of the top-level errors.
func (a Answer) Codes() []string {
	var codes []string
	for _, e := range a.Errors {
		codes = append(codes, e.Code())
	}
	return codes
}

// Query asks the API. It fails the test when there is no GraphQL answer; errors in
// the answer are the caller's to judge.
func (s *Server) Query(token, document string, variables map[string]any) Answer {
	s.t.Helper()
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		s.t.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodPost, s.URL+"/graphql", bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	answer := Answer{Status: response.StatusCode}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		s.t.Fatalf("status %d without a GraphQL answer: %v", response.StatusCode, err)
	}
	return answer
}

// At walks into an answer's data: keys of objects, indexes of lists. It gives nil
// where the way ends.
func (a Answer) At(path ...any) any {
	var value any = a.Data
	for _, step := range path {
		switch v := value.(type) {
		case map[string]any:
			value = v[fmt.Sprint(step)]
		case []any:
			i, ok := step.(int)
			if !ok || i < 0 || i >= len(v) {
				return nil
			}
			value = v[i]
		default:
			return nil
		}
	}
	return value
}
