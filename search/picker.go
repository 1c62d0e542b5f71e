package search

import (
	"context"

	"gatehouse/account"
)

// UserPicker gives up to first ACTIVE accounts of a site by what a person types of
// name or e-mail address (RULES 3), best matches first. Only where fewer than
// first match, accounts follow whose name is one typo away, or is written together or apart;
// and only where there is none at all, those with such a typo in the start of a word. While there is no index
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
	f := newFinding(ctx, x, site, t, account.UserPicker, first)
	waiting := x.overlay.matching(site, t, f.surface)
	near := []candidate(nil)
	if mayComeNear(t) {
		near = x.overlay.near(site, t, f.surface)
	}
	err = x.read(func(s *snapshot) error {
		q := query{siteTag(site), t}
		if err := f.pick(s, q, proposalText(q.tag, text), waiting, first); err != nil {
			return err
		}
		if len(f.found) >= first || !mayComeNear(t) {
			return nil
		}
		if err := f.pickNear(s, q, nearWord, first, near); err != nil || len(f.found) > 0 {
			return err
		}
		return f.pickNear(s, q, nearStart, first, near)
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

// pickPool bounds how many equal matches the picker chooses the newest accounts from.
// Up to here the choice does not depend on the order in which the index keeps its
// documents. Costs about 0.2 µs each.
const pickPool = 64

// nearStep is how many near misses are read at once at least where the first ones did
// not suffice: many turn out to be two typos away.
const nearStep = 25

// pickNear finds near misses of a class. Those at the start of words are looked for
// only where nothing at all was found: most texts are the start of a right one.
func (f *finding) pickNear(s *snapshot, q query, c class, first int, overlaid []candidate) error {
	f.forgetMisses()
	pool := f.overlaid(overlaid, c)
	err := s.proposeNear(q, c, func(c candidate) (bool, error) {
		pool = append(pool, c.id)
		return len(pool) < maxNearRows, nil
	})
	if err != nil {
		return err
	}
	return f.takeNewest(pool, first, nearStep, f.near)
}
