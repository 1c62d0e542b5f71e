package contract

import (
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"gatehouse/account"
)

// TestNothingIsLeftOutOfTheWalk fails where TestSitesAreApart would not look: at a
// field that none of its documents asks for, at arguments that nothing is tried in,
// at a kind of thing that the other site has none of. It is told what to add.
func TestNothingIsLeftOutOfTheWalk(t *testing.T) {
	asked, probed := map[string]bool{}, map[string]bool{}
	for _, q := range questionsOf() {
		probed[q.name] = true
		document, errs := gqlparser.LoadQueryWithRules(published, q.document, rules.NewDefaultRules())
		if errs != nil {
			t.Fatalf("the document of %s is refused: %v", q.name, errs)
		}
		for _, o := range document.Operations {
			note(o.SelectionSet, asked)
		}
	}
	for name, d := range published.Types {
		if d.Kind != ast.Object || strings.HasPrefix(name, "__") {
			continue
		}
		for _, f := range d.Fields {
			field := name + "." + f.Name
			switch {
			case strings.HasPrefix(f.Name, "__"):
			case !asked[field] && !probed[field]:
				t.Errorf("no document of the isolation test asks for %s. Name %s in the places of questionsOf, or, where it lies too deep, a type on the way to it; and give the other site one in newEstate.", field, name)
			case len(f.Arguments) > 0 && !probed[field]:
				t.Errorf("nothing of another site is tried in the arguments of %s. Name %s in the places of questionsOf.", field, name)
			}
		}
	}
	s := newSites(t)
	for _, kind := range account.Kinds() {
		if len(s.other.ids[kind]) == 0 {
			t.Errorf("the other site has no %q, so nobody tries to get at one. Make one in newEstate and add its id.", kind)
		}
	}
}

// note adds the fields of a selection by the types they are on.
func note(set ast.SelectionSet, asked map[string]bool) {
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			asked[s.ObjectDefinition.Name+"."+s.Name] = true
			// What is asked of an interface is asked of whatever has it.
			for _, p := range published.GetPossibleTypes(s.ObjectDefinition) {
				asked[p.Name+"."+s.Name] = true
			}
			note(s.SelectionSet, asked)
		case *ast.InlineFragment:
			note(s.SelectionSet, asked)
		}
	}
}
