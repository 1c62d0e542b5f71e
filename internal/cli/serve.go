package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
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
work beside it.

Addresses: / and /graphiql for people, /graphql for programs, /healthz (the process
lives), /readyz (every surface answers).`

// Limits of the garbage collector, where the environment sets none. The heap is
// small (the index is mapped, not read), so collecting it four times more rarely
// saves a fifth of the CPU time; the limit keeps the whole below 300 MiB.
const (
	gcPercent   = 400
	memoryLimit = 200 << 20
)

// Run serves until the context ends.
func (c *serveCommand) Run(ctx context.Context, args []string) error {
	f := c.flags("serve [-data DIR] [-addr HOST:PORT] [flags]", serveHelp)
	config := Config{Now: c.Now}
	dir := f.data()
	f.StringVar(&config.Addr, "addr", "127.0.0.1:8080", "`HOST:PORT` to listen on; port 0 takes a free one")
	f.BoolVar(&config.Introspection, "introspection", true, "answer questions about the schema, which GraphiQL needs")
	f.BoolVar(&config.Plans, "plans", true, "answer hot reads by compiled plans; false: all by the generated code, which gives the same answers")
	f.BoolVar(&config.BehindTLS, "behind-tls", false, "a proxy in front speaks https: give cookies to https alone")
	f.BoolVar(&config.Samples, "samples", false, "fill a new deployment with sample accounts and requests")
	f.StringVar(&config.DeletionsLog, "deletions-log", "", "`FILE` that deletions are logged to, on another disk than the backups; without it deletions.log in the data directory")
	f.BoolVar(&config.AcceptMissingDeletions, "accept-missing-deletions", false, "start once although the deletions log is lost; it is audited")
	f.StringVar(&config.TLSCert, "tls-cert", "", "speak https with the certificate in `FILE` (PEM; behind it those that vouch for it); read at the start")
	f.StringVar(&config.TLSKey, "tls-key", "", "`FILE` of the certificate's private key (PEM)")
	f.IntVar(&config.MaxRequests, "max-requests", 0, "work on at most `N` requests at once; of the others 8 N wait, 2 seconds at most, and the rest get 503; 0: 64 a core")
	f.IntVar(&config.RateLimit, "rate-limit", 0, "take at most `N` requests a second from each token, and answer 429 to the others; 0: no limit")
	f.StringVar(&config.AddressHeader, "address-header", "", "the `HEADER` in which a proxy in front tells a client's address, as X-Forwarded-For; calls without a valid token are counted by it. Set it only where the proxy does")
	access := f.Bool("access-log", true, "log one line a request")
	format := f.String("log-format", "text", "`FORMAT` of the log on standard error: text or json")
	f.setting("addr", "introspection", "plans", "behind-tls", "samples", "deletions-log", "tls-cert", "tls-key", "max-requests", "rate-limit", "address-header", "access-log", "log-format")
	if err := f.none(args); err != nil {
		return err
	}
	if config.MaxRequests < 0 || config.RateLimit < 0 {
		return misused("gatehouse serve -h", "-max-requests and -rate-limit can't be below 0")
	}
	config.DataDir = *dir
	buffered := newLineBuffer(c.Err)
	defer buffered.stop()
	var err error
	if config.Log, err = logger(c.Err, *format); err != nil {
		return err
	}
	if *access {
		if config.Access, err = logger(buffered, *format); err != nil {
			return err
		}
	}
	limitMemory(c.Env)
	server, err := NewServer(ctx, config)
	if err != nil {
		return err
	}
	server.ready = func() { c.greet(ctx, server) }
	return server.Run(ctx)
}

func logger(out io.Writer, format string) (*slog.Logger, error) {
	switch strings.ToLower(format) {
	case "json":
		return slog.New(slog.NewJSONHandler(out, nil)), nil
	case "text":
		return slog.New(slog.NewTextHandler(out, nil)), nil
	}
	return nil, misused("gatehouse serve -log-format json", "-log-format is text or json, not %q", format)
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
