package crash

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// erasureCases are the circumstances in which somebody has to vanish from the files.
// Each runs the real binary. An open reader of the index is tried in search, where
// one can be held open.
var erasureCases = []struct {
	name   string
	before func(*erasing)              // Before the person is there.
	change func(*erasing)              // Before the delete.
	during func(*erasing) (end func()) // From the delete until the receipt.
	batch  bool                        // The delete follows the invite at once.
}{
	{name: "several segments", before: (*erasing).severalSegments},
	{name: "one segment", change: (*erasing).oneSegment},
	{name: "an open reader", during: (*erasing).openReader},
	{name: "a heavy writer", before: (*erasing).others, during: (*erasing).heavyWriter},
	{name: "kill -9 before anything is erased", before: (*erasing).others, during: (*erasing).killAtOnce},
	{name: "kill -9 between index and database", before: (*erasing).others, during: (*erasing).killBetween},
	{name: "e-mail changed twice before", before: (*erasing).others, change: (*erasing).otherAddresses},
	{name: "created and deleted in one batch", before: (*erasing).others, batch: true},
}

// erasing is a server with somebody who is to be erased.
type erasing struct {
	*world
	who     *person
	words   []string // What must be in the files before, and in none afterwards.
	release func()   // Lets the erasure go on to the database.
}

// TestErasureCases deletes somebody in each circumstance. The control: before the
// delete every word of theirs is found in the files; afterwards none is, and the
// proof that needs no words agrees.
func TestErasureCases(t *testing.T) {
	for _, c := range erasureCases {
		t.Run(c.name, func(t *testing.T) {
			e := &erasing{world: newWorld(t, t.TempDir(), 0)}
			// As a backup does: nothing is overwritten before the control has looked.
			e.hold()
			if c.before != nil {
				c.before(e)
			}
			e.who = e.invite()
			e.words = []string{strings.Fields(e.who.name)[0], e.who.mail}
			if c.change != nil {
				c.change(e)
			}
			if !c.batch {
				e.check() // Verify waits until the index has them.
				e.control("before the delete")
			}
			e.act(e.p, "deleteCustomer", map[string]any{"customerId": e.who.id, "confirmEmail": e.who.email()})
			e.who.status = "DELETED"
			if c.batch {
				e.control("in the write-ahead log after the delete")
			}
			end := func() {}
			if c.during != nil {
				end = c.during(e)
			}
			e.release()
			h := &harness{t: t, dir: e.dir, p: e.p}
			h.awaitErasure()
			end()
			h.proveErased(false)
			found, err := scanFiles(e.dir, e.words)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range found {
				t.Errorf("after the erasure: %v", f)
			}
			e.check()
		})
	}
}

// control wants each word in some file.
func (e *erasing) control(when string) {
	e.t.Helper()
	found, err := scanFiles(e.dir, e.words)
	if err != nil {
		e.t.Fatal(err)
	}
	for _, word := range e.words {
		there := false
		for _, f := range found {
			there = there || f.Needle == word
		}
		if !there {
			e.t.Fatalf("%s is in no file %s: the test would prove nothing", word, when)
		}
	}
}

// hold takes the lock that a backup holds while it copies.
func (e *erasing) hold() {
	e.t.Helper()
	file, err := os.OpenFile(filepath.Join(e.dir, "backup.lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err == nil {
		err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX)
	}
	if err != nil {
		e.t.Fatal(err)
	}
	e.release = sync.OnceFunc(func() {
		if err := file.Close(); err != nil {
			e.t.Error(err)
		}
	})
	e.t.Cleanup(e.release)
}

func (e *erasing) act(p *process, field string, input map[string]any) {
	e.t.Helper()
	if err := try(p, field, input); err != nil {
		e.t.Fatalf("%v\n%s", err, e.p.output)
	}
}

// try sends a mutation that has to succeed.
func try(p *process, field string, input map[string]any) error {
	a, err := p.ask(fmt.Sprintf("mutation($in: %sInput!) { %s(input: $in) { userErrors { code } } }", strings.ToUpper(field[:1])+field[1:], field),
		map[string]any{"in": input})
	if err == nil && !strings.Contains(string(a.Data[field]), `"userErrors":[]`) {
		err = fmt.Errorf("%s: got %s, code %q", field, a.Data[field], a.code())
	}
	return err
}

