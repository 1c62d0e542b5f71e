package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"sync"
)

// place is a spot in the database file that should be zero and is not.
type place struct {
	kind RemnantKind
	page uint32
	span
}

// walker visits every page of a database file that nobody changes meanwhile.
type walker struct {
	file   *os.File
	size   int // Of a page.
	usable int // Of a page, without the end that the file's header reserves.
	pages  uint32
	seen   []bool
	report *RemnantReport
	places []place
}

// walkFrozen walks the whole file and gives every place that holds bytes that
// nothing accounts for.
func walkFrozen(ctx context.Context, path string, report *RemnantReport) (_ []place, err error) {
	f, err := freeze(ctx, path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	return walkFile(ctx, path, f.roots, report)
}

func walkFile(ctx context.Context, path string, roots []uint32, report *RemnantReport) ([]place, error) {
	file, err := keptOpen(path)
	if err != nil {
		return nil, err
	}
	w := &walker{file: file, report: report}
	if err := w.readHeader(); err != nil {
		return nil, err
	}
	if err := w.freeList(ctx); err != nil {
		return nil, err
	}
	for _, root := range roots {
		if err := w.tree(ctx, root); err != nil {
			return nil, err
		}
	}
	return w.places, w.lost(ctx)
}

func (w *walker) readHeader() error {
	header := make([]byte, 100)
	if _, err := w.file.ReadAt(header, 0); err != nil {
		return fmt.Errorf("read the database's header: %w", err)
	}
	info, err := w.file.Stat()
	if err != nil {
		return err
	}
	w.size = headerPageSize(header)
	if w.size < 512 || info.Size()%int64(w.size) != 0 {
		return errors.New("the database file does not consist of whole pages: restore it from a backup")
	}
	if binary.BigEndian.Uint32(header[52:]) != 0 {
		return errors.New("the database moves its pages about (auto_vacuum): nothing can be proved of such a file")
	}
	w.usable = w.size - int(header[20])
	w.pages = uint32(info.Size() / int64(w.size))
	w.seen = make([]bool, w.pages+1)
	w.report.Pages = int(w.pages)
	return nil
}

func headerPageSize(header []byte) int {
	if size := int(binary.BigEndian.Uint16(header[16:])); size != 1 {
		return size
	}
	return 65536
}

func pageSize(path string) (int, error) {
	file, err := keptOpen(path)
	if err != nil {
		return 0, err
	}
	header := make([]byte, 100)
	if _, err := file.ReadAt(header, 0); err != nil {
		return 0, fmt.Errorf("read the database's header: %w", err)
	}
	return headerPageSize(header), nil
}

// visit reads a page that nothing else has pointed to yet. ok is false where the
// page is not there or was seen before; then the place of the pointer is broken.
func (w *walker) visit(ctx context.Context, page uint32, buffer []byte) (ok bool, err error) {
	if page == 0 || page > w.pages || w.seen[page] {
		w.found(RemnantBroken, page, span{0, w.size})
		return false, ctx.Err()
	}
	w.seen[page] = true
	if _, err := w.file.ReadAt(buffer, w.offset(page)); err != nil {
		return false, fmt.Errorf("read page %d of the database: %w", page, err)
	}
	return true, ctx.Err()
}

func (w *walker) found(kind RemnantKind, page uint32, at span) {
	w.places = append(w.places, place{kind, page, at})
}

// freeList walks the trunks of the list of free pages, and the free pages that
// each one names.
func (w *walker) freeList(ctx context.Context) error {
	header, trunk, leaf := make([]byte, 100), make([]byte, w.size), make([]byte, w.size)
	if _, err := w.file.ReadAt(header, 0); err != nil {
		return fmt.Errorf("read the database's header: %w", err)
	}
	for next := binary.BigEndian.Uint32(header[32:]); next != 0; next = binary.BigEndian.Uint32(trunk) {
		if ok, err := w.visit(ctx, next, trunk); !ok || err != nil {
			return err
		}
		w.report.FreePages++
		count := int(binary.BigEndian.Uint32(trunk[4:]))
		if count > w.usable/4-2 {
			w.found(RemnantBroken, next, span{0, w.size})
			return nil
		}
		for i := range count {
			page := binary.BigEndian.Uint32(trunk[8+4*i:])
			ok, err := w.visit(ctx, page, leaf)
			if err != nil {
				return err
			}
			w.report.FreePages++
			if ok && !zero(leaf) {
				w.found(RemnantFreePage, page, span{0, w.size})
			}
		}
		// A page number that was taken off the list may stay behind it. No four
		// letters make a number as low as that of a page.
		for at := 8 + 4*count; at+4 <= w.size; at += 4 {
			if binary.BigEndian.Uint32(trunk[at:]) > w.pages {
				w.found(RemnantFreePage, next, span{at, w.size})
				break
			}
		}
	}
	return nil
}

// tree walks a table or an index.
func (w *walker) tree(ctx context.Context, root uint32) error {
	buffer := make([]byte, w.size)
	for ahead := []uint32{root}; len(ahead) > 0; {
		page := ahead[len(ahead)-1]
		ahead = ahead[:len(ahead)-1]
		ok, err := w.visit(ctx, page, buffer)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		w.report.TreePages++
		t, err := decodeTreePage(buffer, w.usable, page == 1)
		if err != nil {
			w.found(RemnantBroken, page, span{0, w.size})
			continue
		}
		for _, s := range t.spare {
			w.found(s.kind, page, s.span)
		}
		ahead = append(ahead, t.children...)
		for _, o := range t.chains {
			if err := w.chain(ctx, o, buffer); err != nil {
				return err
			}
		}
	}
	return nil
}

// chain follows a long value through its pages.
func (w *walker) chain(ctx context.Context, o overflow, buffer []byte) error {
	for o.rest > 0 {
		ok, err := w.visit(ctx, o.page, buffer)
		if !ok || err != nil {
			return err
		}
		w.report.OverflowPages++
		end := min(4+o.rest, w.usable)
		if !zero(buffer[end:]) {
			w.found(RemnantTail, o.page, span{end, w.size})
		}
		o.rest -= w.usable - 4
		o.page = binary.BigEndian.Uint32(buffer)
	}
	return nil
}

// lost looks at the pages that nothing points to: none, but the one that SQLite
// keeps free for its locks.
func (w *walker) lost(ctx context.Context) error {
	const lockByte = 1 << 30
	buffer := make([]byte, w.size)
	for page := uint32(1); page <= w.pages; page++ {
		if w.seen[page] {
			continue
		}
		if ok, err := w.visit(ctx, page, buffer); !ok || err != nil {
			return err
		}
		if page != uint32(lockByte/w.size+1) || !zero(buffer) {
			w.found(RemnantLostPage, page, span{0, w.size})
		}
	}
	return nil
}

// kept are the database files that were read past SQLite. They stay open until
// the process ends: closing any descriptor of a file drops every POSIX lock that
// the process holds on it, SQLite's own among them, and another process could then
// take the database for unused.
var kept struct {
	sync.Mutex
	files []*os.File
}

// keptOpen opens a database file, once a process.
func keptOpen(path string) (*os.File, error) {
	kept.Lock()
	defer kept.Unlock()
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("open the database file: %w", err)
	}
	for _, file := range kept.files {
		if have, err := file.Stat(); err == nil && os.SameFile(have, info) {
			return file, nil
		}
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, fmt.Errorf("open the database file: %w", err)
	}
	kept.files = append(kept.files, file)
	return file, nil
}
