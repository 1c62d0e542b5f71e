package store

import (
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"gatehouse/account"
)

// schemas is the version of the newest schema.
func schemas(t *testing.T) int {
	t.Helper()
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		t.Fatal(err)
	}
	return len(files)
}

// TestEverySchemaHasItsFixture: whoever adds a migration keeps what it will one day
// have to bring up to date. The flag makes the fixture, once: what a schema left
// behind is never changed.
func TestEverySchemaHasItsFixture(t *testing.T) {
	newest := schemas(t)
	if _, err := os.Stat(filepath.Join(fixtures, fmt.Sprint(newest))); err != nil && *writeFixture {
		h, c := makeCast(t)
		h.castErased(c)
		h.castPortal(c)
		h.castJobs(c)
		h.castWebhooks(c)
		h.writeFixtureOf(c, newest)
	}
	for version := range newest {
		for _, name := range []string{"gatehouse.sql", "hold-keys.json", "cast.json"} {
			if _, err := os.Stat(filepath.Join(fixtures, fmt.Sprint(version+1), name)); err != nil {
				t.Errorf("schema %d: %v: put what the migration can hold into the cast (fixture_test.go), and then: go test ./store -run EverySchemaHasItsFixture -write-fixture", version+1, err)
			}
		}
	}
}

// TestUpgrade opens what each earlier schema left, and finds everybody and
// everything as it was.
func TestUpgrade(t *testing.T) {
	for version := range schemas(t) {
		t.Run(fmt.Sprint("schema ", version+1), func(t *testing.T) {
			h, c := loadFixture(t, version+1)
			before := h.rows(nil)
			h.open()
			h.admin = account.WithCaller(context.Background(), account.System())
			var ok bool
			var err error
			if h.site, ok, err = h.SiteByKey(h.admin, "help"); err != nil || !ok {
				t.Fatalf("the site: ok %t, error %v", ok, err)
			}
			head, err := h.AuditHead(h.admin)
			if got := (castHead{head.Sequence, hex.EncodeToString(head.Hash[:])}); err != nil || got != c.Head {
				t.Errorf("the audit log ends with %+v, error %v, want %+v", got, err, c.Head)
			}
			if diff := cmp.Diff(before, h.rows(before)); diff != "" {
				t.Errorf("the migrations changed rows (-before +after):\n%s", diff)
			}
			if report := h.verify(); len(report.Problems) > 0 {
				t.Errorf("the store is not as it should be: %v", report.Problems)
			}
			h.wantAccounts(c)
			h.wantDeletions(c)
			h.wantRights(c)
			h.wantJobs(c)
			if got := h.webhooks(); len(got)+len(c.Webhooks) > 0 && !cmp.Equal(got, c.Webhooks) {
				t.Errorf("the webhooks are %+v, want %+v", got, c.Webhooks)
			}
			h.wantWork(c)
		})
	}
}

