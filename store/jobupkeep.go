package store

import (
	"context"
	"time"

	"gatehouse/account"
)

const (
	// keepKey is how long behind a job's end its idempotency key and the HMAC of
	// its input are kept: no longer than the shortest hold, so that nothing ties an
	// address to a deleted account behind it.
	keepKey = 24 * time.Hour
	// keepJob is how long a job and its outcomes are kept behind its end.
	keepJob = 90 * 24 * time.Hour
)

// ForgetJobs removes what is kept of ended jobs for a time only: keys and HMACs
// after a day, jobs with their outcomes after 90 days.
func (s *Store) ForgetJobs(ctx context.Context) error {
	for {
		more, err := change(ctx, s, func(t *tx) (bool, error) {
			n, err := t.exec(`UPDATE job SET key_hash = NULL, input_mac = NULL, mac_key = NULL
				WHERE finished_at <= ? AND key_hash IS NOT NULL`, t.now.Add(-keepKey))
			if err != nil {
				return false, err
			}
			t.wrote = t.wrote || n > 0
			return t.forgetJob()
		})
		if err != nil || !more {
			return err
		}
	}
}

// forgetJob removes the oldest job that is due, and tells whether there was one.
func (t *tx) forgetJob() (bool, error) {
	r, err := t.first("SELECT n FROM job WHERE finished_at <= ? ORDER BY finished_at LIMIT 1", t.now.Add(-keepJob))
	if r == nil || err != nil {
		return false, err
	}
	n := r.number(0)
	t.wrote = true
	for _, statement := range []string{"DELETE FROM job_part WHERE job = ?", "DELETE FROM job_count WHERE job = ?", "DELETE FROM job WHERE n = ?"} {
		if _, err := t.exec(statement, n); err != nil {
			return false, err
		}
	}
	return true, nil
}

// policyEvery is how often a site's inactivity policy runs.
const policyEvery = 24 * time.Hour

// DuePolicies gives the sites whose inactivity policy is on and has not run for a
// day.
func (s *Store) DuePolicies(ctx context.Context) ([]account.Site, error) {
	caller := account.CallerFrom(ctx)
	due := s.now().Add(-policyEvery)
	return read(ctx, s, func(c *conn) (sites []account.Site, err error) {
		for r, err := range c.rows("SELECT "+siteColumns+" FROM site WHERE revoke_after_days > 0 AND ifnull(policy_ran_at, 0) <= ? ORDER BY n", due) {
			if err != nil {
				return nil, err
			}
			if site := scanSite(r); caller.Sees(site.ID) {
				sites = append(sites, site)
			}
		}
		return sites, nil
	})
}

// PolicyRan notes that a site's policy has run.
func (s *Store) PolicyRan(ctx context.Context, site account.ID) error {
	_, err := change(ctx, s, func(t *tx) (int64, error) {
		t.wrote = true
		return t.exec("UPDATE site SET policy_ran_at = ? WHERE id = ?", t.now, site)
	})
	return err
}
