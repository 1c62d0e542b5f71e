// Package forensic looks for people who should be gone in every file of a
// directory, in the ways in which the engines write text. It is for tests: what it
// does not find is proved to be gone only beside a control that it does find.
//
// The search for a name in a segment of the index is no search for bytes: the
// dictionary keeps one letter per transition and shares starts, so that a plain
// search finds nothing while the whole name is there. So segments are decoded,
// those of removed documents and those that no snapshot names included.
package forensic

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Finding is a needle in a file.
type Finding struct {
	File   string // Relative to the directory.
	How    string // How it is written there: "raw", "utf-16le", "term of mail", …
	Needle string
}

// String gives the finding for a test's failure. Needles are made up; a scan for
// real people must not be printed.
func (f Finding) String() string { return fmt.Sprintf("%s: %s: %q", f.File, f.How, f.Needle) }

// Unreadable is the How of a file that its engine can't open, with the empty needle:
// nothing is proved of it.
const Unreadable = "unreadable"

// Scan searches every file below a directory for the needles: each one and its
// folded form, from the first six letters on, as bytes, UTF-16, hex and base64; in
// whatever snappy unpacks from any byte on; in the decoded segments and snapshots
// of the index. Each needle is reported once per file and way. It is an error to
// search for less than four bytes.
//
// It may run beside open stores: database files stay open afterwards, as closing
// them would drop the locks that SQLite holds.
func Scan(dir string, needles []string) ([]Finding, error) {
	m, err := newMatcher(needles)
	if err != nil {
		return nil, err
	}
	s := &scan{matcher: m, seen: map[Finding]bool{}}
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // The index removes files at any time.
		}
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		if s.file, err = filepath.Rel(dir, path); err != nil {
			return err
		}
		if err := s.scanFile(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("scan %s: %w", s.file, err)
		}
		return nil
	})
	return s.found, err
}

// scan is a run over a directory.
type scan struct {
	*matcher
	file  string
	found []Finding
	seen  map[Finding]bool
	buf   []byte // What snappy unpacked last.
}

func (s *scan) scanFile(path string) error {
	content, err := readKeepingLocks(path)
	if err != nil {
		return err
	}
	s.look(content, "")
	s.look([]byte(s.file), "name of the file, ")
	s.carve(content)
	switch {
	case strings.HasSuffix(path, ".zap"):
		return s.scanSegment(path)
	case isBolt(content):
		return s.scanBolt(content)
	}
	return nil
}

// look searches bytes. The place precedes the encoding in the finding.
func (s *scan) look(content []byte, place string) {
	s.find(content, func(p pattern) { s.add(place+p.encoding, p.needle) })
}

func (s *scan) add(how, needle string) {
	f := Finding{s.file, how, needle}
	if !s.seen[f] {
		s.seen[f] = true
		s.found = append(s.found, f)
	}
}

// kept are database files that were read. They stay open: closing any descriptor
// of a file drops every POSIX lock that this process holds on it, SQLite's too.
var kept []*os.File

func readKeepingLocks(path string) ([]byte, error) {
	if !strings.Contains(filepath.Base(path), ".db") {
		return os.ReadFile(path)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	var file *os.File
	for _, k := range kept {
		if have, err := k.Stat(); err == nil && os.SameFile(have, info) {
			file = k
		}
	}
	if file == nil {
		if file, err = os.Open(path); err != nil {
			return nil, err
		}
		kept = append(kept, file)
	}
	content := make([]byte, info.Size())
	n, err := file.ReadAt(content, 0)
	if n < len(content) && n > 0 {
		err = nil // It was truncated meanwhile.
	}
	if info.Size() == 0 {
		err = nil
	}
	return content[:n], err
}