// command runs the binary and gives what it printed.
func (e *erasing) command(args ...string) string {
	e.t.Helper()
	text, err := run(args...)
	if err != nil {
		e.t.Fatalf("gatehouse %v: %v\n%s", args, err, text)
	}
	return text
}

func (e *erasing) segments() int {
	e.t.Helper()
	files, err := filepath.Glob(filepath.Join(e.dir, "search", "*", "store", "*.zap"))
	if err != nil {
		e.t.Fatal(err)
	}
	return len(files)
}

func (e *erasing) others() {
	for range 8 {
		e.invite()
	}
}

func (e *erasing) severalSegments() {
	// A slow disk may not have the last ones yet, and the engine merges as it likes.
	for batch := 0; batch < 3 || e.segments() < 2 && batch < 30; batch++ {
		rows := strings.Builder{}
		rows.WriteString("name,email\n")
		for n := range 1500 {
			fmt.Fprintf(&rows, "Ordinary Person,ordinary%d.%d@crash.example\n", batch, n)
		}
		file := filepath.Join(e.t.TempDir(), "people.csv")
		if err := os.WriteFile(file, []byte(rows.String()), 0o600); err != nil {
			e.t.Fatal(err)
		}
		e.command("import", "-data", e.dir, "-site", "help", file)
	}
	if got := e.segments(); got < 2 {
		e.t.Fatalf("got %d segments, want several", got)
	}
}

func (e *erasing) oneSegment() {
	e.others()
	e.command("reindex", "-data", e.dir)
	if got := e.segments(); got != 1 {
		e.t.Fatalf("got %d segments, want one", got)
	}
}

// openReader keeps a read transaction open on the database: the erasure waits for it.
func (e *erasing) openReader() func() {
	e.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(e.dir, "gatehouse.db")+"?mode=ro")
	if err != nil {
		e.t.Fatal(err)
	}
	read, err := db.BeginTx(context.Background(), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		e.t.Fatal(err)
	}
	var n int
	if err := read.QueryRow("SELECT COUNT(*) FROM deletion").Scan(&n); err != nil || n != 1 {
		e.t.Fatalf("got %d deletions and error %v, want 1", n, err)
	}
	e.release()
	e.awaitLog(`"for":"a long read"`)
	if err := db.QueryRow("SELECT COUNT(*) FROM erasure").Scan(&n); err != nil || n == 0 {
		e.t.Errorf("got %d erasures in the queue and error %v beside an open reader, want it waiting", n, err)
	}
	e.control("beside an open reader")
	if err := read.Rollback(); err != nil {
		e.t.Fatal(err)
	}
	return func() {
		if err := db.Close(); err != nil {
			e.t.Error(err)
		}
	}
}

// heavyWriter revokes and grants others' access without a pause.
func (e *erasing) heavyWriter() func() {
	ctx, cancel := context.WithCancel(context.Background())
	var group sync.WaitGroup
	for _, who := range e.client.people[:8] {
		group.Go(func() {
			for ctx.Err() == nil {
				for _, field := range []string{"revokeAccess", "grantAccess"} {
					if err := try(e.p, field, map[string]any{"customerId": who.id}); err != nil {
						e.t.Error(err)
						return
					}
				}
			}
		})
	}
	return func() { cancel(); group.Wait() }
}

func (e *erasing) killAtOnce() func() {
	e.p.kill()
	e.p = start(e.t, e.dir)
	return func() {}
}

// killBetween kills the server when the index is clean and the database is not.
func (e *erasing) killBetween() func() {
	e.awaitLog(`"for":"a backup"`)
	e.control("when the server is killed")
	e.p.kill()
	e.control("after it was killed")
	e.p = start(e.t, e.dir)
	return func() {}
}

// otherAddresses gives the person a third address, as the identity provider does.
func (e *erasing) otherAddresses() {
	e.t.Helper()
	provider := *e.p
	provider.token = strings.TrimSpace(e.command("token", "create", "-data", e.dir, "-role", "IDENTITY_PROVIDER"))
	for range 2 {
		e.who.mail = e.client.words.next()
		e.words = append(e.words, e.who.mail)
		e.act(&provider, "updateCustomerEmail", map[string]any{"customerId": e.who.id, "email": e.who.email()})
	}
}
