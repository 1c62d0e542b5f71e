package search

import (
	"context"

	"gatehouse/account"
)

// UserPicker gives up to first ACTIVE accounts of a site by what a person types of
// name or e-mail address (RULES 3), best matches first. Only where fewer than
// first match, accounts follow whose name is one typo away. While there is no index
// it answers SEARCH_UNAVAILABLE.
func (x *Index) UserPicker(ctx context.Context, site account.ID, text string, first int) ([]account.Account, error) {
	t := readTyped(text)
	if first <= 0 || t.isEmpty() || !account.CallerFrom(ctx).SeesRowsOf(site) {
		return nil, nil
	}
	release, err := x.enter(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	f := &finding{index: x, ctx: ctx, site: site, typed: t, surface: account.UserPicker, asked: map[account.ID]bool{}}
	waiting := x.overlay.matching(site, t, f.surface)
	near := []candidate(nil)
	if mayHoldTypo(t) {
		near = x.overlay.near(site, t, f.surface)
	}
	err = x.read(func(s *snapshot) error {
		q := query{siteTag(site), t}
		if err := f.pick(s, q, first, waiting); err != nil {
			return err
		}
		if len(f.found) >= first || !mayHoldTypo(t) {
			return nil
		}
		f.forgetMisses()
		for _, c := range near {
			f.propose(c)
		}
		err := s.proposeNear(q, func(c candidate) (bool, error) {
			f.propose(c)
			if len(f.waiting) < first-len(f.found) {
				return true, nil
			}
			err := f.hydrate(f.near)
			return len(f.found) < first && len(f.asked) < maxNearRows, err
		})
		if err != nil {
			return err
		}
		return f.hydrate(f.near)
	})
	if err != nil {
		return nil, err
	}
	matches := f.ranked()
	accounts := make([]account.Account, 0, min(first, len(matches)))
	for _, m := range matches[:min(first, len(matches))] {
		accounts = append(accounts, m.Account)
	}
	return accounts, nil
}

// pick finds true matches, class by class, until there are enough. It reads no more
// rows than it needs: a second read follows only where the first one dropped some.
func (f *finding) pick(s *snapshot, q query, first int, overlaid []candidate) error {
	for _, c := range trueClasses {
		for _, o := range overlaid {
			if o.class == c {
				f.propose(o)
			}
		}
		err := s.propose(q, []class{c}, func(c candidate) (bool, error) {
			if f.propose(c); len(f.waiting) < first-len(f.found) {
				return true, nil
			}
			err := f.hydrate(f.matches)
			return len(f.found) < first, err
		})
		if err != nil || len(f.found) >= first {
			return err
		}
	}
	return f.hydrate(f.matches)
}
