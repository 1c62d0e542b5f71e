package crash

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// What the changing clients of a soak let live and remember: what is measured must not
// grow because there is more of everything.
const (
	soakLiving = 150
	soakKnown  = 400
)

// soakWork is all that goes on during a soak. To bring a feature in, add what it does:
// begin gives one step, which runs again and again beside all others, pause between
// two; what it returns fails the soak.
var soakWork = []struct {
	name  string
	times int // How many do it at once.
	pause time.Duration
	begin func(s *soak, i int) (step func() error)
}{
	{"changes", 6, 0, func(s *soak, i int) func() error { return func() error { return s.change(s.clients[i]) } }},
	{"searches", 4, 0, func(s *soak, i int) func() error {
		rng := rand.New(rand.NewPCG(s.seed, uint64(100+i)))
		return func() error { return s.search(rng) }
	}},
	{"rounds of bulk jobs", 1, time.Second, func(s *soak, _ int) func() error { return s.bulk }},
	{"stays in the portal", 1, time.Second, func(s *soak, _ int) func() error { return s.stay }},
	{"exports", 1, time.Second, func(s *soak, _ int) func() error { return s.export }},
	{"rebuilds of the index", 1, 2 * time.Second, func(s *soak, _ int) func() error { return s.command("reindex", "-data", s.dir) }},
	{"backups", 1, 5 * time.Second, func(s *soak, _ int) func() error { return s.backUp }},
}

// change makes a change and then looks at an account on every surface.
func (s *soak) change(c *client) error {
	c.most = soakLiving
	if gone, err := c.change(s.p); gone || err != nil {
		return fmt.Errorf("a change: no answer %v, error %v", gone, err)
	}
	if c.refused > 0 {
		return fmt.Errorf("a change was told to try again")
	}
	c.touched = nil
	wrong, err := compare(s.p, c.people[c.rng.IntN(len(c.people))])
	if err != nil || len(wrong) > 0 {
		return fmt.Errorf("an account is shown as it is not: %v, error %v", wrong, err)
	}
	s.compared.Add(1)
	// The oldest of the deleted are forgotten.
	if len(c.people) > soakKnown {
		if i := slices.IndexFunc(c.people, func(p *person) bool { return p.status == "DELETED" }); i >= 0 {
			c.people = slices.Delete(c.people, i, i+1)
		}
	}
	return nil
}

// search types the beginning of a name.
func (s *soak) search(rng *rand.Rand) error {
	word := make([]byte, 1+rng.IntN(4))
	for i := range word {
		word[i] = "bcdfghjklmnpqrstvwxy"[rng.IntN(20)]
	}
	a, err := s.p.ask(`query($q: String!) { site(key: "help") {
		userPicker(query: $q) { label status } customerFilter(query: $q, first: 20) { totalCount nodes { label status } } } }`, map[string]any{"q": string(word)})
	if err == nil && (a.code() != "" || strings.Contains(string(a.Data["site"]), "Deactivated")) {
		err = fmt.Errorf("a search answered %s %v", a.Data["site"], a.Errors)
	}
	return err
}

// bulk takes some accounts through their whole life by jobs, which say in advance
// what they then do.
func (s *soak) bulk() error {
	const n = 25
	word := s.clients[0].words.next()
	var invitations []map[string]any
	for i := range n {
		invitations = append(invitations, map[string]any{"email": fmt.Sprintf("%s%d@%s.example", word, i, word), "displayName": word + " Walker"})
	}
	those := map[string]any{"domain": word + ".example"}
	for _, input := range []map[string]any{
		{"action": "INVITE", "invitations": invitations},
		{"action": "REVOKE", "selector": those, "dryRun": true},
		{"action": "REVOKE", "selector": those},
		{"action": "GRANT", "selector": those},
		{"action": "DELETE", "selector": those, "dryRun": true},
		{"action": "DELETE", "selector": those, "confirmCount": n},
	} {
		input["siteId"], input["idempotencyKey"] = s.clients[0].site, fmt.Sprint(word, input["action"], input["dryRun"])
		j, err := s.p.startJob(input)
		for err == nil && j.going() {
			<-time.After(20 * time.Millisecond)
			j, err = s.p.jobOf(j.ID)
		}
		if err != nil || j.State != "DONE" || j.Counts.Changed != n || j.Counts.Total != n {
			return fmt.Errorf("%s, dry run %v: got %+v, error %v; want %d changed", input["action"], input["dryRun"], j, err, n)
		}
	}
	return nil
}

