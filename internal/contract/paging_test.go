package contract

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"gatehouse/account"
	"gatehouse/internal/testkit"
)

// connections are all that can be paged through, with and without what narrows
// them. The arguments of paging follow after ARGS.
var connections = map[string]struct {
	document string
	path     []any
}{
	"page":                    onSite("portalCustomers", ""),
	"page of the active":      onSite("portalCustomers", "status:ACTIVE"),
	"page of the revoked":     onSite("portalCustomers", "status:REVOKED"),
	"page of the deleted":     onSite("portalCustomers", "status:DELETED"),
	"page of who never came":  onSite("portalCustomers", "activity:{neverSignedIn:true}"),
	"page of who came":        onSite("portalCustomers", "activity:{neverSignedIn:false}"),
	"page of an address":      onSite("portalCustomers", `email:"paget3@acme.example"`),
	"page of all sites":       onOrganization("portalCustomers", ""),
	"filter":                  onSite("customerFilter", `query:"pag"`),
	"filter by an address":    onSite("customerFilter", `query:"paget3@acme.example"`),
	"requests":                onSite("requests", ""),
	"requests of a text":      onSite("requests", `filter:{customer:"pag"}`),
	"deletions":               onSite("deletions", ""),
	"audit log of a site":     onSite("auditLog", ""),
	"audit log of an action":  onSite("auditLog", "filter:{action:DELETE_CUSTOMER}"),
	"audit log of all":        onOrganization("auditLog", ""),
	"access tokens":           onOrganization("accessTokens", ""),
	"requests of nobody":      onSite("requests", `filter:{customer:"nobody"}`),
	"audit log of an outcome": onSite("auditLog", "filter:{outcome:REFUSED}"),
}

func onSite(field, narrowed string) (c struct {
	document string
	path     []any
}) {
	c.document = fmt.Sprintf(`query($first:Int,$after:String,$last:Int,$before:String){site(key:"help"){c:%s(%s first:$first,after:$after,last:$last,before:$before){
		totalCount nodes{id} edges{cursor node{id}} pageInfo{hasNextPage hasPreviousPage startCursor endCursor}}}}`, field, narrowed)
	c.path = []any{"site", "c"}
	return c
}

func onOrganization(field, narrowed string) (c struct {
	document string
	path     []any
}) {
	c = onSite(field, narrowed)
	c.document = "query($first:Int,$after:String,$last:Int,$before:String){organization" + c.document[len(`query($first:Int,$after:String,$last:Int,$before:String){site(key:"help")`):]
	c.path = []any{"organization", "c"}
	return c
}

// crowd is a site whose people come and go for good, so that who is there before
// and after was there all the time.
type crowd struct {
	server *testkit.Server
	site   account.Site
	random *rand.Rand
	people []account.Account
	made   int
}

func newCrowd(t *testing.T) *crowd {
	c := &crowd{server: testkit.Start(t), random: rand.New(rand.NewPCG(7, 11))}
	c.site = c.server.Site("help")
	for range 14 {
		c.invite(t)
	}
	for range 4 {
		c.shake(t)
	}
	return c
}

func (c *crowd) invite(t *testing.T) {
	t.Helper()
	c.made++
	store := c.server.Store()
	a, err := store.InviteCustomer(testkit.System(), c.site.ID, fmt.Sprintf("paget%d@acme.example", c.made), fmt.Sprintf("Paget %d", c.made))
	if err != nil {
		t.Fatal(err)
	}
	c.people = append(c.people, a)
	if _, err := store.CreateRequest(testkit.System(), c.site.ID, "Something", a.ID, nil); err != nil {
		t.Fatal(err)
	}
}

// shake adds and removes rows of every list; the clock stands still now and then,
// so that rows of one time are ordered by their ids.
func (c *crowd) shake(t *testing.T) {
	t.Helper()
	c.server.Clock.Advance(time.Duration(c.random.IntN(3)) * time.Millisecond)
	store := c.server.Store()
	c.invite(t)
	gone := c.random.IntN(len(c.people))
	if _, _, err := store.DeleteCustomer(testkit.System(), c.people[gone].ID, c.people[gone].Email.Typed); err != nil {
		t.Fatal(err)
	}
	c.people = slices.Delete(c.people, gone, gone+1)
	if _, _, err := store.RevokeAccess(testkit.System(), c.people[c.random.IntN(len(c.people))].ID, ""); err != nil {
		t.Fatal(err)
	}
	if _, _, err := store.CreateToken(testkit.System(), account.OrganizationAdmin, account.ID{}, "paging", time.Time{}); err != nil {
		t.Fatal(err)
	}
}

// page is one page of a connection.
type page struct {
	ids         []string
	start, end  *string
	next, prev  bool
	total       int
	edgeCursors []string
}

