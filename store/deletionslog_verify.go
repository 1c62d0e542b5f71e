package store

import (
	"context"
	"fmt"
)

// VerifyDeletionsLog checks that a deletions log has each deletion of the store and
// no other, and gives the number of its lines. "" is the log that the store writes
// to; a store that never had one has nothing to agree with.
func (s *Store) VerifyDeletionsLog(ctx context.Context, path string) (lines int64, problems []string, err error) {
	// Between two groups the log has what the store has.
	err = s.alone(ctx, func(c *conn) error {
		if s.deletions != nil {
			path = s.deletions.path
			if n := len(s.deletions.pending); n > 0 {
				problems = append(problems, fmt.Sprintf("deletions log: %d deletions could not be written to it yet", n))
			}
		}
		known, _, err := logState(c)
		if err != nil || known == nil {
			return err
		}
		found, err := readLog(c, path, s.meta.storeID, known)
		if err != nil {
			return err
		}
		if lines = found.mark.Lines; found.problem != "" {
			problems = append(problems, fmt.Sprintf("deletions log %s: %s", path, found.problem))
			return nil
		}
		if n := len(found.deletions); n > 0 {
			problems = append(problems, fmt.Sprintf("deletions log: %d of its deletions are not in the database, like that of %s. The next start does them again", n, found.deletions[0].Customer))
		}
		lacking, err := s.unloggedOf(c, found.ids)
		if err == nil && len(lacking) > 0 {
			problems = append(problems, fmt.Sprintf("deletions log: %d deletions are not in it, like that of %s. The next start writes them", len(lacking), lacking[0].Customer))
		}
		return err
	})
	return lines, problems, err
}
