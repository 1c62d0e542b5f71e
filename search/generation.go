package search

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"gatehouse/account"
)

// mappingVersion is the version of what a document holds: fields, terms, fold. An
// index of another version is rebuilt. Raise it with every change to them.
const mappingVersion = 4

// manifestName is the file that makes a generation complete. It is written last.
const manifestName = "manifest.json"

// positionKey holds, inside the index, the position and nonce of the last change
// that is in it. It is written with the documents of the same batch.
var positionKey = []byte("position")

// flushTimeout bounds how long Close waits for the disk. What is not on disk by
// then is read again from the change log.
const flushTimeout = 10 * time.Second

type manifest struct {
	Mapping int `json:"mapping"`
	// SegmentSize is the largest segment a merge may make, in documents.
	SegmentSize int `json:"segmentSize"`
}

// generation is one index on disk, from its build to its removal.
type generation struct {
	dir    string
	engine *scorch.Scorch

	spare  spares
	sieves sieves
	words  *lexicon

	proposals proposals
	using     sync.RWMutex // Held for reading by searches, for writing to close.
	closed    bool

	applied   atomic.Pointer[account.Change] // The last change in the index.
	persisted atomic.Int64                   // The last position that is safely on disk.
}

// openGeneration opens or, in an empty directory, creates an index.
func openGeneration(dir string, segmentSize int) (*generation, error) {
	opened, err := scorch.NewScorch(scorch.Name, map[string]any{
		"path":               filepath.Join(dir, "store"),
		"unsafe_batch":       true, // Changes are read again from the log, so a batch need not wait for the disk.
		"bolt_timeout":       "1s",
		"numSnapshotsToKeep": 1,

		"asyncErrorCallbackName": backOff,
		// One small segment costs little to rewrite when somebody in it is erased.
		"scorchMergePlanOptions": map[string]any{
			"MaxSegmentsPerTier": 10, "MaxSegmentSize": segmentSize, "TierGrowth": 10.0,
			"SegmentsPerMergeTask": 10, "FloorSegmentSize": 1000, "ReclaimDeletesWeight": 2.0,
		},
	}, analysis)
	if err != nil {
		return nil, fmt.Errorf("prepare index: %w", err)
	}
	if err := opened.Open(); err != nil {
		return nil, fmt.Errorf("open index: %w", err)
	}
	g := &generation{dir: dir, engine: opened.(*scorch.Scorch), words: newLexicon()}
	change, err := g.readPosition()
	if err != nil {
		return nil, errors.Join(err, g.engine.Close())
	}
	g.applied.Store(&change)
	g.persisted.Store(change.Position)
	if err := g.readWords(); err != nil {
		return nil, errors.Join(err, g.engine.Close())
	}
	return g, nil
}

// backOff names the callback that the engine runs, between its tries, in the
// goroutine that failed: without a pause a full disk keeps a core busy, because the
// engine tries again at once.
const backOff = "gatehouse.backOff"

// backOffFor is the pause between two tries.
const backOffFor = 250 * time.Millisecond

func init() {
	scorch.RegistryAsyncErrorCallbacks[backOff] = func(error, string) { time.Sleep(backOffFor) }
}

// analysis runs the engine's per-document work, of which there is next to none.
var analysis = index.NewAnalysisQueue(1)

func (g *generation) readPosition() (account.Change, error) {
	reader, err := g.engine.Reader()
	if err != nil {
		return account.Change{}, fmt.Errorf("read the index's position: %w", err)
	}
	value, err := reader.GetInternal(positionKey)
	if err = errors.Join(err, reader.Close()); err != nil {
		return account.Change{}, fmt.Errorf("read the index's position: %w", err)
	}
	if len(value) != 16 {
		return account.Change{Position: -1}, nil
	}
	return account.Change{
		Position: int64(binary.BigEndian.Uint64(value)),
		Nonce:    binary.BigEndian.Uint64(value[8:]),
	}, nil
}

// write puts rows and removals into the index, in one batch with the position.
func (g *generation) write(rows []account.Account, gone []account.ID, upTo account.Change) error {
	batch := index.NewBatch()
	for _, a := range rows {
		if r := newRecord(a); r != nil {
			g.words.add(r.terms)
			batch.Update(r)
		} else {
			batch.Delete(docID(a.ID))
		}
	}
	for _, id := range gone {
		batch.Delete(docID(id))
	}
	batch.SetInternal(positionKey, encodePosition(upTo))
	batch.SetPersistedCallback(func(err error) {
		if err == nil {
			g.raisePersisted(upTo.Position)
		}
	})
	if err := g.engine.Batch(batch); err != nil {
		return fmt.Errorf("write to the index: %w", err)
	}
	g.applied.Store(&upTo)
	return nil
}

func encodePosition(c account.Change) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, uint64(c.Position)), c.Nonce)
}

func (g *generation) raisePersisted(position int64) {
	for {
		old := g.persisted.Load()
		if position <= old || g.persisted.CompareAndSwap(old, position) {
			return
		}
	}
}

// flush waits until everything written so far is on disk.
func (g *generation) flush(ctx context.Context) error {
	done := make(chan error, 1)
	batch := index.NewBatch()
	batch.SetInternal(positionKey, encodePosition(*g.applied.Load()))
	batch.SetPersistedCallback(func(err error) { done <- err })
	if err := g.engine.Batch(batch); err != nil {
		return fmt.Errorf("flush the index: %w", err)
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("flush the index: %w", ctx.Err())
	}
}

// close waits for the searches under way, flushes and closes, once. The engine
// itself would drop what is not yet persisted.
func (g *generation) close() error {
	g.using.Lock()
	defer g.using.Unlock()
	if g.closed {
		return nil
	}
	g.closed = true
	ctx, cancel := context.WithTimeout(context.Background(), flushTimeout)
	defer cancel()
	return errors.Join(g.flush(ctx), g.engine.Close())
}

// remove closes without a flush and deletes the files.
func (g *generation) remove() error {
	g.using.Lock()
	defer g.using.Unlock()
	var err error
	if !g.closed {
		g.closed = true
		err = g.engine.Close()
	}
	return errors.Join(err, os.RemoveAll(g.dir))
}

// complete marks a flushed generation as one to serve from after a restart.
func (g *generation) complete(m manifest) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	unfinished := filepath.Join(g.dir, manifestName+".new")
	if err := writeSynced(unfinished, text); err != nil {
		return err
	}
	if err := os.Rename(unfinished, filepath.Join(g.dir, manifestName)); err != nil {
		return err
	}
	return errors.Join(syncDir(filepath.Join(g.dir, "store")), syncDir(g.dir), syncDir(filepath.Dir(g.dir)))
}

// readManifest tells whether a directory is a complete generation.
func readManifest(dir string) (m manifest, ok bool) {
	text, err := os.ReadFile(filepath.Join(dir, manifestName))
	return m, err == nil && json.Unmarshal(text, &m) == nil
}

func writeSynced(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	return errors.Join(err, file.Sync(), file.Close())
}

func syncDir(dir string) error {
	file, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}
