package plan

import (
	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"gatehouse/graph/model"
)

// The fields of Site that have plans: the surfaces that are asked at every
// keystroke, and what stands beside them on the same page.
var sites = table[model.Site]{name: "Site", implements: "Node", fields: map[string]maker[model.Site]{
	"id":   text(func(v *model.Site) string { return v.ID }),
	"key":  text(func(v *model.Site) string { return v.Key }),
	"name": text(func(v *model.Site) string { return v.Name }),
	"counts": func(c *compiler, f *ast.Field) writer[model.Site] {
		o, resolve := compile(c, counts, f.SelectionSet), c.resolvers.Site().Counts
		return func(r *run, v *model.Site) bool {
			n, err := resolve(r.ctx, v)
			return r.went(err) && o.orNull(r, n)
		}
	},
	"portalCustomers": portalCustomers,
	"userPicker":      userPicker,
	"customerFilter":  customerFilter,
}}

var counts = table[model.CustomerCounts]{name: "CustomerCounts", fields: map[string]maker[model.CustomerCounts]{
	"total":         number(func(v *model.CustomerCounts) int { return v.Total }),
	"active":        number(func(v *model.CustomerCounts) int { return v.Active }),
	"revoked":       number(func(v *model.CustomerCounts) int { return v.Revoked }),
	"neverSignedIn": number(func(v *model.CustomerCounts) int { return v.NeverSignedIn }),
}}

func portalCustomers(c *compiler, f *ast.Field) writer[model.Site] {
	o, resolve := compile(c, connections, f.SelectionSet), c.resolvers.Site().PortalCustomers
	email, status, activity, page := argumentOf(f, "email"), argumentOf(f, "status"), argumentOf(f, "activity"), pagingOf(f)
	return func(r *run, v *model.Site) bool {
		address, ok := email.text(r)
		if !ok || !activity.absent(r) {
			return false
		}
		state, ok := status.status(r)
		if !ok {
			return false
		}
		first, after, last, before, ok := page.read(r)
		if !ok {
			return false
		}
		found, err := resolve(r.ctx, v, address, state, nil, first, after, last, before)
		return r.went(err) && o.orNull(r, found)
	}
}

func userPicker(c *compiler, f *ast.Field) writer[model.Site] {
	o, resolve := compile(c, references, f.SelectionSet), c.resolvers.Site().UserPicker
	query, size := argumentOf(f, "query"), argumentOf(f, "first")
	return func(r *run, v *model.Site) bool {
		typed, ok := required(r, query, graphql.UnmarshalString)
		if !ok {
			return false
		}
		first, ok := size.number(r)
		if !ok {
			return false
		}
		all, err := resolve(r.ctx, v, typed, first)
		return r.went(err) && (all != nil || r.fail(null)) && o.list(r, all, false)
	}
}

func customerFilter(c *compiler, f *ast.Field) writer[model.Site] {
	o, resolve := compile(c, connections, f.SelectionSet), c.resolvers.Site().CustomerFilter
	query, page := argumentOf(f, "query"), pagingOf(f)
	return func(r *run, v *model.Site) bool {
		typed, ok := required(r, query, graphql.UnmarshalString)
		if !ok {
			return false
		}
		first, after, last, before, ok := page.read(r)
		if !ok {
			return false
		}
		found, err := resolve(r.ctx, v, typed, first, after, last, before)
		return r.went(err) && o.orNull(r, found)
	}
}
