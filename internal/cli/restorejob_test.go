package cli_test

import (
	"fmt"
	"os/exec"
	"testing"

	"gatehouse/account"
	"gatehouse/internal/testkit"
	"gatehouse/store"
)

// TestRestoreEndsJobs backs a deployment up while a job is half-way, and restores it:
// the job has failed there, says why, and its other lines are never begun.
func TestRestoreEndsJobs(t *testing.T) {
	s := testkit.Start(t)
	site := s.Site("help").ID
	rows := make([]account.ImportRow, 250)
	lines := make([]account.JobLine, len(rows))
	for i := range rows {
		rows[i] = account.ImportRow{ID: account.NewID(account.CustomerKind), Email: fmt.Sprintf("p%d@acme.example", i), DisplayName: "Pat", Status: account.Active}
		lines[i] = account.JobLine{Line: i + 1, Customer: rows[i].ID}
	}
	if _, err := s.Store().ImportCustomers(testkit.System(), site, rows); err != nil {
		t.Fatal(err)
	}
	s.Stop()
	job := begin(t, s, account.NewJob{Site: site, Action: account.BulkRevoke, Key: "half-way", Lines: lines})
	backup := t.TempDir() + "/backup"
	command(t, "backup", "-data", s.Dir, "-to", backup)
	command(t, "restore", "-from", backup, "-data", s.Dir, "-force")
	s.Restart()

	answer := s.Query(s.Token(account.OrganizationAdmin, ""), `query($id: ID!) { job(id: $id) { state failure counts { done changed } }
		site(key: "help") { counts { active revoked } } }`, map[string]any{"id": job.String()})
	got := fmt.Sprint(answer.Data, answer.Errors)
	want := "map[job:map[counts:map[changed:100 done:100] failure:RESTORED state:FAILED] site:map[counts:map[active:150 revoked:100]]] []"
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if live, err := s.Store().LiveJobs(testkit.System()); err != nil || len(live) != 0 {
		t.Errorf("got %v under way, error %v; want none", live, err)
	}
}

// begin starts a job behind the back of a stopped server and does its first step.
func begin(t *testing.T, s *testkit.Server, job account.NewJob) account.ID {
	t.Helper()
	ctx := testkit.System()
	kept, err := store.Open(ctx, store.Options{Dir: s.Dir, Now: s.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	started, _, err := kept.StartJob(ctx, job)
	if err != nil {
		t.Fatal(err)
	}
	if step, err := kept.WorkJob(ctx, started.ID); err != nil || step.Ended {
		t.Fatalf("got %+v, error %v; want the job half-way", step, err)
	}
	if err := kept.Close(); err != nil {
		t.Fatal(err)
	}
	return started.ID
}

// command runs a command to its end.
func command(t *testing.T, arguments ...string) {
	t.Helper()
	if out, err := exec.Command("gatehouse", arguments...).CombinedOutput(); err != nil {
		t.Fatalf("gatehouse %s: %v\n%s", arguments[0], err, out)
	}
}
