// Command gatehouse keeps the customer accounts of a help center.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"gatehouse/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second signal ends the process at once, as if nobody had asked for the first.
	context.AfterFunc(ctx, stop)
	os.Exit(cli.Main(ctx, os.Args[1:], &cli.Console{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.LookupEnv, Now: time.Now,
	}))
}
