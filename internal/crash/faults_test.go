package crash

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// world is a running server with a few accounts that a test damages.
type world struct {
	t      *testing.T
	dir    string
	p      *process
	client *client
}

// newWorld starts a server on a directory and invites accounts.
func newWorld(t *testing.T, dir string, accounts int) *world {
	t.Helper()
	h := newHarnessIn(t, dir, 7)
	w := &world{t: t, dir: dir, p: h.p, client: h.clients[0]}
	for range accounts {
		w.invite()
	}
	return w
}

// invite makes an account and gives it.
func (w *world) invite() *person {
	w.t.Helper()
	who, code := w.tryInvite()
	if code != "" {
		w.t.Fatalf("an invite answered %s\n%s", code, w.p.output)
	}
	return who
}

// tryInvite gives the code of a refusal, which is "" if there is none.
func (w *world) tryInvite() (who *person, code string) {
	w.t.Helper()
	who = &person{word: w.client.words.next(), mail: w.client.words.next()}
	who.name = strings.ToUpper(who.word[:1]) + who.word[1:] + " Walker"
	a, err := w.p.ask(`mutation($in: InviteCustomerInput!) { inviteCustomer(input: $in) { customer { id } userErrors { code } } }`,
		map[string]any{"in": map[string]any{"siteId": w.client.site, "email": who.email(), "displayName": who.name}})
	if err != nil {
		w.t.Fatalf("an invite got no answer: %v\n%s", err, w.p.output)
	}
	if a.code() != "" {
		return nil, a.code()
	}
	var payload struct{ Customer *struct{ ID string } }
	if err := json.Unmarshal(a.Data["inviteCustomer"], &payload); err != nil || payload.Customer == nil {
		w.t.Fatalf("an invite answered %s, error %v", a.Data["inviteCustomer"], err)
	}
	who.id, who.status = payload.Customer.ID, "ACTIVE"
	w.client.people = append(w.client.people, who)
	return who, ""
}

// check compares every surface with what was acknowledged, and has verify look.
func (w *world) check() {
	w.t.Helper()
	for _, who := range w.client.people {
		wrong, err := compare(w.p, who)
		if err != nil {
			w.t.Fatalf("%v\n%s", err, w.p.output)
		}
		for _, text := range wrong {
			w.t.Error(text)
		}
	}
	if text, err := run("verify", "-data", w.dir); err != nil {
		w.t.Errorf("verify: %v\n%s", err, text)
	}
}

// awaitLog waits until the server has logged a text.
func (w *world) awaitLog(text string) {
	w.t.Helper()
	if !w.p.output.comes(func(said string) bool { return strings.Contains(said, text) }) {
		w.t.Fatalf("the server does not log %q:\n%s", text, w.p.output)
	}
}

// stop stops the server, so that its files can be damaged.
func (w *world) stop() {
	w.t.Helper()
	if err := w.p.stop(); err != nil {
		w.t.Fatalf("stop: %v\n%s", err, w.p.output)
	}
}

// refusedStart starts a server that has to end at once, and gives what it says.
func (w *world) refusedStart() string {
	w.t.Helper()
	p := launch(w.t, w.dir)
	select {
	case <-p.ended:
	case <-time.After(patience):
		w.t.Fatalf("the server started, want a refusal\n%s", p.output)
	}
	if p.err == nil {
		w.t.Error("the server ended with exit code 0, want a failure")
	}
	return p.output.String()
}

// TestSecondServer starts a second server on the same directory.
func TestSecondServer(t *testing.T) {
	w := newWorld(t, t.TempDir(), 1)
	said := w.refusedStart()
	want := fmt.Sprintf("%s is in use by gatehouse serve (process %d): stop it first, or take another directory with -data", w.dir, w.p.command.Process.Pid)
	if !strings.Contains(said, want) {
		t.Errorf("got %q, want %q in it", said, want)
	}
	w.invite()
	w.check()
}

// TestDamagedIndex overwrites files of the index: it is built anew from the store,
// and nothing else is harmed.
func TestDamagedIndex(t *testing.T) {
	for name, pattern := range map[string]string{
		"segments": "search/generation-*/store/*.zap",
		"root":     "search/generation-*/store/root.bolt",
		"manifest": "search/generation-*/manifest*",
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, t.TempDir(), 20)
			w.check() // Verify waits until the index has all.
			w.stop()
			files, err := filepath.Glob(filepath.Join(w.dir, pattern))
			if err != nil || len(files) == 0 {
				t.Fatalf("%s matches %v, error %v", pattern, files, err)
			}
			for _, file := range files {
				overwrite(t, file, 0, 1<<30)
			}
			w.p = start(t, w.dir)
			w.awaitLog("the search index was built")
			w.invite()
			w.check()
		})
	}
}

// TestDamagedDatabase overwrites the header, then a page in the middle: the server
// does not serve from what it can't trust, and says what to do.
func TestDamagedDatabase(t *testing.T) {
	for name, at := range map[string]int64{"header": 0, "page": 3 * 4096} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, t.TempDir(), 60)
			w.stop()
			overwrite(t, filepath.Join(w.dir, "gatehouse.db"), at, 4096)
			said := w.refusedStart()
			if !strings.Contains(said, damagedDatabase) {
				t.Errorf("got %q, want %q in it", said, damagedDatabase)
			}
		})
	}
}

// damagedDatabase is what a start says of a database that can't be trusted.
const damagedDatabase = "the database is damaged"

// TestOlderDatabase puts an older copy of the database beside a newer index.
func TestOlderDatabase(t *testing.T) {
	w := newWorld(t, t.TempDir(), 20)
	w.stop()
	path := filepath.Join(w.dir, "gatehouse.db")
	older, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	w.p = start(t, w.dir)
	lost := w.invite()
	w.check() // Verify waits until the index has it.
	w.stop()
	if err := os.WriteFile(path, older, 0o600); err != nil {
		t.Fatal(err)
	}
	w.client.people = w.client.people[:20]
	w.p = start(t, w.dir)
	w.awaitLog("it is ahead of the store")
	a, err := w.p.ask(`query($word: String!) { site(key: "help") { userPicker(query: $word) { label } } }`, map[string]any{"word": lost.word})
	if err != nil || string(a.Data["site"]) != `{"userPicker":[]}` {
		t.Errorf("got %s, error %v; want nobody whom the restored database does not have", a.Data["site"], err)
	}
	w.check()
}

// overwrite writes 0xA5 over a part of a file that is there.
func overwrite(t *testing.T, path string, at, length int64) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	length = min(length, info.Size()-at)
	if length <= 0 {
		t.Fatalf("%s has %d bytes, too few to damage byte %d", path, info.Size(), at)
	}
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteAt([]byte(strings.Repeat("\xA5", int(length))), at); err != nil {
		t.Fatal(err)
	}
}
