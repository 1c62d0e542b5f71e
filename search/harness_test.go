package search

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"gatehouse/account"
)

// memory is a Source in memory: the boundary that the package declares. Commits go
// to the overlay like the store's do.
type memory struct {
	mu       sync.Mutex
	accounts map[account.ID]account.Account
	order    []account.ID // Sorted ids, for the walk.
	changes  []account.Change
	last     account.Change
	nonces   *rand.Rand
	index    *Index // Hears of commits; nil: another process commits.
	reads    int    // Rows given by AccountsByID.
	onWalk   func() // Called within AccountsAfter, without the lock.

	onChanges func(given int) // Called behind Changes, without the lock.
}

func newMemory() *memory {
	return &memory{accounts: map[account.ID]account.Account{}, nonces: rand.New(rand.NewPCG(1, 2))}
}

// put commits rows as they now stand.
func (m *memory) put(rows ...account.Account) {
	m.mu.Lock()
	var commits []account.Commit
	for _, a := range rows {
		if _, known := m.accounts[a.ID]; !known {
			at, _ := slices.BinarySearchFunc(m.order, a.ID, compareIDs)
			m.order = slices.Insert(m.order, at, a.ID)
		}
		if a.Status == account.Deleted {
			a = account.Account{ID: a.ID, Site: a.Site, Status: account.Deleted}
		}
		m.accounts[a.ID] = a
		m.last = account.Change{Position: m.last.Position + 1, Customer: a.ID, Nonce: m.nonces.Uint64()}
		m.changes = append(m.changes, m.last)
		commits = append(commits, account.Commit{Change: m.last, Account: a})
	}
	index := m.index
	m.mu.Unlock()
	if index != nil {
		index.Committed(commits)
	}
}

// copy gives a store with the same rows and log, as a backup would.
func (m *memory) copy() *memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := newMemory()
	for id, a := range m.accounts {
		c.accounts[id] = a
	}
	c.order, c.changes, c.last = slices.Clone(m.order), slices.Clone(m.changes), m.last
	c.nonces = rand.New(rand.NewPCG(3, 4))
	return c
}

func compareIDs(a, b account.ID) int { return bytes.Compare(a.UUID[:], b.UUID[:]) }

func (m *memory) Changes(_ context.Context, after int64, limit int) ([]account.Change, error) {
	m.mu.Lock()
	from, _ := slices.BinarySearchFunc(m.changes, after+1, func(c account.Change, p int64) int { return int(c.Position - p) })
	given := slices.Clone(m.changes[from:min(len(m.changes), from+limit)])
	hook := m.onChanges
	m.mu.Unlock()
	if hook != nil {
		hook(len(given))
	}
	return given, nil
}

func (m *memory) ChangeAt(_ context.Context, position int64) (account.Change, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range m.changes {
		if c.Position == position {
			return c, true, nil
		}
	}
	return account.Change{}, false, nil
}

func (m *memory) LastChange(context.Context) (account.Change, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.last, nil
}

func (m *memory) TrimChanges(_ context.Context, before int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.changes = slices.DeleteFunc(m.changes, func(c account.Change) bool { return c.Position < before })
	return nil
}

func (m *memory) AccountsByID(ctx context.Context, ids []account.ID) ([]*account.Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reads += len(ids)
	rows := make([]*account.Account, len(ids))
	for i, id := range ids {
		if a, ok := m.accounts[id]; ok && account.CallerFrom(ctx).SeesCustomer(a.Site, a.ID) {
			rows[i] = &a
		}
	}
	return rows, nil
}

func (m *memory) AccountsAfter(_ context.Context, after account.ID, limit int) ([]account.Account, error) {
	m.mu.Lock()
	if hook := m.onWalk; hook != nil {
		m.mu.Unlock()
		hook()
		m.mu.Lock()
	}
	defer m.mu.Unlock()
	from, found := slices.BinarySearchFunc(m.order, after, compareIDs)
	if found {
		from++
	}
	var rows []account.Account
	for _, id := range m.order[from:] {
		if a := m.accounts[id]; a.Status != account.Deleted && len(rows) < limit {
			rows = append(rows, a)
		}
	}
	return rows, nil
}

