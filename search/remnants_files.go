package search

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/util"
	zap "github.com/blevesearch/zapx/v17"
	"go.etcd.io/bbolt"
)

// files are the files of an index directory at one moment, the used segments open.
type files struct {
	position int64 // Of the change log, as the newest snapshot says.
	count    int
	unused   []string
	segments []*segmentFile
}

// segmentFile is a segment that the newest snapshot uses. opened is nil where the
// file can't be opened.
type segmentFile struct {
	name    string // Relative to the index directory.
	opened  *zap.Segment
	removed *roaring.Bitmap
}

// errMoved tells that the engine exchanged files while they were opened.
var errMoved = errors.New("the index's files change all the time")

// openFiles reads which files the newest complete generation uses and opens them.
// Open segments stay readable when a running index removes them.
func openFiles(ctx context.Context, dir string) (*files, error) {
	for {
		f, err := tryFiles(dir)
		if !errors.Is(err, errMoved) {
			return f, err
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(err, ctx.Err())
		case <-time.After(lookAgain):
		}
	}
}

func tryFiles(dir string) (_ *files, err error) {
	f := &files{}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.close())
		}
	}()
	generation, _, found, err := (&home{dir: dir}).newest()
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return nil, err
	}
	used := map[string]bool{"lock": true}
	if found {
		base := filepath.Base(generation)
		used[filepath.Join(base, manifestName)] = true
		used[filepath.Join(base, "store", "root.bolt")] = true
		if err := f.readSnapshot(filepath.Join(generation, "store")); err != nil {
			return nil, err
		}
		for _, s := range f.segments {
			path := filepath.Join(generation, "store", s.name)
			s.name = filepath.Join(base, "store", s.name)
			used[s.name] = true
			if err := s.open(path); err != nil {
				return nil, err
			}
		}
	}
	return f, f.walk(dir, used)
}

// walk lists the files of the directory and which of them nothing uses.
func (f *files) walk(dir string, used map[string]bool) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || e.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		f.count++
		if !used[name] {
			f.unused = append(f.unused, name)
		}
		return nil
	})
}

func (s *segmentFile) open(path string) (err error) {
	defer func() {
		// The decoder panics on a file that was cut short: a damaged segment.
		_ = recover()
	}()
	opened, err := new(zap.ZapPlugin).Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return errMoved
	}
	if err == nil {
		s.opened = opened.(*zap.Segment)
	}
	return nil
}

func (f *files) close() error {
	var all []error
	for _, s := range f.segments {
		if s.opened != nil {
			all = append(all, s.opened.Close())
		}
	}
	return errors.Join(all...)
}

// readSnapshot reads which segments the newest snapshot uses, what is removed from
// each, and the position. It reads a copy: a running index locks the file.
func (f *files) readSnapshot(dir string) (err error) {
	content, err := steady(filepath.Join(dir, "root.bolt"))
	if err != nil {
		return err
	}
	// The copy holds names of files, numbers of documents and a position.
	file, err := os.CreateTemp("", "gatehouse-*.bolt")
	if err != nil {
		return fmt.Errorf("copy the index's snapshots: %w", err)
	}
	defer func() { err = errors.Join(err, os.Remove(file.Name())) }()
	_, err = file.Write(content)
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("copy the index's snapshots: %w", err)
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("read the index's snapshots: %v", r)
		}
	}()
	db, err := bbolt.Open(file.Name(), 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("read the index's snapshots: %w", err)
	}
	return errors.Join(db.View(f.readNewest), db.Close())
}

// steady reads a file until two readings are the same. Its writer changes pages
// that no snapshot uses before it names them, so that what holds still is whole.
func steady(path string) ([]byte, error) {
	var last []byte
	for range 1000 {
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read the index's snapshots: %w", err)
		}
		if last != nil && bytes.Equal(last, content) {
			return content, nil
		}
		last = content
	}
	return nil, errMoved
}

func (f *files) readNewest(tx *bbolt.Tx) error {
	all := tx.Bucket(util.BoltSnapshotsBucket)
	if all == nil {
		return nil
	}
	newest, _ := all.Cursor().Last()
	snapshot := all.Bucket(newest)
	if snapshot == nil {
		return errors.New("read the index's snapshots: the newest one is not there")
	}
	if internal := snapshot.Bucket(util.BoltInternalKey); internal != nil {
		if value := internal.Get(positionKey); len(value) == 16 {
			f.position = int64(binary.BigEndian.Uint64(value))
		}
	}
	return snapshot.ForEachBucket(func(key []byte) error {
		if bytes.Equal(key, util.BoltInternalKey) || bytes.Equal(key, util.BoltMetaDataKey) {
			return nil
		}
		part := snapshot.Bucket(key)
		s := &segmentFile{name: string(part.Get(util.BoltPathKey)), removed: roaring.New()}
		if bits := part.Get(util.BoltDeletedKey); bits != nil {
			if _, err := s.removed.FromBuffer(slices.Clone(bits)); err != nil {
				return fmt.Errorf("read the removed documents of %s: %w", s.name, err)
			}
		}
		f.segments = append(f.segments, s)
		return nil
	})
}
