package cli

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var writeReference = flag.Bool("update-settings", false, "write docs/settings.md anew")

// TestSettingsReference holds docs/settings.md to the flags of serve, from which it
// is printed.
func TestSettingsReference(t *testing.T) {
	const path = "../../docs/settings.md"
	want := settingsReference()
	if *writeReference {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/settings.md is not what the flags say; run go test ./internal/cli -update-settings (-want +got):\n%s", diff)
	}
}

const settingsIntro = `# Settings

Printed from the flags of ` + "`gatehouse serve`" + `. A setting stands in one of three places, and the
first that has it wins: the flag (` + "`-rate-limit 50`" + `), the environment (` + "`GATEHOUSE_RATE_LIMIT=50`" + `), the
settings file (` + "`rate-limit = 50`" + `, in TOML). The file is named by ` + "`-config FILE`" + ` or ` + "`GATEHOUSE_CONFIG`" + `, and
other commands take what they need (` + "`data`, `deletions-log`" + `) from the same file.
` + "`gatehouse serve -print-config`" + ` prints what is in force, and from where.

A setting that can't be is told at the start in one line, with the cure. Exit code 2: the line is to
be changed; 1: the machine is (a port that is taken, a directory that can't be written, a
certificate that ended). ` + "`GOGC` and `GOMEMLIMIT`" + ` do what they do for every Go program; without them
the collector runs at 150 % with a limit of 200 MiB.

| setting | default | what it does |
|---|---|---|
`

func settingsReference() string {
	f, _ := (&Console{}).serveFlags(&Config{})
	var b strings.Builder
	b.WriteString(settingsIntro)
	for _, name := range slices.Sorted(slices.Values(f.settings)) {
		one := f.Lookup(name)
		value, usage := flag.UnquoteUsage(one)
		shown := one.DefValue
		if shown == "" {
			shown = "–"
		} else {
			shown = "`" + shown + "`"
		}
		fmt.Fprintf(&b, "| `%s` %s | %s | %s |\n", name, value, shown, usage)
	}
	return b.String()
}
