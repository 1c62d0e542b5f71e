package contract

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// ask posts a document and gives the decoded answer, of a subscription the first one.
func (w *world) ask(token, document string, variables map[string]any) map[string]any {
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		panic(err)
	}
	request, err := http.NewRequest("POST", w.server.URL+"/graphql", bytes.NewReader(body))
	if err != nil {
		panic(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if strings.HasPrefix(document, "subscription") {
		request.Header.Set("Accept", "text/event-stream")
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	defer response.Body.Close()
	var answer map[string]any
	in := io.Reader(response.Body)
	if strings.HasPrefix(response.Header.Get("Content-Type"), "text/event-stream") {
		in = firstEvent(in)
	}
	if err := json.NewDecoder(in).Decode(&answer); err != nil {
		panic(fmt.Sprintf("answer of status %d is no JSON: %v", response.StatusCode, err))
	}
	return answer
}

// firstEvent gives the data of a stream's first event.
func firstEvent(stream io.Reader) io.Reader {
	lines := bufio.NewScanner(stream)
	for lines.Scan() {
		if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
			return strings.NewReader(data)
		}
	}
	return strings.NewReader("")
}

// at walks into a decoded answer; nil where the way ends.
func at(value any, path ...any) any {
	for _, step := range path {
		switch v := value.(type) {
		case map[string]any:
			value = v[fmt.Sprint(step)]
		case []any:
			i, ok := step.(int)
			if !ok || i >= len(v) {
				return nil
			}
			value = v[i]
		default:
			return nil
		}
	}
	return value
}

func text(value any, path ...any) string {
	s, _ := at(value, path...).(string)
	return s
}

func indent(value any) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		panic(err)
	}
	return b.String()
}

// refusal gives the codes of an answer's errors, or of its userErrors, in one
// word; "" where there is none.
func refusal(answer any, payload string) string {
	var codes []string
	for _, key := range []any{at(answer, "errors"), at(answer, "data", payload, "userErrors")} {
		list, _ := key.([]any)
		for _, e := range list {
			code := text(e, "extensions", "code")
			if code == "" {
				code = text(e, "code")
			}
			codes = append(codes, code)
		}
	}
	return strings.Join(codes, ", ")
}
