package harness

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Deployment is a data directory of Gatehouse.
type Deployment struct {
	Dir string

	harness *Harness
}

// Import makes a new deployment of a dataset, alone, and says how long that took
// with the index.
func (h *Harness) Import(ctx context.Context, data, name string) (Deployment, time.Duration, error) {
	d := Deployment{filepath.Join(h.Scratch, "deployments", name), h}
	if err := errors.Join(os.RemoveAll(d.Dir), os.MkdirAll(filepath.Dir(d.Dir), 0o755)); err != nil {
		return d, 0, err
	}
	began := time.Now()
	err := h.run(ctx, h.Scratch, h.Bin("gatehouse"), "import", "-data", d.Dir, "-site", "help", filepath.Join(data, "customers.ndjson"))
	return d, time.Since(began), err
}

// Reindex builds the index anew, alone, and says how long that took.
func (d Deployment) Reindex(ctx context.Context) (time.Duration, error) {
	began := time.Now()
	err := d.harness.run(ctx, d.harness.Scratch, d.harness.Bin("gatehouse"), "reindex", "-data", d.Dir)
	return time.Since(began), err
}

// Size adds up the files below a part of the deployment, in bytes.
func (d Deployment) Size(pattern string) (total int64, err error) {
	roots, err := filepath.Glob(filepath.Join(d.Dir, pattern))
	for _, root := range roots {
		err = errors.Join(err, filepath.WalkDir(root, func(_ string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			info, err := e.Info()
			if err == nil {
				total += info.Size()
			}
			return err
		}))
	}
	return total, err
}

// Serve starts a server on the deployment, with flags beside those that all have, and
// says how long it took to be ready.
func (d Deployment) Serve(ctx context.Context, flags ...string) (*Process, time.Duration, error) {
	port := d.harness.Port
	began := time.Now()
	p, err := d.harness.start(ctx, "gatehouse", port, append([]string{"serve", "-data", d.Dir, "-addr", "127.0.0.1:" + strconv.Itoa(port), "-access-log=false"}, flags...)...)
	if err != nil {
		return nil, 0, err
	}
	if err := p.await(ctx, "/readyz", 10*time.Minute); err != nil {
		return nil, 0, errors.Join(err, p.Stop())
	}
	return p, time.Since(began), nil
}

// Token makes an organization admin's token.
func (d Deployment) Token(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, d.harness.Bin("gatehouse"), "token", "create", "-data", d.Dir, "-role", "ORGANIZATION_ADMIN").Output()
	return strings.TrimSpace(string(out)), err
}

// Ask sends one GraphQL document and reads its data.
func (p *Process) Ask(ctx context.Context, token, document string, variables map[string]any, data any) error {
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.URL+"/graphql", bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer := struct {
		Data   any
		Errors []struct{ Message string }
	}{Data: data}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return fmt.Errorf("status %d: %w", response.StatusCode, err)
	}
	if len(answer.Errors) > 0 {
		return errors.New(answer.Errors[0].Message)
	}
	return nil
}