// TestUpgradeIsWholeOrNothing: where a migration fails, or the process ends in the
// middle of it, the database is what it was.
func TestUpgradeIsWholeOrNothing(t *testing.T) {
	h, _ := loadFixture(t, 1)
	before := dump(t, h.dir)
	files := fstest.MapFS{"migrations/9999.sql": {Data: []byte(`
		ALTER TABLE customer ADD COLUMN half TEXT; UPDATE customer SET half = 'done'; DELETE FROM hold; INSERT INTO nothing VALUES (1);`)}}
	entries, err := migrations.ReadDir("migrations")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		text, err := migrations.ReadFile("migrations/" + entry.Name())
		if err != nil {
			t.Fatal(err)
		}
		files["migrations/"+entry.Name()] = &fstest.MapFile{Data: text}
	}
	c, err := dial(filepath.Join(h.dir, databaseFile), writing)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	if _, err := migrate(t.Context(), c, files); err == nil || !strings.Contains(err.Error(), "9999.sql (nothing was changed)") {
		t.Errorf("got %v, want the migration named", err)
	}
	if diff := cmp.Diff(before, dump(t, h.dir)); diff != "" {
		t.Errorf("a migration that failed left (-before +after):\n%s", diff)
	}
	// The end of the process: the files as they are in the middle. So little memory
	// has the pages written before the commit.
	script := "PRAGMA cache_size = 1; BEGIN IMMEDIATE;"
	for _, entry := range entries[1:] {
		script += string(files["migrations/"+entry.Name()].Data)
	}
	if err := c.script(script + "DELETE FROM hold; UPDATE customer SET name = 'half';" + strings.Repeat("UPDATE site SET name = hex(randomblob(9000));", 20)); err != nil {
		t.Fatal(err)
	}
	killed := &house{t: t, dir: t.TempDir(), clock: h.clock}
	for _, name := range []string{databaseFile, databaseFile + "-wal", "hold-keys.json"} {
		text, err := os.ReadFile(filepath.Join(h.dir, name))
		if err != nil || len(text) == 0 {
			t.Fatalf("%s: %d bytes, error %v, want some of a migration that is not done", name, len(text), err)
		}
		if err := os.WriteFile(filepath.Join(killed.dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(before, dump(t, killed.dir)); diff != "" {
		t.Errorf("a migration that was killed left (-before +after):\n%s", diff)
	}
	killed.open()
}

// table is what a table has: its columns, and its rows as text.
type table struct {
	Columns []string
	Rows    []string
}

// rows reads all tables of the database, or the columns of the given ones alone: a
// migration may add tables and columns, and to what a store notes about itself.
func (h *house) rows(of map[string]table) map[string]table {
	h.t.Helper()
	c, err := dial(filepath.Join(h.dir, databaseFile), writing)
	if err != nil {
		h.t.Fatal(err)
	}
	defer c.close()
	texts := func(query string) (all []string) {
		for r, err := range c.rows(query) {
			if err != nil {
				h.t.Fatalf("%s: %v", query, err)
			}
			all = append(all, r.text(0))
		}
		return all
	}
	found := map[string]table{}
	for _, name := range texts("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'") {
		one := table{Columns: texts("SELECT name FROM pragma_table_info('" + name + "') ORDER BY cid")}
		if of != nil {
			known, ok := of[name]
			if !ok {
				continue
			}
			one.Columns = known.Columns
		}
		var quoted []string
		for _, column := range one.Columns {
			quoted = append(quoted, "quote("+column+")")
		}
		one.Rows = texts("SELECT " + strings.Join(quoted, " || ' ' || ") + " FROM " + name + " ORDER BY 1")
		if of != nil && name == "meta" {
			one.Rows = slices.DeleteFunc(one.Rows, func(row string) bool { return !slices.Contains(of[name].Rows, row) })
		}
		found[name] = one
	}
	return found
}

func (h *house) wantAccounts(c *cast) {
	h.t.Helper()
	for who, want := range c.Accounts {
		rows, err := h.AccountsByID(h.admin, []account.ID{c.id(h.t, who)})
		if err != nil || rows[0] == nil {
			h.t.Errorf("the %s one is not there: %v", who, err)
			continue
		}
		a := rows[0]
		got := castAccount{a.ID.String(), a.Email.Typed, a.DisplayName, a.Status.String(), a.AccessReason, a.CreatedAt}
		if diff := cmp.Diff(want, got); diff != "" {
			h.t.Errorf("the %s one (-want +got):\n%s", who, diff)
		}
	}
}

func (h *house) wantDeletions(c *cast) {
	h.t.Helper()
	for id, want := range c.Deletions {
		customer, err := account.ParseID(id)
		if err != nil {
			h.t.Fatal(err)
		}
		rows, err := h.AccountsByID(h.admin, []account.ID{customer})
		if err != nil || rows[0] == nil || rows[0].Deletion == nil {
			h.t.Errorf("%s has no tombstone: %+v, error %v", id, rows, err)
			continue
		}
		d, ok, err := h.DeletionByID(h.admin, customer.As(account.DeletionKind))
		if err != nil || !ok || !d.PurgeAt.Equal(want.Until) || d.ErasedAt.IsZero() == want.Erased {
			h.t.Errorf("deletion of %s: got %+v, error %v, want it held until %v, erased %t", id, d, err, want.Until, want.Erased)
		}
		_, err = h.InviteCustomer(h.admin, h.site.ID, want.Email, "Somebody New")
		if held := h.clock.Now().Before(want.Until); held != (account.CodeOf(err) == account.EmailOnHold) || !held && err != nil {
			h.t.Errorf("an invite to %s: got %v, want it held: %t", want.Email, err, held)
		}
	}
}

func (h *house) wantRights(c *cast) {
	h.t.Helper()
	for _, want := range c.Tokens {
		caller, _, err := h.Authenticate(context.Background(), want.Secret)
		site := ""
		if err == nil && caller.Site != (account.ID{}) {
			found, _, err := h.SiteByID(h.admin, caller.Site)
			if err != nil {
				h.t.Fatal(err)
			}
			site = found.Key
		}
		if (err == nil) != want.Works || err == nil && (caller.Role.String() != want.Role || site != want.Site) {
			h.t.Errorf("a token: got %v of %q, error %v, want %+v", caller.Role, site, err, want)
		}
	}
	if caller, _, err := h.AuthenticateSession(context.Background(), c.Session); err != nil || caller.Role != account.OrganizationAdmin {
		h.t.Errorf("the session of the console: got %v, error %v", caller.Role, err)
	}
	if c.PortalSession != "" {
		h.wantSession(c.PortalSession, true, "portal")
		h.use(account.LinkSecret{Kind: account.InvitationLink, Secret: c.Invitation}, "hash of the invited one")
	}
}

func (h *house) wantJobs(c *cast) {
	h.t.Helper()
	for id, want := range c.Jobs {
		job, err := account.ParseID(id)
		if err != nil {
			h.t.Fatal(err)
		}
		if j, ok, err := h.JobByID(h.admin, job); err != nil || !ok || string(j.State) != want.State || j.Total != want.Total {
			h.t.Errorf("job %s: got %+v, ok %t, error %v, want %+v", id, j, ok, err, want)
		}
		if j := h.work(job, toTheEnd); j.State != account.JobDone || j.Counts[account.LineChanged] != want.Total {
			h.t.Errorf("job %s ends as %s with %v, want it done", id, j.State, j.Counts)
		}
	}
}

// wantWork changes what was there before.
func (h *house) wantWork(c *cast) {
	h.t.Helper()
	active := h.revoke(account.Account{ID: c.id(h.t, "active")})
	if c.PortalSession != "" {
		h.wantSession(c.PortalSession, false, "revoked")
	}
	if _, changed, err := h.GrantAccess(h.admin, c.id(h.t, "revoked"), ""); err != nil || !changed {
		h.t.Errorf("grant: changed %t, error %v", changed, err)
	}
	h.remove(active)
	requests, err := h.CountRequests(h.admin, account.RequestQuery{Site: h.site.ID})
	if err != nil || requests != 1 {
		h.t.Errorf("got %d requests, error %v, want the one of before", requests, err)
	}
	if report := h.verify(); len(report.Problems) > 0 {
		h.t.Errorf("after changes the store is not as it should be: %v", report.Problems)
	}
}