func (m *memory) CountAccounts(context.Context) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, a := range m.accounts {
		if a.Status != account.Deleted {
			n++
		}
	}
	return n, nil
}

// everything is the caller of most tests.
func everything(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	return account.WithCaller(ctx, account.System())
}

// noon is the clock of all tests.
func noon() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }

// open opens an index over a source; it is closed with the test.
func open(t testing.TB, dir string, source *memory) *Index {
	t.Helper()
	x, err := Open(everything(t), Options{
		Dir: dir, Source: source, Now: noon, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), BatchRows: 200,
	})
	if err != nil {
		t.Fatal(err)
	}
	x.gather = 0
	source.mu.Lock()
	source.index = x
	source.mu.Unlock()
	t.Cleanup(func() { shut(t, x) })
	return x
}

func shut(t testing.TB, x *Index) {
	t.Helper()
	if err := x.Close(); err != nil {
		t.Error(err)
	}
}

// run opens an index, starts its follower and waits until it is ready. Stop ends
// the follower and closes.
func run(t testing.TB, dir string, source *memory) (x *Index, stop func()) {
	t.Helper()
	x = open(t, dir, source)
	stop = started(t, x)
	if err := x.WaitReady(everything(t)); err != nil {
		t.Fatal(err)
	}
	return x, stop
}

func started(t testing.TB, x *Index) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- x.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		shut(t, x)
	})
	t.Cleanup(stop)
	return stop
}

// level waits until the index has everything.
func level(t testing.TB, x *Index, source *memory) {
	t.Helper()
	last, _ := source.LastChange(t.Context())
	if err := x.WaitFor(everything(t), last.Position); err != nil {
		t.Fatal(err)
	}
}

// hold keeps the follower back until release is called: searches then have the
// overlay and an index that lags.
func hold(x *Index) (release func()) {
	x.following.Lock()
	return sync.OnceFunc(x.following.Unlock)
}

var siteA, siteB = siteNumber(1), siteNumber(2)

func siteNumber(n byte) account.ID {
	return account.ID{Kind: account.SiteKind, UUID: uuid.UUID{6: 0x70, 8: 0x80, 15: n}}
}

func customerNumber(n int) account.ID {
	return account.ID{Kind: account.CustomerKind, UUID: uuid.UUID{6: 0x70, 8: 0x80, 12: byte(n >> 24), 13: byte(n >> 16), 14: byte(n >> 8), 15: byte(n)}}
}

// person makes an ACTIVE account of site A.
func person(n int, name, email string) account.Account {
	address, err := account.ParseEmail(email)
	if err != nil {
		panic(err)
	}
	return account.Account{
		ID: customerNumber(n), Site: siteA, Email: address, DisplayName: name, Status: account.Active,
		CreatedAt: noon().Add(time.Duration(n) * time.Second),
	}
}

func with(a account.Account, s account.Status) account.Account {
	a.Status = s
	return a
}

func numbersOf[T any](list []T, id func(T) account.ID) []int {
	numbers := make([]int, 0, len(list))
	for _, item := range list {
		u := id(item).UUID
		numbers = append(numbers, int(u[12])<<24|int(u[13])<<16|int(u[14])<<8|int(u[15]))
	}
	return numbers
}

func picked(t testing.TB, x *Index, text string, first int) []int {
	t.Helper()
	list, err := x.UserPicker(everything(t), siteA, text, first)
	if err != nil {
		t.Fatalf("picker: %v", err)
	}
	return numbersOf(list, func(a account.Account) account.ID { return a.ID })
}

func filtered(t testing.TB, x *Index, text string) []int {
	t.Helper()
	var all []int
	page := account.Page{Size: 7}
	for {
		rows, err := x.CustomerFilter(everything(t), siteA, text, page)
		if err != nil {
			t.Fatalf("filter: %v", err)
		}
		all = append(all, numbersOf(rows.Items, func(m account.Match) account.ID { return m.ID })...)
		if !rows.HasNext {
			return all
		}
		page.After = &rows.Items[len(rows.Items)-1].Position
	}
}

func countOf(t testing.TB, x *Index, text string) int {
	t.Helper()
	n, err := x.CountCustomerFilter(everything(t), siteA, text)
	if err != nil {
		t.Fatalf("count: %v", err)
	}
	return n
}
