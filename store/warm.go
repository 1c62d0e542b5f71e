package store

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
)

// maxWarm bounds how much of a database is read ahead, in bytes: three million accounts.
const maxWarm = 1 << 30

// warmStep is how much is read at once, in bytes.
const warmStep = 1 << 18

// Warm reads the database's file, up to 1 GiB of it, so that the system has it in
// memory, which it gives away again whenever others need it: a look-up reads two pages
// from anywhere, and would wait for the disk twice. It ends early with its context or
// when the store is closed.
func (s *Store) Warm(ctx context.Context) error {
	file, err := databaseOf(filepath.Join(s.dir, databaseFile))
	if file == nil || err != nil {
		return err
	}
	buffer := make([]byte, warmStep)
	for at := int64(0); at < maxWarm && ctx.Err() == nil; at += warmStep {
		_, err := file.ReadAt(buffer, at)
		if errors.Is(err, io.EOF) || errors.Is(err, os.ErrClosed) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// databaseOf opens a database that this process has a connection to, once; nil where it
// has none. The file is closed behind the last connection: see indexFile.
func databaseOf(database string) (*os.File, error) {
	database = placeOf(database)
	indexFiles.Lock()
	defer indexFiles.Unlock()
	f := indexFiles.of[database]
	if f == nil {
		return nil, nil
	}
	var err error
	if f.database == nil {
		f.database, err = os.Open(database)
	}
	return f.database, err
}
