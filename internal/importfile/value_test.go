package importfile

import (
	"strings"
	"testing"
	"time"

	"gatehouse/account"
)

func TestFieldNames(t *testing.T) {
	for column, want := range map[string]Field{
		"id": ID, "Account ID": ID, "customer_id": ID, "UUID": ID,
		"Name": Name, "Full name": Name, "displayName": Name, "User name": Name,
		"E-mail": Email, "email address": Email, "EMAIL": Email,
		"Status": Status, "Account status": Status, "Access": Status, "is_active": Status,
		"Created": CreatedAt, "created at": CreatedAt, "created_at": CreatedAt, "createdAt": CreatedAt, "Creation date": CreatedAt,
		"Last seen": LastSignInAt, "last_active": LastSignInAt, "Last login": LastSignInAt, "lastSignInAt": LastSignInAt,
		"Last seen in Help Center - acme": LastSignInAt,
		"Phone":                           None, "Notes": None, "": None,
	} {
		if got := meaningOf(column).field; got != want {
			t.Errorf("column %q means %d, want %d", column, got, want)
		}
	}
}

func TestTimes(t *testing.T) {
	at := time.Date(2026, 11, 23, 21, 40, 0, 0, time.UTC)
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"2026-11-23T21:40:00Z": at, "2026-11-23T22:40:00+01:00": at, "2026-11-23T21:40:00.000Z": at,
		"2026-11-23 21:40:00": at, "2026-11-23T21:40:00": at, "2026-11-23 21:40": at, "1795470000000": at,
		"2026-11-23": day, "23 Nov 2026": day, "Nov 23, 2026": day,
		"": {}, "Never": {}, "null": {}, "Never accessed": {},
	} {
		got, err := parseTime(text)
		if err != nil || !got.Equal(want) {
			t.Errorf("%q is %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"yesterday", "23/11/2026", "04/05/2026", "1795470000", "-1", "0001-01-01", "2026-13-01", "99999999999999999999"} {
		if got, err := parseTime(text); err == nil {
			t.Errorf("%q is %v, want a refusal", text, got)
		}
	}
}

func TestStatuses(t *testing.T) {
	for text, want := range map[string]account.Status{
		"": account.Active, "ACTIVE": account.Active, "Active": account.Active, "true": account.Active,
		"REVOKED": account.Revoked, "Inactive": account.Revoked, "Deactivated": account.Revoked, "no access": account.Revoked,
		"Deleted": account.Deleted, "DELETED": account.Deleted,
	} {
		if got, err := parseStatus(text); err != nil || got != want {
			t.Errorf("%q is %v, %v; want %v", text, got, err, want)
		}
	}
	if _, err := parseStatus("frozen"); err == nil || strings.Contains(err.Error(), "frozen") {
		t.Errorf("an unknown status gives %v, want an error that does not repeat it", err)
	}
}

func TestIDs(t *testing.T) {
	const want = "cus_0189caa4c8cd70f0b9d3e04df3e68c68"
	for _, text := range []string{
		want, "0189caa4-c8cd-70f0-b9d3-e04df3e68c68", "0189CAA4-C8CD-70F0-B9D3-E04DF3E68C68",
		"0189caa4c8cd70f0b9d3e04df3e68c68", "urn:uuid:0189caa4-c8cd-70f0-b9d3-e04df3e68c68",
	} {
		if got, ok := parseID(text); !ok || got.String() != want {
			t.Errorf("%q is %v, %v; want %s", text, got, ok, want)
		}
	}
	for _, text := range []string{"17", "cus_17", "ann", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"} {
		if got, ok := parseID(text); ok {
			t.Errorf("%q is the id %v, want none", text, got)
		}
	}
	// A version 4 UUID is one as well as the time-ordered ones made here.
	if _, ok := parseID("9b2ef0a1-7c3d-4f6e-8a5b-1c2d3e4f5a6b"); !ok {
		t.Error("a UUID of version 4 is no id, want one")
	}
}

func TestAccount(t *testing.T) {
	row := Row{Line: 7}
	row.Values[ID], row.Values[Email], row.Values[FirstName], row.Values[LastName] = "4711", "a@x.example", "Ann", "Lee"
	got, ignored, err := row.Account()
	if err != nil || !ignored || !got.ID.IsZero() || got.DisplayName != "Ann Lee" || got.Line != 7 || got.Status != account.Active {
		t.Errorf("got %+v, id ignored %v, error %v; want Ann Lee of line 7 without an id", got, ignored, err)
	}
	row.Values[CreatedAt] = "a@x.example"
	if _, _, err = row.Account(); err == nil || strings.Contains(err.Error(), "x.example") {
		t.Errorf("a bad time gives %v, want an error that does not repeat it", err)
	}
}
