package account_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gatehouse/account"
)

func TestLabel(t *testing.T) {
	for _, tt := range []struct {
		status account.Status
		name   string
		want   string
	}{
		{account.Active, "Nora Vos", "Nora Vos"},
		{account.Revoked, "Nora Vos", "Nora Vos (Deactivated)"},
		{account.Deleted, "Nora Vos", "Former user (Deactivated)"},
		{account.Active, "Former user", "Former user"},
		{0, "Nora Vos", "Former user (Deactivated)"}, // A state that was never read shows no name.
	} {
		if got := account.Label(tt.status, tt.name); got != tt.want {
			t.Errorf("Label(%v, %q) = %q, want %q", tt.status, tt.name, got, tt.want)
		}
	}
}

func TestParseDisplayName(t *testing.T) {
	long := strings.Repeat("é", account.MaxNameLength)
	for _, tt := range []struct{ typed, want string }{
		{"  Nora Vos ", "Nora Vos"}, {"Jose\u0301", "José"}, {long, long}, {"🦊", "🦊"}, {"ไทย", "ไทย"}, {"محمد علي", "محمد علي"},
		{"नेहा\u200dशर्मा", "नेहा\u200dशर्मा"}, {"<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"},
	} {
		if got, err := account.ParseDisplayName(tt.typed); err != nil || got != tt.want {
			t.Errorf("ParseDisplayName(%q) = %q, %v, want %q", tt.typed, got, err, tt.want)
		}
	}
	for _, typed := range []string{
		"", "  ", "\u200b", "\u3164", "a\nb", "a\x00b", "gnp.\u202Eexe", "\u2066a", "a\u2028b", long + "x", "a\xffb",
	} {
		if _, err := account.ParseDisplayName(typed); account.CodeOf(err) != account.InvalidDisplayName {
			t.Errorf("ParseDisplayName(%q) gave %v, want INVALID_DISPLAY_NAME", typed, err)
		}
	}
}

func TestParseID(t *testing.T) {
	id := account.NewID(account.CustomerKind)
	if got, err := account.ParseID(id.String()); err != nil || got != id {
		t.Errorf("ParseID(%q) = %v, %v, want the id again", id, got, err)
	}
	if got, want := id.As(account.DeletionKind).String(), "del_"+id.String()[4:]; got != want {
		t.Errorf("as a deletion the id is %q, want %q", got, want)
	}
	for _, text := range []string{
		"", "cus", "cus_", "cus_123", "usr_" + id.String()[4:], id.String()[4:], strings.ToUpper(id.String()),
		"cus_" + strings.ToUpper("abcdef") + id.String()[10:], id.String() + "0", " " + id.String(), "cus_" + strings.Repeat("g", 32),
	} {
		if _, err := account.ParseID(text); account.CodeOf(err) != account.InvalidID {
			t.Errorf("ParseID(%q) gave %v, want INVALID_ID", text, err)
		}
	}
}

func TestNobodyMayNothing(t *testing.T) {
	nobody := account.CallerFrom(context.Background())
	for _, p := range account.Permissions[1:] {
		if err := nobody.May(p); account.CodeOf(err) != account.Unauthenticated {
			t.Errorf("nobody asking for %v gets %v, want UNAUTHENTICATED", p, err)
		}
	}
	if err := nobody.May(account.Anybody); err != nil || account.Permissions[0] != account.Anybody {
		t.Errorf("nobody asking for what anybody may gets %v, want leave", err)
	}
	if nobody.Sees(account.NewID(account.SiteKind)) || nobody.Sees(account.ID{}) {
		t.Error("nobody sees a site")
	}
	for _, role := range account.Roles {
		if err := (account.Caller{Role: role}).May(0); err == nil {
			t.Errorf("%v has a permission that is none", role)
		}
	}
}

func TestScope(t *testing.T) {
	here, there := account.NewID(account.SiteKind), account.NewID(account.SiteKind)
	for _, role := range account.Roles {
		caller := account.Caller{Role: role, Site: here}
		if got, want := caller.Sees(there), !role.OfOneSite(); got != want {
			t.Errorf("%v sees another site: %v, want %v", role, got, want)
		}
		if !caller.Sees(here) {
			t.Errorf("%v does not see its own site", role)
		}
	}
	if (account.Caller{Role: account.Agent}).Sees(account.ID{}) {
		t.Error("an agent without a site sees the site that is none")
	}
}

