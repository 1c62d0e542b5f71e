package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
)

// flagSet is the flags of one command, with what its help says.
type flagSet struct {
	*flag.FlagSet
	console  *Console
	synopsis string // The line of use, behind "gatehouse ".
	about    string
	settings []string          // Flags that may stand in the environment and in the settings file.
	secrets  []string          // Settings whose values are printed nowhere.
	file     *string           // The settings file; nil where a command takes none.
	from     map[string]string // Where each setting that is set has its value from.
}

func (c *Console) flags(synopsis, about string) *flagSet {
	f := &flagSet{FlagSet: flag.NewFlagSet("", flag.ContinueOnError), console: c, synopsis: synopsis, about: about}
	f.SetOutput(io.Discard)
	return f
}

// data defines -data, which nearly every command has, and -config, the file that
// may hold it.
func (f *flagSet) data() *string {
	dir := f.String("data", "./data", "`DIR` that holds the deployment")
	f.file = f.String("config", "", "read settings from `FILE` (TOML); environment and flags win over it [GATEHOUSE_CONFIG]")
	f.setting("data")
	return dir
}

func (f *flagSet) json() *bool { return f.Bool("json", false, "print JSON for programs") }

// setting lets a flag stand in the settings file too, as log-format, and in the
// environment, as GATEHOUSE_LOG_FORMAT.
func (f *flagSet) setting(names ...string) { f.settings = append(f.settings, names...) }

func variable(name string) string {
	return "GATEHOUSE_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
}

// parse reads the command line, the environment and the settings file, of which the
// first to set a flag wins, and gives what is no flag. Flags may stand before and
// behind it.
func (f *flagSet) parse(args []string) ([]string, error) {
	var rest []string
	for {
		err := f.Parse(args)
		switch {
		case errors.Is(err, flag.ErrHelp):
			f.help()
			return nil, err
		case err != nil:
			return nil, misused("gatehouse "+f.command()+" -h", "%v", err)
		}
		args = f.Args()
		if len(args) == 0 {
			return rest, f.settle()
		}
		rest, args = append(rest, args[0]), args[1:]
	}
}

// none is parse for commands that take flags alone.
func (f *flagSet) none(args []string) error {
	rest, err := f.parse(args)
	if err == nil && len(rest) > 0 {
		return misused("gatehouse "+f.command()+" -h", "%q is one argument too many", rest[0])
	}
	return err
}

// command gives the words of the synopsis up to its first flag or place holder.
func (f *flagSet) command() string {
	words := strings.Fields(f.synopsis)
	end := slices.IndexFunc(words, func(w string) bool { return strings.ContainsAny(w[:1], "[-") || w == strings.ToUpper(w) })
	if end < 0 {
		end = len(words)
	}
	return strings.Join(words[:end], " ")
}

func (f *flagSet) help() {
	out := f.console.Out
	fmt.Fprintf(out, "Usage: gatehouse %s\n\n%s\n", f.synopsis, strings.TrimSpace(f.about))
	first := true
	f.VisitAll(func(one *flag.Flag) {
		if first {
			fmt.Fprint(out, "\nFlags:\n")
			first = false
		}
		value, usage := flag.UnquoteUsage(one)
		fmt.Fprintf(out, "  -%s", one.Name)
		if value != "" {
			fmt.Fprintf(out, " %s", value)
		}
		fmt.Fprintf(out, "\n      %s", usage)
		if one.DefValue != "" && one.DefValue != "false" {
			fmt.Fprintf(out, " (default %s)", one.DefValue)
		}
		if slices.Contains(f.settings, one.Name) {
			fmt.Fprintf(out, " [%s]", variable(one.Name))
		}
		fmt.Fprintln(out)
	})
}
