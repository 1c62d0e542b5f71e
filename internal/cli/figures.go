package cli

import (
	"context"
	"time"

	"gatehouse/internal/telemetry"
	"gatehouse/search"
)

// searchStates are the values of the state's label, of which one is 1.
var searchStates = []search.State{search.Building, search.CatchingUp, search.Serving, search.Failing}

var searchFigures = []telemetry.Figure{
	{Name: "gatehouse_search_state", Help: "1 for the state that the search index is in.", Label: "state"},
	{Name: "gatehouse_search_lag_changes", Help: "Committed changes that are not in the index yet; the overlay finds them meanwhile."},
	{Name: "gatehouse_search_overlay_accounts", Help: "Accounts in the overlay of changes that are not in the index yet."},
	{Name: "gatehouse_search_documents", Help: "Documents in the index."},
	{Name: "gatehouse_search_segments", Help: "Segments of the index."},
	{Name: "gatehouse_search_rebuild_done_accounts", Help: "Accounts in the index that is being built; missing while none is."},
	{Name: "gatehouse_search_rebuild_total_accounts", Help: "Accounts that the index being built will have; missing while none is."},
}

func searchValues(s search.Stats) map[string]map[string]float64 {
	states := map[string]float64{}
	for _, state := range searchStates {
		states[string(state)] = 0
	}
	states[string(s.State)] = 1
	values := map[string]map[string]float64{
		"gatehouse_search_state":            states,
		"gatehouse_search_lag_changes":      telemetry.One(float64(s.Lag)),
		"gatehouse_search_overlay_accounts": telemetry.One(float64(s.Overlay)),
		"gatehouse_search_documents":        telemetry.One(float64(s.Documents)),
		"gatehouse_search_segments":         telemetry.One(float64(s.Segments)),
	}
	if s.Rebuild != nil {
		values["gatehouse_search_rebuild_done_accounts"] = telemetry.One(float64(s.Rebuild.Done))
		values["gatehouse_search_rebuild_total_accounts"] = telemetry.One(float64(s.Rebuild.Total))
	}
	return values
}

var storeFigures = []telemetry.Figure{
	{Name: "gatehouse_accounts", Help: "Accounts by status; DELETED are the tombstones.", Label: "status"},
	{Name: "gatehouse_holds", Help: "Addresses that can't be invited yet."},
	{Name: "gatehouse_sessions", Help: "Sessions by what they open; ended ones are included until they are removed.", Label: "door"},
	{Name: "gatehouse_jobs", Help: "Bulk jobs that are not done, by state.", Label: "state"},
	{Name: "gatehouse_writer_queue_changes", Help: "Changes that wait for the writer."},
	{Name: "gatehouse_erasure_backlog", Help: "Changes whose traces are still to be erased from the files."},
	{Name: "gatehouse_erasure_oldest_seconds", Help: "Age of the oldest of them; 0 where there is none."},
	{Name: "gatehouse_database_bytes", Help: "Size of the database and of its write-ahead log.", Label: "file"},
}

func (s *Server) storeValues(ctx context.Context) (map[string]map[string]float64, error) {
	f, err := s.deployment.store.Figures(asSystem(ctx))
	if err != nil {
		return nil, err
	}
	return map[string]map[string]float64{
		"gatehouse_accounts": {
			"ACTIVE": float64(f.Active), "REVOKED": float64(f.Revoked), "DELETED": float64(f.Deleted),
		},
		"gatehouse_holds":                  telemetry.One(float64(f.Holds)),
		"gatehouse_sessions":               {"console": float64(f.Sessions), "portal": float64(f.Portal)},
		"gatehouse_jobs":                   {"queued": float64(f.Queued), "running": float64(f.Running)},
		"gatehouse_writer_queue_changes":   telemetry.One(float64(f.Waiting)),
		"gatehouse_erasure_backlog":        telemetry.One(float64(f.ToErase)),
		"gatehouse_erasure_oldest_seconds": telemetry.One(s.age(f.Oldest)),
		"gatehouse_database_bytes":         {"main": float64(f.Database), "wal": float64(f.WAL)},
	}, nil
}

var planFigures = []telemetry.Figure{
	{Name: "gatehouse_plan_operations_total", Help: "Operations answered by a compiled plan (hit), and by the generated code, by why.", Label: "outcome", Counter: true},
}

