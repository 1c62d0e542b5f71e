package httpd_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"gatehouse/account"
	"gatehouse/internal/testkit"
)

// TestBulk sends lines of every kind, good and bad, as everybody.
func TestBulk(t *testing.T) {
	s := testkit.Start(t, testkit.WithSamples())
	site := s.Site("help")
	ann, err := s.Store().InviteCustomer(testkit.System(), site.ID, "ann@lines.example", "Ann")
	if err != nil {
		t.Fatal(err)
	}
	admin := s.Token(account.OrganizationAdmin, "")
	post := func(token, query, body string, headers ...string) (int, string) {
		headers = append([]string{"Authorization", "Bearer " + token, "Content-Type", "application/x-ndjson", "Idempotency-Key", account.NewID(account.JobKind).String()}, headers...)
		response, text := send(t, s, "POST", "/bulk?"+query, body, headers...)
		return response.StatusCode, text
	}
	lines := "\xEF\xBB\xBF" + `{"email":"ann@lines.example"}` + "\r\n\n" + fmt.Sprintf(`{"id":%q}`, ann.ID) + "\n" +
		`{"email":"` + strings.Repeat("x", 1<<19) + `@lines.example"}` + "\n" + "{\"email\":\"\xff\"}\n" + `{"email":["a"]}` + "\n" + `{"id":"cus_x"}` + "\n{}"
	for _, test := range []struct {
		role        account.Role
		query, body string
		status      int
		want        string
	}{
		{account.OrganizationAdmin, "site=help&action=REVOKE", lines, 202, `"total":7`},
		{account.SiteAdmin, "site=help&action=GRANT", lines, 202, `"total":7`},
		{account.SiteAdmin, "site=help&action=DELETE", lines, 403, "FORBIDDEN"},
		{account.SiteAdmin, "site=afar&action=GRANT", lines, 404, "NOT_FOUND"},
		{account.Agent, "site=help&action=GRANT", lines, 403, "FORBIDDEN"},
		{account.IdentityProvider, "site=help&action=GRANT", lines, 403, "FORBIDDEN"},
		{account.OrganizationAdmin, "site=help&action=DELETE", lines, 409, "CONFIRM_COUNT_MISMATCH"},
		{account.OrganizationAdmin, "site=help&action=DELETE&confirmCount=7&dryRun=true", lines, 202, `"dryRun":true`},
		{account.OrganizationAdmin, "site=help&action=FREEZE", lines, 400, "INVALID_INPUT"},
		{account.OrganizationAdmin, "site=help&action=GRANT&email=ann@lines.example", lines, 400, "People belong into the body"},
		{account.OrganizationAdmin, "site=help&action=GRANT&dryRun=perhaps", lines, 400, "dryRun"},
		{account.OrganizationAdmin, "site=help&action=GRANT", "", 400, "empty"},
		{account.OrganizationAdmin, "site=help&action=GRANT", `[{"email":"a"}]`, 400, "JSON array"},
		{account.OrganizationAdmin, "site=help&action=GRANT", "\xFF\xFEx\x00", 400, "UTF-16"},
		{account.OrganizationAdmin, "site=help&action=GRANT", `{"email":"` + strings.Repeat("x", 2<<20) + `"}`, 400, "longer than 1 MiB"},
		{account.OrganizationAdmin, "site=help&action=GRANT", strings.Repeat("{}\n", account.MaxBulkLines+1), 400, "more than 100000 lines"},
		{account.OrganizationAdmin, "site=help&action=GRANT", strings.Repeat(strings.Repeat(" ", 1000)+"\n", 34<<10), 413, "larger than 32 MiB"},
	} {
		key := ""
		if test.role.OfOneSite() {
			key = "help"
		}
		if status, text := post(s.Token(test.role, key), test.query, test.body); status != test.status || !strings.Contains(text, test.want) {
			t.Errorf("%v, %s, %.20q: got %d %.300s, want %d with %q", test.role, test.query, test.body, status, text, test.status, test.want)
		}
	}
	if response, _ := send(t, s, "GET", "/bulk", "", "Authorization", "Bearer "+admin); response.StatusCode != 405 {
		t.Errorf("GET: got %d, want 405", response.StatusCode)
	}
	if status, _ := post("wrong", "site=help&action=GRANT", lines); status != 401 {
		t.Errorf("nobody: got %d, want 401", status)
	}
	if status, _ := post(admin, "site=help&action=GRANT", lines, "Content-Type", "text/csv"); status != 415 {
		t.Errorf("CSV: got %d, want 415", status)
	}

	// The same key and lines: the same job; other lines: refused.
	key := []string{"Idempotency-Key", "once"}
	_, first := post(admin, "site=help&action=REVOKE", lines, key...)
	if _, again := post(admin, "site=help&action=REVOKE", lines, key...); jobOf(t, again) != jobOf(t, first) {
		t.Errorf("again: got %s, want the job of %s", again, first)
	}
	if status, text := post(admin, "site=help&action=REVOKE", "{}", key...); status != 409 || !strings.Contains(text, "IDEMPOTENCY_KEY_REUSED") {
		t.Errorf("other lines: got %d %s, want 409", status, text)
	}
	id, err := account.ParseID(jobOf(t, first))
	if err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(patience)
	for {
		j, _, err := s.Store().JobByID(testkit.System(), id)
		if err != nil || time.Now().After(deadline) {
			t.Fatalf("the job is %s: %v", j.State, err)
		}
		if j.State == account.JobDone {
			break
		}
	}
	rows, err := s.Store().JobOutcomes(testkit.System(), id, "", account.Page{Size: 100})
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, line := range rows.Items {
		got += fmt.Sprintf("%d %s\n", line.Line, line.Code)
	}
	want := "3 DUPLICATE_LINE\n4 INVALID_EMAIL\n5 UNREADABLE_LINE\n6 UNREADABLE_LINE\n7 INVALID_ID\n8 UNREADABLE_LINE\n"
	if !strings.HasSuffix(got, want) || !strings.HasPrefix(got, "1 ") {
		t.Errorf("got\n%swant line 1 and\n%s", got, want)
	}
}

func jobOf(t *testing.T, text string) string {
	t.Helper()
	var answer struct{ Job struct{ ID string } }
	if err := json.Unmarshal([]byte(text), &answer); err != nil || answer.Job.ID == "" {
		t.Fatalf("no job in %s", text)
	}
	return answer.Job.ID
}
