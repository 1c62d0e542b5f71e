package search

import (
	"context"
	"errors"
	"slices"
	"sort"

	"gatehouse/account"
)

// maxRanked bounds the filter's list: paging ends behind it.
const maxRanked = 1000

// maxPool bounds how many candidates of one class are looked at to choose the
// newest accounts among them. Up to here the list does not depend on the order in
// which the index keeps its documents. Costs about 0.2 µs each.
const maxPool = 20_000

// CustomerFilter gives a page of the accounts of a site that a text finds (RULES
// 3): ACTIVE ones by what a person types, REVOKED ones by nothing but the exact
// address. The best maxRanked matches make the list; Position is the place in it.
func (x *Index) CustomerFilter(ctx context.Context, site account.ID, text string, page account.Page) (account.Rows[account.Match], error) {
	list, err := x.filtered(ctx, site, text)
	if err != nil {
		return account.Rows[account.Match]{}, err
	}
	return cut(list, page), nil
}

// filtered gives the filter's whole list, ranked.
func (x *Index) filtered(ctx context.Context, site account.ID, text string) ([]account.Match, error) {
	t := readTyped(text)
	if t.isEmpty() || !account.CallerFrom(ctx).SeesRowsOf(site) {
		return nil, nil
	}
	release, err := x.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	f := newFinding(ctx, x, site, t, account.Filter, 0)
	overlaid := x.overlay.matching(site, t, f.surface)
	err = x.read(func(s *snapshot) error {
		return f.rank(s, query{siteTag(site), t}, overlaid, maxRanked, maxPool)
	})
	if err != nil {
		return nil, err
	}
	list := f.ranked()
	return list[:min(len(list), maxRanked)], nil
}

// cut takes a page out of a ranked list.
func cut(list []account.Match, page account.Page) account.Rows[account.Match] {
	from, to := 0, len(list)
	if page.After != nil {
		from = sort.Search(len(list), func(i int) bool { return compare(list[i].Position, *page.After) > 0 })
	}
	if page.Before != nil {
		to = sort.Search(len(list), func(i int) bool { return compare(list[i].Position, *page.Before) >= 0 })
	}
	to = max(from, to)
	if page.Backward {
		from = max(from, to-page.Size)
	} else {
		to = min(to, from+page.Size)
	}
	return account.Rows[account.Match]{
		Items:   slices.Clone(list[from:to]),
		HasNext: to < len(list),
		HasPrev: from > 0,
	}
}

// CountCustomerFilter counts every account that the filter's text finds, also
// beyond the list's end. Up to maxRanked it counts rows of the store; beyond, the
// index's lists and the overlay, which together are the store's state.
func (x *Index) CountCustomerFilter(ctx context.Context, site account.ID, text string) (int, error) {
	list, err := x.filtered(ctx, site, text)
	if err != nil || len(list) < maxRanked {
		return len(list), err
	}
	release, err := x.enter(ctx)
	if err != nil {
		return 0, err
	}
	defer release()
	t := readTyped(text)
	count := 0
	err = x.readWithOverlay(site, t, account.Filter, func(s *snapshot, overlaid []candidate, changed []string) error {
		count = len(overlaid)
		q := query{siteTag(site), t}
		for _, part := range s.segments {
			set, err := q.matches(part)
			if err != nil {
				return err
			}
			stale, err := part.part.Segment().DocNumbers(changed)
			if err != nil {
				return errors.Join(errors.New("read the index"), err)
			}
			set.AndNot(stale)
			count += int(set.GetCardinality())
		}
		return nil
	})
	return count, err
}