var webhookFigures = []telemetry.Figure{
	{Name: "gatehouse_webhooks", Help: "Webhooks by state.", Label: "state"},
	{Name: "gatehouse_webhook_tries_total", Help: "Tries to deliver an event, by outcome.", Label: "outcome", Counter: true},
	{Name: "gatehouse_webhook_waiting_events", Help: "Events that failed and wait for their next try, of all webhooks."},
	{Name: "gatehouse_webhook_dead_letters", Help: "Events that were given up and are kept, of all webhooks."},
	{Name: "gatehouse_webhook_oldest_seconds", Help: "Age of the oldest event that an active webhook still has to deliver; 0 where there is none."},
}

func (s *Server) webhookValues(ctx context.Context) (map[string]map[string]float64, error) {
	f, err := s.deployment.store.WebhookFigures(asSystem(ctx))
	if err != nil {
		return nil, err
	}
	tries := map[string]float64{}
	for outcome, n := range s.webhooks.Tried() {
		tries[string(outcome)] = float64(n)
	}
	return map[string]map[string]float64{
		"gatehouse_webhooks":               {"active": float64(f.Active), "paused": float64(f.Paused)},
		"gatehouse_webhook_tries_total":    tries,
		"gatehouse_webhook_waiting_events": telemetry.One(float64(f.Waiting)),
		"gatehouse_webhook_dead_letters":   telemetry.One(float64(f.DeadLetters)),
		"gatehouse_webhook_oldest_seconds": telemetry.One(s.age(f.Oldest)),
	}, nil
}

var workFigures = []telemetry.Figure{
	{Name: "gatehouse_job_lines_total", Help: "Lines of bulk jobs by what became of them; dry_run: of dry runs, which change nothing.", Label: "outcome", Counter: true},
	{Name: "gatehouse_mails_waiting", Help: "Mails that wait for the mail server; missing where none is set."},
	{Name: "gatehouse_mails_total", Help: "Mails by what became of them; retried: tries that the server put off.", Label: "outcome", Counter: true},
	{Name: "gatehouse_streams", Help: "WebSockets and event streams that are open."},
	{Name: "gatehouse_streams_ended_total", Help: "Streams that have ended, by why; refused: there was no room.", Label: "why", Counter: true},
}

func (s *Server) workValues(context.Context) (map[string]map[string]float64, error) {
	lines := s.jobs.Lines()
	open, ended := s.streams.Stats()
	whys := map[string]float64{}
	for why, n := range ended {
		whys[why] = float64(n)
	}
	values := map[string]map[string]float64{
		"gatehouse_job_lines_total": {
			"changed": float64(lines.Changed), "unchanged": float64(lines.Unchanged), "refused": float64(lines.Refused), "dry_run": float64(lines.DryRun),
		},
		"gatehouse_streams":             telemetry.One(float64(open)),
		"gatehouse_streams_ended_total": whys,
	}
	if s.mailer != nil {
		m := s.mailer.Stats()
		values["gatehouse_mails_waiting"] = telemetry.One(float64(m.Queued))
		values["gatehouse_mails_total"] = map[string]float64{
			"sent": float64(m.Sent), "retried": float64(m.Retried), "refused": float64(m.Refused), "skipped": float64(m.Skipped), "dropped": float64(m.Dropped),
		}
	}
	return values, nil
}

// age is how long ago something was, in seconds; 0 for the zero time.
func (s *Server) age(at time.Time) float64 {
	if at.IsZero() {
		return 0
	}
	return s.config.Now().Sub(at).Seconds()
}

// watch adds what the parts of a server tell of themselves.
func (t *telemetryParts) watch(s *Server, plans func() map[string]int64) {
	telemetry.RegisterFigures(t.registry, "search", searchFigures, func(context.Context) (map[string]map[string]float64, error) {
		return searchValues(s.index.Stats()), nil
	})
	telemetry.RegisterFigures(t.registry, "store", storeFigures, s.storeValues)
	telemetry.RegisterFigures(t.registry, "erasure", erasureFigures, s.eraser.values)
	telemetry.RegisterFigures(t.registry, "work", workFigures, s.workValues)
	telemetry.RegisterFigures(t.registry, "webhooks", webhookFigures, s.webhookValues)
	telemetry.RegisterFigures(t.registry, "plans", planFigures, func(context.Context) (map[string]map[string]float64, error) {
		outcomes := map[string]float64{}
		for outcome, n := range plans() {
			outcomes[outcome] = float64(n)
		}
		return map[string]map[string]float64{"gatehouse_plan_operations_total": outcomes}, nil
	})
}
