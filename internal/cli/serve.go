package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
)

type serveCommand struct{ *Console }

const serveHelp = `Runs the server. In an empty directory it makes a working deployment first:
organization, site "help", and a first token for an organization admin. The token
goes to DIR/first-token, and to the terminal if there is one; never into a log.

  gatehouse serve -data ./data -addr 127.0.0.1:8080

Once every surface answers it logs "listening". It stops gracefully at SIGTERM and
SIGINT: requests under way end (10 seconds at most), the index is flushed. One
server may run on a directory; a second one is refused at once. Other commands
work beside it. A listening socket that was handed over (LISTEN_FDS, as systemd does)
is taken in place of -addr: connections wait in it while the server is restarted.

Addresses: / and /graphiql for people, /graphql for programs, /healthz (the process
lives), /readyz (every surface answers).`

// Limits of the garbage collector, where the environment sets none. The heap is small
// (the index is mapped, not read), so collecting it less often costs little memory. A
// higher percentage would take a million accounts past 300 MiB while many change.
const (
	gcPercent   = 150
	memoryLimit = 200 << 20
)

// Run serves until the context ends.
func (c *serveCommand) Run(ctx context.Context, args []string) error {
	config := Config{Now: c.Now}
	f, settings := c.serveFlags(&config)
	if err := f.none(args); err != nil {
		return err
	}
	if err := settings.apply(c.Console, &config); err != nil {
		return err
	}
	if settings.printConfig {
		return f.printConfig()
	}
	buffered := newLineBuffer(c.Err)
	defer buffered.stop()
	if settings.access {
		var err error
		// Its lines are of level info, whatever else is left out.
		if config.Access, err = logger(buffered, settings.logFormat, "info"); err != nil {
			return err
		}
	}
	limitMemory(c.Env)
	var err error
	if config.Listener, err = handedOver(c.Env); err != nil {
		return err
	}
	server, err := NewServer(ctx, config)
	if err != nil {
		return err
	}
	server.ready = func() { c.greet(ctx, server) }
	return server.Run(ctx)
}

func limitMemory(env func(string) (string, bool)) {
	if _, set := env("GOGC"); !set {
		debug.SetGCPercent(gcPercent)
	}
	if _, set := env("GOMEMLIMIT"); !set {
		debug.SetMemoryLimit(memoryLimit)
	}
}

// greet tells a person at a terminal where to go. The links carry the first token
// in the fragment, which browsers send to nobody, while it is there and works.
func (c *serveCommand) greet(ctx context.Context, s *Server) {
	out := c.Out
	if _, ok := terminal(out); !ok {
		out = c.Err
	}
	if _, ok := terminal(out); !ok {
		return
	}
	fragment := ""
	path := filepath.Join(s.config.DataDir, firstTokenFile)
	fmt.Fprintf(out, "\nGatehouse is ready.\n")
	if secret, err := os.ReadFile(path); err == nil {
		token := strings.TrimSpace(string(secret))
		if _, _, err := s.deployment.store.Authenticate(ctx, token); err == nil {
			fragment = "#token=" + token
			fmt.Fprintf(out, "  Token     %s (also in %s)\n", token, path)
		}
	}
	fmt.Fprintf(out, "  Console   %s/%s\n  GraphiQL  %s/graphiql%s\n\n", s.URL(), fragment, s.URL(), fragment)
}
