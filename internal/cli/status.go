package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"gatehouse/search"
)

type statusCommand struct{ *Console }

const statusHelp = `Tells how the server of a data directory stands: what it serves, how far the search
index is behind, what waits to be erased from the files. The same figures, and more,
are at /metrics (-ops-addr) for machines.

  gatehouse status -data ./data

Exit code 1 where no server runs, or where it does not answer every surface yet.`

// serverStatus says how a server stands.
type serverStatus struct {
	Process int           `json:"process"`
	Version string        `json:"version"`
	URL     string        `json:"url"`
	Metrics string        `json:"metrics,omitempty"`
	Since   time.Time     `json:"since"`
	Ready   bool          `json:"ready"`
	Search  searchStatus  `json:"search"`
	Figures statusFigures `json:"figures"`
}

type searchStatus struct {
	State     search.State `json:"state"`
	Documents int          `json:"documents"`
	Behind    int64        `json:"behind"`          // Changes.
	Done      int          `json:"done,omitempty"`  // Accounts of an index that is being built.
	Total     int          `json:"total,omitempty"` // Of so many.
}

type statusFigures struct {
	Active        int64      `json:"active"`
	Revoked       int64      `json:"revoked"`
	Deleted       int64      `json:"deleted"`
	Holds         int64      `json:"holds"`
	ToErase       int        `json:"toErase"`
	OldestToErase *time.Time `json:"oldestToErase"`
	DatabaseBytes int64      `json:"databaseBytes"`
	WALBytes      int64      `json:"walBytes"`
}

// status answers the command over the control socket.
func (s *Server) status(ctx context.Context, _ progress) (any, error) {
	f, err := s.deployment.store.Figures(asSystem(ctx))
	if err != nil {
		return nil, err
	}
	stats := s.index.Stats()
	report := serverStatus{
		Process: os.Getpid(), Version: version().Version, URL: s.URL(), Metrics: s.seen.url(), Since: s.since,
		Ready:  len(s.unready(ctx)) == 0,
		Search: searchStatus{State: stats.State, Documents: stats.Documents, Behind: stats.Lag},
		Figures: statusFigures{
			Active: f.Active, Revoked: f.Revoked, Deleted: f.Deleted, Holds: f.Holds, ToErase: f.ToErase,
			OldestToErase: optional(f.Oldest), DatabaseBytes: f.Database, WALBytes: f.WAL,
		},
	}
	if stats.Rebuild != nil {
		report.Search.Done, report.Search.Total = stats.Rebuild.Done, stats.Rebuild.Total
	}
	return report, nil
}

// Run asks the running server and prints what it says.
func (c *statusCommand) Run(ctx context.Context, args []string) error {
	f := c.flags("status [-data DIR] [-json]", statusHelp)
	dir, asJSON := f.data(), f.json()
	if err := f.none(args); err != nil {
		return err
	}
	if err := mustExist(*dir); err != nil {
		return err
	}
	conn, err := dialControl(ctx, *dir)
	if err != nil {
		return fmt.Errorf("no server runs on %s: start one with: gatehouse serve -data %s", *dir, *dir)
	}
	if err := conn.Close(); err != nil {
		return err
	}
	answer, err := askServer(ctx, *dir, "/status", func(int64, int64) {})
	if err != nil {
		return plain(err)
	}
	var report serverStatus
	if err := json.Unmarshal(answer, &report); err != nil {
		return err
	}
	if *asJSON {
		err = c.printJSON(report)
	} else {
		err = c.printStatus(report)
	}
	if err == nil && !report.Ready {
		err = errors.New("not every surface answers yet")
	}
	return err
}

func (c *statusCommand) printStatus(s serverStatus) error {
	now := c.Now()
	return c.table(func(row func(...any)) {
		row("server", fmt.Sprintf("%s, process %d, version %s", s.URL, s.Process, s.Version))
		row("up", fmt.Sprintf("%s, since %s", now.Sub(s.Since).Round(time.Second), moment(s.Since)))
		if s.Metrics != "" {
			row("metrics", s.Metrics)
		}
		row("search", searchLine(s.Search))
		row("accounts", fmt.Sprintf("%d active, %d revoked, %d deleted", s.Figures.Active, s.Figures.Revoked, s.Figures.Deleted))
		row("holds", s.Figures.Holds)
		row("to erase", eraseLine(s.Figures, now))
		row("database", fmt.Sprintf("%s, write-ahead log %s", bytesText(s.Figures.DatabaseBytes), bytesText(s.Figures.WALBytes)))
	})
}

func searchLine(s searchStatus) string {
	line := fmt.Sprintf("%s, %d documents, %d changes behind", s.State, s.Documents, s.Behind)
	if s.Total > 0 {
		line += fmt.Sprintf("; an index is being built: %d of %d accounts", s.Done, s.Total)
	}
	return line
}

func eraseLine(f statusFigures, now time.Time) string {
	if f.ToErase == 0 || f.OldestToErase == nil {
		return "nothing"
	}
	return fmt.Sprintf("%d, the oldest for %s", f.ToErase, now.Sub(*f.OldestToErase).Round(time.Second))
}

// bytesText writes a size as people read it.
func bytesText(n int64) string {
	value, unit := float64(n), "B"
	for _, next := range []string{"kB", "MB", "GB", "TB"} {
		if value < 1000 {
			break
		}
		value, unit = value/1000, next
	}
	if unit == "B" {
		return fmt.Sprintf("%d B", n)
	}
	return fmt.Sprintf("%.1f %s", value, unit)
}
