package account_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gatehouse/account"
)

var update = flag.Bool("update", false, "write docs/tables.md anew")

const tablesFile = "../docs/tables.md"

// TestTables holds the domain's tables against docs/tables.md, the page that a
// product owner reads. Whoever changes a rule changes that page, on purpose.
func TestTables(t *testing.T) {
	got := tables()
	if *update {
		if err := os.WriteFile(tablesFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(tablesFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the tables differ from %s (-want +got); if the change is meant, run go test ./account -update:\n%s", tablesFile, diff)
	}
}

func tables() string {
	var b strings.Builder
	b.WriteString(`# The tables

Printed from the tables in the ` + "`account`" + ` package by ` + "`go test ./account -update`" + `; a test
fails when the two differ. Every surface, menu and check asks these tables.

## What each surface shows: the visibility table

`)
	header(&b, "surface", names(account.Statuses))
	for _, surface := range account.Surfaces {
		row(&b, surface.String(), account.Statuses, func(s account.Status) string {
			return account.Shows(surface, s)
		})
	}
	b.WriteString("\nFound by:\n\n")
	header(&b, "surface", names(account.Statuses))
	for _, surface := range account.Surfaces {
		row(&b, surface.String(), account.Statuses, func(s account.Status) string { return foundBy(surface, s) })
	}
	b.WriteString("\nThe search index holds:\n\n")
	header(&b, "", names(account.Statuses))
	row(&b, "terms for", account.Statuses, func(s account.Status) string { return keyNames(account.Indexed(s)) })

	b.WriteString("\n## States and moves: the lifecycle table\n\n")
	header(&b, "act", names(account.Statuses))
	for _, act := range account.Acts {
		row(&b, act.String(), account.Statuses, func(s account.Status) string { return move(act, s) })
	}
	b.WriteString("\n## Who may do what: the table of rights\n\n")
	header(&b, "permission", append(names(account.Roles), "covers"))
	for _, p := range account.Permissions {
		cells := append([]account.Role{}, account.Roles...)
		fmt.Fprintf(&b, "| %s |", p)
		for _, role := range cells {
			fmt.Fprintf(&b, " %s |", right(role, p))
		}
		fmt.Fprintf(&b, " %s |\n", p.Meaning())
	}
	b.WriteString("\n## The menu: available actions\n\n")
	for _, status := range []account.Status{account.Active, account.Revoked} {
		fmt.Fprintf(&b, "%s:\n\n", status)
		header(&b, "action", names(account.Roles))
		for i, act := range account.Menu {
			row(&b, act.String(), account.Roles, func(role account.Role) string {
				action := account.AvailableActions(account.Caller{Actor: "tok", Role: role, Customer: own(role)}, status)[i]
				if action.Reason == nil {
					return "yes"
				}
				return string(action.Reason.Code)
			})
		}
		b.WriteString("\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func header(b *strings.Builder, first string, columns []string) {
	fmt.Fprintf(b, "| %s | %s |\n|%s\n", first, strings.Join(columns, " | "), strings.Repeat("---|", len(columns)+1))
}

func row[T any](b *strings.Builder, first string, columns []T, cell func(T) string) {
	fmt.Fprintf(b, "| %s |", first)
	for _, c := range columns {
		fmt.Fprintf(b, " %s |", cell(c))
	}
	b.WriteString("\n")
}

func names[T fmt.Stringer](values []T) []string {
	var out []string
	for _, v := range values {
		out = append(out, v.String())
	}
	return out
}

var keys = []struct {
	key  account.Key
	name string
}{{account.ByTypedText, "what is typed"}, {account.ByExactEmail, "exact e-mail"}, {account.ByID, "id"}, {account.Listed, "listed"}}

func foundBy(surface account.Surface, status account.Status) string {
	var found account.Key
	for _, k := range keys {
		if account.Finds(surface, status, k.key) {
			found |= k.key
		}
	}
	return keyNames(found)
}

func keyNames(set account.Key) string {
	var out []string
	for _, k := range keys {
		if set&k.key != 0 {
			out = append(out, k.name)
		}
	}
	if out == nil {
		return "nothing"
	}
	return strings.Join(out, ", ")
}

func move(act account.Act, from account.Status) string {
	next, err := account.Next(act, from)
	switch {
	case err != nil:
		return "refused " + string(account.CodeOf(err))
	case !next.Changes:
		return "no change"
	case next.To == from:
		return "changed, stays " + next.To.String()
	default:
		return next.To.String()
	}
}

func right(role account.Role, p account.Permission) string {
	switch account.RightOf(role, p) {
	case account.Yes:
		return "yes"
	case account.IfSiteAllows:
		return "where the site allows it"
	case account.Own:
		return "own"
	default:
		return "–"
	}
}

// own is the account of a caller that is a customer.
func own(role account.Role) account.ID {
	if role != account.Customer {
		return account.ID{}
	}
	return account.NewID(account.CustomerKind)
}
