package store

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"gatehouse/account"
)

// deletionsLog is the file that makes a restored backup forget whom it must: one
// line a deletion, ids and dates, on another disk than the backups. The writer
// appends to it between the commit of a group and its answers, so an acknowledged
// deletion is always in it; a line that a crash kept from it is written by the next
// start, because the store has the tombstone.
type deletionsLog struct {
	path string
	file *os.File
	size int64 // Up to where its lines are whole and on disk.
	mark logMark

	// pending are committed deletions whose lines could not be written yet. While
	// there are any, no further deletion is taken.
	pending []account.Deletion
}

// logMark names a place in a deletions log: how many lines stand before it, and
// the hash of them and the heading, each hashed onto the one before. The store
// keeps the one it last knew: a log that does not reach it, or differs before it,
// is not the log of this store.
type logMark struct {
	Lines int64
	Hash  [32]byte
}

func headingMark(heading []byte) logMark { return logMark{0, sha256.Sum256(heading)} }

func (m logMark) after(line []byte) logMark {
	return logMark{m.Lines + 1, sha256.Sum256(append(m.Hash[:], line...))}
}

func (m logMark) bytes() []byte {
	return append(binary.BigEndian.AppendUint64(nil, uint64(m.Lines)), m.Hash[:]...)
}

func markFrom(b []byte) (logMark, error) {
	if len(b) != 40 {
		return logMark{}, errors.New("the database's mark in the deletions log is damaged")
	}
	return logMark{int64(binary.BigEndian.Uint64(b)), [32]byte(b[8:])}, nil
}

// logHeading is the first line.
type logHeading struct {
	Type    string `json:"type"`
	StoreID string `json:"storeId"`
	LogID   string `json:"logId"` // Random: tells a log from one that was begun anew.
}

const logType = "gatehouse deletions log 1"

// logLine is every other line.
type logLine struct {
	CustomerID string    `json:"customerId"`
	SiteID     string    `json:"siteId"`
	DeletedAt  time.Time `json:"deletedAt"`
	PurgeAt    time.Time `json:"purgeAt"`
	ActorID    string    `json:"actorId"`
}

func writeLine(d account.Deletion) ([]byte, error) {
	text, err := json.Marshal(logLine{d.Customer.String(), d.Site.String(), d.DeletedAt.UTC(), d.PurgeAt.UTC(), d.Actor})
	return append(text, '\n'), err
}

func readLine(text []byte) (account.Deletion, error) {
	var l logLine
	if err := json.Unmarshal(text, &l); err != nil {
		return account.Deletion{}, err
	}
	customer, err := account.ParseID(l.CustomerID)
	site, siteError := account.ParseID(l.SiteID)
	if err = errors.Join(err, siteError); err != nil {
		return account.Deletion{}, err
	}
	if customer.Kind != account.CustomerKind || site.Kind != account.SiteKind || !l.PurgeAt.After(l.DeletedAt) {
		return account.Deletion{}, errors.New("that is no deletion")
	}
	return account.Deletion{Customer: customer, Site: site, DeletedAt: l.DeletedAt, PurgeAt: l.PurgeAt, Actor: l.ActorID}, nil
}

// append writes the lines of a group and has them on disk when it returns. What it
// can't write stays pending.
func (l *deletionsLog) append(deleted []account.Deletion) error {
	l.pending = append(l.pending, deleted...)
	return l.flush()
}

// flush writes what is pending with one write and one sync. It always writes
// behind the last whole line, over what a failed attempt may have left.
func (l *deletionsLog) flush() error {
	if len(l.pending) == 0 {
		return nil
	}
	var text []byte
	mark := l.mark
	for _, d := range l.pending {
		line, err := writeLine(d)
		if err != nil {
			return err
		}
		text, mark = append(text, line...), mark.after(line)
	}
	if err := l.file.Truncate(l.size); err != nil {
		return fmt.Errorf("write to the deletions log: %w", err)
	}
	if _, err := l.file.WriteAt(text, l.size); err != nil {
		return fmt.Errorf("write to the deletions log: %w", err)
	}
	if err := l.file.Sync(); err != nil {
		return fmt.Errorf("write to the deletions log: %w", err)
	}
	l.size, l.mark, l.pending = l.size+int64(len(text)), mark, nil
	return nil
}

// makeDeletionsLog begins a log with the deletions that the store knows. The file
// is whole or not there.
func makeDeletionsLog(path string, storeID [16]byte, known []account.Deletion) (_ *deletionsLog, err error) {
	heading, err := json.Marshal(logHeading{logType, fmt.Sprintf("%x", storeID), rand.Text()})
	if err != nil {
		return nil, err
	}
	heading = append(heading, '\n')
	file, err := os.CreateTemp(filepath.Dir(path), ".deletions-*") // Mode 0600.
	if err != nil {
		return nil, fmt.Errorf("begin the deletions log: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, file.Close(), os.Remove(file.Name()))
		}
	}()
	if _, err := file.Write(heading); err != nil {
		return nil, fmt.Errorf("begin the deletions log: %w", err)
	}
	l := &deletionsLog{path: path, file: file, size: int64(len(heading)), mark: headingMark(heading)}
	if err := l.append(known); err != nil {
		return nil, err
	}
	if err := file.Sync(); err != nil {
		return nil, fmt.Errorf("begin the deletions log: %w", err)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return nil, fmt.Errorf("begin the deletions log: %w", err)
	}
	return l, syncDir(filepath.Dir(path))
}

func syncDir(dir string) error {
	opened, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(opened.Sync(), opened.Close())
}
