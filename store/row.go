package store

import (
	"context"
	"database/sql/driver"
	"time"

	"gatehouse/account"
)

// background is what statements run under. A context that can end costs the
// driver a goroutine a query; reads are short and ask the caller's before.
var background = context.Background()

// row is one row of a query. Null reads as the zero value.
type row []driver.Value

func (r row) number(i int) int64 {
	v, _ := r[i].(int64)
	return v
}

func (r row) truth(i int) bool { return r.number(i) != 0 }

func (r row) null(i int) bool { return r[i] == nil }

func (r row) text(i int) string {
	v, _ := r[i].(string)
	return v
}

func (r row) bytes(i int) []byte {
	v, _ := r[i].([]byte)
	return v
}

func (r row) time(i int) time.Time {
	if r[i] == nil {
		return time.Time{}
	}
	return time.UnixMilli(r.number(i)).UTC()
}

func (r row) id(i int, kind account.Kind) account.ID {
	v := r.bytes(i)
	if len(v) != 16 {
		return account.ID{}
	}
	return account.ID{Kind: kind, UUID: [16]byte(v)}
}
