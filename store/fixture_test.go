package store

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gatehouse/account"
)

var writeFixture = flag.Bool("write-fixture", false, "write the fixture of the newest schema, which has none yet")

// A fixture is a small deployment as a gatehouse of that schema left it: the database
// as SQL, the keys of its holds, and cast.json, which says who is in it.
const fixtures = "testdata/schema"

// cast says what a fixture holds, as the gatehouse that made it saw it.
type cast struct {
	At        time.Time // The clock's time when it was closed.
	Accounts  map[string]castAccount
	Deletions map[string]castDeletion
	Tokens    []castToken
	Session   string // Of the console.
	Request   string // Reported by the active one, with the revoked and the deleted one.
	Head      castHead

	// From schema 3 on.
	PortalSession string `json:",omitempty"` // Of the active one.
	Invitation    string `json:",omitempty"` // Of the invited one.

	// From schema 4 on.
	Jobs map[string]castJob `json:",omitempty"`

	// From schema 5 on.
	Webhooks map[string]castWebhook `json:",omitempty"`
}

type castAccount struct {
	ID, Email, Name, Status, Reason string
	Created                         time.Time
}

type castDeletion struct {
	Email  string // For a try to invite it; it is nowhere else.
	Until  time.Time
	Erased bool
}

type castToken struct {
	Role, Site, Secret string
	Works              bool
}

type castHead struct {
	Sequence int64
	Hash     string
}

type castJob struct {
	State string
	Total int
}

type castWebhook struct {
	Host, Paused         string
	Position             int64
	Waiting, DeadLetters int
}

// makeCast fills a new house with somebody in every state. A schema that can hold
// more gets a function of its own behind it.
func makeCast(t *testing.T) (*house, *cast) {
	t.Helper()
	h := newHouse(t)
	c := &cast{Accounts: map[string]castAccount{}, Deletions: map[string]castDeletion{}}
	second := h.second()
	note := func(role string, a account.Account) {
		c.Accounts[role] = castAccount{a.ID.String(), a.Email.Typed, a.DisplayName, a.Status.String(), a.AccessReason, a.CreatedAt}
	}
	c.removed(h, h.invite("gone-long@fixture.example"))
	h.clock.Move(20 * 24 * time.Hour)
	if _, err := h.PurgeHolds(h.admin); err != nil {
		t.Fatal(err)
	}
	note("active", h.invite("Active@Fixture.example"))
	note("invited", h.invite("invited@fixture.example"))
	note("revoked", h.revoke(h.invite("revoked@fixture.example")))
	granted := h.revoke(h.invite("granted@fixture.example"))
	granted, _, err := h.GrantAccess(h.admin, granted.ID, "came back")
	if err != nil {
		t.Fatal(err)
	}
	note("granted", granted)
	renamed, _, err := h.RenameCustomer(h.admin, h.invite("renamed@fixture.example").ID, "Bea O’Name (山田)")
	if err != nil {
		t.Fatal(err)
	}
	note("renamed", renamed)
	elsewhere, err := h.InviteCustomer(h.admin, second.ID, "active@fixture.example", "Ana Elsewhere")
	if err != nil {
		t.Fatal(err)
	}
	note("elsewhere", elsewhere)
	leaving := h.invite("gone@fixture.example")
	request, err := h.CreateRequest(h.admin, h.site.ID, "A door that does not open", c.id(t, "active"), []account.ID{leaving.ID})
	if err != nil {
		t.Fatal(err)
	}
	c.Request = request.ID.String()
	c.removed(h, leaving)
	h.castTokens(c, second)
	if c.Session, _, err = h.CreateSession(context.Background(), h.first); err != nil {
		t.Fatal(err)
	}
	return h, c
}

func (c *cast) removed(h *house, a account.Account) {
	d := h.remove(a)
	c.Deletions[d.Customer.String()] = castDeletion{Email: a.Email.Typed, Until: d.PurgeAt}
}

