package contract

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

var versionPattern = regexp.MustCompile(`W/\\?"\d+\\?"`)

// scim sends a request to the identity provider's door of a site and prints one
// line: the status and the answer. scim METHOD SITE/PATH [FILE] [HEADER=VALUE ...]
// [as=NAME], where as gives a name to the user that was answered. $etag is the
// version of the answer.
func (w *world) scim(ts *testscript.TestScript, args []string) string {
	method, path, name := args[0], args[1], ""
	var body io.Reader
	header := http.Header{"Content-Type": {"application/scim+json; charset=utf-8"}}
	for _, arg := range args[2:] {
		key, value, isHeader := strings.Cut(arg, "=")
		switch {
		case !isHeader:
			body = strings.NewReader(ts.ReadFile(arg))
		case key == "as":
			name = value
		default:
			header.Set(key, value)
		}
	}
	request, err := http.NewRequest(method, w.server.URL+"/scim/v2/"+path, body)
	ts.Check(err)
	request.Header = header
	if w.token != "" {
		request.Header.Set("Authorization", "Bearer "+w.token)
	}
	response, err := http.DefaultClient.Do(request)
	ts.Check(err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	ts.Check(err)
	if len(text) > 0 {
		var answer struct{ ID string }
		ts.Check(json.Unmarshal(text, &answer))
		if name != "" {
			w.call(ts, name, answer.ID)
		}
	}
	ts.Setenv("etag", response.Header.Get("ETag"))
	line := strings.ReplaceAll(strings.TrimSpace(string(text)), w.server.URL, "")
	return w.scrub(versionPattern.ReplaceAllString(fmt.Sprintln(response.StatusCode, line), "W/#"))
}
