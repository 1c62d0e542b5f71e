package plan

import (
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"gatehouse/graph/model"
)

var customers = table[model.Customer]{name: "Customer", implements: "Node", fields: map[string]maker[model.Customer]{
	"id":              text(func(v *model.Customer) string { return v.ID }),
	"email":           text(func(v *model.Customer) string { return v.Email }),
	"displayName":     text(func(v *model.Customer) string { return v.DisplayName }),
	"label":           text(func(v *model.Customer) string { return v.Label }),
	"status":          text(func(v *model.Customer) model.CustomerStatus { return v.Status }),
	"createdAt":       moment(func(v *model.Customer) time.Time { return v.CreatedAt }),
	"revokedAt":       optionalMoment(func(v *model.Customer) *time.Time { return v.RevokedAt }),
	"lastSignInAt":    optionalMoment(func(v *model.Customer) *time.Time { return v.LastSignInAt }),
	"accessReason":    optionalText(func(v *model.Customer) *string { return v.AccessReason }),
	"consumesLicense": truth(func(v *model.Customer) bool { return v.ConsumesLicense }),
}}

var references = table[model.UserReference]{name: "UserReference", fields: map[string]maker[model.UserReference]{
	"customerId": text(func(v *model.UserReference) string { return v.CustomerID }),
	"label":      text(func(v *model.UserReference) string { return v.Label }),
	"status":     text(func(v *model.UserReference) model.CustomerStatus { return v.Status }),
	"selectable": truth(func(v *model.UserReference) bool { return v.Selectable }),
	"email":      optionalText(func(v *model.UserReference) *string { return v.Email }),
	"matches": func(c *compiler, f *ast.Field) writer[model.UserReference] {
		o := compile(c, textMatches, f.SelectionSet)
		return func(r *run, v *model.UserReference) bool { return o.list(r, v.Matches(), false) }
	},
}}

var textMatches = table[model.TextMatch]{name: "TextMatch", fields: map[string]maker[model.TextMatch]{
	"field": text(func(v *model.TextMatch) model.MatchField { return v.Field }),
	"start": number(func(v *model.TextMatch) int { return v.Start }),
	"end":   number(func(v *model.TextMatch) int { return v.End }),
}}

var connections = table[model.CustomerConnection]{name: "CustomerConnection", fields: map[string]maker[model.CustomerConnection]{
	"nodes": func(c *compiler, f *ast.Field) writer[model.CustomerConnection] {
		o := compile(c, customers, f.SelectionSet)
		return func(r *run, v *model.CustomerConnection) bool {
			return (v.Nodes != nil || r.fail(null)) && o.list(r, v.Nodes, false)
		}
	},
	"edges": func(c *compiler, f *ast.Field) writer[model.CustomerConnection] {
		o := compile(c, edges, f.SelectionSet)
		return func(r *run, v *model.CustomerConnection) bool { return o.list(r, v.Edges(), false) }
	},
	"pageInfo": func(c *compiler, f *ast.Field) writer[model.CustomerConnection] {
		o := compile(c, pageInfos, f.SelectionSet)
		return func(r *run, v *model.CustomerConnection) bool {
			return o.write(r, v.PageInfo())
		}
	},
	"totalCount": func(*compiler, *ast.Field) writer[model.CustomerConnection] {
		write := number(func(n *int) int { return *n })(nil, nil)
		return func(r *run, v *model.CustomerConnection) bool {
			n, err := v.TotalCount(r.ctx)
			return r.went(err) && write(r, &n)
		}
	},
}}

var edges = table[model.CustomerEdge]{name: "CustomerEdge", fields: map[string]maker[model.CustomerEdge]{
	"cursor": text(func(v *model.CustomerEdge) string { return v.Cursor }),
	"node": func(c *compiler, f *ast.Field) writer[model.CustomerEdge] {
		o := compile(c, customers, f.SelectionSet)
		return func(r *run, v *model.CustomerEdge) bool {
			return (v.Node != nil || r.fail(null)) && o.write(r, v.Node)
		}
	},
}}

var pageInfos = table[model.PageInfo]{name: "PageInfo", fields: map[string]maker[model.PageInfo]{
	"hasNextPage":     truth(func(v *model.PageInfo) bool { return v.HasNextPage }),
	"hasPreviousPage": truth(func(v *model.PageInfo) bool { return v.HasPreviousPage }),
	"startCursor":     optionalText(func(v *model.PageInfo) *string { return v.StartCursor }),
	"endCursor":       optionalText(func(v *model.PageInfo) *string { return v.EndCursor }),
}}
