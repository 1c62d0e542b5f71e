package jobs

import (
	"context"
	"slices"

	"gatehouse/account"
)

// lookUps is how many addresses one read of the store resolves: 3 ms.
const lookUps = 500

// resolve turns an input into lines. Addresses become ids here and are kept no
// longer; those of an invite stay with their line until it is done. An account or
// an address that an earlier line names is a duplicate.
func (e *Engine) resolve(ctx context.Context, in account.JobInput) ([]account.JobLine, error) {
	if !in.Selection.IsZero() {
		ids, err := e.Store.SelectCustomers(ctx, in.Site, in.Action.Picks(), in.Selection)
		lines := make([]account.JobLine, len(ids))
		for i, id := range ids {
			lines[i] = account.JobLine{Line: i + 1, Customer: id}
		}
		return lines, err
	}
	lines := make([]account.JobLine, 0, len(in.Lines))
	if in.Action == account.BulkInvite {
		seen := map[string]bool{}
		for _, given := range in.Lines {
			lines = append(lines, invitation(given, seen))
		}
		return lines, nil
	}
	for chunk := range slices.Chunk(in.Lines, lookUps) {
		named, err := e.named(ctx, in.Site, chunk)
		if err != nil {
			return nil, err
		}
		lines = append(lines, named...)
	}
	markRepeated(lines)
	return lines, nil
}

// invitation reads a line of an invite.
func invitation(given account.JobInputLine, seen map[string]bool) account.JobLine {
	line := account.JobLine{Line: given.Line, Code: given.Bad}
	if line.Code != "" {
		return line
	}
	email, err := account.ParseEmail(given.Email)
	switch {
	case err != nil:
		line.Code = account.CodeOf(err)
	case seen[email.Canonical]:
		line.Code = account.LineRepeated
	default:
		seen[email.Canonical] = true
		// A name that is none is refused in its turn: RULES 5 looks at the address first.
		name, _ := account.ParseDisplayName(given.DisplayName)
		line.Invite = &account.Invitation{Email: email, DisplayName: name}
	}
	return line
}

// named finds the accounts that lines name by id or address.
func (e *Engine) named(ctx context.Context, site account.ID, given []account.JobInputLine) ([]account.JobLine, error) {
	lines := make([]account.JobLine, len(given))
	var emails []account.Email
	var places []int
	for i, g := range given {
		lines[i] = account.JobLine{Line: g.Line, Code: g.Bad}
		switch {
		case g.Bad != "":
		case g.ID != "":
			id, err := account.ParseID(g.ID)
			if err != nil {
				lines[i].Code = account.InvalidID
			} else if id.Kind != account.CustomerKind {
				lines[i].Code = account.NotFound
			}
			lines[i].Customer = id.As(account.CustomerKind)
			if lines[i].Code != "" {
				lines[i].Customer = account.ID{}
			}
		default:
			email, err := account.ParseEmail(g.Email)
			if err != nil {
				lines[i].Code = account.InvalidEmail
				continue
			}
			emails, places = append(emails, email), append(places, i)
		}
	}
	ids, err := e.Store.CustomersByEmail(ctx, site, emails)
	if err != nil {
		return nil, err
	}
	for at, i := range places {
		if lines[i].Customer = ids[at]; ids[at].IsZero() {
			lines[i].Code = account.NotFound
		}
	}
	return lines, nil
}

func markRepeated(lines []account.JobLine) {
	seen := make(map[account.ID]bool, len(lines))
	for i, line := range lines {
		switch {
		case line.Customer.IsZero() || line.Code != "":
		case seen[line.Customer]:
			lines[i].Code = account.LineRepeated
		default:
			seen[line.Customer] = true
		}
	}
}
