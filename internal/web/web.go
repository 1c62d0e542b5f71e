// Package web holds the pages that the binary serves: GraphiQL and the console.
// Everything is embedded, and no page asks another host for anything.
package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"time"
)

//go:embed graphiql/dist
var graphiqlFiles embed.FS

// GraphiQL's editor and its dialogs put style elements into the page while it
// runs, which a policy can only allow as a whole. Its fonts and cursors are data
// URLs inside its style sheet. Scripts come from here alone.
const graphiqlPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src data:; " +
	"img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

type file struct {
	body []byte
	etag string
}

// GraphiQL serves the page at /graphiql and its files below it.
func GraphiQL() (http.Handler, error) {
	files, err := load(graphiqlFiles, "graphiql/dist")
	if err != nil {
		return nil, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := path.Base(r.URL.Path)
		if r.URL.Path == "/graphiql" {
			name = "index.html"
		}
		found, ok := files[name]
		if !ok || r.URL.Path != "/graphiql" && (r.URL.Path != "/graphiql/"+name || name == "index.html") {
			http.NotFound(w, r)
			return
		}
		header := w.Header()
		header.Set("Content-Security-Policy", graphiqlPolicy)
		header.Set("Cache-Control", "no-cache")
		header.Set("ETag", found.etag)
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(found.body))
	}), nil
}

func load(files embed.FS, dir string) (map[string]file, error) {
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	loaded := map[string]file{}
	for _, entry := range entries {
		body, err := files.ReadFile(dir + "/" + entry.Name())
		if err != nil {
			return nil, fmt.Errorf("web: %w", err)
		}
		sum := sha256.Sum256(body)
		loaded[entry.Name()] = file{body: body, etag: `"` + hex.EncodeToString(sum[:12]) + `"`}
	}
	return loaded, nil
}
