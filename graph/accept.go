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

// offer is a media type that can be answered in, and how much the client likes it.
type offer struct {
	kind     string
	fit      int     // How closely a range of the client names it; 0: not at all.
	q        float64 // The weight of that range.
	position int     // Where it stands in the client's list.
}

// accepted chooses the media type of the answer. What clients say nearly always
// needs no reading.
func accepted(accept []string) string {
	if len(accept) == 0 {
		return jsonType
	}
	if len(accept) == 1 {
		switch accept[0] {
		case jsonType, "*/*":
			return jsonType
		case responseType:
			return responseType
		}
	}
	return negotiate(accept)
}

// negotiate chooses the media type of the answer: what the client likes better,
// names more closely or names first of the two; application/json where it doesn't
// mind, "" where it takes neither. The closest range decides for a type (RFC 9110,
// section 12.5.1).
func negotiate(accept []string) string {
	offers := [...]offer{{kind: jsonType}, {kind: responseType}}
	position := 0
	for _, header := range accept {
		for item := range strings.SplitSeq(header, ",") {
			if strings.TrimSpace(item) == "" {
				continue
			}
			position++
			kind, q, ok := mediaRange(item)
			for i := range offers {
				if fit := closeness(kind, offers[i].kind); ok && fit > offers[i].fit {
					offers[i] = offer{offers[i].kind, fit, q, position}
				}
			}
		}
	}
	if position == 0 {
		return jsonType
	}
	best := offer{}
	for _, o := range offers {
		better := o.q > best.q || o.q == best.q && (o.fit > best.fit || o.fit == best.fit && o.position < best.position)
		if o.q > 0 && better {
			best = o
		}
	}
	return best.kind
}

// mediaRange reads an item of Accept; one that is malformed or asks for another
// charset counts for nothing.
func mediaRange(item string) (kind string, q float64, ok bool) {
	kind, params, err := mime.ParseMediaType(item)
	if err != nil || !utf8Charset(params) {
		return "", 0, false
	}
	weight, given := params["q"]
	if !given {
		return kind, 1, true
	}
	q, err = strconv.ParseFloat(weight, 64)
	return kind, q, err == nil && q >= 0 && q <= 1
}

func closeness(asked, kind string) int {
	switch asked {
	case kind:
		return 3
	case "application/*":
		return 2
	case "*/*":
		return 1
	}
	return 0
}

// utf8Charset tells whether a media type's charset, if it has one, is UTF-8.
func utf8Charset(params map[string]string) bool {
	charset, ok := params["charset"]
	return !ok || strings.EqualFold(charset, "utf-8")
}

// isJSON tells whether a request's body says to be JSON in UTF-8, uncompressed.
func isJSON(h http.Header) bool {
	if kind := h["Content-Type"]; len(kind) == 1 && kind[0] == jsonType && h["Content-Encoding"] == nil {
		return true
	}
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	encoding := h.Get("Content-Encoding")
	return err == nil && kind == jsonType && utf8Charset(params) && (encoding == "" || strings.EqualFold(encoding, "identity"))
}
