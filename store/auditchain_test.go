package store

import (
	"testing"
	"time"
)

func TestAuditChain(t *testing.T) {
	h := newHouse(t)
	c, err := h.AuditChain(h.admin)
	if err != nil || !c.Intact || c.UpTo == 0 {
		t.Fatalf("got %+v, %v, want an intact chain with events", c, err)
	}
	upTo := c.UpTo
	h.invite("chain@acme.example")
	if c, err = h.AuditChain(h.admin); err != nil || c.UpTo != upTo {
		t.Fatalf("within a minute: got %+v, %v, want the walk of before, up to %d", c, err, upTo)
	}
	h.clock.Move(chainFresh)
	if c, err = h.AuditChain(h.admin); err != nil || !c.Intact || c.UpTo != upTo+1 {
		t.Fatalf("after a minute: got %+v, %v, want up to %d", c, err, upTo+1)
	}
	h.raw("DROP TRIGGER audit_no_update; UPDATE audit SET actor = 'system2' WHERE sequence = 2")
	h.clock.Move(chainFresh)
	if c, err = h.AuditChain(h.admin); err != nil || c.Intact || c.UpTo != 1 {
		t.Fatalf("an altered event: got %+v, %v, want the chain broken behind 1", c, err)
	}
	if c.CheckedAt.Location() != time.UTC {
		t.Errorf("checked at %v, want UTC", c.CheckedAt)
	}
}
