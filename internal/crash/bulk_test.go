package crash

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// bulkSize is how many accounts the bulk scenario has: a few in make test, 50,000
// in make bulk-run.
func bulkSize() (accounts, kills, deletes int) {
	n, err := strconv.Atoi(os.Getenv("GATEHOUSE_BULK_ACCOUNTS"))
	if err != nil || n < 1000 {
		return 1500, 2, 60
	}
	return n, 5, n / 25
}

// TestBulk revokes many accounts behind a dry run, with kills in the middle; grants
// them back; deletes some; and proves the report, the log and the files.
func TestBulk(t *testing.T) {
	n, kills, deletes := bulkSize()
	b := &bulkRun{t: t, dir: t.TempDir()}
	b.fill(n)
	b.p = start(t, b.dir)
	b.site = b.ask(`{site(key:"help"){id}}`, nil).Site.ID
	single := b.single(min(n/10, 300))

	dry := b.job("REVOKE", map[string]any{"dryRun": true})
	dry = b.wait(dry.ID, nil)
	before := b.revokes()
	begin := time.Now()
	run := b.job("REVOKE", nil)
	killed := 0
	run = b.wait(run.ID, func(done, total int) bool {
		// The first kill comes at once, when nothing can be done yet; the others
		// are spread over the job.
		if killed == kills || done < total*killed/kills || killed > 0 && done == total {
			return false
		}
		killed++
		b.p.kill()
		b.p = start(t, b.dir)
		return true
	})
	took := time.Since(begin)
	if run.Counts != dry.Counts || run.Counts.Changed != n || run.State != "DONE" {
		t.Errorf("the run says %+v %s, the dry run said %+v; want %d changed", run.Counts, run.State, dry.Counts, n)
	}
	if killed < 1 {
		t.Error("the server was not killed: the scenario proves nothing")
	}
	if got := b.revokes() - before; got != n {
		t.Errorf("the log has %d revokes of the run, want each account once: %d", got, n)
	}
	b.complete(run)
	t.Logf("%d accounts revoked, %d kills, %.1f s with the restarts; single mutations, one after the other: %.0f/s", n, killed, took.Seconds(), single)

	begin = time.Now()
	grant := b.wait(b.job("GRANT", nil).ID, nil)
	rate := float64(n) / time.Since(begin).Seconds()
	if grant.Counts.Changed != n {
		t.Errorf("granted back: got %+v, want %d changed", grant.Counts, n)
	}
	t.Logf("granted back: %.0f/s, %.1f × the single mutations", rate, rate/single)
	b.quiet()
	b.erase(deletes)
}

// bulkRun is a deployment with many accounts of one domain.
type bulkRun struct {
	t    *testing.T
	dir  string
	p    *process
	site string
	ids  []string
}

type bulkCounts struct{ Total, Done, Changed, Unchanged, Refused int }

type bulkJob struct {
	ID, State string
	Counts    bulkCounts
}

type bulkData struct {
	Site struct {
		ID       string
		AuditLog struct{ TotalCount int }
		Counts   struct{ Total int }
	}
	Job          *bulkJobWithOutcomes
	StartBulkJob struct {
		Job        *bulkJob
		UserErrors []struct{ Code, Message string }
	}
}

type bulkJobWithOutcomes struct {
	bulkJob
	Outcomes struct {
		PageInfo struct {
			HasNextPage bool
			EndCursor   string
		}
		Nodes []struct {
			Line       int
			CustomerID string
			Code       string
		}
	}
}

// fill takes the accounts in before the server starts.
func (b *bulkRun) fill(n int) {
	b.t.Helper()
	var rows strings.Builder
	rows.WriteString("id,name,email\n")
	for i := range n {
		id := fmt.Sprintf("0198c0de-0000-7000-8000-%012x", i)
		b.ids = append(b.ids, "cus_"+strings.ReplaceAll(id, "-", ""))
		fmt.Fprintf(&rows, "%s,Qwxzbulk Person,qwxzmail%d@bulk.example\n", id, i)
	}
	for i := range 400 {
		fmt.Fprintf(&rows, ",Other Person,other%d@calm.example\n", i)
	}
	file := filepath.Join(b.t.TempDir(), "people.csv")
	if err := os.WriteFile(file, []byte(rows.String()), 0o600); err != nil {
		b.t.Fatal(err)
	}
	if text, err := run("import", "-data", b.dir, "-site", "help", file); err != nil {
		b.t.Fatalf("import: %v\n%s", err, text)
	}
}

func (b *bulkRun) ask(document string, variables map[string]any) (data bulkData) {
	b.t.Helper()
	if _, err := b.p.post(document, variables, &data); err != nil {
		b.t.Fatalf("%s: %v", document, err)
	}
	return data
}

// single measures single mutations, one after the other: revokes and grants.
func (b *bulkRun) single(n int) (perSecond float64) {
	b.t.Helper()
	begin := time.Now()
	for _, act := range []string{"revokeAccess", "grantAccess"} {
		for _, id := range b.ids[:n] {
			b.ask(`mutation($id:ID!){`+act+`(input:{customerId:$id}){changed}}`, map[string]any{"id": id})
		}
	}
	return float64(2*n) / time.Since(begin).Seconds()
}

