package store

import (
	"encoding/binary"
	"errors"
	"slices"
)

// errPage is what a page that breaks SQLite's file format gets: nothing can be
// proved of it.
var errPage = errors.New("the page breaks the database's file format")

// The kinds of b-tree pages, by their first byte.
const (
	indexInside = 2
	tableInside = 5
	indexLeaf   = 10
	tableLeaf   = 13
)

// overflow is a payload that goes on outside of its page.
type overflow struct {
	page uint32
	rest int // Bytes still to come.
}

// span is a run of bytes of a page.
type span struct{ from, to int }

// treePage is what one page of a b-tree points to, and where in it bytes stand
// that belong to no entry.
type treePage struct {
	children []uint32
	chains   []overflow
	spare    []sparePlace
}

type sparePlace struct {
	kind RemnantKind
	span
}

// decodeTreePage reads a b-tree page byte by byte: each byte is header, pointer,
// entry or free space, and what of the free space isn't zero is spare. usable is
// the page size without the reserved end; page 1 starts with the file's header.
func decodeTreePage(page []byte, usable int, first bool) (t treePage, err error) {
	defer func() {
		// A pointer out of bounds on a broken page.
		if recover() != nil {
			err = errPage
		}
	}()
	head := 0
	if first {
		head = 100
	}
	kind := page[head]
	pointers := head + 8
	if kind == indexInside || kind == tableInside {
		t.children = append(t.children, binary.BigEndian.Uint32(page[head+8:]))
		pointers = head + 12
	} else if kind != indexLeaf && kind != tableLeaf {
		return t, errPage
	}
	count := int(binary.BigEndian.Uint16(page[head+3:]))
	content := int(binary.BigEndian.Uint16(page[head+5:]))
	if content == 0 {
		content = 65536
	}
	gap := pointers + 2*count
	if gap > content || content > usable {
		return t, errPage
	}
	if at := pointerResidue(page[gap:content], usable); at < content-gap {
		t.spare = append(t.spare, sparePlace{RemnantGap, span{gap + at, content}})
	}
	used := make([]span, 0, count+4)
	for i := range count {
		at := int(binary.BigEndian.Uint16(page[pointers+2*i:]))
		size := t.entry(page[at:usable], kind, usable)
		used = append(used, span{at, at + size})
	}
	for at := int(binary.BigEndian.Uint16(page[head+1:])); at != 0; {
		next, size := int(binary.BigEndian.Uint16(page[at:])), int(binary.BigEndian.Uint16(page[at+2:]))
		if size < 4 || next != 0 && next < at+size {
			return t, errPage
		}
		if !zero(page[at+4 : at+size]) {
			t.spare = append(t.spare, sparePlace{RemnantFreeBlock, span{at + 4, at + size}})
		}
		used = append(used, span{at, at + size})
		at = next
	}
	used = append(used, span{usable, usable})
	slices.SortFunc(used, func(a, b span) int { return a.from - b.from })
	end := content
	for _, u := range used {
		if u.from < end || u.to > usable {
			return t, errPage
		}
		// The engine leaves up to three bytes between entries unlisted; no name or
		// address is told by three bytes.
		if u.from-end > 3 && !zero(page[end:u.from]) {
			t.spare = append(t.spare, sparePlace{RemnantUnlisted, span{end, u.from}})
		}
		end = u.to
	}
	if !zero(page[usable:]) {
		t.spare = append(t.spare, sparePlace{RemnantUnlisted, span{usable, len(page)}})
	}
	return t, nil
}

// entry reads one entry and gives its size on the page.
func (t *treePage) entry(b []byte, kind byte, usable int) int {
	size := 0
	if kind == indexInside || kind == tableInside {
		t.children = append(t.children, binary.BigEndian.Uint32(b))
		size = 4
	}
	if kind == tableInside {
		_, n := sqliteVarint(b[size:])
		return size + n
	}
	payload, n := sqliteVarint(b[size:])
	size += n
	if kind == tableLeaf {
		_, n := sqliteVarint(b[size:]) // The row's number.
		size += n
	}
	local := localPayload(int(payload), kind, usable)
	size += local
	if local < int(payload) {
		t.chains = append(t.chains, overflow{binary.BigEndian.Uint32(b[size:]), int(payload) - local})
		size += 4
	}
	return max(size, 4)
}

// localPayload tells how many bytes of a payload stand on the page itself: the
// rule of the file format's section 1.6.
func localPayload(payload int, kind byte, usable int) int {
	most := usable - 35
	if kind != tableLeaf {
		most = (usable-12)*64/255 - 23
	}
	if payload <= most {
		return payload
	}
	least := (usable-12)*32/255 - 23
	if local := least + (payload-least)%(usable-4); local <= most {
		return local
	}
	return least
}

// sqliteVarint reads SQLite's big-endian integer of one to nine bytes.
func sqliteVarint(b []byte) (v uint64, n int) {
	for n < 8 {
		c := b[n]
		n++
		v = v<<7 | uint64(c&0x7f)
		if c < 0x80 {
			return v, n
		}
	}
	return v<<8 | uint64(b[8]), 9
}

// pointerResidue gives where the free space behind the pointers holds anything
// but zeros and old pointers, len(gap) where nowhere. An entry that goes leaves the
// last pointer behind: two bytes, of which the first is below the page size's
// high byte and so never a letter. Two adjacent bytes of text never pass.
func pointerResidue(gap []byte, usable int) int {
	for at := 0; at+1 < len(gap); at += 2 {
		if word := int(gap[at])<<8 | int(gap[at+1]); word >= usable {
			return at
		}
	}
	if n := len(gap); n%2 == 1 && gap[n-1] != 0 {
		return n - 1
	}
	return len(gap)
}

func zero(b []byte) bool {
	for len(b) >= 8 {
		if binary.NativeEndian.Uint64(b) != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}
