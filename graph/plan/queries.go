package plan

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"gatehouse/graph/model"
)

// The fields of Query that have plans.
var queries = table[root]{name: "Query", fields: map[string]maker[root]{
	"viewer": func(c *compiler, f *ast.Field) writer[root] {
		o, resolve := compile(c, viewers, f.SelectionSet), c.resolvers.Query().Viewer
		return func(r *run, _ *root) bool {
			v, err := resolve(r.ctx)
			return r.went(err) && o.orNull(r, v)
		}
	},
	"organization": func(c *compiler, f *ast.Field) writer[root] {
		o, resolve := compile(c, organizations, f.SelectionSet), c.resolvers.Query().Organization
		return func(r *run, _ *root) bool {
			v, err := resolve(r.ctx)
			return r.went(err) && o.orNull(r, v)
		}
	},
	"site": byText("key", graphql.UnmarshalString, sites, func(c *compiler) func(context.Context, string) (*model.Site, error) {
		return c.resolvers.Query().Site
	}),
	"customer": byText("id", graphql.UnmarshalID, customers, func(c *compiler) func(context.Context, string) (*model.Customer, error) {
		return c.resolvers.Query().Customer
	}),
	"userReferences": func(c *compiler, f *ast.Field) writer[root] {
		o, resolve, asked := compile(c, references, f.SelectionSet), c.resolvers.Query().UserReferences, argumentOf(f, "ids")
		return func(r *run, _ *root) bool {
			texts, ok := required(r, asked, ids)
			if !ok {
				return false
			}
			all, err := resolve(r.ctx, texts)
			return r.went(err) && o.list(r, all, true)
		}
	},
}}

// byText is a field of Query that finds one thing by one text.
func byText[T any](name string, coerce func(any) (string, error), t table[T], resolver func(*compiler) func(context.Context, string) (*T, error)) maker[root] {
	return func(c *compiler, f *ast.Field) writer[root] {
		o, resolve, asked := compile(c, t, f.SelectionSet), resolver(c), argumentOf(f, name)
		return func(r *run, _ *root) bool {
			text, ok := required(r, asked, coerce)
			if !ok {
				return false
			}
			v, err := resolve(r.ctx, text)
			return r.went(err) && o.orNull(r, v)
		}
	}
}

// went tells whether a resolver did its work.
func (r *run) went(err error) bool { return err == nil || r.fail(failed) }

var viewers = table[model.Viewer]{name: "Viewer", fields: map[string]maker[model.Viewer]{
	"actorId":     text(func(v *model.Viewer) string { return v.ActorID }),
	"role":        text(func(v *model.Viewer) model.Role { return v.Role }),
	"permissions": texts(func(v *model.Viewer) []model.Permission { return v.Permissions }),
	"sites": func(c *compiler, f *ast.Field) writer[model.Viewer] {
		o := compile(c, sites, f.SelectionSet)
		return func(r *run, v *model.Viewer) bool {
			return (v.Sites != nil || r.fail(null)) && o.list(r, v.Sites, false)
		}
	},
}}

var organizations = table[model.Organization]{name: "Organization", fields: map[string]maker[model.Organization]{
	"name":           optionalText(func(v *model.Organization) *string { return v.Name }),
	"supportUrl":     optionalText(func(v *model.Organization) *string { return v.SupportURL }),
	"userManagement": optionalText(func(v *model.Organization) *model.UserManagement { return v.UserManagement }),
	"portalCustomers": func(c *compiler, f *ast.Field) writer[model.Organization] {
		o, resolve := compile(c, connections, f.SelectionSet), c.resolvers.Organization().PortalCustomers
		email, page := argumentOf(f, "email"), pagingOf(f)
		return func(r *run, v *model.Organization) bool {
			address, ok := email.text(r)
			if !ok {
				return false
			}
			first, after, last, before, ok := page.read(r)
			if !ok {
				return false
			}
			found, err := resolve(r.ctx, v, address, first, after, last, before)
			return r.went(err) && o.orNull(r, found)
		}
	},
}}
