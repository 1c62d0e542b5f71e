package cli

import (
	"context"
	"fmt"
	"time"

	"gatehouse/search"
	"gatehouse/store"
)

// erasureReport is what verify -erasure found.
type erasureReport struct {
	OK          bool     `json:"ok"`
	Waiting     int      `json:"erasuresWaiting"`
	Overwritten int      `json:"placesOverwritten"` // Copies that changes of living accounts left since the last erasure.
	Pages       int      `json:"databasePages"`
	Segments    int      `json:"indexSegments"`
	Terms       int      `json:"indexTerms"`
	Documents   int      `json:"indexDocuments"`
	Problems    []string `json:"problems"`
}

// verifyErasure proves that the files hold nothing of anybody who was deleted,
// renamed or given another address, by decoding what the engines wrote. Copies of
// living rows that page splits left since the last erasure are overwritten first:
// of an erased person they can't be.
func verifyErasure(ctx context.Context, truth *store.Store, index *search.Index) (erasureReport, error) {
	ctx = asSystem(ctx)
	report := erasureReport{Problems: []string{}}
	var oldest time.Time
	var err error
	if report.Waiting, oldest, err = truth.ErasuresWaiting(ctx); err != nil {
		return report, err
	}
	if report.Waiting > 0 {
		report.Problems = append(report.Problems, fmt.Sprintf("%d erasures wait, the oldest since %s: a running server does them within seconds", report.Waiting, oldest.Format("2006-01-02 15:04:05 UTC")))
	}
	if report.Overwritten, err = truth.Scrub(ctx); err != nil {
		return report, err
	}
	inStore, err := truth.RemnantsRunning(ctx)
	if err != nil {
		return report, fmt.Errorf("decode the database: %w", err)
	}
	inIndex, err := index.Remnants(ctx)
	if err != nil {
		return report, fmt.Errorf("decode the search index: %w", err)
	}
	report.Pages, report.Segments = inStore.Pages, inIndex.Segments
	report.Terms, report.Documents = inIndex.Terms, inIndex.Documents
	for _, r := range inStore.Remnants {
		report.Problems = append(report.Problems, "database: "+r.String())
	}
	for _, r := range inIndex.Remnants {
		report.Problems = append(report.Problems, "search index: "+r.String())
	}
	if more := inStore.Found + inIndex.Found - len(inStore.Remnants) - len(inIndex.Remnants); more > 0 {
		report.Problems = append(report.Problems, fmt.Sprintf("and %d more places", more))
	}
	report.OK = len(report.Problems) == 0
	return report, nil
}

func (r erasureReport) print(c *Console) {
	for _, problem := range r.Problems {
		fmt.Fprintf(c.Err, "LEFT: %s\n", problem)
	}
	fmt.Fprintf(c.Out, "database  %d pages decoded, %d places overwritten first\nindex     %d segments, %d terms, %d documents decoded\n",
		r.Pages, r.Overwritten, r.Segments, r.Terms, r.Documents)
	if r.OK {
		fmt.Fprintln(c.Out, "Nothing of erased people is in the files.")
	}
}
