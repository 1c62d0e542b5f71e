package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"

	"gatehouse/account"
)

// StartJob keeps a job, to be worked off by WorkJob. A job that the same caller
// started on the site under the same key comes back instead where its input was
// the same; fresh is false then. Refusals: NOT_FOUND, IDEMPOTENCY_KEY_REUSED.
func (s *Store) StartJob(ctx context.Context, new account.NewJob) (job account.Job, fresh bool, err error) {
	type started struct {
		job   account.Job
		fresh bool
	}
	v, err := change(ctx, s, func(t *tx) (v started, err error) {
		if _, err := t.site(new.Site, "siteId"); err != nil {
			return v, err
		}
		known, err := s.jobByKey(t.conn, t.caller, new.Site, new.Key, new.Fingerprint)
		if known != nil || err != nil {
			if known != nil {
				v.job = *known
			}
			return v, err
		}
		v.job, err = t.startJob(new)
		return started{v.job, true}, err
	})
	return v.job, v.fresh, err
}

func (t *tx) startJob(new account.NewJob) (account.Job, error) {
	j := &jobRow{request: t.request, reason: new.Reason, Job: account.Job{
		ID: account.NewID(account.JobKind), Site: new.Site, Action: new.Action, DryRun: new.DryRun, State: account.JobQueued,
		Actor: t.caller.Actor, CreatedAt: t.now, Total: len(new.Lines), Counts: map[account.Code]int{},
	}}
	site, err := t.siteNumber(new.Site)
	if err != nil {
		return j.Job, err
	}
	key := t.store.keys.current()
	j.n, err = t.insert(`INSERT INTO job (id, site, action, dry_run, state, actor, request, reason, inactive_since, never_since, idle_since,
		key_hash, input_mac, mac_key, total, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		j.ID, site, string(j.Action), j.DryRun, string(j.State), j.Actor, j.request, nullable(j.reason),
		new.Selection.InactiveSince, new.Selection.NeverSignedInSince, new.Selection.IdleSince,
		jobKey(t.caller, new.Site, new.Key), key.jobMAC(new.Fingerprint), key.ID, j.Total, j.CreatedAt)
	if err != nil {
		return j.Job, err
	}
	t.wrote = true
	if j.Total == 0 {
		return j.Job, t.endJob(j, account.JobDone, "")
	}
	return j.Job, t.addParts(j.n, new.Lines)
}

// JobByKey gives the job that the caller started under a key with the same input.
// Refusals: IDEMPOTENCY_KEY_REUSED.
func (s *Store) JobByKey(ctx context.Context, site account.ID, key string, fingerprint [32]byte) (account.Job, bool, error) {
	caller := account.CallerFrom(ctx)
	return lookUp(ctx, s, func(c *conn) (account.Job, bool, error) {
		j, err := s.jobByKey(c, caller, site, key, fingerprint)
		if j == nil || err != nil {
			return account.Job{}, false, err
		}
		return *j, true, nil
	})
}

func (s *Store) jobByKey(c *conn, caller account.Caller, site account.ID, key string, fingerprint [32]byte) (*account.Job, error) {
	r, err := c.first("SELECT "+jobColumns+", input_mac, mac_key FROM job WHERE key_hash = ?", jobKey(caller, site, key))
	if r == nil || err != nil {
		return nil, err
	}
	same, mac, by := false, r.bytes(11), r.text(12)
	for _, k := range s.keys.Keys {
		same = same || k.ID == by && hmac.Equal(mac, k.jobMAC(fingerprint))
	}
	if !same {
		return nil, &account.Error{Code: account.KeyReused, Field: []string{"idempotencyKey"},
			Message: "The idempotency key was used for a job with another input. Send a new key with a new input; a retry sends both as they were."}
	}
	j, err := s.scanJob(c, r)
	return &j, err
}

// jobKey is what is kept of an idempotency key. It belongs to a caller and a site.
func jobKey(caller account.Caller, site account.ID, key string) []byte {
	sum := sha256.Sum256([]byte(caller.Actor + "\x00" + site.String() + "\x00" + key))
	return sum[:]
}

// jobMAC hides a job's input. Unlike an address of a hold, it has no site before it.
func (k holdKey) jobMAC(fingerprint [32]byte) []byte {
	h := hmac.New(sha256.New, k.Secret)
	h.Write([]byte("input of a bulk job"))
	h.Write(fingerprint[:])
	return h.Sum(nil)
}
