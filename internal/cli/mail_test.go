package cli_test

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"gatehouse/account"
	"gatehouse/internal/cli"
	"gatehouse/internal/mail"
	"gatehouse/internal/testkit"
)

// linkSecret is what stands behind a link. A mail's body breaks long lines with =.
var linkSecret = regexp.MustCompile(`ghp_[0-9A-Za-z_-]{43}`)

// TestLinksAreMailed has a whole server mail what its answers promise: an invitation,
// and a reset for whom has access, and for nobody else.
func TestLinksAreMailed(t *testing.T) {
	box := testkit.NewMailbox(t, nil)
	s := testkit.Start(t, func(c *cli.Config) {
		c.Mail = mail.Options{Addr: box.Addr, From: "help@example.com", Security: mail.StartTLS, Roots: box.Roots}
	})
	ask := func(token, document string, input map[string]any) string {
		t.Helper()
		body, err := json.Marshal(map[string]any{"query": document, "variables": map[string]any{"in": input}})
		if err != nil {
			t.Fatal(err)
		}
		request, err := http.NewRequest("POST", s.URL+"/graphql", strings.NewReader(string(body)))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		if token != "" {
			request.Header.Set("Authorization", "Bearer "+token)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		answer, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(answer)
	}
	admin := s.Token(account.OrganizationAdmin, "")
	reset := func(email string) {
		t.Helper()
		got := ask("", `mutation($in:RequestPasswordResetInput!){requestPasswordReset(input:$in){accepted}}`, map[string]any{"siteKey": "help", "email": email})
		if !strings.Contains(got, `"accepted":true`) {
			t.Fatalf("asked for a reset: %s", got)
		}
	}
	mailed := func(to string) string {
		t.Helper()
		m := box.Wait(t)
		if m.To != to {
			t.Fatalf("the next mail is for %s, want %s", m.To, to)
		}
		secret := linkSecret.FindString(strings.NewReplacer("=\r\n", "", "=3D", "=").Replace(m.Text))
		if secret == "" {
			t.Fatalf("the mail has no link:\n%s", m.Text)
		}
		return secret
	}

	invited := ask(admin, `mutation($in:InviteCustomerInput!){inviteCustomer(input:$in){customer{id} invitation{url} userErrors{code}}}`,
		map[string]any{"siteId": s.Site("help").ID.String(), "email": "nora@acme.example", "displayName": "Nora Vos"})
	if secret := mailed("nora@acme.example"); !strings.Contains(invited, secret) {
		t.Errorf("the mailed link is not the one of the answer: %s", invited)
	}
	reset("nora@acme.example")
	used := ask("", `mutation($in:ResetPasswordInput!){resetPassword(input:$in){customerId userErrors{code}}}`,
		map[string]any{"siteKey": "help", "token": mailed("nora@acme.example"), "password": "a long enough password"})
	id := regexp.MustCompile(`cus_[0-9a-f]{32}`).FindString(invited)
	if !strings.Contains(used, `"customerId":"`+id+`"`) {
		t.Errorf("the mailed link sets no password: %s", used)
	}

	// The identity provider's new customers are invited, too, if they have access.
	provider := s.Token(account.IdentityProvider, "")
	provision := func(user string) string {
		t.Helper()
		request, err := http.NewRequest("POST", s.URL+"/scim/v2/help/Users", strings.NewReader(user))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/scim+json")
		request.Header.Set("Authorization", "Bearer "+provider)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		answer, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != http.StatusCreated {
			t.Fatalf("the create answered %d %s, error %v", response.StatusCode, answer, err)
		}
		return string(answer)
	}
	provision(`{"userName":"late@acme.example","displayName":"Late Comer","active":false}`)
	shown := provision(`{"userName":"otto@acme.example","displayName":"Otto Lund"}`)
	secret := mailed("otto@acme.example")
	if strings.Contains(shown, secret) {
		t.Error("the answer over SCIM has the link")
	}
	accepted := ask("", `mutation($in:AcceptInvitationInput!){acceptInvitation(input:$in){customerId userErrors{code}}}`,
		map[string]any{"siteKey": "help", "token": secret, "password": "a long enough password"})
	if !strings.Contains(accepted, `"customerId":"cus_`) {
		t.Errorf("the mailed invitation opens nothing: %s", accepted)
	}

	// Whom the portal does not admit gets none: the next mail is somebody else's.
	ask(admin, `mutation($in:RevokeAccessInput!){revokeAccess(input:$in){changed}}`, map[string]any{"customerId": id})
	reset("nora@acme.example")
	reset("nobody@acme.example")
	ask(admin, `mutation($in:InviteCustomerInput!){inviteCustomer(input:$in){userErrors{code}}}`,
		map[string]any{"siteId": s.Site("help").ID.String(), "email": "pia@acme.example", "displayName": "Pia Holm"})
	mailed("pia@acme.example")
	if strings.Contains(s.Logs(), "acme.example") || strings.Contains(s.Logs(), "ghp_") {
		t.Error("the log has an address or a link")
	}
}
