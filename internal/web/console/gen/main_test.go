package main

import (
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCommittedTableIsFresh fails when the domain's table has changed and the
// console would still explain the old one.
func TestCommittedTableIsFresh(t *testing.T) {
	got, err := os.ReadFile("../src/generated/visibility.json")
	if err != nil {
		t.Fatal(err)
	}
	want, err := table()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("src/generated/visibility.json is stale; run go generate ./internal/web, then npm run build in internal/web/console:\n%s", diff)
	}
}