// job starts a job over the domain, or over what more says.
func (b *bulkRun) job(action string, more map[string]any) bulkJob {
	b.t.Helper()
	input := map[string]any{"siteId": b.site, "action": action, "idempotencyKey": fmt.Sprint(action, time.Now().UnixNano()),
		"selector": map[string]any{"domain": "bulk.example"}}
	for name, value := range more {
		input[name] = value
	}
	j, err := b.p.startJob(input)
	if err != nil {
		b.t.Fatal(err)
	}
	return j
}

// startJob starts a bulk job.
func (p *process) startJob(input map[string]any) (bulkJob, error) {
	var data bulkData
	_, err := p.post(`mutation($in:StartBulkJobInput!){startBulkJob(input:$in){job{id state counts{total}} userErrors{code message}}}`, map[string]any{"in": input}, &data)
	if err == nil && data.StartBulkJob.Job == nil {
		err = fmt.Errorf("%v was refused: %+v", input["action"], data.StartBulkJob.UserErrors)
	}
	if err != nil {
		return bulkJob{}, err
	}
	return *data.StartBulkJob.Job, nil
}

// jobOf tells how a job stands.
func (p *process) jobOf(id string) (bulkJob, error) {
	var data bulkData
	_, err := p.post(`query($id:ID!){job(id:$id){id state counts{total done changed unchanged refused}}}`, map[string]any{"id": id}, &data)
	if err == nil && data.Job == nil {
		err = fmt.Errorf("there is no job %s", id)
	}
	if err != nil {
		return bulkJob{}, err
	}
	return data.Job.bulkJob, nil
}

func (j bulkJob) going() bool { return j.State == "QUEUED" || j.State == "RUNNING" }

// wait follows a job to its end. disturb hears of the progress, and says whether
// it killed the server.
func (b *bulkRun) wait(id string, disturb func(done, total int) bool) bulkJob {
	b.t.Helper()
	deadline := time.Now().Add(15 * time.Minute)
	for time.Now().Before(deadline) {
		j, err := b.p.jobOf(id)
		switch {
		case err != nil:
			b.t.Fatal(err)
		case disturb != nil && disturb(j.Counts.Done, j.Counts.Total):
		case j.State == "DONE":
			return j
		case !j.going():
			b.t.Fatalf("the job is %s: %+v", j.State, j.Counts)
		}
	}
	b.t.Fatal("the job does not end")
	return bulkJob{}
}

func (b *bulkRun) revokes() int {
	b.t.Helper()
	return b.ask(`{site(key:"help"){auditLog(filter:{action:REVOKE_ACCESS}){totalCount}}}`, nil).Site.AuditLog.TotalCount
}

// complete reads the whole report: each line and each account once.
func (b *bulkRun) complete(j bulkJob) {
	b.t.Helper()
	seen := map[string]bool{}
	after, line := "", 0
	for more := true; more; {
		o := b.ask(`query($id:ID!,$a:String){job(id:$id){outcomes(first:100,after:$a){pageInfo{hasNextPage endCursor} nodes{line customerId code}}}}`,
			map[string]any{"id": j.ID, "a": optionalText(after)}).Job.Outcomes
		for _, node := range o.Nodes {
			if line++; node.Line != line || node.Code != "CHANGED" || seen[node.CustomerID] {
				b.t.Fatalf("outcome %d is %+v, seen before %t", line, node, seen[node.CustomerID])
			}
			seen[node.CustomerID] = true
		}
		more, after = o.PageInfo.HasNextPage, o.PageInfo.EndCursor
	}
	if len(seen) != len(b.ids) {
		b.t.Errorf("the report has %d accounts, want %d", len(seen), len(b.ids))
	}
}

func optionalText(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// erase deletes some of the accounts and proves that the files are clean of them
// and that each has its receipt.
func (b *bulkRun) erase(n int) {
	b.t.Helper()
	begin := time.Now()
	ids := b.ids[:n]
	j := b.wait(b.job("DELETE", map[string]any{"selector": map[string]any{"ids": ids}, "confirmCount": n}).ID, nil)
	if j.Counts.Changed != n {
		b.t.Errorf("deleted: got %+v, want %d changed", j.Counts, n)
	}
	deleted := time.Since(begin)
	if err := b.receipts(ids); err != nil {
		b.t.Fatal(err)
	}
	b.t.Logf("%d accounts deleted in %.1f s, every receipt there behind %.1f s", n, deleted.Seconds(), time.Since(begin).Seconds())
	if text, err := run("verify", "-data", b.dir, "-erasure"); err != nil {
		b.t.Errorf("verify -erasure: %v\n%s", err, text)
	}
	if text, err := run("verify", "-data", b.dir); err != nil {
		b.t.Errorf("verify: %v\n%s", err, text)
	}
	if err := b.p.stop(); err != nil {
		b.t.Errorf("stop: %v", err)
	}
}

// receipts waits until each of the deleted accounts has its receipt.
func (b *bulkRun) receipts(ids []string) error {
	deadline := time.Now().Add(5 * time.Minute)
	for len(ids) > 0 {
		piece := ids[:min(100, len(ids))]
		var wanted []string
		for _, id := range piece {
			wanted = append(wanted, "del"+strings.TrimPrefix(id, "cus"))
		}
		a, err := b.p.ask(`query($ids:[ID!]!){nodes(ids:$ids){... on Deletion{receipt}}}`, map[string]any{"ids": wanted})
		if err != nil {
			return err
		}
		if strings.Count(string(a.Data["nodes"]), `"receipt":"{`) == len(piece) {
			ids = ids[len(piece):]
			continue
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("receipts are missing: %.300s", a.Data["nodes"])
		}
	}
	return nil
}