// stay invites somebody, who comes in, and is put out by a revoke and then a delete.
func (s *soak) stay() error {
	word := s.clients[0].words.next()
	address := word + "@stay.example"
	var invited struct {
		InviteCustomer struct {
			Customer   *struct{ ID string }
			Invitation *struct{ URL string }
		}
	}
	_, err := s.p.post(`mutation($in: InviteCustomerInput!) { inviteCustomer(input: $in) { customer { id } invitation { url } } }`,
		map[string]any{"in": map[string]any{"siteId": s.clients[0].site, "email": address, "displayName": word + " Walker"}}, &invited)
	made := invited.InviteCustomer
	if err != nil || made.Customer == nil || made.Invitation == nil {
		return fmt.Errorf("an invite to the portal: got %+v, error %v", made, err)
	}
	_, token, _ := strings.Cut(made.Invitation.URL, "#token=")
	cookies, err := s.p.post(`mutation($in: AcceptInvitationInput!) { acceptInvitation(input: $in) { customerId } }`,
		map[string]any{"in": map[string]any{"siteKey": "help", "token": token, "password": word + " " + word}}, &struct{}{})
	if err != nil {
		return err
	}
	for _, step := range []struct {
		document string
		want     int
	}{
		{"", http.StatusNoContent},
		{`mutation($id: ID!, $email: String!) { revokeAccess(input: {customerId: $id, reason: $email}) { changed } }`, http.StatusUnauthorized},
		{`mutation($id: ID!, $email: String!) { deleteCustomer(input: {customerId: $id, confirmEmail: $email}) { changed } }`, http.StatusUnauthorized},
	} {
		if step.document != "" {
			if _, err := s.p.post(step.document, map[string]any{"id": made.Customer.ID, "email": address}, &struct{}{}); err != nil {
				return err
			}
		}
		request, err := http.NewRequest(http.MethodGet, s.p.url+"/portal/check?site=help", nil)
		if err != nil {
			return err
		}
		for _, cookie := range cookies {
			request.AddCookie(cookie)
		}
		if status, _, err := s.p.read(request); err != nil || status != step.want {
			return fmt.Errorf("the portal's check behind %q: got %d, error %v; want %d", step.document, status, err, step.want)
		}
	}
	return nil
}

// export reads the whole site as a file. In the first moments it may hold nobody.
func (s *soak) export() error {
	request, err := http.NewRequest(http.MethodGet, s.p.url+"/export?site=help", nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+s.p.token)
	status, text, err := s.p.read(request)
	if err != nil || status != http.StatusOK || !strings.HasPrefix(text, "id,") || !strings.HasSuffix(text, "\n") {
		return fmt.Errorf("an export: got %d with %d bytes, error %v", status, len(text), err)
	}
	return nil
}

func (s *soak) command(words ...string) func() error {
	return func() error {
		text, err := run(words...)
		if err != nil {
			err = fmt.Errorf("gatehouse %v: %w\n%s", words, err, text)
		}
		return err
	}
}

// backUp makes a backup, which checks itself, and throws it away.
func (s *soak) backUp() error {
	to := filepath.Join(filepath.Dir(s.dir), "backup-of-the-soak")
	err := s.command("backup", "-data", s.dir, "-to", to)()
	if err == nil {
		err = os.RemoveAll(to)
	}
	return err
}
