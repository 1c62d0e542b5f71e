package contract

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"gatehouse/account"
	"gatehouse/graph/generated"
)

// schemaQuestion is a document for one field of the schema, with a variable for each of
// its arguments.
type schemaQuestion struct {
	name, document string
	arguments      ast.ArgumentDefinitionList
	leaves         []leaf
}

var published = generated.NewExecutableSchema(generated.Config{}).Schema()

// questionsOf makes a question of every field of the roots, of the organization, of
// the caller's own site, and of what else has fields with arguments.
func questionsOf() []schemaQuestion {
	var all []schemaQuestion
	for _, place := range []struct{ on, before, after string }{
		{"Query", "query", "{%s}"},
		{"Organization", "query", "{organization{%s}}"},
		{"Site", "query", `{site(key:"help"){%s}}`},
		{"Job", "query", `{site(key:"help"){jobs(first:1){nodes{%s}}}}`},
		{"Webhook", "query", `{site(key:"help"){webhooks{%s}}}`},
		{"Mutation", "mutation", "{%s}"},
		{"Subscription", "subscription", "{%s}"},
	} {
		for _, f := range published.Types[place.on].Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			q := schemaQuestion{name: place.on + "." + f.Name, arguments: f.Arguments}
			var declared, passed string
			for _, a := range f.Arguments {
				declared += fmt.Sprintf("$%s:%s ", a.Name, a.Type)
				passed += fmt.Sprintf("%s:$%s ", a.Name, a.Name)
				q.leaves = append(q.leaves, leavesOf([]string{a.Name}, a.Type)...)
			}
			if declared != "" {
				declared, passed = "("+declared+")", "("+passed+")"
			}
			q.document = place.before + declared + fmt.Sprintf(place.after, f.Name+passed+selection(f.Type.Name(), 3))
			all = append(all, q)
		}
	}
	return all
}

// leavesOf lists the places below an argument.
func leavesOf(path []string, given *ast.Type) []leaf {
	d := published.Types[given.Name()]
	if d.Kind != ast.InputObject {
		return []leaf{{path, given}}
	}
	var all []leaf
	for _, f := range d.Fields {
		all = append(all, leavesOf(append(slices.Clone(path), f.Name), f.Type)...)
	}
	return all
}

// selection asks for everything of a type, down to a depth; lists of a page are
// as long as they come.
func selection(name string, depth int) string {
	d := published.Types[name]
	if d.IsLeafType() {
		return ""
	}
	parts := append([]string{"__typename"}, fieldsOf(d, depth, "")...)
	if d.IsAbstractType() {
		for _, p := range published.GetPossibleTypes(d) {
			// Two types may have fields of one name that don't go together.
			parts = append(parts, "... on "+p.Name+"{__typename "+strings.Join(fieldsOf(p, min(depth, 2), p.Name+"_"), " ")+"}")
		}
	}
	return "{" + strings.Join(parts, " ") + "}"
}

// fieldsOf selects the fields of a type that need no arguments, under names that
// begin with a prefix.
func fieldsOf(d *ast.Definition, depth int, prefix string) (parts []string) {
	for _, f := range d.Fields {
		needs := slices.ContainsFunc(f.Arguments, func(a *ast.ArgumentDefinition) bool { return a.Type.NonNull && a.DefaultValue == nil })
		leafType := published.Types[f.Type.Name()].IsLeafType()
		if needs || strings.HasPrefix(f.Name, "__") || depth <= 1 && !leafType {
			continue
		}
		field := f.Name + selection(f.Type.Name(), depth-1)
		if prefix != "" {
			field = prefix + f.Name + ":" + field
		}
		parts = append(parts, field)
	}
	return parts
}

// with gives the variables of a question: what it needs, from the caller's own
// site, and a probe in one place.
func (q schemaQuestion) with(s *sites, l leaf, probe any) map[string]any {
	variables := map[string]any{}
	for _, a := range q.arguments {
		if a.Type.NonNull && a.DefaultValue == nil {
			variables[a.Name] = s.needed(a.Name, a.Type)
		}
	}
	if len(l.path) == 0 {
		return variables
	}
	at := variables
	for _, step := range l.path[:len(l.path)-1] {
		inner, ok := at[step].(map[string]any)
		if !ok {
			inner = map[string]any{}
			at[step] = inner
		}
		at = inner
	}
	at[l.path[len(l.path)-1]] = probe
	return variables
}

// needed gives a value that the caller's own site has, for an argument that must be
// there.
func (s *sites) needed(name string, given *ast.Type) any {
	if given.Elem != nil {
		return []any{s.needed(name, given.Elem)}
	}
	d := published.Types[given.Name()]
	switch d.Kind {
	case ast.InputObject:
		input := map[string]any{}
		for _, f := range d.Fields {
			if f.Type.NonNull && f.DefaultValue == nil {
				input[f.Name] = s.needed(f.Name, f.Type)
			}
		}
		return input
	case ast.Enum:
		return d.EnumValues[0].Name
	}
	kinds := map[string]account.Kind{
		"siteId": account.SiteKind, "requestId": account.RequestKind, "accessTokenId": account.TokenKind, "jobId": account.JobKind,
		"webhookId": account.WebhookKind,
	}
	if given.Name() == "ID" {
		kind, known := kinds[name]
		if !known {
			kind = account.CustomerKind
		}
		return s.own.ids[kind][0]
	}
	value, known := map[string]any{
		"key": s.own.key, "siteKey": s.own.key, "email": "new@near.example", "confirmEmail": s.own.email, "query": "zzz",
		"displayName": s.own.name, "name": s.own.name, "summary": "Summary",
		"token": "ghp_nobody", "password": "a password of nobody",
		"days": 30, "url": "https://hooks.near.example/", "after": 0, "idempotencyKey": account.NewID(account.JobKind).String(),
	}[name]
	if !known {
		panic(fmt.Sprintf("nothing is known to give for %s: %v; add what the caller's own site has", name, slices.Sorted(maps.Keys(kinds))))
	}
	return value
}
