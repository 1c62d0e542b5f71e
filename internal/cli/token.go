package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gatehouse/account"
)

type tokenCommand struct{ *Console }

const tokenHelp = `Makes, lists and revokes access tokens. It works beside a running server.

  gatehouse token create -data ./data -role ORGANIZATION_ADMIN
  gatehouse token create -data ./data -role agent -site help -expires 720h
  gatehouse token list -data ./data
  gatehouse token revoke -data ./data -id tok_…

Callers send a token as "Authorization: Bearer TOKEN".`

// Run runs token create, token list and token revoke.
func (c *tokenCommand) Run(ctx context.Context, args []string) error {
	return c.pick("token", tokenHelp, args, []act{
		{"create", func(args []string) error { return c.create(ctx, args) }},
		{"list", func(args []string) error { return c.list(ctx, args) }},
		{"revoke", func(args []string) error { return c.revoke(ctx, args) }},
	})
}

type tokenReport struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Role       string     `json:"role"`
	Site       string     `json:"site,omitempty"`
	CreatedAt  *time.Time `json:"createdAt"`
	ExpiresAt  *time.Time `json:"expiresAt"`
	RevokedAt  *time.Time `json:"revokedAt"`
	LastUsedAt *time.Time `json:"lastUsedAt"`
	Secret     string     `json:"token,omitempty"`
}

func reportToken(t account.Token, siteKey string) tokenReport {
	return tokenReport{
		ID: t.ID.String(), Name: t.Name, Role: t.Role.String(), Site: siteKey, CreatedAt: optional(t.CreatedAt),
		ExpiresAt: optional(t.ExpiresAt), RevokedAt: optional(t.RevokedAt), LastUsedAt: optional(t.LastUsedAt),
	}
}

const tokenCreateHelp = `Makes an access token and prints it, alone, on standard output. It is shown this
one time: the store keeps its hash.

Roles: ORGANIZATION_ADMIN reaches every site and alone may delete; SITE_ADMIN and
AGENT belong to one site (-site); IDENTITY_PROVIDER changes addresses. Small
letters and hyphens will do: site-admin.

  token=$(gatehouse token create -data ./data -role site-admin -site help)`

func (c *tokenCommand) create(ctx context.Context, args []string) error {
	f := c.flags("token create -role ROLE [-site KEY] [-name NAME] [-expires WHEN] [-data DIR] [-json]", tokenCreateHelp)
	dir, asJSON := f.data(), f.json()
	roleName := f.String("role", "", "`ROLE` of the bearer")
	siteKey := f.String("site", "", "`KEY` of the site, for SITE_ADMIN and AGENT")
	name := f.String("name", "", "what the token is for, 100 characters at most: `NAME`")
	expires := f.String("expires", "", "`WHEN` it stops working: a time from now like 720h, or a point in time like 2027-01-31T00:00:00Z; never unless told")
	if err := f.none(args); err != nil {
		return err
	}
	role, expiresAt, err := c.checkToken(*dir, *roleName, *siteKey, *expires)
	if err != nil {
		return err
	}
	d, err := c.openStore(ctx, *dir)
	if err != nil {
		return err
	}
	report, err := d.createToken(asSystem(ctx), role, *siteKey, *name, expiresAt)
	if err = errors.Join(err, d.store.Close()); err != nil {
		return plain(err)
	}
	if *asJSON {
		return c.printJSON(report)
	}
	_, err = fmt.Fprintln(c.Out, report.Secret)
	return err
}

// checkToken reads what a token is to be, before anything is opened.
func (c *tokenCommand) checkToken(dir, roleName, siteKey, expires string) (account.Role, time.Time, error) {
	try := "gatehouse token create -data " + dir + " -role "
	if roleName == "" {
		return 0, time.Time{}, misused(try+"ORGANIZATION_ADMIN", "a token needs a role")
	}
	role, ok := account.ParseRole(strings.ToUpper(strings.ReplaceAll(roleName, "-", "_")))
	switch {
	case !ok:
		return 0, time.Time{}, misused(try+"ORGANIZATION_ADMIN", "there is no role %q; the roles are %v", roleName, account.TokenRoles)
	case role.OfOneSite() && siteKey == "":
		return 0, time.Time{}, misused(try+role.String()+" -site help", "%s is a role of one site: name it", role)
	case !role.OfOneSite() && siteKey != "":
		return 0, time.Time{}, misused(try+role.String(), "%s is a role of the whole organization: leave -site out", role)
	}
	expiresAt, err := c.deadline(expires)
	if err != nil {
		return 0, time.Time{}, misused(try+role.String()+" -expires 720h", "%v", err)
	}
	return role, expiresAt, nil
}

