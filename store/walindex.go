package store

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"unsafe"
)

// walState is the header of SQLite's WAL index: counters, salts and checksums that
// every commit of every process changes before its writer is told of success
// (https://sqlite.org/walformat.html, section 2.1). While it is the same, nothing
// was committed.
type walState [6]uint64

// commits counts the commits, around 32 bits.
func (s walState) commits() uint32 { return uint32(s[1]) }

// walIndex looks at the header where SQLite keeps it, in memory that all processes
// on the database share: a few nanoseconds, no system call. It writes nothing.
type walIndex struct{ mapped []byte }

// Places in the header, in bytes, and the version of the format that has them.
const (
	walIndexSize    = 4096 // More of the file is not looked at.
	walHeaderSize   = 48   // The header stands twice.
	walFramesAt     = 16
	walBackfilledAt = 2 * walHeaderSize
	walIndexVersion = 3007000
)

// state gives the header. The first copy is written last, and whole before the
// commit that it tells of is answered.
func (w *walIndex) state() (s walState) {
	for i := range s {
		s[i] = atomic.LoadUint64((*uint64)(unsafe.Pointer(&w.mapped[8*i])))
	}
	return s
}

func (w *walIndex) number(at int) uint32 {
	return atomic.LoadUint32((*uint32)(unsafe.Pointer(&w.mapped[at])))
}

// frames tells how long the log is, and how much of it is in the database.
func (w *walIndex) frames() (written, copied uint32) {
	return w.number(walFramesAt), w.number(walBackfilledAt)
}

// indexFile is the file of a WAL index, as long as this process has a connection to
// its database, and the database's own where it was warmed. Closing any descriptor of
// one would drop all of SQLite's locks on it, so they are closed behind the last
// connection.
type indexFile struct {
	connections int
	file        *os.File
	database    *os.File
	index       *walIndex
}

var indexFiles = struct {
	sync.Mutex
	of map[string]*indexFile // By the database's path.
}{of: map[string]*indexFile{}}

// placeOf gives the one name of a file that is there.
func placeOf(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	return path
}

// holdIndexFile counts a connection in; release counts it out.
func holdIndexFile(database string) (release func() error) {
	database = placeOf(database)
	indexFiles.Lock()
	defer indexFiles.Unlock()
	f := indexFiles.of[database]
	if f == nil {
		f = &indexFile{}
		indexFiles.of[database] = f
	}
	f.connections++
	return func() error {
		indexFiles.Lock()
		defer indexFiles.Unlock()
		if f.connections--; f.connections > 0 {
			return nil
		}
		delete(indexFiles.of, database)
		var errs []error
		for _, file := range []*os.File{f.file, f.database} {
			if file != nil {
				errs = append(errs, file.Close())
			}
		}
		return errors.Join(errs...)
	}
}

// openWALIndex gives the index of a database that this process has an open
// connection to; nil where it can't be looked at, which costs nothing but time.
func openWALIndex(database string) *walIndex {
	database = placeOf(database)
	indexFiles.Lock()
	defer indexFiles.Unlock()
	f := indexFiles.of[database]
	if f == nil {
		return nil
	}
	if f.index != nil {
		return f.index
	}
	if f.file == nil {
		file, err := os.Open(database + "-shm")
		if err != nil {
			return nil
		}
		f.file = file // Kept open, whatever follows.
	}
	mapped, err := syscall.Mmap(int(f.file.Fd()), 0, walIndexSize, syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil
	}
	w := &walIndex{mapped: mapped}
	// The memory goes when nobody can look at it any more, which may be later than
	// the file.
	runtime.AddCleanup(w, func(b []byte) { _ = syscall.Munmap(b) }, mapped)
	if w.number(0) != walIndexVersion || w.number(walHeaderSize) != walIndexVersion {
		return nil
	}
	f.index = w
	return w
}
