package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"
)

// Exit codes. Scripts rely on them.
const (
	exitDone   = 0
	exitFailed = 1 // It was understood and could not be done.
	exitUsage  = 2 // It was not understood.
)

// Console is what a command has of the world around it.
type Console struct {
	In       io.Reader
	Out, Err io.Writer
	Env      func(string) (string, bool)
	Now      func() time.Time
}

// command is one subcommand.
type command interface {
	Run(ctx context.Context, args []string) error
}

var commands = []struct {
	name, summary string
	make          func(*Console) command
}{
	{"serve", "run the server", func(c *Console) command { return &serveCommand{c} }},
	{"status", "tell how a running server stands", func(c *Console) command { return &statusCommand{c} }},
	{"site", "make and list sites", func(c *Console) command { return &siteCommand{c} }},
	{"token", "make, list and revoke access tokens", func(c *Console) command { return &tokenCommand{c} }},
	{"import", "take accounts in from a CSV or NDJSON file", func(c *Console) command { return &importCommand{c} }},
	{"export", "write accounts to a CSV or NDJSON file", func(c *Console) command { return &exportCommand{c} }},
	{"bulk", "revoke, grant, delete or invite many accounts", func(c *Console) command { return &bulkCommand{c} }},
	{"reindex", "build the search index anew", func(c *Console) command { return &reindexCommand{c} }},
	{"verify", "check store, audit log and index", func(c *Console) command { return &verifyCommand{c} }},
	{"backup", "copy a deployment while it runs", func(c *Console) command { return &backupCommand{c} }},
	{"restore", "put a backup in place", func(c *Console) command { return &restoreCommand{c} }},
	{"keys", "list and exchange the secret keys", func(c *Console) command { return &keysCommand{c} }},
	{"version", "print the version", func(c *Console) command { return &versionCommand{c} }},
}

// Main runs the command line and gives the exit code.
func Main(ctx context.Context, args []string, console *Console) int {
	err := run(ctx, args, console)
	var usage *usageError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitDone
	case errors.As(err, &usage):
		fmt.Fprintf(console.Err, "gatehouse: %s\n", usage.problem)
		if usage.try != "" {
			fmt.Fprintf(console.Err, "Try: %s\n", usage.try)
		}
		return exitUsage
	default:
		fmt.Fprintf(console.Err, "gatehouse: %v\n", err)
		return exitFailed
	}
}

func run(ctx context.Context, args []string, console *Console) error {
	if len(args) == 0 {
		fmt.Fprint(console.Err, overview())
		return misused("gatehouse serve -data ./data", "which command?")
	}
	name := args[0]
	if name == "help" && len(args) > 1 {
		name, args = args[1], []string{args[1], "-h"}
	}
	switch name {
	case "help", "-h", "-help", "--help":
		fmt.Fprint(console.Out, overview())
		return nil
	case "-version", "--version":
		name = "version"
	}
	for _, c := range commands {
		if c.name == name {
			return c.make(console).Run(ctx, args[1:])
		}
	}
	return misused("gatehouse -h", "there is no command %q", name)
}

func overview() string {
	var b strings.Builder
	b.WriteString("Gatehouse keeps the customer accounts of a help center.\n\nUsage: gatehouse COMMAND [flags]\n\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "  %-9s %s\n", c.name, c.summary)
	}
	b.WriteString("\nBegin with: gatehouse serve -data ./data\n" +
		"Help on a command: gatehouse COMMAND -h\n" +
		"Settings may stand in the environment as GATEHOUSE_DATA, GATEHOUSE_ADDR and so on; a flag wins.\n" +
		"Exit codes: 0 done, 1 failed, 2 not understood.\n")
	return b.String()
}

// usageError is a command line that was not understood, with the line to try.
type usageError struct{ problem, try string }

func (e *usageError) Error() string { return e.problem }

func misused(try, problem string, args ...any) error {
	return &usageError{fmt.Sprintf(problem, args...), try}
}
