package cli

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
)

type versionCommand struct{ *Console }

// release is the version that `make release` builds, put in by the linker.
var release string

type versionReport struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Modified bool   `json:"modified,omitempty"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// Run prints what the binary was built from.
func (c *versionCommand) Run(_ context.Context, args []string) error {
	f := c.flags("version [-json]", "Prints what this binary was built from.")
	asJSON := f.json()
	if err := f.none(args); err != nil {
		return err
	}
	report := version()
	if *asJSON {
		return c.printJSON(report)
	}
	fmt.Fprintf(c.Out, "gatehouse %s", report.Version)
	if report.Revision != "" {
		fmt.Fprintf(c.Out, " (%.12s)", report.Revision)
	}
	fmt.Fprintf(c.Out, " %s %s\n", report.Go, report.Platform)
	return nil
}

func version() versionReport {
	report := versionReport{Version: "unknown", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return report
	}
	report.Version = cmp.Or(release, info.Main.Version)
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			report.Revision = setting.Value
		case "vcs.modified":
			report.Modified = setting.Value == "true"
		}
	}
	return report
}
