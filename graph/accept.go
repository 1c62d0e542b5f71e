package graph

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// The media types of answers. The first is that of GraphQL over HTTP; the second is
// for clients from before it, and then says 200 whatever the document's fate.
const (
	responseType = "application/graphql-response+json"
	jsonType     = "application/json"
)

// negotiate chooses the media type of the answer: the client's first choice of the
// two, application/json where it doesn't mind, "" where it takes neither.
func negotiate(accept []string) string {
	if len(accept) == 0 {
		return jsonType
	}
	best, bestQ := "", 0.0
	for _, header := range accept {
		for item := range strings.SplitSeq(header, ",") {
			if strings.TrimSpace(item) == "" {
				continue
			}
			kind, params, err := mime.ParseMediaType(item)
			if err != nil || !utf8Charset(params) {
				continue
			}
			q := 1.0
			if text, ok := params["q"]; ok {
				if q, err = strconv.ParseFloat(text, 64); err != nil {
					continue
				}
			}
			chosen := ""
			switch kind {
			case responseType, jsonType:
				chosen = kind
			case "*/*", "application/*":
				chosen = jsonType
			}
			if chosen != "" && q > bestQ {
				best, bestQ = chosen, q
			}
		}
	}
	return best
}

// utf8Charset tells whether a media type's charset, if it has one, is UTF-8.
func utf8Charset(params map[string]string) bool {
	charset, ok := params["charset"]
	return !ok || strings.EqualFold(charset, "utf-8")
}

// isJSON tells whether a request's body says to be JSON in UTF-8, uncompressed.
func isJSON(h http.Header) bool {
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	encoding := h.Get("Content-Encoding")
	return err == nil && kind == jsonType && utf8Charset(params) && (encoding == "" || strings.EqualFold(encoding, "identity"))
}
