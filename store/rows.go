package store

import (
	"sync"

	"github.com/google/uuid"

	"gatehouse/account"
)

// rows are accounts as they were read in one state of the store: what a search finds at
// one keystroke it mostly finds at the next one, too. As with a memo, none is ever given
// in another state: the first commit of any process leaves all behind, but for a change
// of access by this one, which leaves behind those whose access it changed. Whoever asks
// is asked for his right each time; what came of a search is not remembered at all.
type rows struct {
	mu    sync.Mutex
	state walState
	byID  map[uuid.UUID]account.Account
	ids   map[siteAddress]uuid.UUID
}

// siteAddress is an address in canonical form, at a site.
type siteAddress struct {
	site  uuid.UUID
	email string
}

func addressOf(a account.Account) siteAddress { return siteAddress{a.Site.UUID, a.Email.Canonical} }

// maxRows bounds the accounts that are remembered, of about 400 bytes each. Where there
// are more any one makes room. maxRowsAsked bounds the questions that take part: longer
// ones are no keystrokes.
const (
	maxRows      = 20_000
	maxRowsAsked = 100
)

// get puts the accounts that are remembered in a state at the places of their ids, as far
// as the caller sees them, and gives the ids of the others.
func (r *rows) get(state walState, caller account.Caller, ids []account.ID, into []*account.Account) (others []account.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.state != state {
		return ids
	}
	copies := make([]account.Account, 0, len(ids))
	for i, id := range ids {
		a, ok := r.byID[id.UUID]
		switch {
		case !ok || a.ID != id:
			others = append(others, id)
		case caller.SeesCustomer(a.Site, a.ID):
			copies = append(copies, a)
			into[i] = &copies[len(copies)-1]
		}
	}
	return others
}

// of gives the account of an address, if it is remembered in a state.
func (r *rows) of(state walState, site account.ID, email string) (account.Account, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.state != state {
		return account.Account{}, false
	}
	id, ok := r.ids[siteAddress{site.UUID, email}]
	return r.byID[id], ok
}

// put remembers an account that was read in a state, unless others were in a later one.
func (r *rows) put(state walState, a account.Account) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.state != state {
		if r.byID != nil && int32(state.commits()-r.state.commits()) < 0 {
			return
		}
		r.begin(state)
	}
	for some := range r.byID {
		if len(r.byID) < maxRows {
			break
		}
		r.forget(some)
	}
	r.byID[a.ID.UUID] = a
	r.ids[addressOf(a)] = a.ID.UUID
}

func (r *rows) forget(id uuid.UUID) {
	delete(r.ids, addressOf(r.byID[id]))
	delete(r.byID, id)
}

// carry takes the rows of one state over to the next, but for those that changed.
func (r *rows) carry(before, after walState, changed []account.Commit) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.state != before {
		return
	}
	for _, c := range changed {
		r.forget(c.Change.Customer.UUID)
	}
	r.state = after
}

// leave forgets all, behind a commit of this process that may have changed any: what it
// erased is in memory no longer than in the store.
func (r *rows) leave(after walState) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.begin(after)
}

func (r *rows) begin(state walState) {
	r.state, r.byID, r.ids = state, map[uuid.UUID]account.Account{}, map[siteAddress]uuid.UUID{}
}
