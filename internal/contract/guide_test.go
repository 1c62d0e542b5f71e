package contract

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gatehouse/account"
	"gatehouse/internal/testkit"
)

const guide = "../../docs/api.md"

var (
	named   = regexp.MustCompile(`^(?:#|//) ([a-z]+\.(?:ts|py)): `)
	printed = regexp.MustCompile(`(?m)^(?:#|//) → (.*)$`)
)

// TestGuide runs every example of docs/api.md, in order, against a live server, and
// looks for what the example says that it prints.
func TestGuide(t *testing.T) {
	for _, tool := range []string{"bash", "curl", "node", "python3"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is missing, and the examples of %s need it: on Debian, apt-get install bash curl nodejs python3", tool, guide)
		}
	}
	s := testkit.Start(t, testkit.WithSamples())
	dir := t.TempDir()
	environment := append(os.Environ(), "URL="+s.URL, "TOKEN="+s.Token(account.OrganizationAdmin, ""))
	blocks := testkit.Examples(t, guide)
	if len(blocks) < 12 {
		t.Fatalf("got %d examples, want a dozen at least", len(blocks))
	}
	for i, b := range blocks {
		kind, setup, code := b.Kind, b.Setup, b.Code
		path := filepath.Join(dir, fmt.Sprintf("example%d.%s", i, map[string]string{"sh": "sh", "ts": "mjs", "python": "py"}[kind]))
		if name := named.FindStringSubmatch(code); name != nil {
			path = filepath.Join(dir, strings.Replace(name[1], ".ts", ".mjs", 1))
		}
		// The examples in TypeScript have no types that this Node would stumble over:
		// but for the name of the module they are JavaScript.
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(code, "./graphql.ts", "./graphql.mjs")), 0o600); err != nil {
			t.Fatal(err)
		}
		want := printed.FindAllStringSubmatch(code, -1)
		if len(want) == 0 && !setup {
			t.Errorf("example %d says nothing of what it prints:\n%s", i, code)
		}
		command := exec.CommandContext(t.Context(), map[string]string{"sh": "bash", "ts": "node", "python": "python3"}[kind], path)
		if kind == "sh" {
			command.Args = []string{"bash", "-eu", "-o", "pipefail", path}
		}
		command.Dir, command.Env = dir, environment
		out, err := command.CombinedOutput()
		if err != nil {
			t.Errorf("example %d ends with %v:\n%s\n%s", i, err, code, out)
			continue
		}
		rest := string(out)
		for _, w := range want {
			_, after, found := strings.Cut(rest, w[1])
			if !found {
				t.Errorf("example %d prints\n%s\nwant %q in it:\n%s", i, out, w[1], code)
			}
			rest = after
		}
	}
}