func (c *crowd) page(t *testing.T, name string, arguments map[string]any) page {
	t.Helper()
	asked := connections[name]
	answer := c.server.Query(c.server.Token(account.OrganizationAdmin, ""), asked.document, arguments)
	if len(answer.Errors) > 0 {
		t.Fatalf("%s %v: %v", name, arguments, answer.Errors)
	}
	read := func(path ...any) any { return answer.At(append(slices.Clone(asked.path), path...)...) }
	p := page{next: read("pageInfo", "hasNextPage").(bool), prev: read("pageInfo", "hasPreviousPage").(bool), total: int(read("totalCount").(float64))}
	for i, node := range read("nodes").([]any) {
		p.ids = append(p.ids, node.(map[string]any)["id"].(string))
		if got := read("edges", i, "node", "id"); got != p.ids[i] {
			t.Errorf("%s: edge %d is %v, node %v", name, i, got, p.ids[i])
		}
		p.edgeCursors = append(p.edgeCursors, read("edges", i, "cursor").(string))
	}
	if got := len(read("edges").([]any)); got != len(p.ids) {
		t.Errorf("%s: %d edges of %d nodes", name, got, len(p.ids))
	}
	if s, ok := read("pageInfo", "startCursor").(string); ok {
		p.start = &s
	}
	if s, ok := read("pageInfo", "endCursor").(string); ok {
		p.end = &s
	}
	c.checkCursors(t, name, p)
	return p
}

func (c *crowd) checkCursors(t *testing.T, name string, p page) {
	t.Helper()
	switch n := len(p.ids); {
	case n == 0 && (p.start != nil || p.end != nil):
		t.Errorf("%s: an empty page has cursors", name)
	case n > 0 && (p.start == nil || p.end == nil || *p.start != p.edgeCursors[0] || *p.end != p.edgeCursors[n-1]):
		t.Errorf("%s: startCursor and endCursor are not the first and last edge's", name)
	}
}

// all reads the whole list while nothing changes.
func (c *crowd) all(t *testing.T, name string) []string {
	t.Helper()
	var ids []string
	arguments := map[string]any{"first": 100}
	for {
		p := c.page(t, name, arguments)
		ids = append(ids, p.ids...)
		if !p.next {
			if p.total != len(ids) {
				t.Errorf("%s: totalCount is %d of %d rows", name, p.total, len(ids))
			}
			return ids
		}
		arguments["after"] = *p.end
	}
}

// TestPagesWhileRowsComeAndGo walks through every connection in both directions,
// with rows added and removed between pages.
func TestPagesWhileRowsComeAndGo(t *testing.T) {
	t.Parallel()
	c := newCrowd(t)
	for name := range connections {
		for _, backward := range []bool{false, true} {
			c.walkThrough(t, name, backward)
		}
	}
}

func (c *crowd) walkThrough(t *testing.T, name string, backward bool) {
	t.Helper()
	size, bound := "first", "after"
	if backward {
		size, bound = "last", "before"
	}
	before := c.all(t, name)
	var seen []string
	arguments := map[string]any{}
	for more, last := true, ""; more; {
		arguments[size] = 2 + c.random.IntN(9)
		p := c.page(t, name, arguments)
		c.checkPage(t, name, backward, last, arguments[size].(int), p)
		if backward {
			seen, more = append(slices.Clone(p.ids), seen...), p.prev
		} else {
			seen, more = append(seen, p.ids...), p.next
		}
		if len(p.ids) == 0 {
			if more {
				t.Errorf("%s: an empty page says that there are more", name)
			}
			break
		}
		arguments[bound], last = *p.end, p.ids[len(p.ids)-1]
		if backward {
			arguments[bound], last = *p.start, p.ids[0]
		}
		if c.random.IntN(3) == 0 {
			c.shake(t)
		}
	}
	after := c.all(t, name)
	stayed := func(ids []string) []string {
		return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !slices.Contains(before, id) || !slices.Contains(after, id) })
	}
	if diff := cmp.Diff(stayed(before), stayed(seen)); diff != "" {
		t.Errorf("%s, backward %v: rows that stayed (-want +got):\n%s", name, backward, diff)
	}
	for i, id := range seen {
		if slices.Contains(seen[:i], id) {
			t.Errorf("%s, backward %v: %s came twice", name, backward, id)
		}
	}
}

// checkPage compares a page with the whole list of that moment: the rows next to
// the last page's, all there may be, and exactly told what lies on either side.
func (c *crowd) checkPage(t *testing.T, name string, backward bool, last string, size int, p page) {
	t.Helper()
	all := c.all(t, name)
	from, to := 0, len(all)
	if at := slices.Index(all, last); last != "" {
		if at < 0 {
			return // The row of the cursor is gone; its place is not to be seen from outside.
		}
		from, to = at+1, at
	}
	if backward {
		from = max(to-size, 0)
	} else {
		to = min(from+size, len(all))
	}
	if diff := cmp.Diff(append([]string{}, all[from:to]...), append([]string{}, p.ids...)); diff != "" {
		t.Errorf("%s, backward %v: page (-want +got):\n%s", name, backward, diff)
	}
	if p.next != (to < len(all)) || p.prev != (from > 0) {
		t.Errorf("%s, backward %v: rows %d to %d of %d, hasNextPage %v, hasPreviousPage %v", name, backward, from, to, len(all), p.next, p.prev)
	}
	if p.total != len(all) {
		t.Errorf("%s: totalCount is %d of %d", name, p.total, len(all))
	}
}