func (c *tokenCommand) deadline(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		wait, err := time.ParseDuration(text)
		if err != nil {
			return time.Time{}, fmt.Errorf("-expires %q is neither a time from now like 720h nor a point in time like 2027-01-31T00:00:00Z", text)
		}
		at = c.Now().Add(wait)
	}
	if !at.After(c.Now()) {
		return time.Time{}, fmt.Errorf("-expires %q has passed already", text)
	}
	return at, nil
}

func (d *deployment) createToken(ctx context.Context, role account.Role, siteKey, name string, expiresAt time.Time) (tokenReport, error) {
	var site account.ID
	if siteKey != "" {
		found, err := d.site(ctx, siteKey)
		if err != nil {
			return tokenReport{}, err
		}
		site = found.ID
	}
	token, secret, err := d.store.CreateToken(ctx, role, site, name, expiresAt)
	if err != nil {
		return tokenReport{}, err
	}
	report := reportToken(token, siteKey)
	report.Secret = secret
	return report, nil
}

func (c *tokenCommand) list(ctx context.Context, args []string) error {
	f := c.flags("token list [-data DIR] [-json]", "Lists the access tokens, newest first, without their secrets.")
	dir, asJSON := f.data(), f.json()
	if err := f.none(args); err != nil {
		return err
	}
	d, err := openExisting(ctx, *dir, c.Now, c.log())
	if err != nil {
		return err
	}
	reports, err := d.listTokens(asSystem(ctx))
	if err = errors.Join(err, d.store.Close()); err != nil {
		return plain(err)
	}
	if *asJSON {
		return c.printJSON(reports)
	}
	return c.table(func(row func(...any)) {
		row("ID", "ROLE", "SITE", "CREATED", "EXPIRES", "REVOKED", "LAST USED", "NAME")
		for _, r := range reports {
			row(r.ID, r.Role, r.Site, cell(r.CreatedAt), cell(r.ExpiresAt), cell(r.RevokedAt), cell(r.LastUsedAt), r.Name)
		}
	})
}

func (d *deployment) listTokens(ctx context.Context) ([]tokenReport, error) {
	sites, err := d.store.Sites(ctx)
	if err != nil {
		return nil, err
	}
	keys := map[account.ID]string{}
	for _, s := range sites {
		keys[s.ID] = s.Key
	}
	reports := []tokenReport{}
	page := account.Page{Size: account.MaxPageSize}
	for {
		rows, err := d.store.Tokens(ctx, page)
		if err != nil {
			return nil, err
		}
		for _, t := range rows.Items {
			reports = append(reports, reportToken(t, keys[t.Site]))
			page.After = &account.Position{At: t.CreatedAt, ID: t.ID}
		}
		if !rows.HasNext {
			return reports, nil
		}
	}
}

func (c *tokenCommand) revoke(ctx context.Context, args []string) error {
	f := c.flags("token revoke -id tok_… [-data DIR] [-json]", "Revokes an access token: the next call with it is refused.\n\n  gatehouse token revoke -data ./data -id tok_0189caa4c8cd70f0b9d3e04df3e68c68")
	dir, asJSON := f.data(), f.json()
	text := f.String("id", "", "`ID` of the token, as token list prints it")
	if err := f.none(args); err != nil {
		return err
	}
	if *text == "" {
		return misused("gatehouse token list -data "+*dir, "which token? -id names it")
	}
	id, err := account.ParseID(*text)
	if err != nil || id.Kind != account.TokenKind {
		return misused("gatehouse token list -data "+*dir, "-id is no id of a token, like tok_0189caa4c8cd70f0b9d3e04df3e68c68")
	}
	d, err := openExisting(ctx, *dir, c.Now, c.log())
	if err != nil {
		return err
	}
	token, changed, err := d.store.RevokeToken(asSystem(ctx), id)
	if err = errors.Join(err, d.store.Close()); err != nil {
		return plain(err)
	}
	if *asJSON {
		return c.printJSON(map[string]any{"id": token.ID.String(), "changed": changed, "revokedAt": optional(token.RevokedAt)})
	}
	state := "Revoked"
	if !changed {
		state = "Was revoked already"
	}
	_, err = fmt.Fprintf(c.Out, "%s: %s (%s)\n", state, token.ID, moment(token.RevokedAt))
	return err
}

func cell(t *time.Time) string {
	if t == nil {
		return "-"
	}
	return moment(*t)
}
