package store

import (
	"hash/maphash"
	"math"
	"sync"
	"time"

	"github.com/google/uuid"

	"gatehouse/account"
)

// rows are accounts as they were read in one state of the store: what a search finds at
// one keystroke it mostly finds at the next one, too. As with a memo, none is ever given
// in another state: the first commit of any process leaves all behind, but for one of this
// process that spares them (tx.spares): a change of access leaves behind those whose
// access it changed, and what touches no account leaves none. Whoever asks
// is asked for his right each time; what came of a search is not remembered at all.
type rows struct {
	mu    sync.Mutex
	state walState
	byID  map[uuid.UUID]packedRow
	ids   map[uint64]uuid.UUID // By addressHash.
}

// maxRows bounds the accounts that are remembered, of about 250 bytes each. Where there
// are more any one makes room. maxRowsAsked bounds the questions that take part: longer
// ones are no keystrokes.
const (
	maxRows      = 1 << 16
	maxRowsAsked = 100
)

// addressSeed makes it unforeseeable which addresses share a hash. Of those that do the
// later one is remembered.
var addressSeed = maphash.MakeSeed()

// addressHash stands for a canonical address at a site.
func addressHash(site account.ID, canonical string) uint64 {
	var h maphash.Hash
	h.SetSeed(addressSeed)
	h.Write(site.UUID[:])
	h.WriteString(canonical)
	return h.Sum64()
}

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
		p, ok := r.byID[id.UUID]
		if !ok || id.Kind != account.CustomerKind {
			others = append(others, id)
		} else if a := p.account(id.UUID); caller.SeesCustomer(a.Site, a.ID) {
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
	id, ok := r.ids[addressHash(site, email)]
	if !ok {
		return account.Account{}, false
	}
	a := r.byID[id].account(id)
	return a, a.Site == site && a.Email.Canonical == email
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
	r.byID[a.ID.UUID] = pack(a)
	r.ids[addressHash(a.Site, a.Email.Canonical)] = a.ID.UUID
}

func (r *rows) forget(id uuid.UUID) {
	p, ok := r.byID[id]
	if !ok {
		return
	}
	a := p.account(id)
	if address := addressHash(a.Site, a.Email.Canonical); r.ids[address] == id {
		delete(r.ids, address)
	}
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
	r.state, r.byID, r.ids = state, map[uuid.UUID]packedRow{}, map[uint64]uuid.UUID{}
}

// packedRow is an account that lives in a third of the room, with one pointer for the
// collector to follow where the account has six.
type packedRow struct {
	site                                  uuid.UUID
	text                                  string // The address as typed, canonical, the name and the reason, one behind the other.
	typed, canonical, name                uint32 // Where each ends in text, in bytes.
	status                                account.Status
	created, revoked, lastSignIn, granted int64 // Unix milliseconds; never: no time.
}

const never = math.MinInt64

// pack packs an account that is not deleted.
func pack(a account.Account) packedRow {
	typed := a.Email.Typed
	if typed == a.Email.Canonical {
		typed = "" // As in the database.
	}
	p := packedRow{
		site: a.Site.UUID, text: typed + a.Email.Canonical + a.DisplayName + a.AccessReason, status: a.Status,
		created: millis(a.CreatedAt), revoked: millis(a.RevokedAt), lastSignIn: millis(a.LastSignInAt), granted: millis(a.GrantedAt),
	}
	p.typed = uint32(len(typed))
	p.canonical = p.typed + uint32(len(a.Email.Canonical))
	p.name = p.canonical + uint32(len(a.DisplayName))
	return p
}

func (p packedRow) account(id uuid.UUID) account.Account {
	a := account.Account{
		ID: account.ID{Kind: account.CustomerKind, UUID: id}, Site: account.ID{Kind: account.SiteKind, UUID: p.site},
		Email:       account.Email{Typed: p.text[:p.typed], Canonical: p.text[p.typed:p.canonical]},
		DisplayName: p.text[p.canonical:p.name], AccessReason: p.text[p.name:], Status: p.status,
		CreatedAt: moment(p.created), RevokedAt: moment(p.revoked), LastSignInAt: moment(p.lastSignIn), GrantedAt: moment(p.granted),
	}
	if a.Email.Typed == "" {
		a.Email.Typed = a.Email.Canonical
	}
	return a
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return never
	}
	return t.UnixMilli()
}

func moment(millis int64) time.Time {
	if millis == never {
		return time.Time{}
	}
	return time.UnixMilli(millis).UTC()
}
