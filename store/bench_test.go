package store

import (
	"context"
	"flag"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gatehouse/account"
)

// Run with -accounts 1000000 to see the figures that the design asks for.
var accounts = flag.Int("accounts", 20_000, "how many accounts the benchmarks work on")

// filled gives a store with that many accounts. Each benchmark fills its own: the
// go tool calls a benchmark several times, so it does that outside of b.Loop.
func filled(b *testing.B) (*house, []account.ID) {
	h := newHouse(b)
	var ids []account.ID
	for from := 0; from < *accounts; from += 1000 {
		ids = append(ids, load(b, h, from, min(1000, *accounts-from))...)
	}
	return h, ids
}

// BenchmarkReads are the questions that the hot paths ask.
func BenchmarkReads(b *testing.B) {
	h, ids := filled(b)
	one := account.Page{Size: 20}
	after := account.Position{}
	steps := map[string]func(i int) error{
		"exact": func(i int) error {
			rows, err := h.Customers(h.admin, account.CustomerQuery{Site: h.site.ID, Email: address(i * 7919 % *accounts)}, one)
			if err == nil && len(rows.Items) != 1 {
				err = fmt.Errorf("got %d accounts, want 1", len(rows.Items))
			}
			return err
		},
		"ten by id": func(i int) error {
			start := i * 7919 % (len(ids) - 10)
			_, err := h.AccountsByID(h.admin, ids[start:start+10])
			return err
		},
		"page of 20": func(int) error {
			page := account.Page{Size: 20, After: &after}
			rows, err := h.Customers(h.admin, account.CustomerQuery{Site: h.site.ID}, page)
			if after = (account.Position{At: h.clock.Now(), ID: ids[0]}); rows.HasNext {
				last := rows.Items[len(rows.Items)-1]
				after = account.Position{At: last.CreatedAt, ID: last.ID}
			}
			return err
		},
		"authenticate": func(int) error {
			_, _, err := h.Authenticate(context.Background(), h.first)
			return err
		},
		"site": func(int) error {
			_, _, err := h.SiteByKey(h.admin, "help")
			return err
		},
		"count": func(int) error {
			_, err := h.CountCustomers(h.admin, account.CustomerQuery{Site: h.site.ID})
			return err
		},
	}
	for _, name := range []string{"exact", "ten by id", "page of 20", "authenticate", "site", "count"} {
		after = account.Position{At: h.clock.Now(), ID: ids[0]}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				if err := steps[name](i); err != nil {
					b.Fatal(err)
				}
				i++
			}
		})
		if name == "page of 20" || name == "site" || name == "count" {
			continue
		}
		b.Run(name+", 16 at once", func(b *testing.B) {
			b.SetParallelism(8)
			var i atomic.Int64
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := steps[name](int(i.Add(1))); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}

// BenchmarkChanges revokes and grants from 16 goroutines; ns/op is one change.
func BenchmarkChanges(b *testing.B) {
	h, ids := filled(b)
	b.ResetTimer()
	var next atomic.Int64
	var work sync.WaitGroup
	for range 16 {
		work.Go(func() {
			for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
				id := ids[int(i)/2*7919%len(ids)]
				act := h.RevokeAccess
				if i%2 == 1 {
					act = h.GrantAccess
				}
				if _, _, err := act(h.admin, id, ""); err != nil {
					b.Error(err)
				}
			}
		})
	}
	work.Wait()
}

// BenchmarkImport counts accounts: ns/op is the time of one.
func BenchmarkImport(b *testing.B) {
	h := newHouse(b)
	b.ResetTimer()
	for done := 0; done < b.N; done += 1000 {
		load(b, h, done, min(1000, b.N-done))
	}
}

// load imports n accounts as exports have them: in the order of their creation and
// of their ids, the addresses in none.
func load(t testing.TB, h *house, from, n int) []account.ID {
	rows := make([]account.ImportRow, n)
	ids := make([]account.ID, n)
	for i := range rows {
		k := from + i
		ids[i] = account.NewID(account.CustomerKind)
		rows[i] = account.ImportRow{
			Line: k, ID: ids[i], Email: address(k), DisplayName: "Ana Example",
			CreatedAt: h.clock.Now().Add(time.Duration(k-1e9) * time.Millisecond),
		}
	}
	outcomes, err := h.ImportCustomers(h.admin, h.site.ID, rows)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range outcomes {
		if !o.Created {
			t.Fatalf("line %d was not imported: %s", o.Line, o.Message)
		}
	}
	return ids
}

func address(k int) string {
	return fmt.Sprintf("%08x.person@example%d.com", uint32(k)*2654435761, k%5000)
}
