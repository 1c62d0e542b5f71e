package graph

import (
	"context"
	"fmt"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"gatehouse/account"
	"gatehouse/graph/generated"
)

// validationRules are GraphQL's, without the parser's suggestions: to look for
// words like an unknown one of 900 kB took 1.4 s.
func validationRules() *rules.Rules {
	r := rules.NewDefaultRules()
	for _, rule := range quietRules {
		r.RemoveRule(strings.TrimSuffix(rule.Name, withoutSuggestions))
		r.AddRule(rule.Name, rule.RuleFunc)
	}
	return r
}

const withoutSuggestions = "WithoutSuggestions"

var quietRules = []core.Rule{
	rules.KnownArgumentNamesRuleWithoutSuggestions, rules.KnownTypeNamesRuleWithoutSuggestions,
	rules.ValuesOfCorrectTypeRuleWithoutSuggestions,
}

// tellingRules have messages that name fields, arguments, types and directives, and
// nothing else of the document.
var tellingRules = map[string]bool{
	"FieldsOnCorrectType": true, "KnownArgumentNames": true, "KnownDirectives": true, "KnownTypeNames": true,
	"ProvidedRequiredArguments": true, "ScalarLeafs": true, "UniqueArgumentNames": true,
	"UniqueDirectivesPerLocation": true, "UniqueInputFieldNames": true,
}

// ruleMessages stand for those of rules that would repeat values, or names that a
// client thought up: these could be somebody's name or address.
var ruleMessages = map[string]string{
	"FragmentsOnCompositeTypes":    "A fragment stands on a type that has no fields.",
	"KnownFragmentNames":           "The document has no fragment of the name that is spread here.",
	"KnownRootType":                "There are no subscriptions, only queries and mutations.",
	"LoneAnonymousOperation":       "Where a document has several operations, each needs a name.",
	"MaxIntrospectionDepth":        "Introspection follows at most 2 lists of types and fields within each other. Ask in several queries.",
	"NoFragmentCycles":             "A fragment spreads itself.",
	"NoUndefinedVariables":         "The operation does not declare the variable that is used here.",
	"NoUnusedFragments":            "A fragment is never used. Spread it or leave it out.",
	"NoUnusedVariables":            "A variable is declared and never used. Use it or leave it out.",
	"OverlappingFieldsCanBeMerged": "Two different fields have the same name in the answer. Give one of them another alias.",
	"PossibleFragmentSpreads":      "A fragment can't stand here: its type and the type around it have no objects in common.",
	"UniqueFragmentNames":          "Two fragments have the same name.",
	"UniqueOperationNames":         "Two operations have the same name.",
	"UniqueVariableNames":          "Two variables of an operation have the same name.",
	"ValuesOfCorrectType":          "A value in the document is not of the type that is expected there.",
	"VariablesAreInputTypes":       "A variable is declared with a type that can't be sent.",
	"VariablesInAllowedPosition":   "The type of a variable does not fit the place where it is used.",
}

// maxToldName bounds the names that a message repeats; the schema's have 35
// characters at most.
const maxToldName = 64

// documentMessage says why a document is not executed.
func documentMessage(e *gqlerror.Error) string {
	rule := strings.TrimSuffix(e.Rule, withoutSuggestions)
	message, known := ruleMessages[rule]
	switch {
	case known:
		return message
	case tellingRules[rule] && !longWord(e.Message):
		return e.Message
	case e.Extensions["code"] == complexityExceeded:
		return fmt.Sprintf("The answer could have more than %d fields: those of a page count by its size. Ask for smaller pages or fewer fields.", maxComplexity)
	case e.Extensions["code"] == string(account.DocumentRefused), e.Extensions["code"] == persistedNotFound:
		return e.Message
	case isTokenLimit(e):
		return fmt.Sprintf("The document has more than %d tokens. Ask in several queries.", maxTokens)
	case e.Extensions["code"] == parseFailed:
		return "The document is not GraphQL: there is a syntax error at the place given in locations."
	case rule == "" && len(e.Path) > 0:
		return "The variable named in path has a value that its type does not take, or none where it needs one."
	case rule == "":
		return "The document has no operation of that name, or none at all. Name one of its operations in operationName."
	}
	return "The document does not fit the schema at the place given in locations."
}

// isTokenLimit recognizes the parser's refusal of a long document: unlike a syntax
// error it stands at no place.
func isTokenLimit(e *gqlerror.Error) bool {
	return e.Extensions["code"] == parseFailed && e.Rule == "" && len(e.Locations) == 0
}

func longWord(message string) bool {
	for word := range strings.FieldsSeq(message) {
		if len(word) > maxToldName {
			return true
		}
	}
	return false
}

// argumentFailed tells whether the field under way got no further than reading its
// arguments.
func argumentFailed(ctx context.Context) bool {
	field := graphql.GetFieldContext(ctx)
	return field != nil && field.Field.Field != nil && len(field.Field.Arguments) > 0 && field.Args == nil
}

// knownPath cuts a variable's path behind its own name and the input fields of the
// schema: what a client made up as a key is not repeated.
func knownPath(path ast.Path) ast.Path {
	for i, step := range path {
		name, isName := step.(ast.PathName)
		if isName && (i > 1 && !inputFields[string(name)] || len(name) > maxToldName) {
			return path[:i]
		}
	}
	return path
}

// inputFields are the names of the schema's input fields.
var inputFields = func() map[string]bool {
	names := map[string]bool{}
	for _, d := range generated.NewExecutableSchema(generated.Config{}).Schema().Types {
		for _, f := range d.Fields {
			names[f.Name] = names[f.Name] || d.Kind == ast.InputObject
		}
	}
	return names
}()
