package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"

	"gatehouse/account"
)

// AuditHead is the end of the audit log: what is signed into receipts and backup
// manifests. The empty log's is zero.
type AuditHead struct {
	Sequence int64
	Hash     [32]byte
}

// AuditHead gives the end of the audit log.
func (s *Store) AuditHead(ctx context.Context) (AuditHead, error) { return read(ctx, s, auditHead) }

func auditHead(c *conn) (AuditHead, error) {
	r, err := c.first("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1")
	if r == nil || err != nil {
		return AuditHead{}, err
	}
	return AuditHead{Sequence: r.number(0), Hash: [32]byte(r.bytes(1))}, nil
}

// chain hashes an event onto the one before it: the hash before, then every field
// with its length, so that no two events read alike.
func chain(before [32]byte, e account.AuditEvent) [32]byte {
	text := append(make([]byte, 0, 320), before[:]...)
	number := func(n int64) { text = binary.BigEndian.AppendUint64(text, uint64(n)) }
	field := func(s string) {
		number(int64(len(s)))
		text = append(text, s...)
	}
	number(e.Sequence)
	number(e.At.UnixMilli())
	number(e.Count)
	for _, s := range []string{
		e.ID.String(), e.Actor, string(e.Action), e.Subject, e.Site.String(), e.Request, string(e.Outcome),
	} {
		field(s)
	}
	return sha256.Sum256(text)
}

// audit appends an event: the caller, the request and the time are those of the
// change. DONE unless the event says otherwise.
func (t *tx) audit(e account.AuditEvent) error {
	e.Sequence, e.ID, e.At = t.head.Sequence+1, account.NewID(account.AuditKind), t.now
	e.Actor, e.Request = t.caller.Actor, t.request
	if e.Outcome == "" {
		e.Outcome = account.Done
	}
	site, err := t.siteNumber(e.Site)
	if err != nil {
		return err
	}
	hash := chain(t.head.Hash, e)
	_, err = t.exec(`INSERT INTO audit (sequence, id, at, actor, action, subject, site, request, outcome, count, hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, e.Sequence, e.ID, e.At, e.Actor, string(e.Action), e.Subject,
		site, e.Request, string(e.Outcome), e.Count, hash[:])
	if err != nil {
		return err
	}
	t.wrote, t.head = true, AuditHead{e.Sequence, hash}
	return nil
}

// tellRefusal has the log told if the change is refused from here on: RULES 9
// wants that of deletes, tokens and settings.
func (t *tx) tellRefusal(action account.AuditAction, subject, site account.ID) {
	t.refused = &account.AuditEvent{Action: action, Subject: subject.String(), Site: site, Outcome: account.Refused}
}

// auditRefusal writes what tellRefusal prepared, after the refused change was
// rolled back. A fault that is no refusal isn't an outcome and isn't written.
func (t *tx) auditRefusal(refusal error) error {
	var known *account.Error
	if t.refused == nil || !errors.As(refusal, &known) {
		return nil
	}
	return t.audit(*t.refused)
}

// AuditRefusal writes a REFUSED event for an act that a missing right stopped
// before it reached the store. The subject is an id or empty; other text is left
// out, because the log holds nothing that somebody typed.
func (s *Store) AuditRefusal(ctx context.Context, action account.AuditAction, subject string) error {
	if _, err := account.ParseID(subject); err != nil {
		subject = ""
	}
	_, err := change(ctx, s, func(t *tx) (struct{}, error) {
		e := account.AuditEvent{Action: action, Subject: subject, Site: t.caller.Site, Outcome: account.Refused}
		return struct{}{}, t.audit(e)
	})
	return err
}
