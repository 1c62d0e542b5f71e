package cli

import (
	"errors"
	"strings"

	"gatehouse/account"
)

// act is the second word of a command that has several.
type act struct {
	name string
	run  func(args []string) error
}

// pick runs the act that the arguments name.
func (c *Console) pick(command, about string, args []string, acts []act) error {
	names := make([]string, len(acts))
	for i, a := range acts {
		names[i] = a.name
	}
	f := c.flags(command+" "+strings.Join(names, "|")+" [flags]", about+"\n\nHelp on one: gatehouse "+command+" "+names[0]+" -h")
	if len(args) == 0 {
		return misused("gatehouse "+command+" "+names[0]+" -h", "%s what? It takes %s", command, strings.Join(names, ", "))
	}
	for _, a := range acts {
		if a.name == args[0] {
			return a.run(args[1:])
		}
	}
	if _, err := f.parse(args); err != nil {
		return err
	}
	return misused("gatehouse "+command+" -h", "there is no %q in %s; it takes %s", args[0], command, strings.Join(names, ", "))
}

// plain leaves a refusal's code out of what a person reads.
func plain(err error) error {
	var refusal *account.Error
	if errors.As(err, &refusal) {
		return errors.New(refusal.Message)
	}
	return err
}
