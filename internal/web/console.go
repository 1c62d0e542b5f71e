package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:generate go run ./console/gen console/src/generated/visibility.json

//go:embed console/dist
var consoleFiles embed.FS

// consolePolicy lets the page run its own scripts and style sheets, and ask its
// own server. Nothing may turn text into script, also not by mistake: that is
// what the Trusted Types lines are for.
const consolePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// consolePages are the addresses that get the shell; * stands for one step. The
// page itself decides what to draw there. Anything else is unknown.
var consolePages = []string{
	"/",
	"/sign-in",
	"/sites/*/customers",
	"/sites/*/customers/*",
	"/sites/*/customers/*/revoke",
	"/sites/*/customers/*/grant",
	"/sites/*/customers/*/delete",
	"/sites/*/customers/*/rename",
	"/sites/*/customers/*/reset-password",
	"/sites/*/customers/*/resend",
	"/sites/*/invite",
	"/sites/*/see-as",
	"/sites/*/requests",
	"/sites/*/requests/*",
	"/sites/*/jobs",
	"/sites/*/jobs/*",
	"/sites/*/deletions",
	"/sites/*/deletions/*",
	"/sites/*/audit",
	"/settings/tokens",
	"/settings/sites",
}

// asset is a file of the console, as it lies and compressed. It is compressed at
// the start, in milliseconds, so that the committed files stay readable by diff.
type asset struct {
	body, gzipped []byte
	kind, etag    string
	immutable     bool
}

// Console serves the console: its shell at its pages, and the files the shell
// asks for. It answers 404 to every other path.
func Console() (http.Handler, error) {
	assets, err := loadAssets(consoleFiles, "console/dist")
	if err != nil {
		return nil, err
	}
	shell, ok := assets["/index.html"]
	if !ok {
		return nil, fmt.Errorf("web: the console was not built: run npm run build in internal/web/console")
	}
	delete(assets, "/index.html")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		found, ok := assets[r.URL.Path]
		if !ok && isConsolePage(r.URL.Path) {
			found, ok = shell, true
		}
		switch {
		case !ok:
			http.NotFound(w, r)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "Use GET.", http.StatusMethodNotAllowed)
		default:
			found.serve(w, r)
		}
	}), nil
}

func (a asset) serve(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Content-Security-Policy", consolePolicy)
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Type", a.kind)
	header.Set("ETag", a.etag)
	header.Set("Vary", "Accept-Encoding")
	header.Set("Cache-Control", "no-cache")
	if a.immutable {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if r.Header.Get("If-None-Match") == a.etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := a.body
	if len(a.gzipped) < len(body) && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		header.Set("Content-Encoding", "gzip")
		body = a.gzipped
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		w.Write(body)
	}
}

func isConsolePage(address string) bool {
	steps := strings.Split(address, "/")
	for _, page := range consolePages {
		if matches(strings.Split(page, "/"), steps) {
			return true
		}
	}
	return false
}

func matches(pattern, steps []string) bool {
	if len(pattern) != len(steps) {
		return false
	}
	for i, step := range steps {
		if pattern[i] != step && (pattern[i] != "*" || step == "") {
			return false
		}
	}
	return true
}

func loadAssets(files embed.FS, dir string) (map[string]asset, error) {
	loaded := map[string]asset{}
	err := fs.WalkDir(files, dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		gzipped, err := compress(body)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		address := strings.TrimPrefix(name, dir)
		loaded[address] = asset{
			body: body, gzipped: gzipped, kind: kindOf(name), etag: `"` + hex.EncodeToString(sum[:12]) + `"`,
			immutable: strings.HasPrefix(address, "/assets/"),
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	return loaded, nil
}

// kindOf names the types of our own files itself where Go would ask the machine,
// which may have no list of types or another one.
func kindOf(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return mime.TypeByExtension(path.Ext(name))
}

func compress(body []byte) ([]byte, error) {
	var out bytes.Buffer
	writer, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(writer, bytes.NewReader(body)); err != nil {
		return nil, err
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
