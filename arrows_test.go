package main

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// arrows says what each package may import of this module. A package that is not
// listed may import nothing but the domain; so the table below is the picture of
// docs/architecture.md, kept.
var arrows = map[string][]string{
	"gatehouse":                  {"gatehouse/internal/cli"},
	"gatehouse/account":          {},
	"gatehouse/graph":            {"gatehouse/account", "gatehouse/graph/generated", "gatehouse/graph/model", "gatehouse/graph/plan"},
	"gatehouse/graph/generated":  {"gatehouse/graph/model"},
	"gatehouse/graph/model":      {"gatehouse/account"},
	"gatehouse/graph/plan":       {"gatehouse/graph/generated", "gatehouse/graph/model"},
	"gatehouse/internal/httpd":   {"gatehouse/account", "gatehouse/graph", "gatehouse/internal/bound", "gatehouse/internal/web"},
	"gatehouse/internal/portal":  {"gatehouse/account", "gatehouse/internal/bound"},
	"gatehouse/internal/cli":     {anything},
	"gatehouse/internal/testkit": {anything},
}

const anything = "*"

// alone says which single package may import an engine, and why.
var alone = []struct{ engine, owner, why string }{
	{"github.com/mattn/go-sqlite3", "gatehouse/store", "the store is the only one to know that the truth is SQLite"},
	{"database/sql", "gatehouse/store", "the store is the only one to know that the truth is a database"},
	{"github.com/blevesearch/bleve/v2", "gatehouse/search", "search is the only one to know that the index is Bleve"},
}

// httpFree lists the packages that may not import net/http.
var httpFree = []string{"gatehouse/account", "gatehouse/store", "gatehouse/search"}

type listed struct {
	ImportPath string
	Imports    []string
}

// TestArrows fails when a package imports what the design keeps from it.
func TestArrows(t *testing.T) {
	for _, p := range list(t) {
		allowed, known := arrows[p.ImportPath]
		if !known {
			allowed = []string{"gatehouse/account"}
		}
		for _, imported := range p.Imports {
			if ours(imported) && !slices.Contains(allowed, anything) && !slices.Contains(allowed, imported) {
				t.Errorf("%s imports %s: only internal/cli holds the parts together; declare the interface you need instead (docs/architecture.md)", p.ImportPath, imported)
			}
			for _, e := range alone {
				if (imported == e.engine || strings.HasPrefix(imported, e.engine+"/")) && p.ImportPath != e.owner {
					t.Errorf("%s imports %s: %s", p.ImportPath, imported, e.why)
				}
			}
			if imported == "net/http" && slices.Contains(httpFree, p.ImportPath) {
				t.Errorf("%s imports net/http: the domain, the store and the search know no HTTP", p.ImportPath)
			}
		}
	}
}

// TestDomainIsPure fails when the domain learns of a clock, a file or a process.
func TestDomainIsPure(t *testing.T) {
	for _, p := range list(t) {
		if p.ImportPath != "gatehouse/account" {
			continue
		}
		for _, impure := range []string{"os", "net", "database/sql", "log", "log/slog", "io/fs", "math/rand", "math/rand/v2"} {
			if slices.Contains(p.Imports, impure) {
				t.Errorf("account imports %s: the domain knows no engine, no HTTP and no machine", impure)
			}
		}
	}
}

func ours(path string) bool { return path == "gatehouse" || strings.HasPrefix(path, "gatehouse/") }

func list(t *testing.T) []listed {
	t.Helper()
	var errors bytes.Buffer
	command := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
	command.Stderr = &errors
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, errors.String())
	}
	var all []listed
	for decoder := json.NewDecoder(bytes.NewReader(out)); decoder.More(); {
		var p listed
		if err := decoder.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 5 {
		t.Fatalf("go list found %d packages, want the whole module", len(all))
	}
	return all
}
