package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// limits ties the rows of docs/limits.md to the constants that make them true. A
// row is found by its beginning; the constant stands in it in the given form, where
// %d has commas between thousands.
var limits = []struct {
	folder, constant string
	row, form        string
	unit             int64 // What one of the form's is; 0: one.
}{
	{"graph", "maxBody", "body of a request", "%d MB", 1 << 20},
	{"graph", "maxTokens", "tokens of a document", "%d", 0},
	{"graph", "maxDepth", "depth of a document", "%d levels of fields", 0},
	{"graph", "maxNested", "depth of a document", "%d with fragments", 0},
	{"graph", "maxFields", "fields of an operation", "%d", 0},
	{"graph", "maxUnfolded", "what operations and fragments", "%d fields", 0},
	{"graph", "maxPairs", "fields of one name", "%d pairs", 0},
	{"graph", "maxErrors", "errors told", "first %d", 0},
	{"graph", "maxComplexity", "cost:", "| %d |", 0},
	{"graph", "countCost", "cost:", "`totalCount` costs %d", 0},
	{"graph", "searchCost", "cost:", "search %d", 0},
	{"graph", "maxIDs", "ids in one question", "%d", 0},
	{"graph", "maxTyped", "text in a picker", "%d characters", 0},
	{"graph", "cachedDocuments", "parsed documents", "%d of at most", 0},
	{"graph", "maxCachedText", "parsed documents", "%d kB", 1 << 10},
	{"graph", "cachedDocuments", "persisted queries", "%d", 0},
	{"account", "MaxPageSize", "page size", "0 to %d", 0},
	{"account", "DefaultPageSize", "page size", "%d unless told", 0},
	{"account", "maxEmailOctets", "e-mail address", "%d octets", 0},
	{"account", "MaxNameLength", "display name", "1 to %d characters", 0},
	{"account", "maxReason", "reason of a revoke", "%d characters", 0},
	{"store", "maxParticipants", "participants of a request", "%d", 0},
	{"store", "maxRows", "accounts kept in memory", "%d", 0},
	{"store", "groupSize", "waiting changes in one commit", "%d", 0},
	{"store", "sessionLength", "session of the console", "%d h", int64(time.Hour)},
	{"search", "maxRanked", "ranked matches", "%d", 0},
	{"search", "overlayLimit", "commits that the search index", "%d", 0},
	{"internal/httpd", "slotsPerCore", "requests to `/graphql` and", "%d a core", 0},
	{"internal/httpd", "waitersPerSlot", "requests that wait", "%d for each", 0},
	{"internal/httpd", "maxWait", "requests that wait", "%d s each", int64(time.Second)},
	{"internal/httpd", "anonymousRate", "requests without a valid token", "%d a second", 0},
	{"internal/httpd", "anonymousBurst", "requests without a valid token", "%d at once", 0},
	{"store", "maxWebhooks", "webhooks of a site", "| %d |", 0},
	{"store", "maxDeadLetters", "dead letters of a webhook", "%d", 0},
	{"internal/hooks", "maxURL", "address of a webhook", "%d octets", 0},
	{"internal/hooks", "tryTime", "time for a try", "%d s", int64(time.Second)},
	{"internal/hooks", "maxAnswer", "answer that is read of a target", "%d KiB of the body", 1 << 10},
	{"internal/hooks", "maxHeaders", "answer that is read of a target", "%d KiB of headers", 1 << 10},
	{"internal/hooks", "maxInFlight", "tries at once", "%d, one", 0},
	{"internal/hooks", "maxTests", "tries at once", "%d by", 0},
	{"internal/hooks", "restMost", "rest behind a try", "%d minutes", int64(time.Minute)},
	{"internal/hooks", "maxWaiting", "events of a webhook that wait", "%d", 0},
	{"internal/hooks", "noteEvery", "events that come again", "%d of each", 0},
	{"internal/hooks", "maxOverlap", "hours for which a former", "0 to %d", 0},
	{"internal/scim", "maxBody", "body of a SCIM request", "%d MB", 1 << 20},
	{"internal/scim", "maxOperations", "operations of a PATCH", "%d", 0},
	{"internal/scim", "maxPage", "users of a page", "%d", 0},
	{"internal/scim", "maxStart", "first user of a page", "%d", 0},
	{"internal/scim", "maxFilter", "filter | 1", "%d bytes", 0},
	{"internal/scim", "maxBrackets", "filter | 1", "%d brackets", 0},
	{"internal/scim", "maxPath", "path of a PATCH", "%d bytes", 0},
	{"internal/mail", "maxQueue", "mails that wait", "%d", 0},
	{"internal/mail", "lastTry", "time for mails", "%d s", int64(time.Second)},
	{"internal/cli", "drainTime", "time for requests under way", "%d s", int64(time.Second)},
}

// TestLimitsAreDocumented compares the documented limits with the code's.
func TestLimitsAreDocumented(t *testing.T) {
	text, err := os.ReadFile("docs/limits.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	known := map[string]map[string]string{}
	for _, l := range limits {
		if known[l.folder] == nil {
			known[l.folder] = constants(t, l.folder)
		}
		expression, there := known[l.folder][l.constant]
		if !there {
			t.Errorf("%s has no constant %s: name the one that makes the row %q true", l.folder, l.constant, l.row)
			continue
		}
		value, err := types.Eval(token.NewFileSet(), nil, token.NoPos, expression)
		if err != nil {
			t.Errorf("%s.%s = %s: %v", l.folder, l.constant, expression, err)
			continue
		}
		n, _ := constant.Int64Val(constant.ToInt(value.Value))
		want := strings.Replace(l.form, "%d", thousands(n/max(l.unit, 1)), 1)
		if row := rowOf(page, l.row); !strings.Contains(row, want) {
			t.Errorf("docs/limits.md has %q, want %q in it, as %s.%s says", row, want, l.folder, l.constant)
		}
	}
}

// constants gives the constants of a package as they are written, in the words of
// the language alone.
func constants(t *testing.T, folder string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s has no files: %v", folder, err)
	}
	all := map[string]string{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			group, ok := d.(*ast.GenDecl)
			if !ok || group.Tok != token.CONST {
				continue
			}
			for _, s := range group.Specs {
				for i, value := range s.(*ast.ValueSpec).Values {
					all[s.(*ast.ValueSpec).Names[i].Name] = units.Replace(types.ExprString(value))
				}
			}
		}
	}
	return all
}

var units = strings.NewReplacer("time.Hour", "3600000000000", "time.Minute", "60000000000", "time.Second", "1000000000", "time.Millisecond", "1000000")

func rowOf(page, beginning string) string {
	for line := range strings.Lines(page) {
		if strings.HasPrefix(line, "| "+beginning) {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

func thousands(n int64) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return thousands(n/1000) + fmt.Sprintf(",%03d", n%1000)
}
