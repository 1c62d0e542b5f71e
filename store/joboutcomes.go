package store

import (
	"context"
	"slices"

	"gatehouse/account"
)

// JobOutcomes gives a page of what became of a job's lines, by line; code "" for
// every code. Lines that are still to do are not among them. The position of a
// line is account.LinePosition.
func (s *Store) JobOutcomes(ctx context.Context, job account.ID, code account.Code, page account.Page) (account.Rows[account.JobLine], error) {
	return read(ctx, s, func(c *conn) (rows account.Rows[account.JobLine], err error) {
		n, ok, err := s.jobNumber(ctx, c, job)
		if !ok || err != nil {
			return rows, err
		}
		after, before := 0, endOfLines
		if page.After != nil {
			after = page.After.Line()
		}
		if page.Before != nil {
			before = page.Before.Line()
		}
		lines, err := outcomes(c, n, code, after, before, page.Size+1, page.Backward)
		if err != nil {
			return rows, err
		}
		more := len(lines) > page.Size
		rows.Items = lines[:min(len(lines), page.Size)]
		if page.Backward {
			slices.Reverse(rows.Items)
		}
		first, last := after+1, before-1
		if size := len(rows.Items); size > 0 {
			first, last = rows.Items[0].Line, rows.Items[size-1].Line
		}
		earlier, err := outcomes(c, n, code, 0, first, 1, true)
		if err != nil {
			return rows, err
		}
		later, err := outcomes(c, n, code, last, endOfLines, 1, false)
		rows.HasPrev = len(earlier) > 0 || more && page.Backward
		rows.HasNext = len(later) > 0 || more && !page.Backward
		return rows, err
	})
}

// endOfLines is behind every line.
const endOfLines = 1<<32 - 1

// jobNumber gives the number of a job of the caller's scope.
func (s *Store) jobNumber(ctx context.Context, c *conn, id account.ID) (int64, bool, error) {
	r, err := c.first("SELECT "+jobColumns+" FROM job WHERE id = ?", id)
	if r == nil || err != nil || id.Kind != account.JobKind {
		return 0, false, err
	}
	n := r.number(0)
	j, err := s.scanJob(c, r)
	return n, err == nil && seesJob(account.CallerFrom(ctx), j), err
}

// outcomes reads the lines between two, exclusive, from one end, at most so many.
func outcomes(c *conn, job int64, code account.Code, after, before, most int, backward bool) ([]account.JobLine, error) {
	var lines []account.JobLine
	order := " ORDER BY part"
	if backward {
		order += " DESC"
	}
	query := "SELECT " + partColumns + " FROM job_part WHERE job = ? AND done = 1 AND last > ? AND first < ?" + order
	for r, err := range c.rows(query, job, after, before) {
		if err != nil {
			return nil, err
		}
		p, err := scanPart(r)
		if err != nil {
			return nil, err
		}
		if backward {
			slices.Reverse(p.lines)
		}
		for _, line := range p.lines {
			if line.Line > after && line.Line < before && (code == "" || line.Code == code) {
				lines = append(lines, line)
			}
			if len(lines) == most {
				return lines, nil
			}
		}
	}
	return lines, nil
}
