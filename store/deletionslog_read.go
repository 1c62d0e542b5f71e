package store

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/google/uuid"

	"gatehouse/account"
)

// foundLog is what stands in a deletions log.
type foundLog struct {
	ids       map[uuid.UUID]struct{}
	deletions []account.Deletion // Those that are still to be done.
	size      int64              // Of its whole lines.
	mark      logMark            // Behind the last whole line.
	reached   bool               // It has the mark that the store knows.

	missing bool   // There is no file.
	foreign bool   // It belongs to another store.
	problem string // Why it can't be taken as the log of this store; "": it can.
}

// readDeletionsLog reads a log from the beginning. A torn last line is the trace
// of a crash: its deletion was answered to nobody, and the line is written anew if
// the store has the tombstone. A deletion
// is settled where the store has its tombstone, or not even its site: that one was
// made after the backup, and nothing of it is there.
func readDeletionsLog(path string, storeID [16]byte, known *logMark, settled func(account.Deletion) (bool, error)) (*foundLog, error) {
	f := &foundLog{ids: map[uuid.UUID]struct{}{}}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		f.missing, f.problem = true, "it is not there"
		return f, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the deletions log: %w: name a file that can be read and written with -deletions-log", err)
	}
	defer file.Close()
	lines := bufio.NewReader(file)
	heading, err := lines.ReadBytes('\n')
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("read the deletions log: %w", err)
	}
	var h logHeading
	if json.Unmarshal(heading, &h) != nil || h.Type != logType || !bytes.HasSuffix(heading, []byte("\n")) {
		f.problem = "its first line is not that of a deletions log"
		return f, nil
	}
	if h.StoreID != fmt.Sprintf("%x", storeID) {
		f.foreign, f.problem = true, "it belongs to another deployment"
		return f, nil
	}
	f.size, f.mark = int64(len(heading)), headingMark(heading)
	f.reached = known == nil || f.mark == *known
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read the deletions log: %w", err)
		}
		d, err := readLine(line)
		if err != nil {
			f.problem = fmt.Sprintf("its line %d is damaged", f.mark.Lines+2)
			continue // What else it tells of is still worth knowing.
		}
		f.size, f.mark = f.size+int64(len(line)), f.mark.after(line)
		f.reached = f.reached || f.mark == *known
		f.ids[d.Customer.UUID] = struct{}{}
		done, err := settled(d)
		if err != nil {
			return nil, err
		}
		if !done {
			f.deletions = append(f.deletions, d)
		}
	}
	switch {
	case f.problem != "" || f.reached:
	case f.mark.Lines < known.Lines:
		f.problem = fmt.Sprintf("it has %d lines, and the database knows of %d", f.mark.Lines, known.Lines)
	default:
		f.problem = "it is not the log that the database last wrote to"
	}
	return f, nil
}
