package harness

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// Limit starts the framework's ceiling: gqlgen with resolvers that give constants.
func (h *Harness) Limit(ctx context.Context) (*Process, error) {
	return h.peer(ctx, "limit", h.Port+1)
}

// Bare starts a handler of net/http that knows the answer to an access check.
func (h *Harness) Bare(ctx context.Context) (*Process, error) {
	return h.peer(ctx, "bare", h.Port+4)
}

// Postgres starts gqlgen over PostgreSQL with a dataset in it.
func (h *Harness) Postgres(ctx context.Context, size string) (*Process, error) {
	port := strconv.Itoa(h.Port + 3)
	c := exec.CommandContext(ctx, filepath.Join(h.Module, "peers", "postgres", "up"), size)
	c.Env = append(os.Environ(), "BENCH_SCRATCH="+h.Scratch, "PGPORT="+port)
	c.Stdout, c.Stderr = os.Stderr, os.Stderr
	if err := c.Run(); err != nil {
		return nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	p, err := h.peer(ctx, "gqlgenpg", h.Port+2, "-db", "postgres://bench@127.0.0.1:"+port+"/cust_"+size+"?sslmode=disable")
	if err != nil {
		return nil, errors.Join(err, h.StopPostgres())
	}
	return p, nil
}

// StopPostgres ends the database.
func (h *Harness) StopPostgres() error {
	c := exec.Command(filepath.Join(h.Module, "peers", "postgres", "down"))
	c.Env = append(os.Environ(), "BENCH_SCRATCH="+h.Scratch)
	c.Stdout, c.Stderr = os.Stderr, os.Stderr
	return c.Run()
}

func (h *Harness) peer(ctx context.Context, name string, port int, arguments ...string) (*Process, error) {
	p, err := h.start(ctx, name, port, append(arguments, "-addr", "127.0.0.1:"+strconv.Itoa(port))...)
	if err != nil {
		return nil, err
	}
	if err := p.await(ctx, "/", time.Minute); err != nil {
		return nil, errors.Join(err, p.Stop())
	}
	return p, nil
}

// Target writes what the load generator needs to know of a server that runs.
func (h *Harness) Target(p *Process, token string) (string, error) {
	text, err := os.ReadFile(filepath.Join(h.Module, "targets", p.Name+".json"))
	if err != nil {
		return "", err
	}
	var target map[string]any
	if err := json.Unmarshal(text, &target); err != nil {
		return "", err
	}
	target["url"] = p.URL + "/graphql"
	target["pidfiles"] = map[string]string{"app": filepath.Join(h.Scratch, p.Name+".pid")}
	if p.Name == "gqlgenpg" {
		target["pidfiles"] = map[string]string{"app": filepath.Join(h.Scratch, "gqlgenpg.pid"), "database": filepath.Join(h.Scratch, "postgres.pid")}
	}
	if token != "" {
		target["headers"] = map[string]string{"Authorization": "Bearer " + token}
	}
	text, err = json.MarshalIndent(target, "", "  ")
	if err != nil {
		return "", err
	}
	file := filepath.Join(h.Scratch, "targets", p.Name+".json")
	return file, os.WriteFile(file, text, 0o600)
}