func (c *cast) id(t testing.TB, who string) account.ID {
	t.Helper()
	id, err := account.ParseID(c.Accounts[who].ID)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (h *house) castTokens(c *cast, second account.Site) {
	h.t.Helper()
	c.Tokens = append(c.Tokens, castToken{account.OrganizationAdmin.String(), "", h.first, true})
	for _, one := range []struct {
		role  account.Role
		site  account.Site
		works bool
	}{{account.SiteAdmin, h.site, true}, {account.Agent, second, true}, {account.IdentityProvider, account.Site{}, true}, {account.SiteAdmin, second, false}} {
		token, secret, err := h.CreateToken(h.admin, one.role, one.site.ID, "of the cast", time.Time{})
		if err == nil && !one.works {
			_, _, err = h.RevokeToken(h.admin, token.ID)
		}
		if err != nil {
			h.t.Fatal(err)
		}
		c.Tokens = append(c.Tokens, castToken{one.role.String(), one.site.Key, secret, one.works})
	}
}

// castErased has one deletion erased from the files, and the other wait: schema 2.
func (h *house) castErased(c *cast) {
	h.t.Helper()
	queue, err := h.Erasures(h.admin)
	if err == nil {
		_, err = h.FinishErasures(h.admin, queue.UpTo, func(account.Deletion, AuditHead) (string, error) { return "a receipt", nil })
	}
	if err != nil {
		h.t.Fatal(err)
	}
	for id, d := range c.Deletions {
		d.Erased = true
		c.Deletions[id] = d
	}
	c.removed(h, h.invite("going@fixture.example"))
}

// castPortal lets somebody in, and somebody wait with a link: schema 3.
func (h *house) castPortal(c *cast) {
	h.t.Helper()
	_, link, err := h.ResendInvitation(h.admin, c.id(h.t, "active"))
	if err != nil {
		h.t.Fatal(err)
	}
	c.PortalSession = h.use(link, "hash of the active one")
	if _, link, err = h.ResendInvitation(h.admin, c.id(h.t, "invited")); err != nil {
		h.t.Fatal(err)
	}
	c.Invitation = link.Secret
}

// castJobs leaves a job that is done, and one in the middle: schema 4.
func (h *house) castJobs(c *cast) {
	h.t.Helper()
	lines := func(who string, n int) (lines []account.JobLine) {
		for i := range n {
			address := fmt.Sprintf("%s%d@fixture.example", who, i)
			lines = append(lines, account.JobLine{Invite: &account.Invitation{Email: account.Email{Canonical: address, Typed: address}, DisplayName: "Of A Job"}})
		}
		return lines
	}
	done := h.work(h.start(h.admin, account.NewJob{Action: account.BulkInvite, Lines: lines("done", 3)}).ID, toTheEnd)
	going := h.work(h.start(h.admin, account.NewJob{Action: account.BulkInvite, Lines: lines("going", 110)}).ID, 1)
	c.Jobs = map[string]castJob{}
	for _, j := range []account.Job{done, going} {
		c.Jobs[j.ID.String()] = castJob{string(j.State), j.Total}
	}
}

// castWebhooks leaves one that was paused, with events that wait or were given up:
// schema 5.
func (h *house) castWebhooks(c *cast) {
	h.t.Helper()
	w, err := h.CreateWebhook(h.admin, account.Webhook{
		ID: account.NewID(account.WebhookKind), Site: h.site.ID, Host: "hooks.fixture.example", Sealed: []byte("sealed under a key that is lost"),
	})
	failed := account.WebhookTry{At: h.clock.Now(), Outcome: account.WebhookBadStatus, Status: 500}
	for _, tried := range []account.WebhookTried{{WebhookTry: failed, Event: 3, Tries: 9}, {WebhookTry: failed, Event: 4, Tries: 1, Due: h.clock.Now().Add(time.Hour)}} {
		if err == nil {
			_, err = h.WebhookTried(h.admin, w.ID, w.Revision, tried)
		}
	}
	if err == nil {
		_, err = h.PauseWebhook(h.admin, w.ID, w.Revision, account.PausedRestored, failed)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	c.Webhooks = h.webhooks()
}

func (h *house) webhooks() map[string]castWebhook {
	h.t.Helper()
	all, err := h.Webhooks(h.admin, h.site.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	found := map[string]castWebhook{}
	for _, w := range all {
		found[w.ID.String()] = castWebhook{w.Host, string(w.Paused), w.Position, w.Waiting, w.DeadLetters}
	}
	return found
}

// writeFixtureOf closes a house and keeps it as the fixture of its schema.
func (h *house) writeFixtureOf(c *cast, version int) {
	h.t.Helper()
	c.At = h.clock.Now()
	head, err := h.AuditHead(h.admin)
	if err != nil {
		h.t.Fatal(err)
	}
	c.Head = castHead{head.Sequence, hex.EncodeToString(head.Hash[:])}
	if err := h.Close(); err != nil {
		h.t.Fatal(err)
	}
	text, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		h.t.Fatal(err)
	}
	keys, err := os.ReadFile(filepath.Join(h.dir, "hold-keys.json"))
	if err != nil {
		h.t.Fatal(err)
	}
	to := filepath.Join(fixtures, fmt.Sprint(version))
	if err := os.MkdirAll(to, 0o755); err != nil {
		h.t.Fatal(err)
	}
	for name, text := range map[string]string{"gatehouse.sql": dump(h.t, h.dir), "hold-keys.json": string(keys), "cast.json": string(text) + "\n"} {
		if err := os.WriteFile(filepath.Join(to, name), []byte(text), 0o644); err != nil {
			h.t.Fatal(err)
		}
	}
}

// dump writes a database as SQL, row by row in the order of the keys.
func dump(t testing.TB, dir string) string {
	t.Helper()
	c, err := dial(filepath.Join(dir, databaseFile), writing)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	all := func(query string) (texts []string) {
		for r, err := range c.rows(query) {
			if err != nil {
				t.Fatalf("%s: %v", query, err)
			}
			texts = append(texts, r.text(0))
		}
		return texts
	}
	var b strings.Builder
	b.WriteString("BEGIN;\n")
	for _, text := range all("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid") {
		b.WriteString(text + ";\n")
	}
	for _, table := range all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'sqlite_stat1' ORDER BY rowid") {
		columns := all("SELECT 'quote(' || name || ')' FROM pragma_table_info('" + table + "')")
		if table == "sqlite_sequence" {
			b.WriteString("DELETE FROM sqlite_sequence;\n")
		}
		for _, row := range all("SELECT " + strings.Join(columns, " || ',' || ") + " FROM " + table + " ORDER BY 1") {
			fmt.Fprintf(&b, "INSERT INTO %s VALUES (%s);\n", table, row)
		}
	}
	// Indexes and triggers come last: those of the audit log take no second row back.
	for _, text := range all("SELECT sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY rowid") {
		b.WriteString(text + ";\n")
	}
	fmt.Fprintf(&b, "PRAGMA user_version = %s;\nCOMMIT;\n", all("SELECT CAST(user_version AS TEXT) FROM pragma_user_version")[0])
	return b.String()
}

// loadFixture makes the data directory of a fixture.
func loadFixture(t *testing.T, version int) (h *house, c *cast) {
	t.Helper()
	from := filepath.Join(fixtures, fmt.Sprint(version))
	h = &house{t: t, dir: t.TempDir(), clock: newClock()}
	text, err := os.ReadFile(filepath.Join(from, "gatehouse.sql"))
	if err != nil {
		t.Fatal(err)
	}
	h.raw("PRAGMA foreign_keys = OFF;" + string(text))
	keys, err := os.ReadFile(filepath.Join(from, "hold-keys.json"))
	if err == nil {
		err = os.WriteFile(filepath.Join(h.dir, "hold-keys.json"), keys, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	told, err := os.ReadFile(filepath.Join(from, "cast.json"))
	if err == nil {
		err = json.Unmarshal(told, &c)
	}
	if err != nil {
		t.Fatal(err)
	}
	h.clock.now = c.At
	return h, c
}
