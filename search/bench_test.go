package search

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"gatehouse/account"
)

// generated makes n accounts whose name parts are as unevenly common as real ones.
func generated(n int) *memory {
	numbers := rand.New(rand.NewPCG(7, 7))
	parts := []string{"ma", "ri", "an", "so", "le", "jo", "ka", "ter", "smi", "bro", "wil", "łu", "é", "ström", "ova", "sen", "мар", "王", "小", "明"}
	word := func() string {
		common := numbers.IntN(len(parts))
		return parts[numbers.IntN(common+1)] + parts[numbers.IntN(len(parts))] + parts[numbers.IntN(common+1)]
	}
	m := newMemory()
	for i := range n {
		a := person(i, word()+" "+word(), fmt.Sprintf("%s%d@shop%d.example", parts[numbers.IntN(12)], i, i%500))
		m.accounts[a.ID] = a
		m.order = append(m.order, a.ID)
	}
	return m
}

const benchAccounts = 100_000

// bench is one index of generated accounts for all benchmarks.
var bench = sync.OnceValues(func() (*memory, func(testing.TB, string) *Index) {
	m := generated(benchAccounts)
	return m, func(t testing.TB, dir string) *Index {
		x := open(t, dir, m)
		x.batchRows = defaultBatchRows
		if err := x.Rebuild(everything(t), nil); err != nil {
			t.Fatal(err)
		}
		return x
	}
})

func BenchmarkPicker(b *testing.B) {
	m, build := bench()
	x := build(b, b.TempDir())
	for _, text := range []string{"m", "ma", "mar", "mari", "smi", "ма", "小", "ma jo", "ma123", "@shop1", "smima", "smimx"} {
		b.Run(text, func(b *testing.B) {
			ctx := everything(b)
			m.reads = 0
			for b.Loop() {
				if _, err := x.UserPicker(ctx, siteA, text, 10); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(m.reads)/float64(b.N), "rows/op")
		})
	}
}

func BenchmarkFilter(b *testing.B) {
	_, build := bench()
	x := build(b, b.TempDir())
	for _, text := range []string{"m", "mari", "ma jo", "ma123@shop123.example"} {
		b.Run("page/"+text, func(b *testing.B) {
			for ctx := everything(b); b.Loop(); {
				if _, err := x.CustomerFilter(ctx, siteA, text, account.Page{Size: 20}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("count/"+text, func(b *testing.B) {
			for ctx := everything(b); b.Loop(); {
				if _, err := x.CountCustomerFilter(ctx, siteA, text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRebuild(b *testing.B) {
	_, build := bench()
	for b.Loop() {
		build(b, b.TempDir())
	}
	b.ReportMetric(float64(b.N)*benchAccounts/b.Elapsed().Seconds(), "accounts/s")
}

func BenchmarkDocument(b *testing.B) {
	m, _ := bench()
	for i := 0; b.Loop(); i++ {
		newRecord(m.accounts[m.order[i%benchAccounts]])
	}
}