// TestCustomerReachesItselfAlone: whatever a customer may do, it may do with its own
// account and with nothing else of its site.
func TestCustomerReachesItselfAlone(t *testing.T) {
	site, own, other := account.NewID(account.SiteKind), account.NewID(account.CustomerKind), account.NewID(account.CustomerKind)
	c := account.Caller{Role: account.Customer, Site: site, Customer: own}
	if !c.Sees(site) || c.SeesRowsOf(site) || !c.SeesCustomer(site, own) {
		t.Error("a customer does not see its site and itself, or sees the site's rows")
	}
	if c.SeesCustomer(site, other) || c.SeesCustomer(account.NewID(account.SiteKind), own) || c.SeesCustomer(site, account.ID{}) {
		t.Error("a customer sees an account that is not its own")
	}
	for _, p := range account.Permissions {
		switch account.RightOf(account.Customer, p) {
		case account.Own:
			if c.MayOn(p, own) != nil || account.CodeOf(c.MayOn(p, other)) != account.Forbidden {
				t.Errorf("%v is not for the own account alone", p)
			}
			if err := (account.Caller{Role: account.Customer, Site: site}).May(p); account.CodeOf(err) != account.Forbidden {
				t.Errorf("%v: got %v for a customer who is nobody, want FORBIDDEN", p, err)
			}
		case account.Yes:
			if p != account.Anybody && p != account.SignedIn {
				t.Errorf("a customer has %v for every account", p)
			}
		}
	}
	agent := account.Caller{Role: account.Agent, Site: site}
	if !agent.SeesRowsOf(site) || !agent.SeesCustomer(site, other) || agent.MayOn(account.ReadCustomer, other) != nil {
		t.Error("an agent does not see the customers of its site")
	}
}

func TestAgentsInviteWhereTheSiteAllows(t *testing.T) {
	agent := account.Caller{Role: account.Agent}
	if err := agent.May(account.Invite); account.CodeOf(err) != account.Forbidden {
		t.Errorf("got %v, want FORBIDDEN", err)
	}
	agent.SiteLetsAgentsInvite = true
	if err := agent.May(account.Invite); err != nil {
		t.Errorf("got %v, want leave to invite", err)
	}
	if err := agent.May(account.Delete); err == nil {
		t.Error("the setting for invites lets agents delete")
	}
}

func TestNewPage(t *testing.T) {
	number := func(n int) *int { return &n }
	for _, tt := range []struct {
		first, last *int
		want        account.Page
		code        account.Code
	}{
		{nil, nil, account.Page{Size: account.DefaultPageSize}, ""},
		{number(0), nil, account.Page{}, ""},
		{number(100), nil, account.Page{Size: 100}, ""},
		{nil, number(7), account.Page{Size: 7, Backward: true}, ""},
		{number(101), nil, account.Page{}, account.InvalidPageSize},
		{number(-1), nil, account.Page{}, account.InvalidPageSize},
		{nil, number(-1), account.Page{}, account.InvalidPageSize},
		{number(1), number(1), account.Page{}, account.InvalidPageSize},
	} {
		got, err := account.NewPage(tt.first, tt.last, nil, nil)
		if tt.code != "" {
			if account.CodeOf(err) != tt.code {
				t.Errorf("NewPage gave %v, want %s", err, tt.code)
			}
			continue
		}
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
			t.Errorf("NewPage: %v (-want +got)\n%s", err, diff)
		}
	}
}

func TestAtKeepsTheCodeAndNamesTheField(t *testing.T) {
	err := account.At(&account.Error{Code: account.InvalidInput, Message: "Too long."}, "summary")
	var refusal *account.Error
	if !errors.As(err, &refusal) || refusal.Code != account.InvalidInput || refusal.Field[0] != "summary" {
		t.Errorf("got %#v", err)
	}
	if account.At(nil, "x") != nil {
		t.Error("At made an error of none")
	}
}

// A code stands in userErrors or at the top level, never in both places.
func TestUserErrorCodes(t *testing.T) {
	for _, code := range []account.Code{
		account.Unauthenticated, account.Forbidden, account.EmailManaged, account.InvalidID, account.InvalidCursor,
		account.InvalidPageSize, account.InvalidArgument, account.EmailRequired, account.SearchIsDown, account.StoreIsBusy, account.TooManyRequests, account.Internal,
	} {
		if code.IsUserError() {
			t.Errorf("%s is a user error, want a top-level error", code)
		}
	}
	for _, code := range account.UserErrorCodes {
		if !code.IsUserError() {
			t.Errorf("%s is no user error", code)
		}
	}
}
