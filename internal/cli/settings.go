package cli

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// settle gives every setting that no flag has set its value from the environment,
// and else from the settings file.
func (f *flagSet) settle() error {
	f.from = map[string]string{}
	f.Visit(func(one *flag.Flag) { f.from[one.Name] = "-" + one.Name })
	file, path, err := f.readFile()
	if err != nil {
		return err
	}
	for _, name := range f.settings {
		if f.from[name] != "" {
			continue
		}
		source, value, set := variable(name), "", false
		// An empty variable says nothing: whatever starts containers sets such ones.
		if value, set = f.console.Env(source); !set || value == "" {
			source = path
			value, set = file[name]
		}
		if !set {
			continue
		}
		if err := f.Set(name, value); err != nil {
			if source == path {
				source = path + ": " + name
			}
			return misused("", "%s can't be %q: %v (gatehouse %s -h explains it)", source, value, err, f.command())
		}
		f.from[name] = source
	}
	return nil
}

// readFile reads the settings file, if one is named: names of flags without the
// hyphen in front, and their values. A name that is no setting of any command is
// refused, so that a slip of the pen is seen.
func (f *flagSet) readFile() (values map[string]string, path string, err error) {
	if f.file == nil {
		return nil, "", nil
	}
	path = *f.file
	if path == "" {
		path, _ = f.console.Env(variable("config"))
	}
	if path == "" {
		return nil, "", nil
	}
	var read map[string]any
	if _, err := toml.DecodeFile(path, &read); err != nil {
		var syntax toml.ParseError
		if errors.As(err, &syntax) {
			return nil, path, misused("", "%s, line %d: %s; write settings as name = \"value\"", path, syntax.Position.Line, syntax.Message)
		}
		return nil, path, misused("", "read the settings: %v; name the file with -config or GATEHOUSE_CONFIG", err)
	}
	known, _ := f.console.serveFlags(&Config{})
	values = map[string]string{}
	for name, value := range read {
		if !slices.Contains(known.settings, name) && !slices.Contains(f.settings, name) {
			return nil, path, misused("", "%s: there is no setting %q; gatehouse serve -print-config lists them all", path, name)
		}
		text, err := settingText(value)
		if err != nil {
			return nil, path, misused("", "%s: %s can't be %v; write it as %s = \"value\"", path, name, err, name)
		}
		values[name] = text
	}
	return values, path, nil
}

// settingText gives a value of the settings file as a flag takes it.
func settingText(value any) (string, error) {
	switch v := value.(type) {
	case string, bool, int64, float64:
		return fmt.Sprint(v), nil
	case []any:
		parts := make([]string, len(v))
		for i, one := range v {
			part, ok := one.(string)
			if !ok {
				return "", errors.New("a list of anything but texts")
			}
			parts[i] = part
		}
		return strings.Join(parts, ","), nil
	}
	return "", errors.New("a table")
}

// printConfig prints every setting with its value and where that comes from, in
// the form of the settings file.
func (f *flagSet) printConfig() error {
	out := f.console.Out
	fmt.Fprintf(out, "# gatehouse %s: every setting, its value, and where that comes from.\n", f.command())
	for _, name := range slices.Sorted(slices.Values(f.settings)) {
		one := f.Lookup(name)
		source := cmp.Or(f.from[name], "default")
		if slices.Contains(f.secrets, name) && one.Value.String() != "" {
			fmt.Fprintf(out, "# %s is hidden  # %s\n", name, source)
			continue
		}
		value, err := tomlText(one)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s = %s  # %s\n", name, value, source)
	}
	return nil
}

// tomlText writes a flag's value as TOML.
func tomlText(one *flag.Flag) (string, error) {
	value := any(one.Value.String())
	if typed, ok := one.Value.(flag.Getter); ok {
		switch v := typed.Get().(type) {
		case bool, int, int64, uint, uint64, float64:
			value = v
		}
	}
	text, err := toml.Marshal(map[string]any{"v": value})
	return strings.TrimSpace(strings.TrimPrefix(string(text), "v = ")), err
}
