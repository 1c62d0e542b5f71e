package crash

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"time"
)

// quiet measures, in the large run alone, what people notice of a job: revokes and
// picker look-ups of other accounts, one after the other, without a job and beside
// one. It asserts nothing: the figures are for docs/bulk.md.
func (b *bulkRun) quiet() {
	b.t.Helper()
	if os.Getenv("GATEHOUSE_BULK_ACCOUNTS") == "" {
		return
	}
	without := b.calls(300, func() bool { return true })
	j := b.job("REVOKE", nil)
	beside := b.calls(3000, func() bool {
		now := b.ask(`query($id:ID!){job(id:$id){state}}`, map[string]any{"id": j.ID}).Job
		return now.State == "RUNNING" || now.State == "QUEUED"
	})
	b.wait(j.ID, nil)
	b.wait(b.job("GRANT", nil).ID, nil)
	for _, what := range []string{"revokeAccess", "userPicker"} {
		a, c := without[what], beside[what]
		b.t.Logf("%s: p50 %s without a job, %s beside one (%.1f ×); p99 %s and %s (%.1f ×); %d and %d calls", what,
			at(a, 50), at(c, 50), ratio(at(c, 50), at(a, 50)), at(a, 99), at(c, 99), ratio(at(c, 99), at(a, 99)), len(a), len(c))
	}
}

func (b *bulkRun) calls(most int, goOn func() bool) map[string][]time.Duration {
	b.t.Helper()
	took := map[string][]time.Duration{}
	ids := b.calm()
	for i := 0; i < most && (i%20 > 0 || goOn()); i++ {
		act := []string{"revokeAccess", "grantAccess"}[i/len(ids)%2]
		begin := time.Now()
		b.ask(`mutation($id:ID!){`+act+`(input:{customerId:$id}){changed}}`, map[string]any{"id": ids[i%len(ids)]})
		took["revokeAccess"] = append(took["revokeAccess"], time.Since(begin))
		begin = time.Now()
		b.ask(`query($q:String!){site(key:"help"){userPicker(query:$q){customerId}}}`, map[string]any{"q": fmt.Sprintf("other%d", i%400)})
		took["userPicker"] = append(took["userPicker"], time.Since(begin))
	}
	return took
}

// calm gives the ids of accounts that no job is about.
func (b *bulkRun) calm() []string {
	b.t.Helper()
	a, err := b.p.ask(`{site(key:"help"){userPicker(query:"other",first:100){customerId}}}`, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return regexp.MustCompile("cus_[0-9a-f]{32}").FindAllString(string(a.Data["site"]), -1)
}

func at(all []time.Duration, percent int) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[min(len(sorted)-1, len(sorted)*percent/100)].Round(10 * time.Microsecond)
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(max(b, 1)) }
