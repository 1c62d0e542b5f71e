package store

import (
	"context"

	"gatehouse/account"
)

// list is a question whose answer is paged through by key, newest first: a page
// costs the same wherever it stands, and rows that come and go move no other.
type list[T any] struct {
	from    string // Table, with the index that has the order.
	columns string
	where   string
	args    []any

	key, bound, order, reverse string // How rows are placed, and what a position compares with.
	bind                       func(account.Position) []any

	scan func(row) (T, error)
	at   func(T) account.Position
	most int // How many rows there are at most, as far as is known beforehand.
}

// byAge are the lists by creation time and id.
func byAge[T any](from, columns, at string) list[T] {
	return list[T]{
		from: from, columns: columns, key: "(" + at + ", id)", bound: "(?, ?)",
		order: at + " DESC, id DESC", reverse: at + ", id",
		bind: func(p account.Position) []any { return []any{p.At, p.ID} },
		most: account.MaxPageSize,
	}
}

// only narrows the list.
func (l *list[T]) only(condition string, args ...any) {
	if l.where != "" {
		l.where += " AND "
	}
	l.where += condition
	l.args = append(l.args, args...)
}

// beyond gives the list's rows on one side of a position.
func (l list[T]) beyond(comparison string, p *account.Position) list[T] {
	if p != nil {
		l.args = l.args[:len(l.args):len(l.args)]
		l.only(l.key+" "+comparison+" "+l.bound, l.bind(*p)...)
	}
	return l
}

func (l list[T]) text(columns, tail string) string {
	where := ""
	if l.where != "" {
		where = " WHERE " + l.where
	}
	return "SELECT " + columns + " FROM " + l.from + where + tail
}

// page gives a page, and exactly whether rows of the list follow it or come
// before it.
func (l list[T]) page(c *conn, p account.Page) (account.Rows[T], error) {
	order := l.order
	if p.Backward {
		order = l.reverse
	}
	between := l.beyond("<", p.After).beyond(">", p.Before)
	// Reading stops after the page instead of at a LIMIT, which would have SQLite
	// prepare the statement anew whenever it is bound: a third of an exact look-up.
	rows := account.Rows[T]{Items: make([]T, 0, min(p.Size, l.most))}
	more := false
	for r, err := range c.rows(between.text(l.columns, " ORDER BY "+order), between.args...) {
		if err != nil {
			return rows, err
		}
		if more = len(rows.Items) == p.Size; more {
			break
		}
		item, err := l.scan(r)
		if err != nil {
			return rows, err
		}
		rows.Items = append(rows.Items, item)
	}
	if p.Backward {
		for i, j := 0, len(rows.Items)-1; i < j; i, j = i+1, j-1 {
			rows.Items[i], rows.Items[j] = rows.Items[j], rows.Items[i]
		}
	}
	return l.neighbours(c, p, rows, more)
}

// neighbours looks past the bounds of the page. A bound that was not given is the
// end of the list: nothing is asked there.
func (l list[T]) neighbours(c *conn, p account.Page, rows account.Rows[T], more bool) (_ account.Rows[T], err error) {
	newer, older := p.After, p.Before
	rows.HasPrev, rows.HasNext = more && p.Backward, more && !p.Backward
	newerThan, olderThan := ">=", "<="
	if n := len(rows.Items); n > 0 {
		first, last := l.at(rows.Items[0]), l.at(rows.Items[n-1])
		newer, older, newerThan, olderThan = &first, &last, ">", "<"
	}
	if p.After != nil && !rows.HasPrev {
		if rows.HasPrev, err = l.any(c, newerThan, newer); err != nil {
			return rows, err
		}
	}
	if p.Before != nil && !rows.HasNext {
		rows.HasNext, err = l.any(c, olderThan, older)
	}
	return rows, err
}

func (l list[T]) any(c *conn, comparison string, p *account.Position) (bool, error) {
	side := l.beyond(comparison, p)
	r, err := c.first(side.text("1", " LIMIT 1"), side.args...)
	return r != nil, err
}

func (l list[T]) count(c *conn) (int, error) {
	n, err := c.number(l.text("COUNT(*)", ""), l.args...)
	return int(n), err
}

// lookUp is read for one thing that may be absent.
func lookUp[T any](ctx context.Context, s *Store, ask func(*conn) (T, bool, error)) (T, bool, error) {
	type found struct {
		value T
		ok    bool
	}
	f, err := read(ctx, s, func(c *conn) (f found, err error) {
		f.value, f.ok, err = ask(c)
		return f, err
	})
	return f.value, f.ok, err
}
